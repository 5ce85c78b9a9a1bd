"""Which columns of a list are used: the header below whatever stands above it, and what a caller names."""

import json
import re

import pytest

from custom_components.piorchestrator.core.device_list import DeviceListError, Problem, Row, read_list

from .core_samples import A, B, C, boards_of


def test_german_list_gives_no_password_away() -> None:
    found = read_list(f"MAC;Beschreibung;Passwort\r\n{A};Küche;geheim\r\n{B};Größe 4;\r\n")
    assert found.rows == (Row(2, A, "Küche"), Row(3, B, "Größe 4"))
    assert found.used == {"mac": "MAC", "description": "Beschreibung"}
    assert found.unused == ("Passwort",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "above",
    [
        [],
        ["sep={}"],
        ["SEP={}{}{}"],
        ['"sep={}"'],
        ["", "  ", "sep={}", ""],
        ["Lieferung 42, von Müller; eilig"],
        ["Name{}Lieferung 42", "Datum{}2026-01-15", "{}{}"],
        ["MAC-Adressen"],
        ["MAC{}", "sep={}"],
        ["# Name{}x", "# MAC of the delivery", "#"],
        ["sep={}", "Titel{}Beschreibung", "", "# exported"],
        ["one"] * 40,
    ],
)
def test_what_stands_above_a_header(above: list[str], delimiter: str) -> None:
    lines = [line.replace("{}", delimiter) for line in above]
    table = [["Senha", "Nome", "Endereço MAC", "x"], ["geheim", "Küche", A, "-"], ["# 7", "Bad", B, "-"]]
    found = read_list("\n".join([*lines, *(delimiter.join(record) for record in table)]))
    begun = len(lines) + 2
    assert found.rows == (Row(begun, A, "Küche"), Row(begun + 1, B, "Bad"))
    assert (found.used, found.unused) == ({"mac": "Endereço MAC", "description": "Nome"}, ("Senha", "x"))


@pytest.mark.parametrize(
    ("text", "columns", "rows", "used", "unused"),
    [
        # Known names beside one of the MACs that is not, and none at all.
        (
            "Kennung;Beschreibung;PW\nA;x;y",
            {},
            [(A, "x", None)],
            {"mac": "Kennung", "description": "Beschreibung"},
            ("PW",),
        ),
        (";Container;\nA;x;y", {}, [(A, None, "x")], {"mac": "1", "container_id": "Container"}, ("3",)),
        ("Adres MAC;Opis;Hasło\nA;x;y", {}, [(A, None, None)], {"mac": "Adres MAC"}, ("Opis", "Hasło")),
        ("Name;Passwort\nA;x", {}, [(A, None, None)], {"mac": "Name"}, ("Passwort",)),
        ("A;x;y\nB;;z", {}, [(A, None, None), (B, None, None)], {"mac": "1"}, ("2", "3")),
        (
            "7;A;x\n8;B;B\n9;C;",
            {},
            [(A, None, None), (B, None, None), (C, None, None)],
            {"mac": "2"},
            ("1", "3"),
        ),
        # The column of most MACs, not that of the first one.
        ("A;B\n;A\n;C", {}, [(B, None, None), (A, None, None), (C, None, None)], {"mac": "2"}, ("1",)),
        # As the caller says: by name in any case and spelling, by number, and not at all.
        (
            "Adres MAC;Opis\nA;x",
            {"description": "OPIS"},
            [(A, "x", None)],
            {"mac": "Adres MAC", "description": "Opis"},
            (),
        ),
        (
            "MAC;Name;Platz\nA;x;y",
            {"container_id": "platz "},
            [(A, "x", "y")],
            {"mac": "MAC", "description": "Name", "container_id": "Platz"},
            (),
        ),
        ("MAC;Name\nA;x", {"description": ""}, [(A, None, None)], {"mac": "MAC"}, ("Name",)),
        (
            "MAC;Name\nA;x",
            {"container_id": "Name"},
            [(A, None, "x")],
            {"mac": "MAC", "container_id": "Name"},
            (),
        ),
        (
            "MAC;Name\nA;x",
            {"container_id": "2"},
            [(A, None, "x")],
            {"mac": "MAC", "container_id": "Name"},
            (),
        ),
        (
            "A;x;B",
            {"mac": "3", "description": "2"},
            [(B, "x", None)],
            {"mac": "3", "description": "2"},
            ("1",),
        ),
        ("Eins;Zwei;Drei\nA;x;B", {"mac": "Drei"}, [(B, None, None)], {"mac": "Drei"}, ("Eins", "Zwei")),
        (
            "Titel;1\nA1;B2\nA;x",
            {"description": "B2"},
            [(A, "x", None)],
            {"mac": "A1", "description": "B2"},
            (),
        ),
        (
            "MAC;Name;Name\nA;x;y",
            {"description": "3"},
            [(A, "y", None)],
            {"mac": "MAC", "description": "3"},
            ("Name",),
        ),
        ("A;x", {"description": "1"}, [(A, A, None)], {"mac": "1", "description": "1"}, ("2",)),
    ],
)
def test_columns(
    text: str,
    columns: dict[str, str],
    rows: list[tuple[str, str | None, str | None]],
    used: dict[str, str],
    unused: tuple[str, ...],
) -> None:
    for short, mac in {"A": A, "B": B, "C": C}.items():
        text = re.sub(rf"\b{short}(?=;|\n|\Z)", mac, text)
    assert boards_of(text, columns) == rows
    found = read_list(text, columns)
    assert (found.used, found.unused) == (used, unused)
    if "1" not in used.values():
        again = read_list(text, {**columns, **found.used})
        assert again == found, "the answer can be given back"


