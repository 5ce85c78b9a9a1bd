"""Set-up, another key, another address: each way in, and what is said of an error there."""

from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, FlowType
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import (
    CONF_SSID,
    DOMAIN,
    SECTION_ADVANCED,
    SUBENTRY_NETWORK,
)
from simulator import Simulator
from tests.conftest import API_KEY, WIFI_PASSWORD, make_entry, wait_for

from .forms import begin, closed_port, is_open, submit, suggested, typed
from .pi import ENTRY_ID, Pi, expect_state

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.mark.parametrize("host", ["127.0.0.1", " 127.0.0.1 ", "127.0.0.1:{port}", "http://127.0.0.1:{port}/"])
async def test_set_up(hass: HomeAssistant, simulator: Simulator, host: str) -> None:
    flow = await begin(hass)
    assert suggested(flow) == {SECTION_ADVANCED: {}}
    port = 1 if "{port}" in host else simulator.port
    result = await submit(hass, flow, typed(host.format(port=simulator.port), port, f" {API_KEY}\n"))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "PiOrchestrator"
    assert result["data"] == {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: simulator.port,
        CONF_SSL: False,
        CONF_VERIFY_SSL: True,
        CONF_API_KEY: API_KEY,
    }
    assert type(result["data"][CONF_PORT]) is int
    assert result["result"].unique_id is None
    assert result["result"].state is ConfigEntryState.LOADED
    keyless = {"GET /health", "GET /ws/monitor"}  # neither of them asks for a key
    assert all(request.has_key for request in simulator.received if request.route not in keyless)
    assert not any("api_key" in request.query for request in simulator.received)


@pytest.mark.parametrize(
    ("host", "stored", "port", "ssl"),
    [
        ("Pi.Local.", "pi.local", 8081, False),
        ("raspberrypi", "raspberrypi", 8081, False),
        ("pi.local:9000", "pi.local", 9000, False),
        ("https://pi.local", "pi.local", 8081, True),
        ("http://PI.local:8082/", "pi.local", 8082, False),
        ("fd00::1", "fd00::1", 8081, False),
        ("[FD00::1]:8082", "fd00::1", 8082, False),
        ("https://[fd00::1]:8443", "fd00::1", 8443, True),
    ],
)
async def test_ways_to_write_an_address(
    hass: HomeAssistant, host: str, stored: str, port: int, *, ssl: bool
) -> None:
    """Those that cannot be bound to in a test: only the check of the server is left out."""
    flow = await begin(hass)
    with (
        patch("custom_components.piorchestrator.config_flow.PiOrchestratorClient.check_access") as check,
        patch("custom_components.piorchestrator.async_setup_entry", return_value=True),
    ):
        result = await submit(hass, flow, typed(host, api_key=None, verify_ssl=False))
    check.assert_awaited_once()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {CONF_HOST: stored, CONF_PORT: port, CONF_SSL: ssl, CONF_VERIFY_SSL: False}


async def test_no_key_where_none_is_asked_for(hass: HomeAssistant, simulator: Simulator) -> None:
    simulator.switches.auth = "off"
    result = await submit(hass, await begin(hass), typed("127.0.0.1", simulator.port, None))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert CONF_API_KEY not in result["data"]


async def test_same_address_twice(hass: HomeAssistant, fresh: Pi) -> None:
    flow = await begin(hass)
    result = await submit(hass, flow, typed(f"http://127.0.0.1:{fresh.simulator.port}", 1, None))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert not fresh.simulator.received


async def test_goes_on_to_the_first_profile(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await submit(hass, await begin(hass), typed("127.0.0.1", simulator.port))
    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    (flow,) = hass.config_entries.subentries.async_progress()
    assert flow["flow_id"] == flow_id
    assert flow["handler"] == (result["result"].entry_id, SUBENTRY_NETWORK)
    profile = await hass.config_entries.subentries.async_configure(
        flow_id, {CONF_SSID: "Workshop", "password": WIFI_PASSWORD}
    )
    assert profile["type"] is FlowResultType.CREATE_ENTRY


async def test_second_pi_is_told_apart(hass: HomeAssistant, fresh: Pi) -> None:
    async with Simulator(api_key=API_KEY) as second:
        result = await submit(hass, await begin(hass), typed("127.0.0.1", second.port))
        assert result["title"] == "PiOrchestrator (127.0.0.1)"
        assert await hass.config_entries.async_unload(result["result"].entry_id)


# Another key


async def test_reauth_loaded_entry_goes_on(hass: HomeAssistant, pi: Pi) -> None:
    """The streams wake at once; nothing is loaded again."""
    coordinator = pi.coordinator
    pi.simulator.api_key = "rotated"
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "refused")
    await wait_for(lambda: len(hass.config_entries.flow.async_progress()) == 1)
    await pi.coordinator.async_refresh()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert flow["step_id"] == "reauth_confirm"

    result = await submit(hass, flow, {CONF_API_KEY: "wrong"})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {CONF_API_KEY: "invalid_auth"}
    assert suggested(result) == {CONF_API_KEY: "wrong"}
    result = await submit(hass, flow, {CONF_API_KEY: "rota\nted"})
    assert result["errors"] == {CONF_API_KEY: "invalid_key"}
    result = await submit(hass, flow, {})
    assert result["errors"] == {CONF_API_KEY: "api_key_required"}
    result = await submit(hass, flow, {CONF_API_KEY: "rotated "})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"

    await wait_for(lambda: pi.stream == "live")
    assert pi.coordinator is coordinator
    assert pi.entry.data[CONF_API_KEY] == "rotated"
    await wait_for(lambda: coordinator.last_update_success)
    assert not hass.config_entries.flow.async_progress()


