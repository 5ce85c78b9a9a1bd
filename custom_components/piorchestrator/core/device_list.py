"""Lists of boards as people have them: CSV of any spreadsheet, or JSON, read row by row.

A row that is of no use says why and keeps nobody else's from being used; only a text that is no list at all is an error.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, takewhile
import json
import re
from typing import Final

from ..client.codec import normalise_mac, wire_line, wire_text
from ..client.errors import InvalidMacError
from ..client.models import LONGEST_TEXT, MOST_ITEMS
from .columns import CONTAINER_ID, DESCRIPTION, MAC, place_of, places_of, recognised, references
from .formulas import unguarded, unkept

# As many rows as entries are read of an allowlist.
MOST_ROWS: Final = MOST_ITEMS
# As large as the answer that an allowlist may come in; more is no list of boards.
MOST_CHARACTERS: Final = 8 * 1024 * 1024
# What a report quotes of a text that should have been a MAC.
_LONGEST_QUOTE: Final = 64
# A table with more columns has no use for the rest of them here.
_MOST_COLUMNS: Final = 256
# Rows that tell which delimiter a table has, and among which its header is.
_SAMPLE: Final = 50
_NO_RANK: Final = (0, False, 0)

# A spreadsheet takes the separator from such a first line.
_SEPARATOR: Final = re.compile(r'\s*"?sep=(.)', re.IGNORECASE)
# What holds the list in an answer of the server, or of an action, that was saved as a file.
_AROUND: Final = ("data", "service_response", "response")
_COMMENT: Final = "#"
# A first line in brackets that is no JSON, because the table follows.
_TITLE: Final = re.compile(r"\s*(?:\[[^][{}\"\r\n]+\]|\{[^][{}\"\r\n]+\})[^\r\n]*[\r\n]\s*+\S")
# The byte order mark of UTF-8, read as Windows-1252.
_MISREAD: Final = "ï»¿"
_NEWLINE: Final = re.compile(r"\r\n|\r|\n")


def _cells(delimiter: str) -> re.Pattern[str]:
    """A cell and what ends it; a quote that is never closed as it should be is a character like others."""
    space = rf"[^\S\r\n{delimiter}]*"
    end = rf"([{delimiter}]|\r\n|\r|\n|\Z)"
    return re.compile(rf'(?:{space}"((?:[^"]++|"")*+)"{space}|([^{delimiter}\r\n]*)){end}')


_CELLS: Final = {delimiter: _cells(delimiter) for delimiter in (",", ";", "\t", "|")}


class Problem(StrEnum):
    """Why a text is no list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NO_JSON = "no_json"
    NO_LIST = "no_list"
    NO_MAC = "no_mac"
    NO_COLUMN = "no_column"


