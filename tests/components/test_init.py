"""Set-up, unload, reload, removal: counted on the server."""

from datetime import timedelta
from typing import Any
from unittest.mock import ANY

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.piorchestrator import async_remove_config_entry_device
from custom_components.piorchestrator.const import DOMAIN
from tests.conftest import PROFILE_ID, wait_for

from .pi import NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, STRANGER_DIGITS, Pi, expect_state

ACTIONS = {
    "run_batch",
    "get_report",
    "start_session",
    "stop_session",
    "resume_session",
    "discard_session",
    "provision_all",
    "provision_device",
    "retry_device",
    "get_session",
    "get_devices",
    "get_recoverable_sessions",
    "get_allowlist",
    "add_to_allowlist",
    "remove_from_allowlist",
    "import_allowlist",
    "export_allowlist",
}


async def test_actions_are_there_without_an_entry(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services_for_domain(DOMAIN)) == ACTIONS


async def test_server_away(hass: HomeAssistant, fresh: Pi) -> None:
    fresh.simulator.faults.drop("*", times=None)
    assert not await hass.config_entries.async_setup(fresh.entry.entry_id)
    expect_state(fresh.entry, ConfigEntryState.SETUP_RETRY)
    assert fresh.entry.error_reason_translation_key == "unreachable"
    assert fresh.simulator.counts.streams_opened == 0
    fresh.simulator.faults.clear()
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=1))
    await wait_for(lambda: fresh.simulator.counts.streams == 1)
    expect_state(fresh.entry, ConfigEntryState.LOADED)


async def test_key_refused(hass: HomeAssistant, fresh: Pi) -> None:
    fresh.simulator.api_key = "another"
    assert not await hass.config_entries.async_setup(fresh.entry.entry_id)
    await hass.async_block_till_done()
    expect_state(fresh.entry, ConfigEntryState.SETUP_ERROR)
    assert fresh.entry.error_reason_translation_key == "key_refused"
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert flow["context"]["entry_id"] == fresh.entry.entry_id


async def test_server_without_health_check(fresh: Pi) -> None:
    """It only tells the version."""
    fresh.simulator.faults.fail("GET /health", times=None)
    await fresh.set_up()
    device = fresh.device()
    assert device is not None
    assert device.sw_version is None


async def test_unload_leaves_nothing_on_the_server(hass: HomeAssistant, pi: Pi) -> None:
    await pi.unload()
    expect_state(pi.entry, ConfigEntryState.NOT_LOADED)
    requests = pi.simulator.counts.requests.total()
    assert all(state.state == "unavailable" for state in hass.states.async_all())
    await pi.set_up()
    assert pi.simulator.counts.requests.total() > requests


async def test_reloads_leave_one_stream(hass: HomeAssistant, pi: Pi) -> None:
    for _ in range(10):
        assert await hass.config_entries.async_reload(pi.entry.entry_id)
    await hass.async_block_till_done()
    await wait_for(lambda: pi.simulator.counts.streams == 1)
    await wait_for(lambda: pi.stream == "live")
    assert pi.simulator.counts.streams == 1
    assert pi.simulator.counts.connections <= 2


async def test_removal_leaves_nothing(hass: HomeAssistant, pi: Pi, hass_storage: dict[str, Any]) -> None:
    await pi.batch()
    await hass.async_block_till_done()
    key = f"{DOMAIN}.{pi.entry.entry_id}"
    assert hass_storage[key]["data"] == {
        "address": f"127.0.0.1:{pi.simulator.port}",
        "session_id": pi.coordinator.data.session_id,
        "boards": [NAMED, PLAIN],
        "lists_open": False,
        "told": [],
        "hidden": [],
        "order": ANY,  # not worth a write
        "dismissed": [],
    }
    assert pi.coordinator.data.session_id is not None
    await hass.config_entries.async_remove(pi.entry.entry_id)
    await hass.async_block_till_done()
    await wait_for(lambda: pi.simulator.counts.streams == 0)
    assert key not in hass_storage
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), pi.entry.entry_id)


async def test_renamed_entry_renames_the_device(hass: HomeAssistant, pi: Pi) -> None:
    hass.config_entries.async_update_entry(pi.entry, title="Workshop Pi")
    await hass.async_block_till_done()
    device = pi.device()
    assert device is not None
    assert device.name == "Workshop Pi"
    assert pi.simulator.counts.streams_opened == 1


