"""Sensors."""

import logging

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.piorchestrator import wire_texts

from .conftest import only
from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, Pi


@pytest.fixture(autouse=True)
def _nothing_logged_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_texts, "_unknown_texts", set())


@pytest.mark.usefixtures("every_entity")
async def test_snapshot(fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion) -> None:
    # The time that is left would depend on how long the test takes.
    fresh.simulator.switches.timeout_style = "absent"
    with only(Platform.SENSOR):
        await fresh.set_up()
        await fresh.batch()
        await fresh.force("verified", NAMED)
        await fresh.force("failed", PLAIN)
        await fresh.coordinator.async_refresh()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


async def test_idle(pi: Pi) -> None:
    assert pi.state("sensor", "session_state") == "idle"
    for key in ("target_ssid", "progress", "session_started", "session_expires", "last_error"):
        assert pi.state("sensor", key) == "unknown"
    for key in ("device_count", "provisioned_count", "verified_count", "failed_count", "onboarding_clients"):
        assert pi.state("sensor", key) == "0"
    assert pi.state("sensor", "allowlist_total") == "2"
    assert pi.state("sensor", "allowlist_available") == "2"
    assert pi.state("sensor", "status", NAMED_DIGITS) == "expected"


async def test_batch_moves_the_counters(pi: Pi) -> None:
    await pi.batch()
    assert pi.state("sensor", "device_count") == "3"
    await pi.ask("provision_all")
    await pi.simulator.wait_idle()
    await pi.agreed()
    assert pi.state("sensor", "provisioned_count") == "2"
    assert pi.state("sensor", "verified_count") == "2"
    assert pi.state("sensor", "progress") == "100.0"  # the stranger does not count
    assert pi.state("sensor", "allowlist_available") == "0"
    await pi.ask("stop_session")
    await pi.agreed()
    assert pi.state("sensor", "session_expires") == "unknown"
    assert pi.state("sensor", "verified_count") == "2"
    assert pi.state("sensor", "status", NAMED_DIGITS) == "verified"


async def test_between_sessions_the_allowlist_knows(pi: Pi) -> None:
    await pi.batch()
    await pi.ask("provision_all")
    await pi.simulator.wait_idle()
    await pi.ask("stop_session")
    pi.simulator.switches.session_ttl_seconds = 3600
    await pi.unload()
    pi.simulator.add_boards([])
    await pi.set_up()
    assert pi.state("sensor", "status", NAMED_DIGITS) == "verified"


@pytest.mark.parametrize("mac", [None, NAMED])
async def test_unknown_text_is_unknown_and_logged_once(
    pi: Pi, caplog: pytest.LogCaptureFixture, mac: str | None
) -> None:
    caplog.set_level(logging.INFO)
    await pi.batch()
    for _ in range(3):
        await pi.force("teleporting", mac)
        await pi.force("active" if mac is None else "discovered", mac)
    await pi.force("teleporting", mac)
    state = pi.state("sensor", "session_state") if mac is None else pi.state("sensor", "status", NAMED_DIGITS)
    assert state == "unknown"
    assert caplog.text.count("teleporting") == caplog.text.count(": 'teleporting'") == 1


async def test_inventive_server_does_not_fill_the_log(pi: Pi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await pi.batch()
    for number in range(60):
        await pi.force(f"invented {number}")
    assert caplog.text.count("invented") == 20


async def test_unknown_code(pi: Pi) -> None:
    pi.simulator.send_error("SOLAR_FLARE", "Too bright")
    await pi.coordinator.async_refresh()
    await pi.hass.async_block_till_done()
    state = pi.full("sensor", "last_error")
    assert state.state == "unknown"
    assert state.attributes["message"] == "Too bright"


async def test_code_of_the_contract(pi: Pi) -> None:
    pi.simulator.send_error("NETWORK_ERROR", "No Wi-Fi")
    await pi.coordinator.async_refresh()
    await pi.hass.async_block_till_done()
    assert pi.state("sensor", "last_error") == "network_error"


async def test_words_about_a_board(pi: Pi) -> None:
    assert pi.full("sensor", "status", NAMED_DIGITS).attributes["container_id"] == "fridge-1"
    assert pi.full("sensor", "status", PLAIN_DIGITS).attributes["container_id"] is None
    await pi.batch()
    await pi.force("failed", PLAIN)
    attributes = pi.full("sensor", "status", PLAIN_DIGITS).attributes
    assert attributes["mac"] == PLAIN
    assert attributes["error_message"] is None


async def test_long_name_of_a_network(pi: Pi) -> None:
    pi.simulator.start_session("x" * 400)
    await pi.agreed()
    assert pi.state("sensor", "target_ssid") == "x" * 255
