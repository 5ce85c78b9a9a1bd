"""One walk through a real Home Assistant, shared by all tests that judge it."""

from pathlib import Path
import subprocess
import sys
from typing import Final, NamedTuple

import pytest

from lab.processes import ROOT

from .record import Record

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
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.e2e.walk", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WALK_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return Walk(Record.model_validate_json((folder / "record.json").read_text("utf-8")), folder / "config")
