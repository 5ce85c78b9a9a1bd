"""Clocks that are set while a batch runs, that of the Pi and that of Home Assistant: nothing hangs on their times."""

from datetime import timedelta
import time
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.piorchestrator import reader
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.report import Ending, Report
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import interrupted, offered, reload, restarted, sent, state_of
from tests.live.truth import truth

PROVISION, STOP = "POST /batch/{id}/devices/{mac}/provision", "POST /batch/{id}/stop"
A, B = "24:6F:28:0A:0C:01", "24:6F:28:0A:0C:02"
DAY = 86_400.0


def to_1970() -> float:
    """What a Pi without a clock of its own does when it starts."""
    return -time.time() + 60


async def report_of(home: Home, session_id: str) -> Report:
    reports = home.entry.runtime_data.reports
    await wait_for(lambda: reports.find(session_id) is not None)
    found = reports.find(session_id)
    assert isinstance(found, Report)
    return found


async def test_home_assistants_clock_is_set_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A board that has to wait two seconds waits two seconds, and not an hour more."""
    pi = home.simulator
    pi.add_board(Board(A))
    pi.faults.fail(PROVISION, "CIRCUIT_OPEN", retry_after=2)
    entity_id = home.entity_id("switch", "unattended")
    await home.hass.services.async_call("switch", "turn_on", {"entity_id": entity_id}, blocking=True)
    await home.press_start()
    unattended = home.entry.runtime_data.unattended
    await wait_for(lambda: unattended.decision.again_at is not None)
    assert sent(pi, PROVISION) == 1
    utcnow, seconds = dt_util.utcnow, time.time
    monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() - timedelta(hours=1))
    monkeypatch.setattr("homeassistant.helpers.event.time_tracker_timestamp", lambda: seconds() - 3600)
    await wait_for(lambda: home.shows("1", "verified_count"), 20)
    assert sent(pi, PROVISION) == 2


@pytest.mark.parametrize("jump", [7200.0, 30 * DAY])
async def test_the_pis_clock_is_set_forward_during_a_batch(home: Home, jump: float) -> None:
    """A batch that was stopped was stopped, and no board takes longer than its batch."""
    pi = home.simulator
    pi.add_boards([Board(A, verify_seconds=60), Board(B, appear_after=100)])
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    session_id = home.coordinator.data.session_id
    assert session_id is not None
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "provisioned_count"))
    pi.jump_clock(jump)
    await wait_for(lambda: home.shows("1", "verified_count") and home.shows("2", "device_count"), 20)
    await home.press("provision_all")
    await wait_for(lambda: home.shows("2", "verified_count"), 20)
    await home.press("stop_session")
    report = await report_of(home, session_id)
    assert report.ending is Ending.CLOSED
    first, second = report.boards
    assert first.verified_at is not None
    assert first.seconds_to_verified is None
    assert second.seconds_to_verified is not None
    assert report.figures.median_seconds == second.seconds_to_verified < 60


@pytest.mark.parametrize("muted", [False, True], ids=["events", "read alone"])
@pytest.mark.parametrize("jump", [-DAY, None], ids=["a day", "1970"])
@pytest.mark.usefixtures("impatient")
async def test_the_pis_clock_is_set_back_by_a_power_cut(
    home: Home, jump: float | None, *, muted: bool
) -> None:
    """The session that runs is in sight, and *Stop session* ends that one, not the one that was interrupted."""
    pi = home.simulator
    before = await interrupted(home)
    pi.jump_clock(to_1970() if jump is None else jump)
    pi.add_board(Board(A))
    if muted:
        pi.mute_events()
    running = pi.start_session("Cellar")
    if muted:
        await home.coordinator.async_refresh()
        pi.unmute_events()
        pi.add_board(Board(B))  # the first that is heard of the session
    await wait_for(lambda: home.coordinator.data.session_id == running)
    await truth(home, clients=False)
    assert not home.coordinator.data.is_interrupted
    for _ in range(3):
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        assert home.coordinator.data.session_id == running
    await home.press("stop_session")
    await wait_for(lambda: state_of(pi, running) == "closed")
    assert state_of(pi, before) != "closed"
    assert sent(pi, STOP) == 1


@pytest.mark.parametrize("how", ["heard", "unheard", "while unloaded"])
@pytest.mark.usefixtures("impatient")
async def test_of_two_interrupted_sessions_the_later_one_is_followed(
    home: Home, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Its time is the earlier one; also after a restart of Home Assistant, and when it has ended."""
    monkeypatch.setattr(reader, "_MOMENT_SECONDS", 0.0)  # this Pi boots in less
    pi = home.simulator
    before = await interrupted(home)
    if how == "unheard":
        pi.mute_events()
    if how == "while unloaded":
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    pi.jump_clock(-DAY)
    later = pi.start_session("Cellar")
    if how == "heard":
        await wait_for(lambda: home.coordinator.data.session_id == later)
    if how == "while unloaded":
        await pi.restart()
        opened = pi.counts.streams_opened
        assert await home.hass.config_entries.async_setup(home.entry.entry_id)
        await home.reconnected(opened)
        await home.streaming()
    else:
        await restarted(home)
    await wait_for(lambda: set(offered(home)) == {before, later})
    for step in ("read", "read again", "reload", "read after the reload"):
        if step == "reload":
            await reload(home)
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        assert home.coordinator.data.session_id == later, step
    pi.unmute_events()
    await home.press("stop_session")
    await wait_for(lambda: state_of(pi, later) == "closed" and home.shows("closed", "session_state"))
    assert state_of(pi, before) != "closed"
    home.coordinator.look_around()
    await home.coordinator.async_refresh()
    assert home.coordinator.data.session_id == later, "what became of it stays in sight"
    await truth(home, clients=False)


