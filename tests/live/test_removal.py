"""A board leaves the registry after two agreeing reads or by the user, and by nothing else (`design.md` §4, §7.10)."""

import asyncio
from dataclasses import dataclass
import json

from homeassistant.const import CONF_PORT
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest

from custom_components.piorchestrator import async_remove_config_entry_device, coordinator, devices, reader
from custom_components.piorchestrator.client import mac_digits
from custom_components.piorchestrator.const import CONF_MONITOR, DOMAIN, MONITOR_OFF
from simulator import Board, Simulator
from tests.conftest import API_KEY, wait_for
from tests.live.home import Home
from tests.live.interrupted import reload
from tests.live.truth import truth

LIST = "GET /allowlist"
A, B, C, D = (f"24:6F:28:0B:00:0{number}" for number in range(4))
AGREEMENT = 0.5


@dataclass(frozen=True)
class Kept:
    """What a person put into the registry, and what it has of a board."""

    name: str | None
    area: str | None
    entities: frozenset[str]
    custom: str | None


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, brisk: None) -> None:
    """Reads agree half a second apart; the ones that a test does not ask for do not come."""
    monkeypatch.setattr(coordinator, "BOARD_AGREEMENT_SECONDS", AGREEMENT)


@pytest.fixture
async def four(home: Home) -> Home:
    """Four boards on the list, each with an area and a name of its own."""
    for mac in (A, B, C, D):
        home.simulator.allow(mac, f"Board {mac[-1]}")
    await home.coordinator.async_refresh()
    await truth(home)
    area = ar.async_get(home.hass).async_create("Shed")
    for mac in (A, B, C, D):
        found = device(home, mac)
        assert found is not None
        dr.async_get(home.hass).async_update_device(found.id, area_id=area.id, name_by_user=f"My {mac[-1]}")
        entity_id = home.entity_id("sensor", "status", mac)
        assert entity_id is not None
        er.async_get(home.hass).async_update_entity(entity_id, name=f"State of {mac[-1]}")
    return home


def device(home: Home, mac: str) -> dr.DeviceEntry | None:
    identifier = (DOMAIN, f"{home.entry.entry_id}_{mac_digits(mac)}")
    return dr.async_get(home.hass).async_get_device_by_identifier(identifier, home.entry.entry_id)


def kept(home: Home, mac: str) -> Kept | None:
    """None when nothing at all is left of a board."""
    found, registry = device(home, mac), er.async_get(home.hass)
    ours = [
        entity
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
        if mac_digits(mac) in entity.unique_id
    ]
    if found is None:
        assert ours == [], "an entity without its device"
        assert not [s for s in home.hass.states.async_all() if f"my_{mac[-1]}" in s.entity_id]
        return None
    status = next(entity for entity in ours if entity.unique_id.endswith("_status"))
    return Kept(
        found.name_by_user, found.area_id, frozenset(entity.entity_id for entity in ours), status.name
    )


def everything(home: Home) -> dict[str, Kept | None]:
    return {mac: kept(home, mac) for mac in (A, B, C, D)}


async def read(home: Home, times: int = 1) -> None:
    """Reads that lie far enough apart to agree."""
    for _ in range(times):
        await home.coordinator.async_refresh()
        await apart(home)
    await home.hass.async_block_till_done()


async def apart(home: Home) -> None:
    """By the clock that the rule goes by."""
    until = home.hass.loop.time() + AGREEMENT + 0.05
    await wait_for(lambda: home.hass.loop.time() > until)


async def gone(home: Home, *macs: str) -> None:
    """These boards alone left, with everything of theirs, while all else stayed as it was."""
    await home.hass.async_block_till_done()
    for mac in (A, B, C, D):
        found = kept(home, mac)
        if mac in macs:
            assert found is None, mac
        else:
            assert found is not None, mac
            assert (found.name, found.custom) == (f"My {mac[-1]}", f"State of {mac[-1]}")
            assert found.area == "shed"
            assert len(found.entities) >= 6


def answer(home: Home, entries: object) -> None:
    """Lists of the Pi are these from now on."""
    body = json.dumps({"success": True, "data": {"entries": entries}}).encode()
    home.simulator.faults.answer(LIST, 200, body, times=None)


async def test_a_board_leaves_after_two_reads_that_agree(four: Home) -> None:
    four.simulator.disallow(B)
    await four.coordinator.async_refresh()
    await four.coordinator.async_refresh()
    await gone(four)
    await read(four, 2)
    await gone(four, B)
    await truth(four)
    four.simulator.allow(B, "Board 1")
    await read(four)
    assert device(four, B) is not None
    assert four.value("status", B) == "expected"
    await truth(four)


