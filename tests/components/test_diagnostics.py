"""Diagnostics: enough to help, nothing that is secret."""

import json
import re
from types import MappingProxyType
from typing import Any, cast

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.piorchestrator.client import mac_digits
from custom_components.piorchestrator.const import CONF_SSID, SUBENTRY_NETWORK
from simulator import Simulator
from tests.conftest import API_KEY, SSID, WIFI_PASSWORD, make_entry, wait_for

from .conftest import still
from .pi import BOARDS, ENTRY_ID, NAMED, NAMED_DIGITS, PLAIN, PLAIN_DIGITS, STRANGER, Pi


async def test_snapshot(
    hass: HomeAssistant, fresh: Pi, hass_client: ClientSessionGenerator, snapshot: SnapshotAssertion
) -> None:
    with still():
        await fresh.set_up()
        await fresh.batch()
        await fresh.force("failed", PLAIN)
        await fresh.coordinator.async_refresh()
        found = await get_diagnostics_for_config_entry(hass, hass_client, fresh.entry)
    ours = (
        "events",
        "reconnects",
    )  # theirs are the times of this machine; what is in them has tests of its own
    assert found == snapshot(exclude=props("port", "created_at", "modified_at", "frames", "added_at", *ours))


async def test_no_secret(hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator) -> None:
    await pi.batch()
    pi.simulator.send_error("DEVICE_REJECTED", f"{PLAIN.lower()} said no")
    await pi.coordinator.async_refresh()
    found = await get_diagnostics_for_config_entry(hass, hass_client, pi.entry)
    text = json.dumps(found)
    for secret in (API_KEY, WIFI_PASSWORD, SSID, "127.0.0.1"):
        assert secret not in text
    assert not re.search("([0-9a-f]{2}[:-]){5}[0-9a-f]{2}", text, re.IGNORECASE)


async def test_same_board_same_name(hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator) -> None:
    await pi.batch()
    pi.simulator.send_error("DEVICE_REJECTED", f"{PLAIN.lower().replace(':', '-')} said no")
    await pi.coordinator.async_refresh()
    found = await get_diagnostics_for_config_entry(hass, hass_client, pi.entry)
    devices = found["devices"]
    assert isinstance(devices, list)
    names = {NAMED: "board-1", PLAIN: "board-2", STRANGER: "board-3"}
    assert [device["mac"] for device in devices] == list(names.values())  # type: ignore[index, call-overload]
    assert found["last_error"]["message"] == "board-2 said no"  # type: ignore[index, call-overload]
    assert found["boards"] == ["board-1", "board-2"]


async def test_while_the_server_is_away(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator
) -> None:
    pi.simulator.faults.drop("*", times=None)
    await pi.coordinator.async_refresh()
    found = await get_diagnostics_for_config_entry(hass, hass_client, pi.entry)
    assert found["last_update_success"] is False
    assert "cannot be reached" in str(found["last_exception"])
    assert found["session"] is None


@pytest.mark.parametrize("fault", ["GET /allowlist", "*"])
async def test_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, fresh: Pi, hass_client: ClientSessionGenerator, fault: str
) -> None:
    """When set-up fails somebody wants to know why."""
    fresh.simulator.api_key = "another"
    if fault == "*":
        fresh.simulator.faults.drop("*", times=None)
    assert not await hass.config_entries.async_setup(fresh.entry.entry_id)
    found = await get_diagnostics_for_config_entry(hass, hass_client, fresh.entry)
    assert found["entry"]["domain"] == "piorchestrator"  # type: ignore[index, call-overload]
    assert API_KEY not in json.dumps(found)


CANARY_HOST = "127.0.0.1"
CANARY_TEXT = f"cannot join {SSID} at {CANARY_HOST} with {API_KEY} or {WIFI_PASSWORD}"


@pytest.fixture
async def telling(hass: HomeAssistant, simulator: Simulator) -> Pi:
    """A Pi with boards whose words quote every secret."""
    simulator.add_boards(BOARDS)
    entry = make_entry(simulator, entry_id=ENTRY_ID)
    entry.add_to_hass(hass)
    pi = Pi(hass, simulator, entry)
    await pi.set_up()
    await pi.batch()
    simulator.faults.fail("POST /batch/{id}/provision-all", "DEVICE_REJECTED", message=CANARY_TEXT)
    with pytest.raises(HomeAssistantError):
        await pi.press("provision_all")
    simulator.send_error("MQTT_UNAVAILABLE", f"camera esp_{PLAIN_DIGITS}, {PLAIN}, in {SSID}")
    simulator.force_state("failed", PLAIN)
    await wait_for(lambda: pi.coordinator.data.fault is not None)
    await pi.agreed()
    return pi


async def test_what_happened_last_is_there(
    hass: HomeAssistant, telling: Pi, hass_client: ClientSessionGenerator
) -> None:
    telling.simulator.cut_streams()
    await wait_for(lambda: telling.simulator.counts.streams_opened == 2 and telling.stream == "live")
    found: dict[str, Any] = dict(await get_diagnostics_for_config_entry(hass, hass_client, telling.entry))
    assert [link["state"] for link in found["reconnects"]] == [
        "live",
        "waiting",
        "connecting",
        "live",
    ]
    assert found["reconnects"][1]["last_error"]
    assert found["stream"]["connects"] == 2
    (error,) = found["errors"]
    assert error["code"] == "DEVICE_REJECTED"
    assert error["correlation_id"]
    assert error["correlation_id"] != "**REDACTED**"
    assert error["kind"] == "RefusedError"
    last = [event for event in found["events"] if event["mac"] == "board-2"][-1]
    assert (last["type"], last["state"]) == ("device.state_changed", "failed")
    assert last["session_id"] == found["session"]["id"] == telling.simulator.truth().session["id"]  # type: ignore[index]


