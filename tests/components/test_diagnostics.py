"""Diagnostics: enough to help, nothing that is secret."""

import json
import re

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from tests.conftest import API_KEY, SSID, WIFI_PASSWORD

from .conftest import still
from .pi import NAMED, PLAIN, STRANGER, Pi


async def test_snapshot(
    hass: HomeAssistant, fresh: Pi, hass_client: ClientSessionGenerator, snapshot: SnapshotAssertion
) -> None:
    with still():
        await fresh.set_up()
        await fresh.batch()
        await fresh.force("failed", PLAIN)
        await fresh.coordinator.async_refresh()
        found = await get_diagnostics_for_config_entry(hass, hass_client, fresh.entry)
    assert found == snapshot(exclude=props("port", "created_at", "modified_at", "frames", "added_at"))


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
