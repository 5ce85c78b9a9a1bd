"""Lists of boards as people have them: CSV of any spreadsheet, or JSON, read row by row.

A row that is of no use says why and keeps nobody else's from being used; only a text that is no list at all is an error.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
import json
import re
from typing import Final

from ..client.codec import normalise_mac, wire_line, wire_text
from ..client.errors import InvalidMacError
from ..client.models import LONGEST_TEXT, MOST_ITEMS

# As many rows as entries are read of an allowlist.
MOST_ROWS: Final = MOST_ITEMS
# As large as the answer that an allowlist may come in; more is no list of boards.
MOST_CHARACTERS: Final = 8 * 1024 * 1024
# What a report quotes of a text that should have been a MAC.
_LONGEST_QUOTE: Final = 64
# A table with more columns has no use for the rest of them here.
_MOST_COLUMNS: Final = 64
# Rows that tell which delimiter a table without a header has.
_SAMPLE: Final = 50

MAC: Final = "mac"
DESCRIPTION: Final = "description"
CONTAINER_ID: Final = "container_id"
# Names of columns and keys, lower case and without anything but letters and digits.
_FIELDS: Final = {
    "mac": MAC,
    "macaddress": MAC,
    "macaddr": MAC,
    "wifimac": MAC,
    "wifimacaddress": MAC,
    "description": DESCRIPTION,
    "desc": DESCRIPTION,
    "name": DESCRIPTION,
    "label": DESCRIPTION,
    "containerid": CONTAINER_ID,
    "container": CONTAINER_ID,
}
# These win over their synonyms where a list has both.
_PROPER: Final = frozenset({"mac", "description", "containerid"})
# Signs that make a formula of a cell, in each width and height that Unicode has of them.
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−﬩"
# What a spreadsheet may pass over before such a sign: white space, quotes, control and formatting characters.
_BLANK: Final = r"\s\"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# The beginning of a cell that is a formula; an apostrophe in front of it says that it is text.
FORMULA: Final = re.compile(rf"'*[{_BLANK}]*[{_SIGNS}\t\r\n]")
# Most texts have no such place, and need no closer look.
_MAYBE_INNER: Final = re.compile(rf"[,;|'{_BLANK}][{_SIGNS}]")
_BEFORE_SIGN: Final = re.compile(rf"([{_BLANK}']*+)([{_SIGNS}])(?=([ \r\n])?)|[{_BLANK}']++")
# A cell begins after each of these if the file is opened with another separator, or if a quote is not taken for one. The
# space is a case of its own: between words a sign that stands alone is no formula, as in "shelf - left". At the end of a text
# it is one, because the next column may follow.
_SEPARATORS: Final = frozenset(",;|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")


def _cells(delimiter: str) -> re.Pattern[str]:
    """A cell and what ends it; a quote that is never closed as it should be is a character like others."""
    space = rf"[^\S\r\n{delimiter}]*"
    end = rf"({delimiter}|\r\n|\r|\n|\Z)"
    return re.compile(rf'(?:{space}"((?:[^"]++|"")*+)"{space}|([^{delimiter}\r\n]*)){end}')


_CELLS: Final = {delimiter: _cells(delimiter) for delimiter in (",", ";", "\t")}


class Problem(StrEnum):
    """Why a text is no list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NO_JSON = "no_json"
    NO_LIST = "no_list"
    NO_MAC = "no_mac"


