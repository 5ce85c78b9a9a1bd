"""A faster Pi, and delays of the integration that a test can wait for."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator import coordinator, series
from custom_components.piorchestrator.client import stream, transport
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.happenings import SIGNAL_HAPPENED, Happening, Kind
from simulator import Simulator
from tests.conftest import API_KEY, make_entry
from tests.live.home import Home
from tests.live.journal import assert_no_traceback


@pytest.fixture(autouse=True)
def _stored_in_memory(hass_storage: dict[str, Any]) -> None:
    """Write no file."""


@pytest.fixture
def speed() -> float:
    """How much faster than real the Pi is; a module that needs more overrides this."""
    return 20


@pytest.fixture
async def simulator(socket_enabled: None, speed: float) -> AsyncIterator[Simulator]:
    """A Pi with a key and no boards."""
    async with Simulator(api_key=API_KEY, speed=speed) as running:
        yield running


@pytest.fixture
def entry_data(simulator: Simulator) -> MockConfigEntry:
    """The entry before it is added; a test may change it or the Pi first."""
    return make_entry(simulator)


@pytest.fixture
async def home(
    hass: HomeAssistant,
    simulator: Simulator,
    entry_data: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Home]:
    """Home Assistant with the entry loaded and the stream open; no test may leave a traceback in the log."""
    home = Home(hass, simulator, entry_data)
    await home.set_up()
    yield home
    assert_no_traceback(caplog)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads that somebody asks for may follow each other at once."""
    monkeypatch.setattr(coordinator, "READ_COOLDOWN_SECONDS", 0.1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, brisk: None) -> None:
    """Reads and attempts follow each other sooner; below 1 s the coordinator's clock has no steps."""
    monkeypatch.setattr(coordinator, "SAFETY_READ", timedelta(seconds=2))
    monkeypatch.setattr(coordinator, "FALLBACK_POLL", timedelta(seconds=1))
    monkeypatch.setattr(stream, "Backoff", lambda: Backoff(first=0.1, ceiling=0.5))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, brisk: None) -> None:
    """What is asked again is asked soon."""
    monkeypatch.setattr(transport, "READ_PAUSES", (0.01, 0.01))
    monkeypatch.setattr(series, "SHORTEST_WAIT_SECONDS", 0.01)


@pytest.fixture
def told(home: Home) -> list[Happening]:
    """What was told of batches."""
    found: list[Happening] = []
    kinds = (Kind.SESSION_FINISHED, Kind.BATCH_COMPLETE)
    async_dispatcher_connect(
        home.hass,
        SIGNAL_HAPPENED,
        callback(lambda happening: found.append(happening) if happening.kind in kinds else None),
    )
    return found
