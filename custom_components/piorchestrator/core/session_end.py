"""When a session ends by the clock of Home Assistant, which may differ from that of the Pi by any time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ..client.models import Session, SessionDetail

# What rounding and the network make of two readings of the same end: it moves only if they differ by more.
_JITTER: Final = timedelta(seconds=5)
# No session lasts longer; what says so is garbage.
_LONGEST: Final = timedelta(days=7)
# The server's own limit, where the session does not tell another one.
_DISCOVERY_SECONDS: Final = 60
_ROUNDING: Final = timedelta(seconds=1)
_NOTHING: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Receipt:
    """When an answer was received, by the clock of Home Assistant, and how long the request for it took."""

    at: datetime
    took: timedelta = _NOTHING


def read_end(
    known: datetime | None, detail: SessionDetail, receipt: Receipt | None, *, is_interrupted: bool
) -> datetime | None:
    """Return the end of a session after a read; the known end if the read does not move it.

    The answer was written while the request was under way, so the end lies between two moments.
    """
    if receipt is None or (left := _left(detail, receipt, is_interrupted=is_interrupted)) is None:
        return known
    latest = receipt.at + left
    if known is not None and latest - receipt.took - _JITTER <= known <= latest + _JITTER:
        return known
    return latest


def moved_end(known: datetime | None, before: Session, after: Session) -> datetime | None:
    """Return the end of a session after an event of it: it moves as far as on the clock of the Pi, or is unknown."""
    if known is None or before.expires_at is None or after.expires_at is None:
        return known
    by = after.expires_at - before.expires_at
    if abs(by) > _LONGEST:
        return None
    return known + by if abs(by) > _JITTER else known


def local_time(moment: datetime | None, sent: datetime | None, received: datetime) -> datetime | None:
    """Return a moment of the Pi's clock by ours; unchanged where the difference between the clocks is not known.

    Args:
        moment: A time on the Pi's clock.
        sent: The time on the Pi's clock when it sent the moment.
        received: The time on our clock when the moment arrived.
    """
    if moment is None:
        return None
    return received + (moment - sent) if sent is not None and abs(moment - sent) <= _LONGEST else moment


def _left(detail: SessionDetail, receipt: Receipt, *, is_interrupted: bool) -> timedelta | None:
    """Return the time that was left when the answer was written; None where it does not say so."""
    session, left = detail.session, detail.timeout_remaining
    is_said = left is not None and _NOTHING < left <= _LONGEST
    if left is not None and is_said and (is_interrupted or not _is_of_discovery(session, left)):
        return left
    # With the Pi's own time both moments are of one clock, whether it is right or not.
    if session.expires_at is None:
        return None
    left = session.expires_at - (detail.sent_at or receipt.at)
    return left if abs(left) <= _LONGEST else None


def _is_of_discovery(session: Session, left: timedelta) -> bool:
    """Whether this is the time that is left for discovery: a server may send it in place of the session's."""
    if session.state != "discovering":
        return False
    limit = session.config.discovery_timeout_seconds if session.config else None
    return left <= timedelta(seconds=min(limit or _DISCOVERY_SECONDS, _LONGEST.total_seconds())) + _ROUNDING
