"""Lists of boards as spreadsheets and programs write them, and what is wrong with a row or with all of it."""

import json

import pytest

from custom_components.piorchestrator.client.models import LONGEST_TEXT
from custom_components.piorchestrator.core import device_list
from custom_components.piorchestrator.core.device_list import (
    MOST_CHARACTERS,
    MOST_ROWS,
    DeviceList,
    DeviceListError,
    Problem,
    Reason,
    Row,
    read_list,
)

from .core_samples import A, B, C, boards_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables(delimiter: str, newline: str, mark: str, *, header: bool) -> None:
    records = [["MAC", "Description", "container_id"]] if header else []
    records += [[A, "Top shelf", "fridge-1"], ["246f.2800.000b", "", ""], [" 24-6f-28-00-00-0c ", " Cellar "]]
    text = mark + (newline * 2).join(delimiter.join(record) for record in records) + newline
    words = [("Top shelf", "fridge-1"), (None, None), ("Cellar", None)] if header else [(None, None)] * 3
    assert boards_of(text) == [(mac, *texts) for mac, texts in zip((A, B, C), words, strict=True)]
    assert [row.line for row in read_list(text).rows] == ([3, 5, 7] if header else [1, 3, 5])


@pytest.mark.parametrize(
    ("header", "record"),
    [
        ("mac,description,container_id", f"{A},x,y"),
        ("Container,MAC Address,Label", f"y,{A},x"),
        ("no;NAME;mac-address;Container ID;used", f"7;x;{A};y;true"),
        ("name,description,mac,container,container_id", f"no,x,{A},no,y"),
        ('"Wi-Fi MAC","desc","container"', f'"{A}","x","y"'),
    ],
)
def test_headers(header: str, record: str) -> None:
    assert boards_of(f"{header}\n{record}") == [(A, "x", "y")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A, (A, None, None)),
        (f"7,{A},x,y,z", (A, "x", "y")),
        (f"{A};Top shelf, left, near, the door", (A, "Top shelf, left, near, the door", None)),
        (f"{A},a;b;c;d", (A, "a;b;c;d", None)),
        (f'{A},"Top ""shelf"", left"', (A, 'Top "shelf", left', None)),
        (f'{A}, " kept " ,y', (A, " kept ", "y")),
        (f'{A},"two\r\nlines",y', (A, "two  lines", "y")),
        (f'{A},"19" rack', (A, '"19" rack', None)),
        (f'{A},19" rack,y', (A, '19" rack', "y")),
        (f"{A},'=1+1,'x", (A, "=1+1", "'x")),
        (f"{A}{',' * 300}", (A, None, None)),
        ("mac,name\n" + A, (A, None, None)),
        ("mac\n" + A, (A, None, None)),
    ],
)
def test_tables_without_a_header_and_odd_cells(
    text: str, expected: tuple[str, str | None, str | None]
) -> None:
    """A column that nothing names is used only where the caller says so, here the two next to the MAC."""
    at = 3 if text.startswith("7,") else 2
    words = zip(("description", "container_id"), expected[1:], strict=True)
    columns = {field: str(at + number) for number, (field, word) in enumerate(words) if word is not None}
    has_header = text.startswith("mac")
    assert boards_of(text, {} if has_header else columns) == [expected]
    assert has_header or boards_of(text) == [(A, None, None)]


def test_comments_are_no_rows() -> None:
    text = f"mac,name\n# shelf 2\n#{A},off,\n{A},x\n#1,{B}\n # \n{C},#3"
    assert [(row.line, row.mac, row.reason) for row in read_list(text).rows] == [
        (4, A, None),
        (5, "#1", Reason.INVALID_MAC),
        (7, C, None),
    ]
    numbered = read_list(f"#;MAC;Name\n#1;{A};x\n#2;24:6F;y\n# the end").rows
    assert [(row.line, row.reason) for row in numbered] == [(2, None), (3, Reason.INVALID_MAC)]


