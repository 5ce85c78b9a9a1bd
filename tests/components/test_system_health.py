"""What the page of system health tells of the integration."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.piorchestrator.const import DOMAIN
from simulator import Simulator
from tests.conftest import API_KEY, SSID, WIFI_PASSWORD, make_entry, wait_for

from .pi import Pi


@pytest.fixture
async def health(hass: HomeAssistant) -> None:
    """Home Assistant has such a page."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()


@pytest.mark.usefixtures("health")
async def test_one_entry(hass: HomeAssistant, pi: Pi) -> None:
    told = {
        "server_version": pi.coordinator.server_version,
        "event_stream": "live",
        "monitor_source": "off",
        "open_session": "none",
    }
    assert pi.coordinator.server_version
    assert await get_system_health_info(hass, DOMAIN) == told
    await pi.batch()
    assert await get_system_health_info(hass, DOMAIN) == told | {"open_session": "discovering"}
    await pi.force("a state of tomorrow")
    found = await get_system_health_info(hass, DOMAIN)
    assert found["open_session"] == "a state of tomorrow"
    assert not [secret for secret in (API_KEY, WIFI_PASSWORD, SSID, "127.0.0.1") if secret in str(found)]


@pytest.mark.usefixtures("health")
async def test_interrupted_session(hass: HomeAssistant, pi: Pi) -> None:
    await pi.batch()
    await pi.simulator.restart()
    await wait_for(lambda: pi.coordinator.data.is_interrupted)
    assert (await get_system_health_info(hass, DOMAIN))["open_session"] == "interrupted"


@pytest.mark.usefixtures("health")
async def test_entry_that_is_not_loaded(hass: HomeAssistant, pi: Pi) -> None:
    await pi.unload()
    assert set((await get_system_health_info(hass, DOMAIN)).values()) == {"unknown"}


@pytest.mark.usefixtures("health")
async def test_two_entries(hass: HomeAssistant, pi: Pi) -> None:
    async with Simulator(api_key=API_KEY) as simulator:
        other = make_entry(simulator)
        other.add_to_hass(hass)
        hass.config_entries.async_update_entry(pi.entry, title="Workshop Pi")
        hass.config_entries.async_update_entry(other, title="Cellar Pi")
        found = await get_system_health_info(hass, DOMAIN)
        assert found["event_stream"] == "Workshop Pi: live, Cellar Pi: unknown"
        assert found["open_session"] == "Workshop Pi: none, Cellar Pi: unknown"


@pytest.mark.usefixtures("health")
async def test_no_entry_any_more(hass: HomeAssistant, pi: Pi) -> None:
    await hass.config_entries.async_remove(pi.entry.entry_id)
    assert set((await get_system_health_info(hass, DOMAIN)).values()) == {"unknown"}