@pytest.mark.parametrize(
    ("text", "columns", "missing"),
    [
        (f"MAC;Name\n{A};x", {"description": "Ort"}, "Ort"),
        (f"MAC;Name\n{A};x", {"description": "Name", "container_id": "3"}, "3"),
        (f"{A};x", {"mac": "Kennung"}, "Kennung"),
        (f"{A};x", {"mac": "0"}, "0"),
        (json.dumps([{"mac": A}]), {"description": "Ort"}, "Ort"),
    ],
)
def test_column_that_is_not_there(text: str, columns: dict[str, str], missing: str) -> None:
    with pytest.raises(DeviceListError) as raised:
        read_list(text, columns)
    assert (raised.value.problem, raised.value.column) == (Problem.NO_COLUMN, missing)


def test_columns_of_json() -> None:
    items = [{"MAC-Adresse": A, "Ort": "x", "senha": "y", "a\nb": 1}, {"mac": B, "Name": "z", "ort": "w"}, C]
    assert boards_of(json.dumps(items)) == [(A, None, None), (B, "z", None), (C, None, None)]
    found = read_list(json.dumps(items), {"container_id": "Ort"})
    assert [(row.mac, row.container_id) for row in found.rows] == [(A, "x"), (B, "w"), (C, None)]
    assert found.used == {"mac": "MAC-Adresse", "container_id": "Ort", "description": "Name"}
    assert found.unused == ("senha", "a b")


@pytest.mark.parametrize(
    "above",
    ["Lieferung 42", "kitchen", "24:6F:28;x", "# a comment;of words", "x;Regal 7", ";Ort", "-;-;-", "Name"],
)
def test_row_above_the_first_mac_that_names_no_column_is_reported(above: str) -> None:
    """A comment is none; what is broken is not lost."""
    found = read_list(f"{above}\n{A};x\n{B};y")
    reported = [(row.line, row.reason is None) for row in found.rows]
    assert reported == [*([] if above.startswith("#") else [(1, False)]), (2, True), (3, True)]
    assert found.used == {"mac": "1"}


