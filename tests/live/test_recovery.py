"""A batch that a restart interrupted: found, offered, taken up, by whomever (`design.md` §8, US3; [C §10.5])."""

import asyncio
from typing import Any, Literal

import pytest

from custom_components.piorchestrator import reader
from custom_components.piorchestrator.const import DOMAIN
from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import (
    LIST,
    RESUME,
    interrupted,
    offered,
    offers,
    reload,
    restarted,
    sent,
    state_of,
)
from tests.live.truth import assert_truth, truth

# One board in each state at the moment of the restart.
STATES = [
    Board("24:6F:28:0A:00:00", allowed=False),
    Board("24:6F:28:0A:00:01", provision_seconds=600),
    Board("24:6F:28:0A:00:02", provision_seconds=0.1, verify_seconds=600),
    Board("24:6F:28:0A:00:03"),
    Board("24:6F:28:0A:00:04", fate=Fate.REJECT_ONCE),
    Board("24:6F:28:0A:00:05", appear_after=600),
]


async def in_every_state(home: Home) -> str:
    """A batch in full swing; its id."""
    pi = home.simulator
    pi.add_boards(STATES)
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    await home.press("provision_all")
    await wait_for(
        lambda: (
            {device["state"] for device in pi.truth().devices.values()}
            == {"discovered", "provisioning", "verifying", "verified", "failed"}
        )
    )
    assert pi.truth().session is not None
    return str(pi.truth().session["id"])  # type: ignore[index]


