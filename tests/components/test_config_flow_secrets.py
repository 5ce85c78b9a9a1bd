"""What a server quotes while its address and key are checked: nothing of it gets into the log, now or later."""

import json
import logging
from urllib.parse import quote

from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import DOMAIN, SECTION_ADVANCED
from custom_components.piorchestrator.known_secrets import async_secrets
from simulator import Simulator
from tests.conftest import API_KEY, WIFI_PASSWORD

from .pi import Pi

TYPED = "canary-typed-key-33c1"


def form(simulator: Simulator, api_key: str) -> dict[str, object]:
    advanced = {CONF_PORT: simulator.port, CONF_SSL: False, CONF_VERIFY_SSL: True}
    return {CONF_HOST: "127.0.0.1", CONF_API_KEY: api_key, SECTION_ADVANCED: advanced}


def quote_secrets(simulator: Simulator, *secrets: str) -> None:
    """Answer the check of the access with these, in an answer that gets logged."""
    text = " ".join((*secrets, *(quote(secret).replace("c", "%63") for secret in secrets)))
    error = {"code": "ODD", "message": f"quoted {text}", "details": text}
    body = json.dumps({"success": False, "error": error, "correlation_id": text}).encode()
    simulator.faults.answer("GET /allowlist", 400, body, times=None)


def assert_hidden(caplog: pytest.LogCaptureFixture, *secrets: str) -> None:
    lines = [record.getMessage() for record in caplog.records if "piorchestrator" in record.name]
    assert any("quoted ***" in line for line in lines)
    # Not what the test itself or Home Assistant's own services log of the entry.
    for secret in secrets:
        for spelling in (secret, quote(secret).replace("c", "%63")):
            assert not any(spelling in line for line in lines)


async def test_the_first_check(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Keys that were typed before the right one were sent as well, and may be quoted by the stream later."""
    caplog.set_level(logging.DEBUG)
    quote_secrets(simulator, TYPED)
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": "user"})
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form(simulator, TYPED))
    assert result["type"] is FlowResultType.FORM
    assert_hidden(caplog, TYPED)
    simulator.faults.clear()
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], form(simulator, API_KEY))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert async_secrets(hass).conceal(f"{TYPED} {API_KEY}") == "*** ***"
    await hass.config_entries.async_unload(result["result"].entry_id)


@pytest.mark.parametrize("source", ["reauth", "reconfigure"])
async def test_another_key(pi: Pi, caplog: pytest.LogCaptureFixture, source: str) -> None:
    """The key and the passwords of the entry, and the key that is typed."""
    hass, entry = pi.hass, pi.entry
    caplog.set_level(logging.DEBUG)
    quote_secrets(pi.simulator, API_KEY, WIFI_PASSWORD, TYPED)
    if source == "reauth":
        flow = await entry.start_reauth_flow(hass)
        typed: dict[str, object] = {CONF_API_KEY: TYPED}
    else:
        flow = await entry.start_reconfigure_flow(hass)
        typed = form(pi.simulator, TYPED)
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], typed)
    assert result["type"] is FlowResultType.FORM
    assert_hidden(caplog, API_KEY, WIFI_PASSWORD, TYPED)
    assert async_secrets(hass).conceal(TYPED) == "***"
    pi.simulator.faults.clear()


async def test_secrets_outlive_their_entry(pi: Pi) -> None:
    """The server, and another entry of it, may quote what an entry sent that was changed, reloaded or removed."""
    hass, entry = pi.hass, pi.entry
    pi.simulator.api_key = TYPED
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_API_KEY: TYPED})
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert async_secrets(hass).conceal(f"{API_KEY} {TYPED} {WIFI_PASSWORD}") == "*** *** ***"
    await hass.config_entries.async_remove(entry.entry_id)
    assert async_secrets(hass).conceal(f"{API_KEY} {TYPED} {WIFI_PASSWORD}") == "*** *** ***"


async def test_two_entries_share_their_secrets(pi: Pi) -> None:
    """Of one Pi, say: what one sends, the other may be quoted."""
    hass = pi.hass
    other = MockConfigEntry(
        domain=DOMAIN, data={**pi.entry.data, CONF_HOST: "localhost", CONF_API_KEY: TYPED}
    )
    other.add_to_hass(hass)
    async_secrets(hass)
    conceal = pi.entry.runtime_data.coordinator.client.transport.conceal
    assert conceal(f"{API_KEY} {TYPED} {WIFI_PASSWORD}") == "*** *** ***"


async def test_secrets_of_entries_are_not_forgotten_for_others(pi: Pi) -> None:
    """However many others were typed or sent since."""
    memory = async_secrets(pi.hass)
    memory.remember(*(f"typed-secret-{number}" for number in range(300)))
    assert async_secrets(pi.hass) is memory
    text = f"{API_KEY} {WIFI_PASSWORD} typed-secret-299 typed-secret-0"
    assert memory.conceal(text) == "*** *** *** typed-secret-0"