def test_file_that_was_read_in_the_wrong_encoding() -> None:
    """UTF-8 that was taken for Windows-1252, as a browser or Python does it."""
    text = f"\ufeffMAC;Name\n{A};Küche €\n{B};日本 Ý"
    words = [(A, "Küche €", None), (B, "日本 Ý", None)]
    mistaken = "".join(
        bytes([byte]).decode("cp1252" if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1")
        for byte in text.encode()
    )
    assert boards_of(mistaken) == words
    assert boards_of(f"ï»¿MAC;Name\n{A};日 ÿþ") == [(A, "日 ÿþ", None)]


@pytest.mark.parametrize("wrapped", ["data", "service_response", "response"])
def test_answer_that_was_saved_as_a_file(wrapped: str) -> None:
    entries = {"entries": [{"mac": A, "description": "x", "used": True, "added_at": "2026-01-15T12:00:00Z"}]}
    for document in (
        {"success": True, wrapped: entries},
        {wrapped: {"data": entries}},
        {wrapped: entries["entries"]},
    ):
        found = read_list(json.dumps(document))
        assert found.rows == (Row(1, A, "x"),)
        assert (found.used, found.unused) == (
            {"mac": "mac", "description": "description"},
            ("used", "added_at"),
        )


def test_quote_that_is_never_closed_takes_no_row_along() -> None:
    assert boards_of(f'{A},"Top shelf\n{B},"Cellar"\n{C},x', {"description": "2"}) == [
        (A, '"Top shelf', None),
        (B, "Cellar", None),
        (C, "x", None),
    ]


def test_file_that_was_saved_with_another_separator() -> None:
    """A spreadsheet that splits at semicolons has each line of a file with commas in one cell."""
    records = [f'{B},"Top ""shelf"", left"', '"a, b"', f"{C},", '"c,\nd"', f"{A}\n{A},y"]
    wrapped = ['"' + record.replace('"', '""') + '"' for record in records]
    text = "\r\n".join(["mac,description", f"{A},x", *wrapped])
    found = read_list(text).rows
    assert [(row.line, row.mac, row.description) for row in found] == [
        (2, A, "x"),
        (3, B, 'Top "shelf", left'),
        (4, "a, b", None),
        (5, C, None),
        (6, "c,\nd", None),
        (8, f"{A}\n{A},y", None),
    ]


def test_lines_are_counted_through_quoted_ones() -> None:
    rows = read_list(f'mac,name\n{A},"one\ntwo\r\nthree"\n\n{B},x\n').rows
    assert [(row.mac, row.line) for row in rows] == [(A, 2), (B, 6)]


@pytest.mark.parametrize(
    "document",
    [
        [A, "246f2800000b"],
        [{"mac": A}, {"MAC Address": B.lower()}],
        {"entries": [{"mac": A, "used": True, "added_at": None}, B]},
    ],
)
def test_json(document: object) -> None:
    assert boards_of(json.dumps(document)) == [(A, None, None), (B, None, None)]
    assert boards_of("\ufeff \n" + json.dumps(document, indent=1)) == [(A, None, None), (B, None, None)]


def test_words_in_json() -> None:
    items = [
        {"Label": "no", "description": "x", "mac": A, "container": 7},
        {"mac": B, "name": None, "container_id": True},
        {"mac": 102233445566, "description": "=1+1", "container_id": "'=1"},
    ]
    assert boards_of(json.dumps(items)) == [
        (A, "x", "7"),
        (B, None, None),
        ("10:22:33:44:55:66", "=1+1", "'=1"),
    ]


@pytest.mark.parametrize("text", ["[]", '{"entries": []}', '{"entries": null}', "mac,description\n"])
def test_lists_without_boards(text: str) -> None:
    assert read_list(text).rows == ()


def test_rows_that_are_of_no_use() -> None:
    long = "x" * (LONGEST_TEXT + 1)
    text = f"mac;name;container\n;x;\nkitchen\n{A};{long}\n{A};;{long}\n{A};x\n246f2800000a;y\n{'z' * 99}\n"
    assert [(row.line, row.mac, row.reason) for row in read_list(text).rows] == [
        (2, "", Reason.NO_MAC),
        (3, "kitchen", Reason.INVALID_MAC),
        (4, A, Reason.TOO_LONG),
        (5, A, Reason.TOO_LONG),
        (6, A, None),
        (7, A, Reason.DUPLICATE),
        (8, "z" * 64, Reason.INVALID_MAC),
    ]
    assert read_list(f"{A},{long[1:]}").rows[0].reason is None


def test_items_that_are_of_no_use() -> None:
    rows = read_list(
        json.dumps([None, [], {}, {"description": "x"}, "kitchen", {"mac": [A]}, A, {"mac": A}])
    ).rows
    assert [row.reason for row in rows] == [
        *[Reason.NO_MAC] * 4,
        Reason.INVALID_MAC,
        Reason.NO_MAC,
        None,
        Reason.DUPLICATE,
    ]
    assert [row.line for row in rows] == list(range(1, 9))


def test_table_whose_first_row_is_a_header_of_other_words() -> None:
    found = read_list(f"Gerät;Ort\n{A};Keller")
    assert found == DeviceList((Row(2, A),), {"mac": "Gerät"}, ("Ort",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        (" \r\n\t", Problem.EMPTY),
        ("\ufeff", Problem.EMPTY),
        (",;\n", Problem.NO_MAC),
        (",", Problem.NO_MAC),
        ('""', Problem.NO_MAC),
        ("hello world", Problem.NO_MAC),
        ("a,b,c\nd,e,f", Problem.NO_MAC),
        ("[", Problem.NO_JSON),
        ("{'mac': 1}", Problem.NO_JSON),
        ("[" * 100_000, Problem.NO_JSON),
        (f'{{"mac": "{A}"}}', Problem.NO_LIST),
        ('{"success": false, "error": {"code": "UNAUTHORIZED"}}', Problem.NO_LIST),
        ('{"data": {"data": {"data": {"data": {"entries": []}}}}}', Problem.NO_LIST),
        ('{"entries": {"a": 1}}', Problem.NO_LIST),
        ("x" * (MOST_CHARACTERS + 1), Problem.TOO_LARGE),
    ],
)
def test_what_is_no_list(text: str, problem: Problem) -> None:
    with pytest.raises(DeviceListError) as raised:
        read_list(text)
    assert raised.value.problem is problem


@pytest.mark.parametrize("as_json", [True, False])
def test_limit_of_rows(*, as_json: bool) -> None:
    macs = [
        f"24:6F:28:{number >> 16:02X}:{number >> 8 & 255:02X}:{number & 255:02X}"
        for number in range(MOST_ROWS)
    ]
    write = json.dumps if as_json else "\n".join
    assert len(boards_of(write(macs))) == MOST_ROWS
    with pytest.raises(DeviceListError) as raised:
        read_list(write([*macs, "one more"]))
    assert raised.value.problem is Problem.TOO_MANY_ROWS


def test_delimiter_is_that_of_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{A}\nnobody, knows, this\n{B};Top shelf\n"
    assert [row.reason for row in read_list(text).rows] == [None, Reason.INVALID_MAC, None]
    monkeypatch.setattr(device_list, "_SAMPLE", 1)
    assert [row.reason for row in read_list(text).rows] == [None, Reason.INVALID_MAC, Reason.INVALID_MAC]
