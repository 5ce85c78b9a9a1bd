"""How long a Pi has been up, in whatever words it says so, and the steady moment of its start [C §12, §15.1]."""

from dataclasses import dataclass
from datetime import datetime, timedelta
import re
from typing import Final

from ..client.codec import parse_duration

_UNITS: Final = {
    "week": timedelta(weeks=1),
    "w": timedelta(weeks=1),
    "day": timedelta(days=1),
    "d": timedelta(days=1),
    "hour": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "h": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "m": timedelta(minutes=1),
    "second": timedelta(seconds=1),
    "sec": timedelta(seconds=1),
    "s": timedelta(seconds=1),
}
_TERM: Final = re.compile(
    r"(\d{1,6}) ?(week|w|day|d|hour|hr|h|minute|min|m|second|sec|s)s?(?![a-z])", re.ASCII
)
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_BETWEEN: Final = re.compile(r"(?:up|and|[\s,])*")
# Longer text is no uptime and is not worth a regular expression's time.
_LONGEST_TEXT: Final = 64
# What network, rounding and a clock that is being set make of two readings of the same start.
_JITTER: Final = timedelta(seconds=60)
# No computer that is still running was started earlier, and some time zones cannot express the first year.
_EARLIEST_YEAR: Final = 1971


@dataclass(frozen=True, slots=True)
class Uptime:
    """A time span, and the smallest unit that it was told in."""

    length: timedelta
    resolution: timedelta = timedelta(seconds=1)


def parse_uptime(value: object) -> Uptime | None:
    """Read a duration of [C §3], or words such as `5 days, 3:02` or `up 2 weeks, 3 days`; None when it is neither."""
    length = parse_duration(value)
    if length is not None:
        return Uptime(length) if length >= timedelta() else None
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return None
    text, position = value.strip().lower(), 0
    found: list[Uptime] = []
    while (position := _after(_BETWEEN, text, position)) < len(text):
        if clock := _CLOCK.match(text, position):
            found.append(_of_clock(clock))
            position = clock.end()
        elif term := _TERM.match(text, position):
            unit = _UNITS[term[2]]
            found.append(Uptime(int(term[1]) * unit, unit))
            position = term.end()
        else:
            return None
    if not found:
        return None
    length = sum((part.length for part in found), timedelta())
    return Uptime(length, min(part.resolution for part in found))


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _of_clock(clock: re.Match[str]) -> Uptime:
    length = timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0))
    return Uptime(length, timedelta(seconds=1) if clock[3] else timedelta(minutes=1))


def last_boot(known: datetime | None, uptime: Uptime | None, now: datetime) -> datetime | None:
    """The moment of the start; the known one as long as the new reading may mean the same.

    A rounded uptime is too short by up to its resolution. Without a reading there is no moment.
    """
    if uptime is None:
        return None
    try:
        moment = (now - uptime.length).replace(microsecond=0)
    except OverflowError:  # longer ago than there are dates
        return None
    if moment.year < _EARLIEST_YEAR:
        return None
    if known is not None and abs(moment - known) <= uptime.resolution + _JITTER:
        return known
    return moment
