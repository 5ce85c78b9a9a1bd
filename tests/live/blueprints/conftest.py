"""A configuration into which the blueprints were imported, a phone, a desk, and a second Pi."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from simulator import Simulator
from tests.conftest import API_KEY, make_entry
from tests.live.home import Home

from .automated import Desk, Phone, assert_no_complaint, copy_blueprints


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """A folder of its own for each test."""
    copy_blueprints(tmp_path)
    return str(tmp_path)


@pytest.fixture(autouse=True)
def _no_complaint(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is pressed and sent, no automation ends with an error."""
    yield
    assert_no_complaint(caplog)


@pytest.fixture
def phone(home: Home) -> Phone:
    """A phone with the app."""
    return Phone(home.hass, "Pixel 7")


@pytest.fixture
def desk(home: Home) -> Desk:
    """The notifications in Home Assistant."""
    return Desk(home.hass)


@pytest.fixture
async def second(home: Home, speed: float) -> AsyncIterator[Home]:
    """Another Pi in the same Home Assistant."""
    async with Simulator(api_key=API_KEY, speed=speed) as running:
        other = Home(home.hass, running, make_entry(running))
        await other.set_up()
        yield other