@pytest.mark.usefixtures("impatient")
async def test_of_several_interrupted_sessions_the_last_one_is_followed_at_once(home: Home) -> None:
    """No other comes in sight for a moment: a press of *Stop session* would end that one."""
    pi = home.simulator
    ids = []
    for ssid in ("Workshop", "Cellar", "Attic"):
        ids.append(await interrupted(home, ssid))
        pi.jump_clock(-DAY)
    first, _, last = ids
    assert home.coordinator.data.session_id == last
    await home.call("resume_session", session_id=first)
    await wait_for(lambda: home.coordinator.data.session_id == first)
    seen: list[str | None] = []
    home.coordinator.dispatcher.async_observe(lambda _: seen.append(home.coordinator.data.session_id))
    await restarted(home)
    await wait_for(lambda: home.coordinator.data.session_id == last)
    assert set(seen) == {first, last}


@pytest.mark.usefixtures("impatient")
async def test_the_last_of_several_is_followed_where_the_server_has_forgotten_the_one_before(
    home: Home,
) -> None:
    """Also with the first read after a restart of Home Assistant."""
    pi = home.simulator
    await interrupted(home)
    pi.jump_clock(-DAY)
    later = await interrupted(home, "Cellar")
    await home.press_start()
    await home.press("stop_session")
    await wait_for(lambda: home.shows("closed", "session_state"))
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    pi._engine.forget([session for session in pi._engine.sessions.values() if session.closed])
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    assert home.coordinator.data.session_id == later


@pytest.mark.usefixtures("impatient")
async def test_the_session_in_sight_is_the_one_that_the_button_resumes(home: Home) -> None:
    """The other one was changed last, by the clock of the Pi."""
    pi = home.simulator
    before = await interrupted(home)
    pi.jump_clock(-DAY)
    later = await interrupted(home, "Cellar")
    assert offered(home) == [later, before]
    assert home.value("target_ssid") == "Cellar"
    assert home.state("sensor", "recoverable_sessions").attributes["target_ssid"] == "Cellar"
    await home.press("resume_session")
    await wait_for(lambda: offered(home) == [before])
    assert home.value("target_ssid") == "Cellar"


@pytest.mark.usefixtures("impatient")
async def test_sessions_that_began_at_the_same_time_stay_in_their_places(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    """A Pi without a clock begins at the same moment each time. What was kept is of an older version."""
    pi = home.simulator
    await interrupted(home)
    later = await interrupted(home, "Cellar")
    for session in pi._engine.sessions.values():
        session.created_ns = 0
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    del hass_storage[f"{DOMAIN}.{home.entry.entry_id}"]["data"]["order"]
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    for _ in range(3):
        assert home.coordinator.data.session_id == later
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
    await reload(home)
    assert home.coordinator.data.session_id == later


async def test_events_of_a_clock_that_was_set_back_cost_reads_and_no_more(home: Home) -> None:
    """Each looks older than what is known: the truth is there after a read, and reads end when events do."""
    pi = home.simulator
    await home.press_start()
    await wait_for(lambda: home.coordinator.data.session_id is not None)
    pi.jump_clock(-DAY)
    pi.add_boards([Board(A), Board(B)])
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("2", "verified_count"), 20)
    await truth(home, clients=False)
    await home.coordinator.async_refresh()
    reads = sent(pi, "GET /batch/{id}")
    began = home.hass.loop.time()
    await wait_for(lambda: home.hass.loop.time() - began > 3)
    assert sent(pi, "GET /batch/{id}") <= reads + 1
    pi.stop_session()
    await wait_for(lambda: home.shows("closed", "session_state"))