@pytest.mark.parametrize("entries", [[], None], ids=["empty", "null"])
async def test_an_empty_list(four: Home, entries: object) -> None:
    before = everything(four)
    answer(four, entries)
    await read(four, 3)
    assert everything(four) == before
    await reload(four)
    await read(four, 2)
    assert everything(four) == before
    await gone(four)


async def test_a_cleared_list(four: Home) -> None:
    """Somebody took everything away: that is an empty list."""
    for mac in (A, B, C, D):
        four.simulator.disallow(mac)
    await read(four, 3)
    await gone(four)
    await truth(four)


async def test_a_cleared_list_with_one_new_board(four: Home) -> None:
    """Two reads of a list that is not empty are what the rule asks for, and one of them is not."""
    for mac in (A, B, C, D):
        four.simulator.disallow(mac)
    await read(four, 2)
    four.simulator.allow("24:6F:28:0B:01:00")
    await four.coordinator.async_refresh()
    await gone(four)
    for mac in (A, B, C, D):
        four.simulator.allow(mac)  # the delivery is imported again
    await read(four, 3)
    await gone(four)


@pytest.mark.parametrize("how", ["500", "401", "html", "hang", "drop", "404", "object", "broken"])
async def test_a_failed_list(four: Home, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr("custom_components.piorchestrator.client.transport.READ_PAUSES", (0.01,))
    faults = four.simulator.faults
    match how:
        case "500":
            faults.fail(LIST, "INTERNAL_ERROR", times=None)
        case "401":
            faults.fail(LIST, "UNAUTHORIZED", times=None)
        case "html":
            faults.answer(LIST, 200, b"<html>PiDashboard</html>", "text/html", times=None)
        case "hang":
            monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 0.3)
            faults.hang(LIST, times=None)
        case "drop":
            faults.drop(LIST, times=None)
        case "404":
            faults.answer(LIST, 404, b"", "text/plain", times=None)
        case "object":
            answer(four, {"mac": A})
        case _:
            faults.answer(LIST, 200, b'{"success":true,"data":{"entries":[{"mac"', times=None)
    before = everything(four)
    await read(four, 3)
    assert everything(four) == before
    faults.clear()
    await read(four, 2)
    await gone(four)
    await truth(four)


async def test_a_failed_list_between_two_that_agree(four: Home) -> None:
    four.simulator.disallow(B)
    await read(four)
    four.simulator.faults.fail(LIST, "INTERNAL_ERROR")
    await read(four)
    await four.coordinator.async_refresh()
    await gone(four)
    await apart(four)
    await read(four)
    await gone(four, B)


async def test_half_a_list_for_one_read(four: Home) -> None:
    """As a server shows it that has just started."""
    answer(four, [{"mac": A}])
    await read(four)
    four.simulator.faults.clear()
    await read(four)
    answer(four, [{"mac": A}])
    await read(four)
    four.simulator.faults.clear()
    await read(four, 2)
    await gone(four)
    await truth(four)


async def test_removed_and_allowed_again_between_two_reads(four: Home) -> None:
    before = everything(four)
    four.simulator.disallow(B)
    await read(four)
    four.simulator.allow(B, "Board 1")
    four.simulator.disallow(C)
    await read(four)
    four.simulator.disallow(B)
    four.simulator.allow(C, "Board 2")
    await four.coordinator.async_refresh()
    assert everything(four) == before


async def test_the_list_of_another_pi(four: Home) -> None:
    """The entry is reconfigured to another address: what is missing there says nothing."""
    async with Simulator(api_key=API_KEY, speed=20) as other:
        other.allow("24:6F:28:0B:02:00")
        other.allow(A, "Board 0")
        first = four.simulator
        four.simulator = other
        data = {**four.entry.data, CONF_PORT: other.port}
        four.hass.config_entries.async_update_entry(four.entry, data=data)
        await wait_for(lambda: other.counts.streams == 1)
        await four.streaming()
        await read(four, 3)
        await gone(four)
        await reload(four)
        await read(four, 3)
        await gone(four)
        other.disallow(A)  # one that this Pi did want
        await read(four, 2)
        await gone(four, A)
        assert first.counts.streams == 0
        four.hass.config_entries.async_update_entry(
            four.entry, data={**four.entry.data, CONF_PORT: first.port}
        )
        four.simulator = first
        await wait_for(lambda: first.counts.streams == 1)
        await four.streaming()
        await read(four, 3)
        assert [mac for mac in (B, C, D) if kept(four, mac) is None] == []
        assert device(four, A) is not None, "the first Pi allows it"
        assert device(four, "24:6F:28:0B:02:00") is not None, "of the other Pi, as the user may know"