class DeviceListError(ValueError):
    """The text as a whole is no list of boards."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Reason(StrEnum):
    """Why a row is of no use."""

    NO_MAC = "no_mac"
    INVALID_MAC = "invalid_mac"
    DUPLICATE = "duplicate_in_file"
    TOO_LONG = "text_too_long"


@dataclass(frozen=True, slots=True)
class Row:
    """One board of a list.

    Attributes:
        line: where it begins in a table, or its place in a JSON list; both count from 1.
        mac: as the wire writes it; of an invalid row what stands there, cut.
        reason: why the row is invalid, None for a good one.
    """

    line: int
    mac: str
    description: str | None = None
    container_id: str | None = None
    reason: Reason | None = None


def read_list(text: str) -> tuple[Row, ...]:
    """Read CSV (comma, semicolon or tab; with or without a header) or JSON (a list, or `entries` of an object).

    Without a header the first column that holds a MAC is the MAC's, and the next two are description and container.

    Raises:
        DeviceListError: it is neither, or larger than the limits.
    """
    if len(text) > MOST_CHARACTERS:
        raise DeviceListError(Problem.TOO_LARGE)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise DeviceListError(Problem.EMPTY)
    found = _from_json(text) if text.lstrip()[0] in "[{" else _from_table(text)
    rows = tuple(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise DeviceListError(Problem.TOO_MANY_ROWS)
    return rows


def _from_json(text: str) -> Iterator[Row]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeviceListError(Problem.NO_JSON) from error
    if isinstance(document, dict) and "entries" in document:
        document = document["entries"] or []  # null is the empty list, as on the wire [C D16]
    if not isinstance(document, list):
        raise DeviceListError(Problem.NO_LIST)
    return _from_items(document)


def _from_items(items: list[object]) -> Iterator[Row]:
    seen: set[str] = set()
    for line, item in enumerate(items, 1):
        if isinstance(item, Mapping):
            values = [_plain(value) for value in item.values()]
            yield _row(line, values, _places(item), seen)
        else:
            yield _row(line, [_plain(item)], {MAC: 0}, seen)


def _plain(value: object) -> str:
    """Numbers are texts that somebody forgot to quote; anything else that is no text says nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _from_table(text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    _, first = next(_records(text, delimiter), (0, []))
    places = _places(first)
    has_header = MAC in places
    if not has_header:
        at = _first_mac(text, delimiter)
        places = {MAC: at, DESCRIPTION: at + 1, CONTAINER_ID: at + 2}
    records = islice(_records(text, delimiter), 1 if has_header else 0, None)
    return _from_records(records, places)


def _from_records(records: Iterable[tuple[int, list[str]]], places: Mapping[str, int]) -> Iterator[Row]:
    seen: set[str] = set()
    for line, cells in records:
        yield _row(line, [unguarded(cell) for cell in cells], places, seen)


def guarded(text: str) -> str:
    """Put an apostrophe before each formula that the text is or that a spreadsheet may split it into.

    `unguarded` is the exact inverse, for every text.
    """
    inner = _BEFORE_SIGN.sub(_with_guards, text) if _MAYBE_INNER.search(text) else text
    return f"'{inner}" if FORMULA.match(text) else inner


def unguarded(text: str) -> str:
    """Take the apostrophes away that `guarded` added."""
    if "'" not in text:
        return text
    inner = _BEFORE_SIGN.sub(_without_guards, text) if _MAYBE_INNER.search(text) else text
    return inner[1:] if inner.startswith("'") and FORMULA.match(inner, 1) else inner


def _with_guards(found: re.Match[str]) -> str:
    return _turned(found, guard=True)


def _without_guards(found: re.Match[str]) -> str:
    return _turned(found, guard=False)


def _turned(found: re.Match[str], *, guard: bool) -> str:
    """Add or remove the apostrophes before one sign, from the sign to the left.

    At each place where a cell may begin, one apostrophe is added if apostrophes, then blanks, then the sign follow there.
    Going left, what follows is always the text without guards, so both directions decide alike.
    """
    blanks, sign, alone = found.groups()
    if sign is None:  # blanks without a sign
        return found[0]
    turned, apostrophes, is_formula, has_space = [sign], 0, True, alone is not None
    for at in range(len(blanks), -1, -1):
        if at < len(blanks):
            character = blanks[at]
            turned.append(character)
            is_formula = is_formula and (character == "'" or not apostrophes)
            apostrophes += character == "'"
        before = blanks[at - 1] if at else found.string[max(0, found.start() - 1) : found.start()]
        begins = before in _SEPARATORS or (before == " " and not has_space)
        has_space = has_space or before == " "
        if begins and is_formula and guard:
            turned.append("'")
        elif begins and is_formula and apostrophes:
            turned.pop()
            apostrophes -= 1
    return "".join(reversed(turned))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line each record begins at, and its cells; blank records are left out, what is quoted stays as it is."""
    line = begun = 1
    cells: list[str] = []
    for found in _CELLS[delimiter].finditer(text):
        quoted, plain, end = found.groups()
        if len(cells) < _MOST_COLUMNS:
            cells.append(plain.strip() if quoted is None else quoted.replace('""', '"'))
        if quoted is not None:
            line += len(_NEWLINE.findall(quoted))
        if end != delimiter:
            if any(map(str.strip, cells)):
                yield begun, cells
            line += 1
            begun, cells = line, []


def _delimiter(text: str) -> str:
    """The one that makes the first row a header, else the one that sets most MACs apart."""

    def fitness(delimiter: str) -> tuple[bool, int, int]:
        sample = [cells for _, cells in islice(_records(text, delimiter), _SAMPLE)]
        columns = sum(map(len, sample))
        first = sample[0] if sample else []
        return MAC in _places(first), sum(_mac_at(cells) is not None for cells in sample), columns

    return max(_CELLS, key=fitness)


def _first_mac(text: str, delimiter: str) -> int:
    for _, cells in islice(_records(text, delimiter), MOST_ROWS):
        if (at := _mac_at(cells)) is not None:
            return at
    raise DeviceListError(Problem.NO_MAC)


def _mac_at(cells: Sequence[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if _is_mac(cell)), None)


def _is_mac(cell: str) -> bool:
    try:
        normalise_mac(cell)
    except InvalidMacError:
        return False
    return True


def _places(names: Iterable[object]) -> dict[str, int]:
    """Where each field stands, by the names of columns or keys."""
    keys = [re.sub(r"[\W_]+", "", str(name)).lower() for name in names]
    places: dict[str, int] = {}
    for at in sorted(range(len(keys)), key=lambda at: keys[at] not in _PROPER):
        if (field := _FIELDS.get(keys[at])) is not None:
            places.setdefault(field, at)
    return places


def _row(line: int, values: Sequence[str], places: Mapping[str, int], seen: set[str]) -> Row:
    """One row; `seen` are the MACs of the good ones before."""

    def value(field: str) -> str:
        at = places.get(field)
        return values[at] if at is not None and at < len(values) else ""

    written = value(MAC).strip()
    texts = value(DESCRIPTION), value(CONTAINER_ID)
    description, container_id = (wire_line(text, LONGEST_TEXT) for text in texts)
    try:
        mac, reason = normalise_mac(written), None
    except InvalidMacError:
        mac = wire_text(written, _LONGEST_QUOTE) or ""
        reason = Reason.INVALID_MAC if written else Reason.NO_MAC
    if reason is None and mac in seen:
        reason = Reason.DUPLICATE
    elif reason is None and max(map(len, texts)) > LONGEST_TEXT:
        reason = Reason.TOO_LONG
    elif reason is None:
        seen.add(mac)
    return Row(line, mac, description, container_id, reason)
