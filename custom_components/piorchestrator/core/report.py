"""The report of a batch: each board, and the figures of all (`design.md` §5)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from math import ceil
from statistics import median
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, computed_field

from ..client.models import AllowlistEntry, Device, Fault, Session
from .batch import failure_code
from .progress import attempts, was_accepted
from .state import ProvisioningState

# A clock of the Pi that was set in between makes nonsense of a time.
_LONGEST_SECONDS: Final = 24 * 3600.0
# Rows of one report: as many as there are boards with entities. The figures count every board.
MAX_ROWS: Final = 2000
# By so much a batch may be older than its observation: events are late, and a poll comes each 30 s.
_SLACK_SECONDS: Final = 60.0


class Outcome(StrEnum):
    """What became of a board."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNFINISHED = "unfinished"  # begun, and neither
    WAITING = "waiting"  # allowed, and never begun
    STRANGER = "stranger"  # not allowed, and never begun
    MISSING = "missing"  # the batch was for it, and it never came


_PROBLEMS: Final = (Outcome.FAILED, Outcome.UNFINISHED, Outcome.MISSING)


class Ending(StrEnum):
    """How a batch came to its end."""

    CLOSED = "closed"  # stopped by whomever
    EXPIRED = "expired"
    REPLACED = "replaced"  # another session took over, and nobody heard of the end of this one
    LOST = "lost"  # the server does not know it any more


class BoardRow(BaseModel):
    """One board of a batch; times as the server stamped them.

    `seconds_to_verified` is from found to verified; None where a time is missing or makes no sense. `was_verified`: so at some
    time, whatever it is now.
    """

    model_config = ConfigDict(frozen=True)

    mac: str
    name: str | None = None
    container_id: str | None = None
    state: str | None = None
    was_begun: bool = False
    was_verified: bool = False
    allowed: bool = False
    expected: bool = False
    attempts: int = 0
    rssi: int | None = None
    firmware_version: str | None = None
    discovered_at: datetime | None = None
    provisioned_at: datetime | None = None
    verified_at: datetime | None = None
    seconds_to_verified: float | None = None
    error_code: str | None = None
    error_message: str | None = None
    correlation_id: str | None = None

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.state is None:
            return Outcome.MISSING
        if self.state in ("verified", "failed"):
            return Outcome(self.state)
        if self.was_begun:
            return Outcome.UNFINISHED
        return Outcome.WAITING if self.allowed else Outcome.STRANGER


class Figures(BaseModel):
    """The numbers of a batch; times in seconds, the rate in percent of the boards that were begun."""

    model_config = ConfigDict(frozen=True)

    verified: int = 0
    failed: int = 0
    unfinished: int = 0
    waiting: int = 0
    strangers: int = 0
    missing: int = 0
    success_rate: float | None = None
    median_seconds: float | None = None
    p95_seconds: float | None = None

    @classmethod
    def of(cls, boards: Collection[BoardRow]) -> Self:
        """Count."""
        counts = dict.fromkeys(Outcome, 0)
        for board in boards:
            counts[board.outcome] += 1
        begun = counts[Outcome.VERIFIED] + counts[Outcome.FAILED] + counts[Outcome.UNFINISHED]
        times = sorted(board.seconds_to_verified for board in boards if board.seconds_to_verified is not None)
        return cls(
            verified=counts[Outcome.VERIFIED],
            failed=counts[Outcome.FAILED],
            unfinished=counts[Outcome.UNFINISHED],
            waiting=counts[Outcome.WAITING],
            strangers=counts[Outcome.STRANGER],
            missing=counts[Outcome.MISSING],
            success_rate=round(100 * counts[Outcome.VERIFIED] / begun, 1) if begun else None,
            median_seconds=round(median(times), 1) if times else None,
            # The nearest rank: the time within which 95 % of them were done.
            p95_seconds=times[ceil(0.95 * len(times)) - 1] if times else None,
        )


class Report(BaseModel):
    """A batch from its beginning to its end; `ending` is None while it goes on.

    Attributes:
        boards: by MAC; of a very large batch not all of them.
        rows_omitted: how many boards have no row.
        totals: the figures of all boards, if some have no row.
    """

    model_config = ConfigDict(frozen=True)

    session_id: str
    target_ssid: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    boards: tuple[BoardRow, ...] = ()
    rows_omitted: int = 0
    totals: Figures | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def figures(self) -> Figures:
        """The numbers; not cached, since a copy with other boards would take the cache along."""
        return self.totals or Figures.of(self.boards)

    @property
    def outcome(self) -> str:
        """In one word, for triggers: `all_verified`, `with_failures` or `nothing_done`."""
        figures = self.figures
        if figures.failed or figures.unfinished or figures.missing:
            return "with_failures"
        return "all_verified" if figures.verified else "nothing_done"

    @property
    def failed_boards(self) -> tuple[BoardRow, ...]:
        """Those that somebody has to look at: failed, unfinished, missing."""
        return tuple(board for board in self.boards if board.outcome in _PROBLEMS)

    def with_rows(self, most: int) -> Self:
        """Return the report with at most this many rows, boards with a problem first; its figures stay as they are."""
        omitted = len(self.boards) - max(most, 0)
        if omitted <= 0:
            return self
        kept = sorted(self.boards, key=lambda board: board.outcome not in _PROBLEMS)[: max(most, 0)]
        update = {
            "boards": tuple(sorted(kept, key=lambda board: board.mac)),
            "rows_omitted": self.rows_omitted + omitted,
            "totals": self.figures,
        }
        return self.model_copy(update=update)

    def ended(self, ending: Ending, now: datetime) -> Self:
        """The same, finished."""
        return self.model_copy(update={"ending": ending, "ended_at": self.ended_at or now})