class DeviceListError(ValueError):
    """The text as a whole is no list of boards, or lacks the column that a caller named."""

    def __init__(self, problem: Problem, column: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.column = column


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


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What a text has of boards.

    Attributes:
        rows: one for each board, in the order of the text.
        used: the column that each field was taken from, as `core.columns.references` calls it.
        unused: the other columns, of which nothing was taken.
    """

    rows: tuple[Row, ...]
    used: Mapping[str, str]
    unused: tuple[str, ...]


def read_list(text: str, columns: Mapping[str, str] | None = None) -> DeviceList:
    """Read CSV (comma, semicolon, tab or bar; with or without a header) or JSON (a list, or `entries` of an object).

    Only columns whose names are known, or that the caller names, are used; the column of the MACs is also found by what it
    holds.

    Args:
        text: The list.
        columns: For some fields, the name or the number of a column; an empty name leaves the field out.

    Raises:
        DeviceListError: it is neither, is larger than the limits, or lacks one of `columns`.
    """
    if len(text) > MOST_CHARACTERS:
        raise DeviceListError(Problem.TOO_LARGE)
    text = _mended(text)
    if not text.strip():
        raise DeviceListError(Problem.EMPTY)
    is_json = text.lstrip()[0] in "[{" and not _TITLE.match(text)
    return (_from_json if is_json else _from_table)(text, columns or {})


def _mended(text: str) -> str:
    """The text without its byte order mark, and as UTF-8 where that mark shows that it was read as Windows-1252."""
    if text.startswith(_MISREAD):
        try:
            text = b"".join(map(_byte, text)).decode()
        except UnicodeError:
            text = text.removeprefix(_MISREAD)
    return text.removeprefix("\ufeff")


def _byte(character: str) -> bytes:
    """The byte that Windows-1252 has for a character; a browser takes the control character where it has none."""
    return character.encode("latin-1" if character <= "\x9f" else "cp1252")


def _checked(rows: Iterator[Row]) -> tuple[Row, ...]:
    """All rows, if they are not too many."""
    found = tuple(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise DeviceListError(Problem.TOO_MANY_ROWS)
    return found


def _check_columns(columns: Mapping[str, str], places: Iterable[str]) -> None:
    """Check that each column that a caller named is there."""
    for field in columns.keys() - set(places):
        if columns[field]:
            raise DeviceListError(Problem.NO_COLUMN, columns[field])


def _from_json(text: str, columns: Mapping[str, str]) -> DeviceList:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DeviceListError(Problem.NO_JSON) from error
    for _ in _AROUND:
        if isinstance(document, dict) and "entries" not in document:
            document = next((document[name] for name in _AROUND if name in document), None)
    if isinstance(document, dict) and "entries" in document:
        document = document["entries"] or []  # null is the empty list, as on the wire [C D16]
    if not isinstance(document, list):
        raise DeviceListError(Problem.NO_LIST)
    return _from_items(document, columns)


def _from_items(items: list[object], columns: Mapping[str, str]) -> DeviceList:
    shapes: dict[tuple[str, ...], Mapping[str, int]] = {}  # most lists have one

    def rows() -> Iterator[Row]:
        seen: set[str] = set()
        for line, item in enumerate(items, 1):
            fields = item if isinstance(item, Mapping) else {"1": item}
            names = tuple(fields)
            if names not in shapes:
                shapes[names] = places_of(names, columns) if fields is item else {MAC: 0}
            yield _row(line, [_plain(value) for value in fields.values()], shapes[names], seen)

    found = _checked(rows())
    used: dict[str, str] = {}
    served: set[str] = set()
    for names, places in shapes.items():
        used = {field: names[at] for field, at in places.items()} | used
        served.update(names[at] for at in places.values())
    if items:
        _check_columns(columns, used)
    others = dict.fromkeys(name for names in shapes for name in names if name not in served)
    lines = (wire_line(name, _LONGEST_QUOTE) for name in others)
    return DeviceList(found, used, tuple(islice(filter(None, lines), _MOST_COLUMNS)))


def _plain(value: object) -> str:
    """Numbers are texts that somebody forgot to quote; anything else that is no text says nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _from_table(text: str, columns: Mapping[str, str]) -> DeviceList:
    hint = _SEPARATOR.match(text)
    delimiter = hint[1] if hint and _is_right(text, hint[1]) else _delimiter(text, columns)
    first = 1 if hint else 0
    sample = _sample(text, delimiter)[first:]
    width = max(map(len, sample), default=0)
    by_number = place_of(columns[MAC], (), width) if columns.get(MAC) else None
    at = _mac_column(sample) if by_number is None else by_number
    header = _header(sample, at, columns)
    names = [] if header is None else sample[header]
    places = places_of(names, columns, width)
    _check_columns(columns, places)
    if MAC not in places:
        at = _first_mac(text, delimiter) if at is None else at
        places = {MAC: at} | {
            field: place for field, place in places.items() if place != at or columns.get(field)
        }
    filled: set[int] = set()
    records = islice(_records(text, delimiter), first + (0 if header is None else header + 1), None)
    rows = _checked(_from_records(records, places, filled))
    called = references(names, filled | set(places.values()))
    used = {field: called[at] for field, at in places.items()}
    unused = tuple(called[at] for at in sorted(called) if at not in places.values())
    return DeviceList(rows, used, unused)


def _from_records(
    records: Iterable[tuple[int, list[str]]], places: Mapping[str, int], filled: set[int]
) -> Iterator[Row]:
    """Rows of a table without its comments; `filled` takes up which columns hold something."""
    seen: set[str] = set()
    for line, cells in records:
        held = {at for at, cell in enumerate(cells) if cell.strip()}
        if _is_comment(cells) and (places[MAC] == 0 or len(held) == 1) and _mac_at(cells) is None:
            continue
        filled.update(held)
        yield _row(line, [unkept(unguarded(cell)) for cell in cells], places, seen)


def _is_comment(cells: Sequence[str]) -> bool:
    return cells[0].lstrip().startswith(_COMMENT)


def _header(sample: Sequence[Sequence[str]], at: int | None, columns: Mapping[str, str]) -> int | None:
    """Which record names the columns: the one that names most before the first MAC, else the one right above that.

    What may be a number hides no header below it.
    """
    above = list(takewhile(lambda cells: not _is_row(cells), sample))
    if len(above) == len(sample):  # the MACs themselves may all be numbers
        named = next((at for at, cells in enumerate(above) if MAC in recognised(cells)), 0)
        above[named:] = takewhile(lambda cells: not _holds_mac(cells), above[named:])
    ranks = [(_rank(cells, columns), number) for number, cells in enumerate(above)]
    rank, best = max(ranks, default=(_NO_RANK, 0))
    if rank > _NO_RANK:
        return best
    is_header = 0 < len(above) < len(sample) and at is not None and _names_columns(above[-1], at)
    return len(above) - 1 if is_header else None


def _rank(cells: Sequence[str], columns: Mapping[str, str]) -> tuple[int, bool, int]:
    """How sure a record names columns: those of the caller come first, then that of the MAC, without either nothing."""
    said = sum(place_of(name, cells) is not None for name in columns.values() if name)
    places = recognised(cells)
    return (said, MAC in places, len(places)) if said or MAC in places else _NO_RANK


def _names_columns(cells: Sequence[str], at: int) -> bool:
    """Whether a record above the first MAC names columns though not that of the MAC, by a known name or by words alone."""
    if _is_comment(cells):
        return False
    if any(place != at for place in recognised(cells).values()):
        return True
    written = [cell for cell in cells if cell.strip()]
    is_words = all(re.search(r"[^\W\d_]", cell) and not re.search(r"\d", cell) for cell in written)
    return len(written) > 1 and is_words and len(cells) > at and bool(cells[at].strip())


def _records(text: str, delimiter: str, *, unwrap: bool = True) -> Iterator[tuple[int, list[str]]]:
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
            if unwrap and len(cells) == 1 and quoted is not None and delimiter in cells[0]:
                cells = _wrapped(cells[0], delimiter) or cells
            if any(map(str.strip, cells)):
                yield begun, cells
            line += 1
            begun, cells = line, []


def _wrapped(text: str, delimiter: str) -> list[str]:
    """Split a cell that is a record: a spreadsheet with another separator opened the file, and saved it again.

    Empty where more than one record stands in it.
    """
    (_, cells), *others = list(islice(_records(text, delimiter, unwrap=False), 2)) or [(0, [])]
    return [] if others else cells


def _is_right(text: str, hint: str) -> bool:
    """Whether a named separator is that of the table: who saved it again may have kept the line, and taken another one."""
    rows = {delimiter: sum(map(_is_row, _sample(text, delimiter))) for delimiter in _CELLS}
    return max(rows.values()) <= 2 * rows.get(hint, 0) > 0


def _delimiter(text: str, columns: Mapping[str, str]) -> str:
    """The one with which a record is a header, else the one that sets most MACs apart."""

    def fitness(delimiter: str) -> tuple[tuple[int, bool, int], int, int, int]:
        sample = _sample(text, delimiter)
        rank = max((_rank(cells, columns) for cells in sample), default=_NO_RANK)
        return rank, sum(map(_is_row, sample)), sum(map(_holds_mac, sample)), sum(map(len, sample))

    return max(_CELLS, key=fitness)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    return [cells for _, cells in islice(_records(text, delimiter), _SAMPLE)]


def _mac_column(sample: Iterable[Sequence[str]]) -> int | None:
    """The column with most MACs; of several, the one where most can be nothing else, then the first."""
    found = [(at, cell.strip()) for cells in sample for at, cell in enumerate(cells) if _is_mac(cell)]
    # Twelve hex digits alone may be a number or a password.
    macs, sure = Counter(at for at, _ in found), Counter(at for at, cell in found if not cell.isalnum())
    return min(macs, key=lambda at: (-macs[at], -sure[at], at), default=None)


def _first_mac(text: str, delimiter: str) -> int:
    for _, cells in islice(_records(text, delimiter), MOST_ROWS):
        if (at := _mac_at(cells)) is not None:
            return at
    raise DeviceListError(Problem.NO_MAC)


def _mac_at(cells: Sequence[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if _is_mac(cell)), None)


def _holds_mac(cells: Sequence[str]) -> bool:
    return _mac_at(cells) is not None


def _is_row(cells: Sequence[str]) -> bool:
    """Whether a record is one of a board, and none that has the number of a delivery or a time above the table."""
    return any(_is_mac(cell) and not cell.strip().isdecimal() for cell in cells)


def _is_mac(cell: str) -> bool:
    try:
        normalise_mac(cell)
    except InvalidMacError:
        return False
    return True


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