async def remove(pi: Pi, ws: WebSocketGenerator, identifier: str) -> bool:
    """As the button on the device's page does."""
    assert await async_setup_component(pi.hass, "config", {})
    device = pi.device(identifier)
    assert device is not None
    client = await ws(pi.hass)
    await client.send_json_auto_id({"type": "config/device_registry/remove", "device_id": device.id})
    answer = await client.receive_json()
    await pi.hass.async_block_till_done()
    assert answer["success"] or "rejected by integration" in answer["error"]["message"]
    return bool(answer["success"])


async def test_only_a_board_nobody_wants_can_be_removed(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    for identifier in ("", PROFILE_ID, NAMED_DIGITS, PLAIN_DIGITS):
        assert not await remove(pi, hass_ws_client, identifier)
        assert pi.device(identifier) is not None
    pi.simulator.disallow(NAMED)
    await pi.coordinator.async_refresh()
    assert pi.device(NAMED_DIGITS) is not None
    assert await remove(pi, hass_ws_client, NAMED_DIGITS)
    assert pi.device(NAMED_DIGITS) is None
    assert not pi.has("sensor", "status", NAMED_DIGITS)


async def test_removed_board_may_come_again(pi: Pi, hass_ws_client: WebSocketGenerator) -> None:
    pi.simulator.disallow(NAMED)
    await pi.coordinator.async_refresh()
    assert await remove(pi, hass_ws_client, NAMED_DIGITS)
    await pi.coordinator.async_refresh()
    assert pi.device(NAMED_DIGITS) is None
    pi.simulator.allow(NAMED, "Back again")
    await pi.coordinator.async_refresh()
    await pi.hass.async_block_till_done()
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    assert device.name == "Back again"
    assert pi.state("sensor", "status", NAMED_DIGITS) == "expected"


async def test_board_of_earlier_days_can_be_removed_after_a_restart(
    pi: Pi, hass_ws_client: WebSocketGenerator
) -> None:
    await pi.unload()
    pi.simulator.disallow(NAMED)
    await pi.set_up()
    assert pi.state("sensor", "status", NAMED_DIGITS) == "unknown"
    assert await remove(pi, hass_ws_client, NAMED_DIGITS)


async def test_nothing_can_be_removed_while_nothing_is_known(
    pi: Pi, hass_ws_client: WebSocketGenerator
) -> None:
    """The entry is not loaded: nobody can say whether the server wants the board."""
    await pi.unload()
    assert not await remove(pi, hass_ws_client, NAMED_DIGITS)


async def test_foreign_identifiers_are_no_boards(hass: HomeAssistant, pi: Pi) -> None:
    registry = dr.async_get(hass)
    device = registry.async_get_or_create(
        config_entry_id=pi.entry.entry_id, identifiers={("other", "24:6F:28:00:00:09")}
    )
    assert not await async_remove_config_entry_device(hass, pi.entry, device)


async def test_strangers_never_enter_the_registry(pi: Pi) -> None:
    await pi.batch()
    assert pi.device(STRANGER_DIGITS) is None
    assert not pi.has("sensor", "status", STRANGER_DIGITS)


async def test_actions_need_a_loaded_entry(hass: HomeAssistant, pi: Pi) -> None:
    await pi.unload()
    with pytest.raises(HomeAssistantError) as raised:
        await pi.ask("get_session", config_entry_id=pi.entry.entry_id)
    assert raised.value.translation_key is not None


@pytest.mark.usefixtures("disable_mock_zeroconf_resolver", "mock_async_zeroconf")
async def test_cookies_are_not_kept(hass: HomeAssistant, fresh: Pi) -> None:
    """They would fill the session that all integrations share, and go along with every later request."""
    simulator = fresh.simulator
    cookie = {"Set-Cookie": f"crumb={'x' * 1000}"}
    simulator.faults.answer("GET /health", body=b"{}", headers=cookie, times=None)
    entry = fresh.entry
    entry.add_to_hass(hass)
    # Of a name: aiohttp keeps none of an address.
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: "localhost"})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await fresh.coordinator.async_refresh()
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    advanced = {CONF_PORT: simulator.port, CONF_SSL: False, CONF_VERIFY_SSL: True}
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {CONF_HOST: "localhost", "advanced": advanced}
    )
    await async_get_clientsession(hass).get(f"http://localhost:{simulator.port}/health")
    assert simulator.counts.requests["GET /health"] >= 3
    assert simulator.counts.requests["GET /allowlist"] >= 2
    assert not [request.path for request in simulator.received if "Cookie" in request.headers]