@pytest.mark.usefixtures("impatient")
async def test_a_newer_session_that_began_and_was_interrupted_unheard(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are interrupted: the newer one is in sight, whatever was followed before."""
    monkeypatch.setattr(reader, "_MOMENT_SECONDS", 0.0)  # this Pi boots in less
    pi = home.simulator
    older = await interrupted(home)
    pi.mute_events()
    newer = pi.start_session("Cellar")
    await restarted(home)
    await wait_for(lambda: home.coordinator.data.session_id == newer)
    await truth(home, clients=False)
    await offers(home, newer, older)


@pytest.mark.usefixtures("impatient")
async def test_a_session_at_work_stays_in_sight_though_a_newer_one_is_interrupted(home: Home) -> None:
    pi = home.simulator
    older = await interrupted(home)
    newer = await interrupted(home, "Cellar")
    await home.call("resume_session", session_id=older)
    await wait_for(lambda: home.coordinator.data.session_id == older)
    for _ in range(2):
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        assert home.coordinator.data.session_id == older
        assert offered(home) == [newer]
    assert state_of(pi, older) != "closed"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["button", "newest", "id", "other client"])
async def test_restart_in_mid_batch(home: Home, how: str) -> None:
    pi = home.simulator
    session_id = await in_every_state(home)
    await restarted(home)
    await truth(home, clients=False)
    assert home.value("recoverable_sessions") == "1"
    assert home.state("sensor", "recoverable_sessions").attributes["session_id"] == session_id
    assert home.state("binary_sensor", "recoverable_session").state == "on"
    assert home.state("binary_sensor", "session_active").state == "off"
    assert home.available("resume_session")
    assert not home.available("provision_all")
    assert home.value("device_count") == "5", "its boards stay in sight"
    (listed,) = (await home.call("get_recoverable_sessions"))["sessions"]
    assert listed["id"] == session_id
    match how:
        case "button":
            await home.press("resume_session")
        case "newest":
            assert (await home.call("resume_session"))["session"]["id"] == session_id
        case "id":
            assert (await home.call("resume_session", session_id=session_id))["session"]["id"] == session_id
        case _:
            pi.resume_session()
    await truth(home, clients=False)
    assert home.state("binary_sensor", "session_active").state == "on"
    assert home.state("sensor", "recoverable_sessions").attributes["session_id"] is None
    await home.press("retry_failed")
    await wait_for(lambda: home.shows("2", "verified_count"))
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)
    assert sent(pi, RESUME) == (how != "other client")


@pytest.mark.usefixtures("impatient")
async def test_an_interrupted_session_can_be_stopped_by_its_button(home: Home) -> None:
    await in_every_state(home)
    await restarted(home)
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)
    assert home.value("session_state") == "closed"


@pytest.mark.usefixtures("impatient")
async def test_two_at_once_the_newest_first(home: Home) -> None:
    pi = home.simulator
    first = await interrupted(home, "Cellar")
    second = await interrupted(home, "Attic")
    await offers(home, second, first)
    await truth(home)
    assert home.state("sensor", "recoverable_sessions").attributes["target_ssid"] == "Attic"
    await home.press("resume_session")
    await offers(home, first)
    await truth(home)
    assert home.value("target_ssid") == "Attic"
    assert not home.available("resume_session"), "only one may be open at a time"
    await home.press("stop_session")
    await truth(home)
    assert home.value("target_ssid") == "Attic", "what became of it stays in sight"
    assert home.value("session_state") == "closed"
    assert home.available("resume_session")
    await home.call("resume_session", session_id=first)
    await truth(home)
    assert home.value("target_ssid") == "Cellar"
    assert state_of(pi, second) == "closed"


@pytest.mark.usefixtures("impatient")
async def test_an_older_one_does_not_replace_the_batch_that_has_just_ended(home: Home) -> None:
    first = await interrupted(home, "Cellar")
    await home.press_start()
    await truth(home)
    await home.press("stop_session")
    for again in range(3):
        if again:
            await reload(home)
        await home.coordinator.async_refresh()
        assert (home.value("session_state"), home.value("target_ssid")) == ("closed", "Workshop"), again
    await offers(home, first)
    await truth(home)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("lists", ["interrupted", "all_open"])
async def test_a_running_session_is_never_offered(
    home: Home, lists: Literal["interrupted", "all_open"]
) -> None:
    """[C §10.5.1]: whether the list names it is not known; a client hides the one that it follows."""
    pi = home.simulator
    pi.switches.recoverable_lists = lists
    seen: set[tuple[str, ...]] = set()
    home.coordinator.dispatcher.async_observe(lambda _: seen.add(tuple(offered(home))))
    pi.add_boards(Board(f"24:6F:28:0A:01:{number:02X}", verify_seconds=60) for number in range(4))
    await home.press_start()
    await wait_for(lambda: home.shows("4", "device_count"))
    await home.press("provision_all")
    for _ in range(3):
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        await truth(home, clients=False)
    opened = pi.counts.streams_opened
    pi.cut_streams()
    await home.deaf()
    await home.reconnected(opened)
    await home.streaming()
    await home.coordinator.async_refresh()
    assert seen == {()}
    await truth(home, clients=False)
    await reload(home)
    home.coordinator.dispatcher.async_observe(lambda _: seen.add(tuple(offered(home))))
    await home.coordinator.async_refresh()
    await pi.wait_idle()
    await truth(home, clients=False)
    assert seen == {()}


@pytest.mark.usefixtures("impatient")
async def test_a_session_that_began_in_a_gap_is_not_offered(home: Home) -> None:
    """In a list of all, one that was not there a moment ago runs."""
    pi = home.simulator
    pi.switches.recoverable_lists = "all_open"
    await home.coordinator.async_refresh()
    pi.cut_streams()
    await home.deaf()
    pi.start_session("Cellar")
    await home.streaming()
    await truth(home)
    assert home.value("target_ssid") == "Cellar"


@pytest.mark.usefixtures("impatient")
async def test_without_memory_the_next_word_of_a_listed_session_tells_that_it_runs(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    pi = home.simulator
    pi.switches.recoverable_lists = "all_open"
    pi.start_session("Cellar")
    await truth(home)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    hass_storage.pop(f"{DOMAIN}.{home.entry.entry_id}")
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await home.streaming()
    assert home.value("target_ssid") == "Cellar"
    pi.add_board(Board(STATES[3].mac))
    await wait_for(lambda: len(pi.truth().devices) == 1)
    await truth(home, clients=False)
    assert home.state("binary_sensor", "session_active").state == "on"


@pytest.mark.usefixtures("impatient")
async def test_restart_behind_a_half_open_stream(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 3.0)
    pi = home.simulator
    session_id = await in_every_state(home)
    pi.silence_streams()
    await restarted(home)
    await offers(home, session_id)
    await truth(home, clients=False)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("stored", [True, False])
async def test_restart_of_home_assistant_in_mid_batch(
    home: Home, hass_storage: dict[str, Any], *, stored: bool
) -> None:
    """It takes the batch up again by itself; without its memory with the next word of the session."""
    pi = home.simulator
    pi.add_boards(Board(f"24:6F:28:0A:02:{number:02X}", verify_seconds=40) for number in range(3))
    await home.press_start()
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("3", "provisioned_count"))
    await truth(home, clients=False)
    key = f"{DOMAIN}.{home.entry.entry_id}"
    await wait_for(lambda: key in hass_storage)
    pi.hold_events()
    before = {name: home.state("event", name).state for name in ("session_event", "device_event")}
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    if not stored:
        hass_storage.pop(key)
    requests = {route: sent(pi, route) for route in ("POST /batch/start", RESUME)}
    told: list[str] = []
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hass.async_block_till_done()
    home.coordinator.news.async_subscribe(lambda event: told.append(event.type))
    if stored:
        assert_truth(home, clients=False)
    await home.streaming()
    await home.coordinator.async_refresh()
    assert told == [], "what a read finds is no event"
    assert {name: home.state("event", name).state for name in before} == before
    pi.release_events()
    await pi.wait_idle()
    await truth(home, clients=False)
    assert home.value("verified_count") == "3"
    assert {route: sent(pi, route) for route in requests} == requests


@pytest.mark.usefixtures("impatient")
async def test_both_restart(home: Home) -> None:
    pi = home.simulator
    session_id = await in_every_state(home)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await pi.restart()
    opened = pi.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    await truth(home, clients=False)
    assert offered(home) == [session_id]
    await home.press("resume_session")
    await truth(home, clients=False)


@pytest.mark.usefixtures("brisk")
async def test_restart_while_the_list_is_read_for_a_new_session(home: Home) -> None:
    """A session that was alive when the read began need not be so any more when the list is read."""
    pi = home.simulator
    await home.coordinator.async_refresh()
    pi.faults.delay(LIST, 0.5, after_work=False)
    asked = sent(pi, LIST)
    pressing = asyncio.create_task(home.press_start())
    await wait_for(lambda: sent(pi, LIST) > asked)
    await restarted(home)
    await pressing
    await truth(home)
    assert home.value("recoverable_sessions") == "1"
