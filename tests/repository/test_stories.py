"""Every test that the table of the stories names exists."""

import ast
from pathlib import Path
import re
from typing import Final

import pytest

from .places import ROOT

_NAMED: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_ROW: Final = re.compile(r"^\| (?!It must|---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def missing(text: str, root: Path) -> list[str]:
    """Tests in the text that are not in the tree."""
    found = []
    for path, name in _NAMED.findall(text):
        file = root / path
        tree = ast.parse(file.read_text("utf-8")) if file.is_file() else ast.parse("")
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        if name not in tests:
            found.append(f"{path}::{name}")
    return found


@pytest.fixture
def stories() -> str:
    """The table."""
    return (ROOT / "docs" / "stories.md").read_text("utf-8")


def test_every_test_exists(stories: str) -> None:
    assert len(_NAMED.findall(stories)) > 50
    assert missing(stories, ROOT) == []
    assert missing("`tests/live/test_batch.py::test_nobody`", ROOT) == [
        "tests/live/test_batch.py::test_nobody"
    ]
    assert missing("`tests/nowhere.py::test_x`", ROOT) == ["tests/nowhere.py::test_x"]


def test_every_row_is_proved_and_compared(stories: str) -> None:
    rows = _ROW.findall(stories)
    assert len(rows) > 40
    for demand, proof, peer in rows:
        assert _NAMED.search(proof), demand
        assert peer.strip(), demand
    for story in range(1, 7):
        assert f"## US{story} " in stories
