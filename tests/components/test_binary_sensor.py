"""Binary sensors."""

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import wait_for

from .conftest import only
from .pi import NAMED, NAMED_DIGITS, PLAIN_DIGITS, Pi


@pytest.mark.usefixtures("every_entity")
async def test_snapshot(fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion) -> None:
    with only(Platform.BINARY_SENSOR):
        await fresh.set_up()
        await fresh.batch()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


async def test_session(pi: Pi) -> None:
    assert pi.state("binary_sensor", "session_active") == "off"
    await pi.batch()
    assert pi.state("binary_sensor", "session_active") == "on"
    assert pi.state("binary_sensor", "onboarding_network") == "on"
    await pi.ask("stop_session")
    await pi.agreed()
    assert pi.state("binary_sensor", "session_active") == "off"
    await wait_for(lambda: pi.state("binary_sensor", "onboarding_network") == "off")


async def test_unknown_state_is_an_open_session(pi: Pi) -> None:
    await pi.batch()
    await pi.force("of a newer server")
    assert pi.state("binary_sensor", "session_active") == "on"


async def test_allowlisted(pi: Pi) -> None:
    await pi.batch()
    assert pi.state("binary_sensor", "allowlisted", NAMED_DIGITS) == "on"
    pi.simulator.disallow(NAMED)
    await pi.coordinator.async_refresh()
    assert pi.state("binary_sensor", "allowlisted", NAMED_DIGITS) == "off"
    assert pi.state("binary_sensor", "allowlisted", PLAIN_DIGITS) == "on"


async def test_allowlist_never_read(fresh: Pi) -> None:
    """A board of earlier days, and a server whose list cannot be read."""
    await fresh.set_up()
    await fresh.unload()
    fresh.simulator.faults.fail("GET /allowlist", "DATABASE_ERROR", times=None)
    await fresh.set_up()
    assert fresh.state("binary_sensor", "allowlisted", NAMED_DIGITS) == "unavailable"
    assert fresh.state("sensor", "allowlist_total") == "unavailable"
    assert fresh.state("sensor", "allowlist_available") == "unavailable"
    assert fresh.state("sensor", "status", NAMED_DIGITS) == "unknown"
    fresh.simulator.faults.clear()
    await fresh.coordinator.async_refresh()
    assert fresh.state("binary_sensor", "allowlisted", NAMED_DIGITS) == "on"
    assert fresh.state("sensor", "allowlist_total") == "2"


async def test_event_stream(pi: Pi) -> None:
    assert pi.state("binary_sensor", "event_stream") == "on"
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.state("binary_sensor", "event_stream") == "off")
    assert pi.state("binary_sensor", "session_active") == "off"
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.state("binary_sensor", "event_stream") == "on")
