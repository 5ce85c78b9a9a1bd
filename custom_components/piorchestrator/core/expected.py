"""The boards that are expected: a list against the allowlist, and the allowlist as a list (`design.md` §5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
import json
import re
from typing import Final

from ..client.codec import single_line
from ..client.models import AllowlistEntry
from .columns import FIELDS
from .device_list import Reason, Row
from .formulas import guarded, kept

# For who reads the export; an import passes them over, since the server alone writes them.
_HISTORY: Final = ("added_at", "used", "used_at")
_DELIMITERS: Final = re.compile(r"[\",;\t\r\n]")


class Status(StrEnum):
    """What importing a row would do."""

    NEW = "new"
    PRESENT = "present"
    DUPLICATE = "duplicate"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Compared:
    """A row and what it would do; `differs`: the words that it brings are not those on the list."""

    row: Row
    status: Status
    differs: bool = False


def compare(rows: Iterable[Row], entries: Mapping[str, AllowlistEntry]) -> tuple[Compared, ...]:
    """Each row against what is on the allowlist.

    An entry that is there stays as it is, also where its words differ: no proven route edits one [C §10.6], and to
    remove it and add it again would forget that it was used.
    """
    return tuple(_compared(row, entries.get(row.mac)) for row in rows)


def _compared(row: Row, entry: AllowlistEntry | None) -> Compared:
    if row.reason is not None:
        return Compared(row, Status.DUPLICATE if row.reason is Reason.DUPLICATE else Status.INVALID)
    if entry is None:
        return Compared(row, Status.NEW)
    return Compared(row, Status.PRESENT, differs(row, entry))


def differs(row: Row, entry: AllowlistEntry) -> bool:
    """Whether the row brings other words than the entry has; a row without words says nothing about them."""
    pairs = ((row.description, entry.description), (row.container_id, entry.container_id))
    return any(new is not None and _words(new) != _words(known or "") for new, known in pairs)


def _words(text: str) -> list[str]:
    """The words of a text, whatever white space a file or the server has between them and around them."""
    return single_line(text).split()


def to_json(entries: Iterable[AllowlistEntry]) -> str:
    """The allowlist as the server tells it; `read_list` takes it back."""
    objects = [entry.model_dump(mode="json", exclude_none=True) for entry in entries]
    return json.dumps({"entries": objects}, ensure_ascii=False, indent=2)


def to_csv(entries: Iterable[AllowlistEntry]) -> str:
    """The allowlist as a table; `read_list` takes it back exactly, also after a spreadsheet has saved it again."""
    return table((*FIELDS, *_HISTORY), map(_history, entries))


def rows_to_csv(rows: Iterable[Row]) -> str:
    """Rows that are to be imported again."""
    return table(FIELDS, (_words_of(row.mac, row.description, row.container_id) for row in rows))


def _history(entry: AllowlistEntry) -> list[str]:
    known = entry.model_dump(mode="json", exclude_none=True)
    words = _words_of(entry.mac, entry.description, entry.container_id)
    return words + [_plain(known.get(name, "")) for name in _HISTORY]


def _words_of(mac: str, *texts: str | None) -> list[str]:
    return [mac, *(kept(text or "") for text in texts)]


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def table(header: Iterable[str], records: Iterable[Iterable[str | float]]) -> str:
    """Write lines of cells with commas between them: no text is a formula, whatever separator the file is opened with.

    Numbers stay numbers.
    """
    lines = [",".join(header), *(",".join(map(_cell, record)) for record in records)]
    return "\n".join(lines) + "\n"


def _cell(value: str | float) -> str:
    """Write one cell."""
    if not isinstance(value, str):
        return str(value)
    text = guarded(value)
    if _DELIMITERS.search(text) or text != text.strip():
        text = text.replace('"', '""')
        return f'"{text}"'
    return text
