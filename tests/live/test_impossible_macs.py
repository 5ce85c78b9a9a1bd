"""A Pi that lists MACs which no board has: shown, removable, and never a device of Home Assistant."""

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator import coordinator
from custom_components.piorchestrator.client import mac_digits
from custom_components.piorchestrator.devices import board_identifier
from custom_components.piorchestrator.diagnostics import async_get_config_entry_diagnostics
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.lists import FIRST, OTHER, allowed

ZEROS, BROADCAST, MULTICAST = "00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF", "33:33:00:00:00:01"
IMPOSSIBLE = (ZEROS, BROADCAST, MULTICAST)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, brisk: None) -> None:
    """Any two reads agree."""
    monkeypatch.setattr(coordinator, "BOARD_AGREEMENT_SECONDS", 0.0)


def registered(home: Home) -> set[str]:
    """What the registry joins devices by."""
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    return {address.upper() for device in devices for _kind, address in device.connections}


@pytest.fixture
async def odd(home: Home) -> Home:
    """A board that is one, and boards that cannot be; all of them allowed and found."""
    home.simulator.add_boards([Board(FIRST), *(Board(mac) for mac in IMPOSSIBLE)])
    await home.press_start()
    await wait_for(lambda: home.shows("4", "device_count"))
    await wait_for(lambda: FIRST in home.coordinator.boards)
    await home.coordinator.async_refresh()
    await home.hass.async_block_till_done()
    return home


async def test_they_are_known_and_no_devices(odd: Home) -> None:
    state = odd.coordinator.data
    assert state.devices.keys() == {FIRST, *IMPOSSIBLE}
    assert state.allowlist is not None
    assert state.allowlist.keys() == {FIRST, *IMPOSSIBLE}
    assert not state.lacks_entries
    assert registered(odd) == {FIRST}
    assert odd.coordinator.boards == {FIRST}
    assert all(odd.entity_id("sensor", "status", mac) is None for mac in IMPOSSIBLE)


async def test_a_whole_batch_with_them(odd: Home) -> None:
    answer = await odd.call("provision_device", mac=list(IMPOSSIBLE))
    assert all(row["accepted"] for row in answer["results"])
    await odd.press("provision_all")
    await wait_for(lambda: odd.shows("4", "verified_count"), 20)
    assert registered(odd) == {FIRST}


async def test_diagnostics_hide_them(odd: Home) -> None:
    text = str(await async_get_config_entry_diagnostics(odd.hass, odd.entry))
    assert "board-4" in text
    for mac in IMPOSSIBLE:
        assert mac not in text
    assert mac_digits(BROADCAST) not in text


async def test_a_person_removes_them(odd: Home) -> None:
    """What an earlier version added, or another client."""
    with pytest.raises(ServiceValidationError) as refused:
        await odd.call("add_to_allowlist", mac=ZEROS)
    assert refused.value.translation_key == "impossible_mac"
    answer = await odd.call("remove_from_allowlist", mac=list(IMPOSSIBLE))
    assert all(row["removed"] for row in answer["results"])
    assert allowed(odd.simulator) == {FIRST}


async def test_a_board_leaves_although_the_list_has_them(home: Home) -> None:
    """A row with such a MAC is read, so that the list is no incomplete one."""
    for mac in (FIRST, OTHER, *IMPOSSIBLE):
        home.simulator.allow(mac)
    await home.coordinator.async_refresh()
    await home.hass.async_block_till_done()
    assert registered(home) == {FIRST, OTHER}
    home.simulator.disallow(OTHER)
    await home.coordinator.async_refresh()
    await home.coordinator.async_refresh()
    await wait_for(lambda: registered(home) == {FIRST})


async def test_a_device_of_an_earlier_version_stays_until_its_board_leaves(home: Home) -> None:
    home.simulator.allow(FIRST)
    home.simulator.allow(ZEROS)
    registry = dr.async_get(home.hass)
    identifier = board_identifier(home.entry.entry_id, ZEROS)
    registry.async_get_or_create(config_entry_id=home.entry.entry_id, identifiers={identifier})
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.streaming()
    assert home.value("status", ZEROS) == "expected"
    home.simulator.disallow(ZEROS)
    await home.coordinator.async_refresh()
    await home.coordinator.async_refresh()
    await wait_for(lambda: registry.async_get_device_by_identifier(identifier, home.entry.entry_id) is None)