def test_header_far_above_the_first_mac() -> None:
    rows = read_list("\n".join(["MAC;Name", *["kitchen;x"] * 60, f"{A};y"])).rows
    assert [row.reason is None for row in rows] == [False] * 60 + [True]
    assert rows[-1] == Row(62, A, "y")
    found = read_list("\n".join([*["kitchen;Label"] * 60, f"x;{A}"]))
    assert (found.rows[-1].mac, found.used) == (A, {"mac": "2"})


@pytest.mark.parametrize("title", ["[Boards]", "[Liste 2026] Küche", "{export}", " [MAC]", "[a];[b]"])
def test_a_title_in_brackets_is_no_json(title: str) -> None:
    found = read_list(f"{title}\nMAC;Name;PW\n{A};x;y\n")
    assert (found.rows, found.unused) == ((Row(3, A, "x"),), ("PW",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f'["{A}",\n"{B}"\n', Problem.NO_JSON),
        (f'[\n"{A}",\n"{B}"', Problem.NO_JSON),
        (f"[{A}]", Problem.NO_JSON),
        (f"[{A}]\n \n", Problem.NO_JSON),
        ("{'a': 1}\n", Problem.NO_JSON),
        (f"[]\n{A}", Problem.NO_JSON),
        ("[x]\ny;z", Problem.NO_MAC),
    ],
)
def test_broken_json_is_no_table(text: str, problem: Problem) -> None:
    with pytest.raises(DeviceListError) as raised:
        read_list(text)
    assert raised.value.problem is problem


def test_json_of_numbers_is_no_title() -> None:
    assert [row.mac for row in read_list("[102233445566]\n \n").rows] == ["10:22:33:44:55:66"]


def test_a_column_that_lacks_below_a_title_in_brackets() -> None:
    with pytest.raises(DeviceListError) as raised:
        read_list(f"[Boards]\nMAC;Name\n{A};x", {"description": "Ort"})
    assert (raised.value.problem, raised.value.column) == (Problem.NO_COLUMN, "Ort")


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "sep=;,,", "sep=\t", "sep=^"])
def test_a_separator_that_was_replaced_since(hint: str) -> None:
    found = read_list(f'{hint}\nMAC,Name,PW\n{A},"x; y",z\n')
    assert (found.rows, found.unused) == ((Row(3, A, "x; y"),), ("PW",))
    above = f"{hint}\nAuftrag;120000000042\nStand|x\n"
    found = read_list(f'{above}MAC,Name,PW\n{A},"x; y",z\n{B},,\n')
    assert found.rows == (Row(5, A, "x; y"), Row(6, B))


@pytest.mark.parametrize("number", ["202601151030", "246f28000099", "120000000042"])
def test_numbers_that_may_be_macs(number: str) -> None:
    """Numbers above a table do not hide its header, and those beside a MAC are none."""
    if number.isdecimal():
        found = read_list(f"Export;{number}\n\nMAC;Name\n{A};x\n{B};y")
        assert found.rows == (Row(4, A, "x"), Row(5, B, "y"))
    found = read_list(f"Nr;Kennung\n{number};{A}\n{number};{B}")
    assert (found.rows, found.used) == ((Row(2, A), Row(3, B)), {"mac": "Kennung"})
    assert [row.mac for row in read_list(f"{number};{A}\n{number};{B}").rows] == [A, B]
    assert read_list(f"MAC;Name\n{number};x").rows[0].description == "x"
    assert read_list(f"MAC;Name\n{number};x\n{A};y").rows[1].description == "y"


def test_macs_that_are_all_numbers() -> None:
    one, two = "120000000042", "120000000044"
    assert [row.description for row in read_list(f"MAC;Name\n{one};x\nMAC;Name\n{two};y").rows] == [
        "x",
        "Name",
        "y",
    ]
    assert read_list(f"Auftrag;{two}\nMAC;Name\n{one};x").rows == (Row(3, "12:00:00:00:00:42", "x"),)
    assert [row.mac[-2:] for row in read_list(f"{one}\n{two}").rows] == ["42", "44"]
    assert read_list(f"Kennung;Name\n{one};x").used == {"mac": "Kennung", "description": "Name"}
