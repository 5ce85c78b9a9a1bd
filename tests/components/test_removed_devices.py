"""What Home Assistant remembers of boards that the server removed: what the user chose, and nothing that grows."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.piorchestrator import devices
from custom_components.piorchestrator.devices import board_identifier, boards_in_registry

from .pi import ENTRY_ID, Pi

MACS = [f"24:6F:28:0D:00:{number:02X}" for number in range(40)]


def remembered(hass: HomeAssistant) -> int:
    """How many removed devices the registry keeps."""
    return len(dr.async_get(hass)._deleted_devices)


async def come_and_go(pi: Pi, macs: list[str]) -> None:
    """Boards get a device, then the server no longer has them."""
    coordinator = pi.entry.runtime_data.coordinator
    coordinator.async_add_boards(macs)
    await pi.hass.async_block_till_done()
    assert boards_in_registry(pi.hass, pi.entry) >= set(macs)
    coordinator.places.macs -= set(macs)
    coordinator.places.seen -= set(macs)
    coordinator.dispatcher.async_notify({"boards"})
    await pi.hass.async_block_till_done()
    assert not boards_in_registry(pi.hass, pi.entry) & set(macs)


async def test_registries_do_not_grow(pi: Pi) -> None:
    registry = er.async_get(pi.hass)
    await come_and_go(pi, MACS[:1])
    before = remembered(pi.hass)
    await come_and_go(pi, MACS)
    assert remembered(pi.hass) == before
    digits = {mac.replace(":", "").lower() for mac in MACS}
    gone = [
        entity
        for (_, platform, unique_id), entity in registry.deleted_entities.items()
        if platform == "piorchestrator" and any(mac in unique_id for mac in digits)
    ]
    assert len(gone) >= len(MACS)
    assert all(entity.orphaned_timestamp is not None for entity in gone)
    later = max(entity.orphaned_timestamp or 0 for entity in gone) + er.ORPHANED_ENTITY_KEEP_SECONDS + 1
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("homeassistant.helpers.entity_registry.time.time", lambda: later)
        registry.async_purge_expired_orphaned_entities()
    assert not any(mac in key[2] for key in registry.deleted_entities for mac in digits)


async def test_what_the_user_chose_comes_back_with_the_board(pi: Pi) -> None:
    coordinator = pi.entry.runtime_data.coordinator
    mac = MACS[0]
    coordinator.async_add_boards([mac])
    await pi.hass.async_block_till_done()
    registry = dr.async_get(pi.hass)
    identifier = board_identifier(ENTRY_ID, mac)
    board = registry.async_get_device_by_identifier(identifier, ENTRY_ID)
    assert board is not None
    registry.async_update_device(board.id, name_by_user="Mine")
    status = pi.entity_id("sensor", "status", mac.replace(":", "").lower())
    er.async_get(pi.hass).async_update_entity(status, new_entity_id="sensor.my_status", name="State")
    await come_and_go(pi, [mac])
    await come_and_go(pi, MACS[1:3])
    coordinator.async_add_boards([mac])
    await pi.hass.async_block_till_done()
    again = registry.async_get_device_by_identifier(identifier, ENTRY_ID)
    assert again is not None
    assert (again.id, again.name_by_user) == (board.id, "Mine")
    entity = er.async_get(pi.hass).async_get("sensor.my_status")
    assert entity is not None
    assert (entity.name, entity.device_id, entity.config_entry_id) == ("State", board.id, ENTRY_ID)


async def test_a_device_that_is_not_there(pi: Pi) -> None:
    before = remembered(pi.hass)
    devices._remove_board(pi.hass, pi.entry.runtime_data.coordinator, MACS[0])
    assert remembered(pi.hass) == before
