"""One walk through a real Home Assistant, shared by all tests that judge it."""

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from .record import Record
from .walked import walked

# The walk takes 40 s on two idle cores.
WALK_SECONDS: Final = 240


class Walk(NamedTuple):
    """What was seen, and what Home Assistant left on the disk."""

    record: Record
    config: Path


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Boot, set up, run the batch, look at the pages, shut down."""
    folder = tmp_path_factory.mktemp("walk")
    walked("walk", WALK_SECONDS, folder)
    return Walk(Record.model_validate_json((folder / "record.json").read_text("utf-8")), folder / "config")
