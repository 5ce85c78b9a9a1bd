"""What all tests share: a simulated Pi on a real socket, and an entry set up with it."""

# isort: off
# First of all ours: the test package brings a folder of the same name.
import custom_components.piorchestrator  # noqa: F401

# isort: on
import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from types import MappingProxyType
from unittest.mock import PropertyMock, patch

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import CONF_SSID, DOMAIN, SUBENTRY_NETWORK
from simulator import Simulator

API_KEY = "canary-api-key-7f3a"
WIFI_PASSWORD = "canary-wifi-password-9c1e"
SSID = "Workshop"
PROFILE_ID = "01PROFILE0000000000000000A"


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant load integrations from this repository."""


@pytest.fixture
def every_entity() -> Iterator[None]:
    """Entities that are off by default are on."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        new_callable=PropertyMock,
        return_value=True,
    ):
        yield


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    """A Pi with a key and no boards, twenty times as fast as a real one."""
    async with Simulator(api_key=API_KEY, speed=20) as running:
        yield running


def make_entry(
    pi: Simulator | int,
    api_key: str | None = API_KEY,
    *,
    entry_id: str | None = None,
    options: dict[str, str] | None = None,
) -> MockConfigEntry:
    """An entry for the simulated Pi, or for one at a port, with one Wi-Fi profile, not added yet."""
    data = {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: pi if isinstance(pi, int) else pi.port,
        CONF_SSL: False,
        CONF_VERIFY_SSL: True,
    }
    if api_key is not None:
        data[CONF_API_KEY] = api_key
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id=entry_id,
        title="PiOrchestrator (127.0.0.1)",
        data=data,
        options=options,
        subentries_data=[
            ConfigSubentryDataWithId(
                subentry_id=PROFILE_ID,
                subentry_type=SUBENTRY_NETWORK,
                title=SSID,
                unique_id=SSID,
                data=MappingProxyType({CONF_SSID: SSID, CONF_PASSWORD: WIFI_PASSWORD}),
            )
        ],
    )


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator) -> MockConfigEntry:
    """An entry that is loaded and listens to the simulated Pi."""
    entry = make_entry(simulator)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    await wait_for(lambda: simulator.counts.streams == 1)
    return entry


async def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so; the time limit is for the machine, not for the code."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is on the other side of a socket
            await asyncio.sleep(0.01)
