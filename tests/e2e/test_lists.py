"""Lists as programs save them, in a real browser: from the file dialog to the names of boards, and back."""

from typing import Final

import pytest

from tests.files.make import SECRET, WORDS, mac

from .lists_record import ListsRecord
from .walked import walked

_SECONDS: Final = 300


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> ListsRecord:
    folder = tmp_path_factory.mktemp("lists")
    walked("lists_walk", _SECONDS, folder)
    return ListsRecord.model_validate_json((folder / "lists.json").read_text("utf-8"))


def test_the_preview_shows_names_and_which_columns_are_used(record: ListsRecord) -> None:
    for words in ("Name Container Result", "Küche 0", "Not used: Passwort, Platz", "195 new"):
        assert words in record.checked
    assert SECRET not in record.checked
    assert "Regal 0" not in record.checked


def test_a_column_is_mapped_by_hand(record: ListsRecord) -> None:
    for words in ("Küche 0", "Regal 0", "Not used: Passwort"):
        assert words in record.mapped
    assert "Passwort, Platz" not in record.mapped


def test_the_boards_have_their_names(record: ListsRecord) -> None:
    assert record.imported == {mac(number): (f"Küche {number}", f"Regal {number}") for number in range(195)}
    assert "Küche 0" in record.shown
    assert "Küche 194" in record.known
    assert SECRET not in record.known


def test_the_import_is_undone_in_one_step(record: ListsRecord) -> None:
    assert record.after == record.before
    assert "195 boards were taken off the allowlist again." in record.undone
    assert "Undo" not in record.undone
    assert "Küche" not in record.undone


def test_every_file_is_read_in_its_encoding(record: ListsRecord) -> None:
    assert len(record.previews) == 12
    for name, words in record.previews.items():
        assert SECRET not in words, name
        assert "invalid" not in words, name
        if name.startswith(("libreoffice", "server", "excel-german-one")):
            assert all(word in words for word in WORDS[:4]), name
    for name, word in {
        "excel-german-windows-1252.csv": 'Regal "oben"; 2',
        "excel-unicode-text.txt": "Küche 1",
        "excel-portuguese-sep.csv": "Prateleira 1",
        "google-sheets-spanish.csv": "Estante 1, izquierda",
        "numbers-french.csv": "Étagère 1",
    }.items():
        assert word in record.previews[name]


def test_nothing_is_wrong_with_the_page(record: ListsRecord) -> None:
    assert not [complaint for complaints in record.serious.values() for complaint in complaints]
    assert record.console == []
    assert record.problems == []