async def test_reauth_failed_entry_is_loaded_again(hass: HomeAssistant, fresh: Pi) -> None:
    fresh.simulator.api_key = "rotated"
    assert not await hass.config_entries.async_setup(fresh.entry.entry_id)
    await hass.async_block_till_done()
    expect_state(fresh.entry, ConfigEntryState.SETUP_ERROR)
    (flow,) = hass.config_entries.flow.async_progress()
    result = await submit(hass, flow, {CONF_API_KEY: "rotated"})
    assert result["reason"] == "reauth_successful"
    expect_state(fresh.entry, ConfigEntryState.LOADED)
    await wait_for(lambda: fresh.simulator.counts.streams == 1)


async def test_reauth_server_that_needs_none_any_more(hass: HomeAssistant, pi: Pi) -> None:
    flow = await pi.entry.start_reauth_flow(hass)
    assert flow["description_placeholders"] == {"name": pi.entry.title}
    pi.simulator.switches.auth = "off"
    result = await submit(hass, flow, {})
    assert result["reason"] == "reauth_successful"
    assert CONF_API_KEY not in pi.entry.data
    pi.simulator.received.clear()
    await pi.coordinator.async_refresh()
    assert pi.simulator.received
    assert not any(request.has_key for request in pi.simulator.received)


@pytest.mark.parametrize("code", ["TOTP_INVALID", "TOTP_EXPIRED"])
async def test_reauth_never_for_one_time_codes(hass: HomeAssistant, pi: Pi, code: str) -> None:
    pi.simulator.faults.fail("*", code, times=None, retry_after=0)
    pi.simulator.cut_streams()
    await pi.coordinator.async_refresh()
    await wait_for(lambda: pi.stream == "waiting")
    assert not hass.config_entries.flow.async_progress()


# Another address


async def reconfigure(pi: Pi) -> ConfigFlowResult:
    result: ConfigFlowResult = await pi.entry.start_reconfigure_flow(pi.hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    return result


async def test_reconfigure_everything_changes(hass: HomeAssistant, pi: Pi) -> None:
    flow = await reconfigure(pi)
    assert suggested(flow) == {
        CONF_HOST: "127.0.0.1",
        SECTION_ADVANCED: {CONF_PORT: pi.simulator.port, CONF_SSL: False, CONF_VERIFY_SSL: True},
    }
    async with Simulator(api_key="second") as second:
        form = typed("127.0.0.1", second.port, "second", verify_ssl=False)
        result = await submit(hass, flow, form)
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "reconfigure_successful"
        assert dict(pi.entry.data) == {
            CONF_HOST: "127.0.0.1",
            CONF_PORT: second.port,
            CONF_SSL: False,
            CONF_VERIFY_SSL: False,
            CONF_API_KEY: "second",
        }
        await wait_for(lambda: second.counts.streams == 1)
        await wait_for(lambda: pi.simulator.counts.streams == 0)
        assert second.counts.streams_opened == 1
        assert await hass.config_entries.async_unload(pi.entry.entry_id)


async def test_reconfigure_empty_key_keeps_the_stored_one(hass: HomeAssistant, pi: Pi) -> None:
    coordinator = pi.coordinator
    form = typed("127.0.0.1", pi.simulator.port, None)
    result = await submit(hass, await reconfigure(pi), form)
    assert result["reason"] == "reconfigure_successful"
    assert pi.entry.data[CONF_API_KEY] == API_KEY
    assert pi.coordinator is coordinator
    assert pi.simulator.counts.streams_opened == 1


async def test_reconfigure_another_key_alone_reloads_nothing(hass: HomeAssistant, pi: Pi) -> None:
    coordinator = pi.coordinator
    pi.simulator.api_key = "rotated"
    form = typed("127.0.0.1", pi.simulator.port, "rotated")
    result = await submit(hass, await reconfigure(pi), form)
    assert result["reason"] == "reconfigure_successful"
    assert pi.coordinator is coordinator
    assert coordinator.client.transport.api_key == "rotated"


async def test_reconfigure_error_and_recovery(hass: HomeAssistant, pi: Pi) -> None:
    flow = await reconfigure(pi)
    wrong = typed("127.0.0.1", closed_port(), None)
    result = await submit(hass, flow, wrong)
    assert result["errors"] == {"base": "cannot_connect"}
    assert is_open(result, SECTION_ADVANCED)
    assert suggested(result) == wrong
    assert pi.entry.data[CONF_PORT] == pi.simulator.port
    result = await submit(hass, flow, typed("no host", api_key=None))
    assert result["errors"] == {CONF_HOST: "invalid_host"}
    result = await submit(hass, flow, typed("127.0.0.1", pi.simulator.port, None))
    assert result["reason"] == "reconfigure_successful"


async def test_reconfigure_address_of_another_entry(hass: HomeAssistant, pi: Pi) -> None:
    other = MockConfigEntry(
        domain=DOMAIN,
        data={CONF_HOST: "pi.local", CONF_PORT: 8081, CONF_SSL: False, CONF_VERIFY_SSL: True},
    )
    other.add_to_hass(hass)
    result = await submit(hass, await reconfigure(pi), typed("PI.local", api_key=None))
    assert result["reason"] == "already_configured"
    assert pi.entry.data[CONF_HOST] == "127.0.0.1"


async def test_reconfigure_entry_that_failed_is_loaded(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = make_entry(simulator, entry_id=ENTRY_ID)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_PORT: closed_port()})
    assert not await hass.config_entries.async_setup(entry.entry_id)
    expect_state(entry, ConfigEntryState.SETUP_RETRY)
    flow = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, flow, typed("127.0.0.1", simulator.port))
    assert result["reason"] == "reconfigure_successful"
    expect_state(entry, ConfigEntryState.LOADED)