async def test_last_25_events(hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator) -> None:
    await pi.batch()
    for index in range(30):
        await pi.force(f"state_{index}", PLAIN)
    found: dict[str, Any] = dict(await get_diagnostics_for_config_entry(hass, hass_client, pi.entry))
    assert [event["state"] for event in found["events"]] == [f"state_{index}" for index in range(5, 30)]


async def test_no_secret_that_a_text_quotes(
    hass: HomeAssistant, telling: Pi, hass_client: ClientSessionGenerator
) -> None:
    device = telling.device(PLAIN_DIGITS)
    assert device is not None
    for found in (
        await get_diagnostics_for_config_entry(hass, hass_client, telling.entry),
        await get_diagnostics_for_device(hass, hass_client, telling.entry, device),
    ):
        text = json.dumps(found)
        assert "cannot join **REDACTED**" in text
        for secret in (API_KEY, WIFI_PASSWORD, SSID, CANARY_HOST):
            assert secret not in text
        for mac in (NAMED, PLAIN, STRANGER):
            for spelling in (mac, mac.lower(), mac_digits(mac), mac_digits(mac).upper()):
                assert spelling not in text


async def test_a_network_whose_name_begins_with_a_sign(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator
) -> None:
    profile = ConfigSubentry(
        data=MappingProxyType({CONF_SSID: "!Lab!", CONF_PASSWORD: WIFI_PASSWORD}),
        subentry_type=SUBENTRY_NETWORK,
        title="!Lab!",
        unique_id="!Lab!",
    )
    hass.config_entries.async_add_subentry(pi.entry, profile)
    pi.simulator.send_error("MQTT_UNAVAILABLE", "no!Lab!here, and Labs are another network")
    await wait_for(lambda: pi.coordinator.data.fault is not None)
    text = json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, pi.entry))
    assert "no**REDACTED**here, and Labs are" in text


async def test_both_spellings_have_one_name(
    hass: HomeAssistant, telling: Pi, hass_client: ClientSessionGenerator
) -> None:
    found: dict[str, Any] = dict(await get_diagnostics_for_config_entry(hass, hass_client, telling.entry))
    assert found["last_error"]["message"] == "camera esp_board-2, board-2, in **REDACTED**"


@pytest.mark.parametrize("style", ["uuid", "sess"])
async def test_an_id_of_a_session_is_no_mac(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator, style: str
) -> None:
    pi.simulator.switches.update([("session_id_style", style)])
    session_id = await pi.batch()
    pi.simulator.send_error("MQTT_UNAVAILABLE", f"session {session_id} of 24-6F-28-00-00-02")
    await wait_for(lambda: pi.coordinator.data.fault is not None)
    found: dict[str, Any] = dict(await get_diagnostics_for_config_entry(hass, hass_client, pi.entry))
    assert found["session"]["id"] == session_id
    assert found["last_error"]["message"] == f"session {session_id} of board-2"


async def test_of_a_board(hass: HomeAssistant, telling: Pi, hass_client: ClientSessionGenerator) -> None:
    device = telling.device(PLAIN_DIGITS)
    assert device is not None
    found: dict[str, Any] = dict(await get_diagnostics_for_device(hass, hass_client, telling.entry, device))
    assert found["mac"] == "board-2", "the same as in the entry's"
    assert found["status"] == "failed"
    assert found["device"]["mac"] == found["allowlist_entry"]["mac"] == "board-2"
    assert {event["mac"] for event in found["events"]} == {"board-2"}
    assert found["stream"]["connects"] == 1
    assert found["errors"][0]["correlation_id"]
    assert found["reconnects"]
    assert found["last_update_success"] is True


async def test_of_a_board_between_sessions(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator
) -> None:
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    found = await get_diagnostics_for_device(hass, hass_client, pi.entry, device)
    assert (found["status"], found["device"], found["session_id"]) == ("expected", None, None)


@pytest.mark.parametrize(
    ("platform", "key"), [("binary_sensor", "event_stream"), ("sensor", "session_state")]
)
async def test_of_other_devices(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator, platform: str, key: str
) -> None:
    """The Pi, and its provisioning, which is a device within it."""
    await pi.batch()
    entity = er.async_get(hass).async_get(pi.entity_id(platform, key))
    assert entity is not None
    assert entity.device_id is not None
    # The helper wants no more than the id, and its annotation knows no device within a device.
    device = cast("dr.DeviceEntry", dr.async_get(hass).async_get(entity.device_id))
    found = await get_diagnostics_for_device(hass, hass_client, pi.entry, device)
    assert found == await get_diagnostics_for_config_entry(hass, hass_client, pi.entry)


async def test_of_a_board_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, pi: Pi, hass_client: ClientSessionGenerator
) -> None:
    device = pi.device(NAMED_DIGITS)
    assert device is not None
    await pi.unload()
    found: dict[str, Any] = dict(await get_diagnostics_for_device(hass, hass_client, pi.entry, device))
    assert found["entry"]["state"] == "not_loaded"
