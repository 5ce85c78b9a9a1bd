"""Values of the wire that JSON has no type for: durations, time stamps, MAC addresses [C §3]."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from math import isfinite
import re
from typing import Final

from .errors import ImpossibleMacError, InvalidMacError

# The units of Go's time.ParseDuration in microseconds, the resolution of timedelta.
_MICROSECONDS = {
    "h": 3_600_000_000.0,
    "m": 60_000_000.0,
    "s": 1_000_000.0,
    "ms": 1_000.0,
    "us": 1.0,
    "µs": 1.0,  # U+00B5, what Go writes
    "μs": 1.0,  # U+03BC, what Go also reads
    "ns": 0.001,
}
_GO_TERM = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|μs|ns)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d):([0-5]\d)", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(?:[Zz]|([+-])(\d\d):?(\d\d))",
    re.ASCII,
)
_MAC_GROUPS = re.compile(r"[0-9A-Fa-f]{2}(?:[:\-.\s]?[0-9A-Fa-f]{2}){5}")
_MAC_CISCO = re.compile(r"[0-9A-Fa-f]{4}[.\-:][0-9A-Fa-f]{4}[.\-:][0-9A-Fa-f]{4}")
# What cannot be seen: controls that are no white space, and what Unicode lets a program leave out. As in the card's read-mac.ts.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]"
)
# What word processors and web pages write in place of hyphens, and also file names in place of colons.
_LOOKALIKES = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d\u2236\ua789\ufe55\uff1a",
    "-----------::::",
)
_NO_BOARD = "00:00:00:00:00:00"

# Bare numbers from here on are nanoseconds, below they are seconds [C D17].
_NANOSECONDS_FROM = 1_000_000_000
# Longer text is no duration and is not worth a regular expression's time.
_LONGEST_TEXT = 64
# The longest state and entity id of Home Assistant; an identifier of the server is a UUID or a short name.
LONGEST_IDENTIFIER: Final = 255
# The first year is Go's "not set". Some time zones cannot express the first and the last year of the calendar.
_FIRST_YEAR: Final = 2
_LAST_YEAR: Final = 9998
# No server runs and no time limit lasts this long; sums of longer spans leave the calendar.
_LONGEST_SPAN: Final = timedelta(days=36_525)


def parse_duration(value: object) -> timedelta | None:
    """Read a Go duration (`14m59.5s`), `HH:MM:SS` or a bare number; None when it is none of them [C D17].

    Also None for more than a century: no server means that.
    """
    span: timedelta | None = None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            span = _from_number(float(value))
        elif isinstance(value, str) and len(value) <= _LONGEST_TEXT:
            span = _from_text(value.strip())
    except OverflowError:  # more than timedelta holds: 2.7 million years
        return None
    return span if span is not None and abs(span) <= _LONGEST_SPAN else None


def _from_number(value: float) -> timedelta | None:
    if not isfinite(value):
        return None
    seconds = value / _NANOSECONDS_FROM if abs(value) >= _NANOSECONDS_FROM else value
    return timedelta(seconds=seconds)


def _from_text(text: str) -> timedelta | None:
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    sign = -1 if text.startswith("-") else 1
    unsigned = text.removeprefix("-") if sign < 0 else text.removeprefix("+")
    if unsigned.isascii() and re.fullmatch(r"\d+(\.\d+)?", unsigned):
        return _from_number(sign * float(unsigned))
    total, position = 0.0, 0
    for term in _GO_TERM.finditer(unsigned):
        if term.start() != position:
            return None
        total += float(term[1]) * _MICROSECONDS[term[2]]
        position = term.end()
    if position == 0 or position != len(unsigned):
        return None
    return timedelta(microseconds=sign * total)


def parse_time(value: object) -> datetime | None:
    """Read RFC 3339 with 0 to 9 fractional digits and any offset; year 0001 is Go's "not set".

    The result can be expressed in every time zone.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return None
    found = _TIME.fullmatch(value.strip())
    if found is None:
        return None
    microsecond = int((found[7] or "0")[:6].ljust(6, "0"))
    try:
        zone = _zone(found[8], found[9], found[10])
        second = 59 if found[6] == "60" else int(found[6])  # a leap second has no place in datetime
        moment = datetime(
            int(found[1]),
            int(found[2]),
            int(found[3]),
            int(found[4]),
            int(found[5]),
            second,
            microsecond,
            zone,
        )
        return _plausible(moment.astimezone(UTC))
    except ValueError, OverflowError:
        return None


