"""What a browser loads of the card, and the words it has in each language."""

import gzip
from pathlib import Path
import re
from typing import Final

import pytest

from .places import PACKAGE, ROOT

_BUILT: Final = PACKAGE / "frontend"
_MOST_BYTES: Final = 20 * 1024  # gzipped; what a page with a card loads before it can show one
_TEXTS: Final = ROOT / "card" / "src" / "texts"
_LANGUAGES: Final = ("de", "es", "fr", "pt-br")
_TEXT: Final = re.compile(r'^  (\w+):\s*"((?:[^"\\]|\\.)*)",$', re.MULTILINE)


def static_imports(text: str) -> set[str]:
    """Files that a module cannot start without."""
    return set(re.findall(r"""(?:\bfrom|\bimport)\s*["'`]\./([\w-]+\.js)["'`]""", text))


def first_load(folder: Path) -> dict[str, int]:
    """Files of the first load and their sizes in bytes, gzipped: the loader, the cards, and whatever those import."""
    loader = (folder / "piorchestrator.js").read_text("utf-8")
    (cards,) = re.findall(r"import\([`'\"]\./(cards-[\w-]+\.js)", loader)
    wanted, found = ["piorchestrator.js", cards], dict[str, int]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            code = (folder / name).read_bytes()
            found[name] = len(gzip.compress(code, 9, mtime=0))
            wanted += static_imports(code.decode())
    return found


def test_the_first_load_is_small() -> None:
    sizes = first_load(_BUILT)
    assert sum(sizes.values()) <= _MOST_BYTES, sizes


def test_what_is_imported_counts(tmp_path: Path) -> None:
    (tmp_path / "piorchestrator.js").write_text("import(`./cards-1.js`)", "utf-8")
    (tmp_path / "cards-1.js").write_text('import{a as b}from"./more-2.js";import("./late-3.js")', "utf-8")
    (tmp_path / "more-2.js").write_text("import './even-4.js'", "utf-8")
    (tmp_path / "even-4.js").write_text("", "utf-8")
    assert first_load(tmp_path).keys() == {"piorchestrator.js", "cards-1.js", "more-2.js", "even-4.js"}


@pytest.mark.parametrize("file", sorted(_BUILT.glob("*.js")), ids=lambda file: file.name.split("-")[0])
def test_no_file_asks_another_host(file: Path) -> None:
    addresses = set(re.findall(r"https?://[\w.-]+", file.read_text("utf-8")))
    # Names of XML, and the page with the documentation that the dialog of cards links to.
    assert addresses <= {"http://www.w3.org", "https://github.com"}


def texts(name: str) -> dict[str, str]:
    """Words by their keys, as they stand in one file."""
    return dict(_TEXT.findall((_TEXTS / f"{name}.ts").read_text("utf-8")))


def shape(text: str) -> tuple[list[str], int]:
    """What a translation has to keep: the placeholders, each as often as needed in every form, and the forms."""
    forms = text.split("|")
    return sorted(set(re.findall(r"\{(\w+)\}", text))), len(forms)


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_language_has_its_words_with_their_placeholders(language: str) -> None:
    """New words are English alone until they are translated for the release."""
    english = texts("en") | texts("en-parts")
    translated = texts(language)
    assert translated.keys() <= english.keys()
    assert {key: shape(text) for key, text in translated.items()} == {
        key: shape(english[key]) for key in translated
    }


@pytest.mark.parametrize("language", _LANGUAGES)
def test_words_are_translated(language: str) -> None:
    english = texts("en") | texts("en-parts")
    same = {key for key, text in texts(language).items() if text == english[key] and len(text.split()) > 2}
    assert same == set()
