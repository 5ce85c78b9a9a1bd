"""Lists of boards: what is written is read back, and no text does anything but raise the one error."""

import csv
from dataclasses import dataclass
from io import StringIO
import json
import re
from typing import Final

from hypothesis import example, given, strategies as st

from custom_components.piorchestrator.client.models import LONGEST_TEXT, AllowlistEntry
from custom_components.piorchestrator.core.device_list import (
    DeviceListError,
    Row,
    read_list,
)
from custom_components.piorchestrator.core.expected import (
    Compared,
    Status,
    compare,
    rows_to_csv,
    to_csv,
    to_json,
)
from custom_components.piorchestrator.core.formulas import guarded, kept as kept_text, unguarded, unkept
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
        rows = read_list(text).rows
        assert kept(rows) == [(entry.mac, entry.description, entry.container_id) for entry in known]
        there = compare(rows, {entry.mac: entry for entry in known})
        assert there == tuple(Compared(row, Status.PRESENT) for row in rows)
    listed = read_list(to_csv(known)).rows
    assert kept(read_list(rows_to_csv(listed)).rows) == kept(listed)


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
    """But for the apostrophes that make texts of formulas and of numbers."""
    header, *records = csv.reader(StringIO(to_csv(known), newline=""))
    assert header[:3] == ["mac", "description", "container_id"]
    assert [record[0] for record in records] == [entry.mac for entry in known]
    for record, entry in zip(records, known, strict=True):
        for cell, text in zip(record[1:3], (entry.description, entry.container_id), strict=True):
            assert cell.replace("'", "") == (text or "").replace("'", "")
            assert (
                cell == text
                or any(sign in (text or "") for sign in (*SIGNS, "\t", "\r", "\n"))
                or not text
                or kept_text(text) != text
            )


@example("it's; '=x \"'=\t'\t''=")
@given(st.one_of(texts, st.text(f"{SIGNS}{_NASTY}|x1\v", max_size=40)))
def test_a_guard_is_taken_away_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(guarded(guarded(text))) == guarded(text)
    assert guarded(text).replace("'", "") == text.replace("'", "")


@example("'007")
@given(
    st.one_of(
        texts, st.text("'01259 .,:/-+eE%€amp\u00a0", max_size=20), st.from_regex(r"'*\d+[-./ ]?ma[ry]\w*\Z")
    )
)
def test_a_number_is_kept_exactly(text: str) -> None:
    assert unkept(kept_text(text)) == text
    assert unkept(unguarded(guarded(kept_text(text)))) == text
    assert kept_text(text).replace("'", "") == text.replace("'", "")


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
        rows = read_list(text).rows
    except DeviceListError as error:
        assert error.problem  # noqa: PT017 - both outcomes are right
        return
    good = [row for row in rows if row.reason is None]
    assert len({row.mac for row in good}) == len(good)
    assert all(row.mac.count(":") == 5 and len(row.mac) == 17 for row in good)
    assert [row.line for row in rows] == sorted({row.line for row in rows})
    assert kept(read_list(rows_to_csv(good)).rows) == kept(tuple(good))