def _plausible(moment: datetime) -> datetime | None:
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _zone(sign: str | None, hours: str | None, minutes: str | None) -> timezone:
    if sign is None or hours is None or minutes is None:
        return UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def parse_http_date(value: str | None) -> datetime | None:
    """Read the `Date` header of an answer, the server's clock in whole seconds."""
    if value is None or len(value) > _LONGEST_TEXT:
        return None
    try:
        found = parsedate_to_datetime(value)
        return _plausible(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC))
    except ValueError, OverflowError:
        return None


def normalise_mac(value: object) -> str:
    """Bring a board's MAC in any common notation to the wire's form, `24:6F:28:A1:B2:C3`.

    Raises:
        InvalidMacError: the text is no MAC address.
        ImpossibleMacError: it is one that no board has.
    """
    mac = read_mac(value)
    if not is_board_mac(mac):
        raise ImpossibleMacError(mac)
    return mac


def is_board_mac(mac: str) -> bool:
    """Whether a board may have this MAC, in the wire's form: not all zeros, and no group (broadcast, multicast)."""
    return mac != _NO_BOARD and int(mac[1], 16) % 2 == 0


def read_mac(value: object) -> str:
    """Bring any MAC to the wire's form, also one that no board has: a server may list it, and an earlier version stored it.

    Raises:
        InvalidMacError: the text is no MAC address.
    """
    if isinstance(value, str):
        text = value if value.isprintable() and value.isascii() else _visible(value)
        text = text.strip()
        if _MAC_GROUPS.fullmatch(text) or _MAC_CISCO.fullmatch(text):
            digits = re.sub(r"[^0-9A-Fa-f]", "", text).upper()
            return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    raise InvalidMacError(value)


def _visible(text: str) -> str:
    """The text without invisible characters, and with plain hyphens and colons."""
    return _INVISIBLE.sub("", text).translate(_LOOKALIKES)


def is_plain_value(text: str) -> bool:
    """Whether a text is a time or a MAC address and nothing else."""
    return len(text) <= _LONGEST_TEXT and bool(
        _TIME.fullmatch(text) or _MAC_GROUPS.fullmatch(text) or _MAC_CISCO.fullmatch(text)
    )


def encodable(text: str) -> str:
    """The text without lone surrogates, which no encoder takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


# What is no printable character to Python, and does no harm in a line: spaces that are wider or do not break, joiners and
# marks of direction in words, hints for hyphens, and the tags in pictures of flags.
_SPACES: Final = ("\u00a0", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000")
_HARMLESS: Final = frozenset(
    (*_SPACES, *"\u00ad\u200c\u200d\u200e\u200f", *map(chr, range(0xE0020, 0xE0080)))
)
_WITHOUT_HARMLESS: Final = str.maketrans(dict.fromkeys(_HARMLESS))
_WITH_PLAIN_SPACES: Final = str.maketrans(dict.fromkeys(_SPACES, " "))


def with_plain_spaces(text: str) -> str:
    """The text with ordinary spaces in place of others."""
    return text if text.isascii() else text.translate(_WITH_PLAIN_SPACES)


def is_single_line(text: str) -> bool:
    """Whether a text has nothing that `single_line` replaces."""
    return text.isprintable() or (not text.isascii() and text.translate(_WITHOUT_HARMLESS).isprintable())


def single_line(text: str) -> str:
    """The text with a space in place of each control or format character and of each noncharacter.

    Characters that words of some languages need, and spaces that do not break a line, stay.
    """
    if is_single_line(text):
        return text
    return "".join(
        character if character.isprintable() or character in _HARMLESS else " "
        for character in encodable(text)
    )


def wire_text(value: object, longest: int) -> str | None:
    """A text that is not empty, bounded, and without lone surrogates."""
    if not isinstance(value, str) or not value:
        return None
    return encodable(value[:longest])


def wire_line(value: object, longest: int) -> str | None:
    """A text that is not blank, bounded, and one line of a log or a message."""
    if not isinstance(value, str):
        return None
    line = single_line(value[:longest])
    return None if is_blank(line) else line


def trimmed(text: str) -> str:
    """The text without white space and invisible characters at its ends, which come along with the clipboard."""
    start, end = 0, len(text)
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def is_blank(text: str) -> bool:
    """Whether a text has nothing that can be seen."""
    return not (text if text.isascii() else _INVISIBLE.sub("", text)).strip()


class AlteredText(str):
    """A text in which something was replaced, cut or hidden: it may be shown, and identifies nothing."""

    __slots__ = ()


def wire_identifier(value: object, longest: int = LONGEST_IDENTIFIER) -> str | None:
    """A text that may identify a thing, exactly as the server wrote it."""
    if not isinstance(value, str) or isinstance(value, AlteredText) or not 0 < len(value) <= longest:
        return None
    return value if value == single_line(value) == value.strip() else None


def mac_digits(mac: str) -> str:
    """Twelve lower-case hex digits, the form that unique ids carry."""
    return mac.replace(":", "").lower()
