"""Lists as programs save them: what is recognised is kept, nothing else is used, and an export comes back as it was."""

import json
from typing import Any, Final

import pytest

from custom_components.piorchestrator.client.models import AllowlistEntry
from custom_components.piorchestrator.core.device_list import DeviceList, read_list
from custom_components.piorchestrator.core.expected import Status, compare
from tests.files.make import HERE, ORIGINS, SECRET, exported, mac

FILES: Final[list[dict[str, Any]]] = json.loads(ORIGINS.read_text("utf-8"))
BOARD: Final = mac(1)
HISTORY: Final = ("added_at", "used", "used_at")


def read(name: str) -> DeviceList:
    (encoding,) = (file["encoding"] for file in FILES if file["file"] == name)
    return read_list((HERE / name).read_bytes().decode(encoding))


def test_each_file_says_what_it_is() -> None:
    listed = {file["file"] for file in FILES}
    there = {file.name for file in HERE.iterdir() if file.is_file()}
    assert there - {"README.md", "__init__.py", "make.py", ORIGINS.name} == listed
    assert all(file["written"] in (True, False) and file["program"] and file["how"] for file in FILES)


@pytest.mark.parametrize(
    "name", [file["file"] for file in FILES if file["file"].startswith(("libreoffice", "server"))]
)
def test_an_export_that_a_program_saved_again_is_as_it_was(name: str) -> None:
    known: dict[str, AllowlistEntry] = {entry.mac: entry for entry in exported()}
    found = read(name)
    assert [(row.mac, row.description, row.container_id) for row in found.rows] == [
        (entry.mac, entry.description, entry.container_id) for entry in known.values()
    ]
    assert {(row.status, row.differs) for row in compare(found.rows, known)} == {(Status.PRESENT, False)}
    assert set(found.unused) <= set(HISTORY)


@pytest.mark.parametrize(
    ("name", "words", "used", "unused"),
    [
        ("excel-german-utf-8.csv", ("Küche 1", None), ("MAC", "Beschreibung"), ("Passwort", "Platz")),
        (
            "excel-german-windows-1252.csv",
            ('Regal "oben"; 2', "K-1"),
            ("MAC-Adresse", "Gerätename", "Behälter"),
            ("Nr.",),
        ),
        ("excel-unicode-text.txt", ("Küche 1", None), ("MAC", "Beschreibung"), ("Passwort", "Platz")),
        ("excel-portuguese-sep.csv", ("Prateleira 1", None), ("Endereço MAC", "Nome"), ("Senha",)),
        (
            "google-sheets-spanish.csv",
            ("Estante 1, izquierda", "caja-1"),
            ("Dirección MAC", "Nombre", "Contenedor"),
            ("Clave",),
        ),
        ("numbers-french.csv", ("Étagère 1", None), ("Adresse MAC", "Nom"), ("Mot de passe",)),
    ],
)
def test_lists_of_programs(
    name: str, words: tuple[str, str | None], used: tuple[str, ...], unused: tuple[str, ...]
) -> None:
    found = read(name)
    (row,) = (row for row in found.rows if row.mac == BOARD)
    assert (row.description, row.container_id) == words
    assert not [row for row in found.rows if row.reason is not None]
    assert found.used == dict(zip(("mac", "description", "container_id"), used, strict=False))
    assert found.unused == unused
    assert SECRET not in str(found)


def test_an_export_that_excel_took_for_one_column_is_as_it_was() -> None:
    wanted = [(entry.mac, entry.description, entry.container_id) for entry in exported()]
    found = [(row.mac, row.description, row.container_id) for row in read("excel-german-one-column.csv").rows]
    assert str(found) == str(wanted).replace("Regal; oben", "Regal oben")


def test_all_boards_of_the_german_spreadsheet_have_their_names() -> None:
    rows = read("excel-german-utf-8.csv").rows
    assert [row.description for row in rows] == [f"Küche {number}" for number in range(195)]