def report_of(
    state: ProvisioningState,
    named: Collection[str] = (),
    faults: Mapping[str, Fault] | None = None,
    known: Report | None = None,
    watched: float | None = None,
    *,
    verified: Collection[str] = (),
) -> Report | None:
    """The batch as it stands; None without a session.

    `named` are the MACs that it is for; `faults` the last word of the server on each board that failed, also where the
    state has forgotten it; `known` an earlier report of the same session, for boards that the state has none of;
    `watched` how many seconds the batch has been observed since it began, by a steady clock of our own; `verified` are boards
    that were so at some time.
    """
    session = state.session
    if session is None:
        return None
    rows = {board.mac: board for board in (known.boards if known else ()) if board.state is not None}
    for mac in named:
        rows.setdefault(mac, _missing(state, mac))
    longest = _longest_seconds(session, watched)
    for mac, device in state.devices.items():
        seconds = _seconds_to_verified(device, rows.get(mac), longest)
        row = _row(state, device, (faults or {}).get(mac), seconds, expected=mac in named)
        rows[mac] = row.model_copy(update={"was_verified": True}) if mac in verified else row
    return Report(
        session_id=session.id,
        target_ssid=session.target_ssid or (known.target_ssid if known else None),
        started_at=session.created_at or (known.started_at if known else None),
        ended_at=None if session.is_open else session.updated_at,
        boards=tuple(rows[mac] for mac in sorted(rows)),
    ).with_rows(MAX_ROWS)


def ending_of(session: Session, watched: float | None) -> Ending:
    """Whether a session that is over was stopped or has expired.

    Both times are of the server's clock, which may have been set during the batch: `watched`, the seconds since it began
    by a steady clock of our own, overrules them where they cannot be true.
    """
    if session.state == "expired":
        return Ending.EXPIRED
    lifetime = _lifetime(session)
    if watched is not None and lifetime is not None:
        if watched >= lifetime:
            return Ending.EXPIRED
        if watched < lifetime - min(_SLACK_SECONDS, lifetime / 2):
            return Ending.CLOSED
    if session.updated_at is None or session.expires_at is None:
        return Ending.CLOSED
    return Ending.EXPIRED if session.updated_at >= session.expires_at else Ending.CLOSED


def _lifetime(session: Session) -> float | None:
    """How many seconds a session may live; None where its times make no sense."""
    if session.created_at is None or session.expires_at is None:
        return None
    seconds = (session.expires_at - session.created_at).total_seconds()
    return seconds if seconds > 0 else None


def _longest_seconds(session: Session, watched: float | None) -> float:
    """No board can have taken longer than its batch."""
    limits = [_LONGEST_SECONDS]
    if (lifetime := _lifetime(session)) is not None:
        limits.append(lifetime)
    if watched is not None:
        limits.append(watched + _SLACK_SECONDS)
    return min(limits)


def _seconds_to_verified(device: Device, known: BoardRow | None, longest: float) -> float | None:
    if device.state != "verified" or device.discovered_at is None or device.verified_at is None:
        return None
    if known is not None and (known.discovered_at, known.verified_at) == (
        device.discovered_at,
        device.verified_at,
    ):
        return known.seconds_to_verified  # judged when more was known of the batch
    seconds = (device.verified_at - device.discovered_at).total_seconds()
    return round(seconds, 1) if 0 <= seconds <= longest else None


def faults_of(known: Report, devices: Mapping[str, Device]) -> dict[str, Fault]:
    """The last words on boards that stand failed as they did when this was known; an answer tells them only once."""
    return {
        board.mac: Fault(
            code=board.error_code, message=board.error_message, correlation_id=board.correlation_id
        )
        for board in known.boards
        if board.state == "failed"
        and (device := devices.get(board.mac)) is not None
        and device.state == "failed"
        and board.attempts == attempts(device)
    }


def _row(
    state: ProvisioningState, device: Device, fault: Fault | None, seconds: float | None, *, expected: bool
) -> BoardRow:
    entry = (state.allowlist or {}).get(device.mac)
    failed = device.state == "failed"
    return BoardRow(
        **_words(entry),
        mac=device.mac,
        state=device.state or "discovered",
        was_begun=was_accepted(device),
        allowed=state.is_allowed(device.mac),
        expected=expected,
        attempts=attempts(device),
        rssi=device.rssi,
        firmware_version=device.firmware_version,
        discovered_at=device.discovered_at,
        provisioned_at=device.provisioned_at,
        verified_at=device.verified_at,
        seconds_to_verified=seconds,
        error_code=failure_code(device, fault),
        error_message=((fault.message if fault else None) or device.error_message) if failed else None,
        correlation_id=fault.correlation_id if fault and failed else None,
    )


def _missing(state: ProvisioningState, mac: str) -> BoardRow:
    entry = (state.allowlist or {}).get(mac)
    return BoardRow(**_words(entry), mac=mac, allowed=entry is not None, expected=True)


def _words(entry: AllowlistEntry | None) -> dict[str, str | None]:
    if entry is None:
        return {}
    return {"name": entry.description, "container_id": entry.container_id}