# What programs name the columns in five languages, and columns that nothing may be taken from.
_SPELLINGS: Final = {
    "mac": (
        *(
            "mac",
            "MAC Address",
            "mac_address",
            "MAC-Adresse",
            "WLAN-MAC",
            "Geräte-MAC",
            "Adresse MAC",
            "adresse mac",
        ),
        *(
            "Dirección MAC",
            "DIRECCION MAC",
            "Endereço MAC",
            "ENDEREÇO MAC",
            "\u200eMAC",
            "Endereco MAC",
            "MAC (Wi-Fi)",
        ),
    ),
    "description": (
        *(
            "description",
            "Description",
            "Name",
            "Device name",
            "Beschreibung",
            "BEZEICHNUNG",
            "Gerätename",
            "Nom",
        ),
        *("Désignation", "Descripción", "nombre", "Descrição", "Descricao", "NOME", "Libellé", "Label"),
    ),
    "container_id": (
        *(
            "container_id",
            "Container",
            "Container ID",
            "Behälter",
            "Behälter-Nr.",
            "Conteneur",
            "ID conteneur",
        ),
        *("Contenedor", "N.º de contenedor", "Contêiner", "CONTAINER", "Contentor"),
    ),
}
_UNKNOWN: Final = (
    *(
        "Passwort",
        "Password",
        "Mot de passe",
        "Contraseña",
        "Senha",
        "SSID",
        "WLAN-Name",
        "Nome da rede",
        "Notes",
        "#",
    ),
    *(
        "Ort",
        "Bluetooth MAC",
        "User name",
        "Seriennummer",
        "Preis",
        "",
        "Hasło",
        "MAC vendor",
        "IP-Adresse",
        "Nr",
    ),
)
_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
_TITLES: Final = (
    "Lieferung 42",
    "Boards, new",
    "MAC-Adressen",
    "# Name",
    "# exported by hand",
    "Liste; Ort | Preis",
    "",
)
# Above a list without boards these are boards, or JSON.
_ODD_TITLES: Final = ("[Boards]", "Auftrag;120000000042", "Stand,202601151030")
_SECRET: Final = "geheim-7Kq"
_CELLS: Final = st.one_of(
    st.sampled_from(
        (
            "Küche",
            "Top shelf",
            "fridge-1",
            "007",
            "1-2",
            "Größe 4 €",
            "a;b",
            "a,b",
            "a|b",
            'a "b" c',
            "x\ny",
            "é",
        )
    ),
    st.text("abcÄéñç 0123,;|\"'#-.", min_size=1, max_size=12),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of a spreadsheet, and what of it may be used."""

    content: str
    rows: tuple[tuple[str, str | None, str | None], ...]
    used: dict[str, str]
    unknown: frozenset[str]


def written(cell: str, separator: str, *, quoted: bool) -> str:
    """A cell as a spreadsheet writes it: in quotes where it needs them, or always."""
    needs = quoted or any(sign in cell for sign in (separator, '"', "\n", "\r")) or cell != cell.strip()
    text = cell.replace('"', '""')
    return f'"{text}"' if needs else cell


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A list with a header somewhere below titles; each unknown column holds a secret in each row."""
    separator = draw(st.sampled_from(",;\t|"))
    fields = ["mac", *draw(st.lists(st.sampled_from(("description", "container_id")), unique=True))]
    used = {field: draw(st.sampled_from(_SPELLINGS[field])) for field in fields}
    unknown = draw(st.lists(st.sampled_from(_UNKNOWN), unique=True, max_size=5))
    order = draw(st.permutations([*fields, *(f"?{name}" for name in unknown)]))
    boards = draw(st.lists(macs, unique=True, max_size=5))
    quoted = draw(st.booleans())
    rows: list[tuple[str, str | None, str | None]] = []
    records = [[used.get(name, name.removeprefix("?")) for name in order]]
    for mac in boards:
        words: dict[str, str] = {field: draw(_CELLS) for field in fields if field != "mac"}
        cells = {
            "mac": draw(st.sampled_from((mac, mac.lower(), mac.replace(":", "-"), mac.replace(":", "")))),
            **words,
        }
        records.append([cells.get(name, _SECRET) for name in order])
        # Of a number or a formula, the apostrophe that makes a text of it is no part.
        texts = {field: unkept(unguarded(word)) for field, word in words.items()}
        (taken,) = read_list(json.dumps([{"mac": mac, **texts}])).rows
        rows.append((mac, taken.description, taken.container_id))
    lines = [separator.join(written(cell, separator, quoted=quoted) for cell in record) for record in records]
    titles = draw(st.lists(st.sampled_from((*_TITLES, *(_ODD_TITLES if boards else ()))), max_size=5))
    if draw(st.booleans()):
        titles.insert(0, f"sep={separator}")
    newline = draw(st.sampled_from(("\n", "\r\n", "\r")))
    text = newline.join([*titles, *lines]) + draw(st.sampled_from(("", newline, 2 * newline)))
    # What a browser makes of the bytes, without the mark that it takes away.
    encoding = draw(st.sampled_from(_ENCODINGS))
    try:
        content = text.encode(encoding).decode(encoding)
    except UnicodeError:
        content = text  # no program writes it in this encoding
    return Sheet(content, tuple(rows), used, frozenset(unknown))


@given(sheets())
def test_recognised_cells_are_kept_and_no_other_is_used(sheet: Sheet) -> None:
    found = read_list(sheet.content)
    assert [(row.mac, row.description, row.container_id) for row in found.rows] == list(sheet.rows)
    assert not [row for row in found.rows if row.reason is not None]
    assert _SECRET not in str(found)
    assert found.used == sheet.used
    assert {name for name in sheet.unknown if name} <= set(found.unused)
    assert kept(read_list(rows_to_csv(found.rows)).rows) == list(sheet.rows)


@given(sheets(), st.data())
def test_a_column_that_is_named_by_hand_is_used(sheet: Sheet, data: st.DataObject) -> None:
    names = sorted(name for name in sheet.unknown if name)
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    field = data.draw(st.sampled_from(("description", "container_id")))
    found = read_list(sheet.content, {field: name})
    assert found.used == {**sheet.used, field: name}
    for row, (mac, description, container_id) in zip(found.rows, sheet.rows, strict=True):
        words = {"description": description, "container_id": container_id, field: _SECRET}
        assert (row.mac, row.description, row.container_id) == (
            mac,
            words["description"],
            words["container_id"],
        )


@given(sheets())
def test_without_its_header_nothing_but_the_mac_is_used(sheet: Sheet) -> None:
    lines = sheet.content.splitlines()
    rows = [
        line
        for line in lines
        if any(mac.replace(":", "")[:12] in re.sub(r"[:-]", "", line).upper() for mac, *_ in sheet.rows)
    ]
    if len(rows) != len(sheet.rows) or not rows:
        return
    found = read_list("\n".join(rows))
    assert found.used.keys() == {"mac"}
    assert all(row.description is row.container_id is None for row in found.rows)
