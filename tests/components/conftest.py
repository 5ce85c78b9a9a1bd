"""A Pi with three boards, loaded; time limits for a quick machine."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import patch

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from simulator import Simulator
from tests.conftest import make_entry

from .pi import BOARDS, ENTRY_ID, Pi


@pytest.fixture(autouse=True)
def _quick_repeats() -> Iterator[None]:
    """Reads that fail are repeated at once, not after seconds."""
    with patch("custom_components.piorchestrator.client.transport.READ_PAUSES", (0.01, 0.01, 0.01)):
        yield


@pytest.fixture
def monitor() -> str:
    """The option; off, since its figures come when they like. Who tests the monitor overrides this."""
    return "off"


@pytest.fixture
def fresh(hass: HomeAssistant, simulator: Simulator, monitor: str) -> Pi:
    """A Pi with boards beside it; the entry is added and not loaded."""
    simulator.add_boards(BOARDS)
    entry = make_entry(simulator, entry_id=ENTRY_ID, options={"monitor": monitor})
    entry.add_to_hass(hass)
    return Pi(hass, simulator, entry)


@pytest.fixture
async def pi(fresh: Pi) -> AsyncIterator[Pi]:
    """The same, loaded; whatever the test did, no request went to a route that does not exist."""
    await fresh.set_up()
    yield fresh
    assert not fresh.simulator.unexpected


@contextmanager
def still() -> Iterator[None]:
    """A server whose clock stands still and whose ids are known, read at the time of that clock."""
    now = datetime.fromtimestamp(1_800_000_000, UTC)
    with (
        patch("custom_components.piorchestrator.reader.dt_util", SimpleNamespace(utcnow=lambda: now)),
        patch("simulator.clock.time", SimpleNamespace(time_ns=lambda: 1_800_000_000_000_000_000)),
        patch("simulator.engine.uuid", SimpleNamespace(uuid4=lambda: "00000000-0000-4000-8000-000000000001")),
    ):
        yield


@contextmanager
def only(platform: Platform) -> Iterator[None]:
    """Load one platform alone, as snapshots want it, and from a still server."""
    with patch("custom_components.piorchestrator.PLATFORMS", (platform,)), still():
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots that leave ids and times out."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)
