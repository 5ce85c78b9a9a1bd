"""The cards where a part could not be loaded, and where three clocks differ, in a real browser."""

import re
from typing import Final

import pytest

from .odd_walk import BROWSERS_HOURS, OddRecord
from .walked import walked

# 35 s on two busy cores.
SECONDS: Final = 240
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("odd"), pytest.mark.timeout(SECONDS + 30)]


@pytest.fixture
def _custom_integrations() -> None:
    """Nothing: the Home Assistant of these tests is a process of its own."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> OddRecord:
    """Boot, look, shut down."""
    folder = tmp_path_factory.mktemp("odd")
    walked("odd_walk", SECONDS, folder)
    return OddRecord.model_validate_json((folder / "odd.json").read_text("utf-8"))


def test_a_reload_brings_the_part_that_was_missing(record: OddRecord) -> None:
    """As the card advises: the error was not kept, and the file is asked for again."""
    assert "could not be loaded" in record.broken
    assert "Bakery counter" not in record.broken
    assert "Bakery counter" in record.reloaded
    assert "could not be loaded" not in record.reloaded
    assert record.asked == [404, 200]


@pytest.mark.parametrize("hours", BROWSERS_HOURS)
def test_an_hour_is_left_whatever_the_clocks_say(record: OddRecord, hours: int) -> None:
    """It began when the walk was almost over."""
    assert re.fullmatch(r"1:00:00|5\d:\d\d", record.left[hours])
