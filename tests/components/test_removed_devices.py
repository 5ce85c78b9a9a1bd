"""What Home Assistant remembers of boards that the server removed: what the user chose, and nothing that grows."""

import asyncio

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.piorchestrator import devices
from custom_components.piorchestrator.devices import board_identifier, boards_in_registry
from tests.conftest import wait_for

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
    leave(pi, macs)
    await wait_for(lambda: not boards_in_registry(pi.hass, pi.entry) & set(macs))
    await pi.hass.async_block_till_done()


def leave(pi: Pi, macs: list[str]) -> None:
    """Take their places from boards."""
    coordinator = pi.entry.runtime_data.coordinator
    coordinator.places.macs -= set(macs)
    coordinator.places.seen -= set(macs)
    coordinator.dispatcher.async_notify({"boards"})


async def slow_removal(pi: Pi, macs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these boards come and lose their places, and remove only one in a step of the loop."""
    monkeypatch.setattr(devices, "SLICE_SECONDS", 0)
    pi.entry.runtime_data.coordinator.async_add_boards(macs)
    await pi.hass.async_block_till_done()
    leave(pi, macs)
    assert len(boards_in_registry(pi.hass, pi.entry) & set(macs)) == len(macs) - 1


def removals(pi: Pi) -> int:
    """How many tasks remove boards."""
    tasks = [task for task in pi.entry._background_tasks if isinstance(task, asyncio.Task)]
    return sum("removal of boards" in task.get_name() and not task.done() for task in tasks)


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


async def test_many_boards_leave_without_blocking_the_loop(pi: Pi) -> None:
    """A batch of boards goes at once; no step of the loop removes many of them."""
    macs = [f"24:6F:28:0D:01:{number:02X}" for number in range(200)]
    pi.entry.runtime_data.coordinator.async_add_boards(macs)
    await pi.hass.async_block_till_done()
    loop, steps, most = pi.hass.loop, 0, 0
    leave(pi, macs)
    before = boards_in_registry(pi.hass, pi.entry) & set(macs)
    assert len(before) > len(macs) / 2
    began = loop.time()
    while left := boards_in_registry(pi.hass, pi.entry) & set(macs):
        assert loop.time() - began < 60
        await asyncio.sleep(0)
        steps += 1
        most = max(most, len(left) - len(boards_in_registry(pi.hass, pi.entry) & set(macs)))
    assert most < len(macs) / 4
    assert steps > 4


async def test_a_board_that_comes_back_before_its_removal_stays(
    pi: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    coordinator = pi.entry.runtime_data.coordinator
    await slow_removal(pi, MACS, monkeypatch)
    staying = sorted(boards_in_registry(pi.hass, pi.entry) & set(MACS))[:5]
    registry = dr.async_get(pi.hass)
    before = {
        mac: registry.async_get_device_by_identifier(board_identifier(ENTRY_ID, mac), ENTRY_ID)
        for mac in staying
    }
    coordinator.async_add_boards(staying)
    await wait_for(lambda: boards_in_registry(pi.hass, pi.entry) & set(MACS) == set(staying))
    await pi.hass.async_block_till_done()
    for mac, device in before.items():
        found = registry.async_get_device_by_identifier(board_identifier(ENTRY_ID, mac), ENTRY_ID)
        assert found is not None
        assert device is not None
        assert found.id == device.id
        assert pi.state("sensor", "status", mac.replace(":", "").lower()) != "unavailable"
    # Also those that come back right after their removal.
    coordinator.async_add_boards(MACS)
    await pi.hass.async_block_till_done()
    assert boards_in_registry(pi.hass, pi.entry) >= set(MACS)
    for mac in MACS:
        assert pi.state("sensor", "status", mac.replace(":", "").lower()) != "unavailable"
    assert "does not generate unique IDs" not in caplog.text


async def test_boards_that_come_back_while_others_are_removed(
    pi: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In each step of the loop one that was removed comes back."""
    coordinator = pi.entry.runtime_data.coordinator
    await slow_removal(pi, MACS, monkeypatch)
    back: set[str] = set()
    while len(back) < len(MACS):
        gone = set(MACS) - boards_in_registry(pi.hass, pi.entry) - back
        back |= gone
        coordinator.async_add_boards(gone)
        await asyncio.sleep(0)
    await pi.hass.async_block_till_done()
    assert boards_in_registry(pi.hass, pi.entry) >= set(MACS)
    for mac in MACS:
        assert pi.state("sensor", "status", mac.replace(":", "").lower()) != "unavailable"
    assert "does not generate unique IDs" not in caplog.text


async def test_one_removal_at_a_time_and_unload_ends_it(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator = pi.entry.runtime_data.coordinator
    await slow_removal(pi, MACS[:20], monkeypatch)
    coordinator.async_add_boards(MACS[20:])
    await pi.hass.async_block_till_done(wait_background_tasks=False)
    leave(pi, MACS[20:])
    coordinator.dispatcher.async_notify({"boards"})
    assert removals(pi) <= 1
    await wait_for(lambda: not boards_in_registry(pi.hass, pi.entry) & set(MACS))
    await slow_removal(pi, MACS, monkeypatch)
    assert removals(pi) == 1
    await pi.unload()
    assert removals(pi) == 0
    left = boards_in_registry(pi.hass, pi.entry) & set(MACS)
    assert left
    await asyncio.sleep(0.05)
    assert boards_in_registry(pi.hass, pi.entry) & set(MACS) == left