async def test_what_this_pi_wanted_before_a_restart_of_home_assistant(four: Home) -> None:
    """Removed while nobody looked: two reads agree about it as about any other."""
    assert await four.hass.config_entries.async_unload(four.entry.entry_id)
    four.simulator.disallow(B)
    opened = four.simulator.counts.streams_opened
    assert await four.hass.config_entries.async_setup(four.entry.entry_id)
    await four.reconnected(opened)
    await four.coordinator.async_refresh()
    await gone(four)
    await apart(four)
    await read(four)
    await gone(four, B)


async def test_removed_from_the_list_while_a_session_works_on_it(four: Home) -> None:
    pi = four.simulator
    pi.add_board(Board(B, verify_seconds=600))
    await four.press_start()
    await wait_for(lambda: four.shows("discovered", "status", B))
    await four.press("provision", B)
    pi.disallow(B)
    await read(four, 3)
    await gone(four)
    await four.press("stop_session")
    await read(four, 3)
    await gone(four)  # what became of it stays in sight until the next session


async def test_removed_from_the_list_while_the_monitor_reports_it(four: Home) -> None:
    coordinator_ = four.coordinator
    coordinator_.async_add_boards([B])
    four.simulator.disallow(B)
    four.simulator.disallow(C)
    await read(four, 3)
    await gone(four, C)
    found = device(four, B)
    assert found is not None
    assert not await async_remove_config_entry_device(four.hass, four.entry, found)


async def test_our_own_removal(four: Home) -> None:
    answer_ = await four.call("remove_from_allowlist", mac=[B, D])
    assert [row["removed"] for row in answer_["results"]] == [True, True]
    await four.coordinator.async_refresh()
    await gone(four)
    await apart(four)
    await read(four)
    await gone(four, B, D)
    await truth(four)


async def test_the_user_removes_a_board(four: Home) -> None:
    found = device(four, B)
    assert found is not None
    assert not await async_remove_config_entry_device(four.hass, four.entry, found), "it is allowed"
    four.simulator.disallow(B)
    await four.coordinator.async_refresh()
    assert await async_remove_config_entry_device(four.hass, four.entry, found)
    if dr.async_get(four.hass).async_get(found.id):  # as Home Assistant does then
        dr.async_get(four.hass).async_remove_device(found.id)
    await gone(four, B)
    await read(four, 2)
    await gone(four, B)


async def test_the_user_removes_a_board_of_a_batch_that_is_over(four: Home) -> None:
    """It stays away, also over a restart of Home Assistant; the next batch with it brings it back."""
    pi = four.simulator
    four.hass.config_entries.async_update_entry(four.entry, options={CONF_MONITOR: MONITOR_OFF})
    await four.hass.async_block_till_done()
    await four.streaming()
    pi.add_board(Board(B))
    await four.press_start()
    await wait_for(lambda: four.shows("1", "device_count"))
    await four.press("provision_all")
    await pi.wait_idle()
    await four.press("stop_session")
    pi.disallow(B)
    await read(four, 2)
    found = device(four, B)
    assert found is not None, "it is shown with its batch"
    assert await async_remove_config_entry_device(four.hass, four.entry, found)
    await gone(four, B)
    await read(four, 2)
    await gone(four, B)
    await reload(four)
    await read(four)
    await gone(four, B)
    pi.allow(B)
    await read(four)
    await truth(four, clients=False)
    assert device(four, B) is not None


async def test_nothing_leaves_with_the_entry_reloaded_or_the_pi_away(four: Home) -> None:
    before = everything(four)
    four.simulator.faults.drop("*", times=None)
    await read(four, 2)
    four.simulator.faults.clear()
    for _ in range(2):
        await reload(four)
        await read(four)
    assert everything(four) == before


async def test_a_reload_in_the_middle_of_a_removal(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is still to be removed is not kept for ever."""
    monkeypatch.setattr(devices, "SLICE_SECONDS", 0)
    macs = [f"24:6F:28:0C:01:{number:02X}" for number in range(40)]
    for mac in (A, *macs):
        home.simulator.allow(mac)
    await home.coordinator.async_refresh()
    await wait_for(lambda: devices.boards_in_registry(home.hass, home.entry) == {A, *macs})
    for mac in macs:
        home.simulator.disallow(mac)
    await home.coordinator.async_refresh()
    await asyncio.sleep(AGREEMENT)
    await home.coordinator.async_refresh()
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert len(devices.boards_in_registry(home.hass, home.entry)) > 1
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.coordinator.async_refresh()
    await asyncio.sleep(AGREEMENT)
    await home.coordinator.async_refresh()
    await wait_for(lambda: devices.boards_in_registry(home.hass, home.entry) == {A})
    assert not home.coordinator.places.leaving
