"""What the Pi or another client does to the session, seen or in a gap of the stream (`design.md` §6)."""

import asyncio
from typing import Literal

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.piorchestrator import reader
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.journal import assert_went_and_came_back_once
from tests.live.truth import truth
from tests.live.work import BOARDS, begin

STREAM = "GET /batch/events"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("by_rest", [True, False])
async def test_restart_in_mid_batch_and_resumed(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, *, by_rest: bool
) -> None:
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 1.0)
    pi = home.simulator
    await begin(home)
    restart = asyncio.create_task(pi.restart(1.5))
    await wait_for(lambda: home.value("session_state") == STATE_UNAVAILABLE)
    assert not home.available("provision_all")
    await restart
    await home.streaming()
    await truth(home, clients=False)
    if by_rest:
        assert home.coordinator.data.session is not None
        await home.coordinator.client.resume(home.coordinator.data.session.id)
    else:
        pi.resume_session()
    await pi.wait_idle()
    await truth(home, clients=False)
    assert pi.truth().devices.keys() == {board.mac for board in BOARDS}
    assert_went_and_came_back_once(caplog, "Error fetching", "recovered")
    await home.press("stop_session")
    await truth(home)


@pytest.mark.usefixtures("impatient")
async def test_new_session_beside_an_interrupted_one(home: Home) -> None:
    pi = home.simulator
    await begin(home)
    await pi.restart(0.2)
    await home.streaming()
    await truth(home, clients=False)
    pi.start_session("Cellar")
    await truth(home)
    assert home.value("target_ssid") == "Cellar"


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("lists", ["interrupted", "all_open"])
async def test_an_older_session_is_resumed_beside_an_interrupted_one(
    home: Home, lists: Literal["interrupted", "all_open"]
) -> None:
    """The one that speaks is the active one; a list of all open sessions does not show which one is interrupted."""
    pi = home.simulator
    pi.switches.recoverable_lists = lists
    ids = []
    for ssid in ("Workshop", "Cellar"):
        ids.append(pi.start_session(ssid))
        await truth(home)
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        opened = pi.counts.streams_opened
        await pi.restart(0.2)
        await home.reconnected(opened)
        await home.streaming()
    older, newer = ids
    assert home.coordinator.data.session_id == newer
    pi._engine.resume(pi._engine.sessions[older])
    await wait_for(lambda: home.coordinator.data.session_id == older)
    for _ in range(3):
        home.coordinator.look_around()
        await home.coordinator.async_refresh()
        assert home.coordinator.data.session_id == older
    await home.press("stop_session")
    assert [pi._engine.sessions[session_id].closed for session_id in ids] == [True, False]


async def test_session_of_a_second_client_by_events(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(BOARDS)
    pi.start_session("Cellar")
    await truth(home)
    assert home.value("target_ssid") == "Cellar"
    await wait_for(lambda: len(pi.truth().devices) == 5)
    pi.provision_all()
    await pi.wait_idle()
    await truth(home, clients=False)
    pi.stop_session()
    await truth(home)


@pytest.mark.parametrize("busy", [True, False])
async def test_session_of_a_second_client_that_began_in_a_gap(home: Home, *, busy: bool) -> None:
    pi = home.simulator
    if busy:
        await begin(home)
    pi.cut_streams()
    await home.deaf()
    if busy:
        pi.stop_session()
    pi.start_session("Cellar")
    pi.add_board(Board("24:6F:28:02:01:01", appear_after=60))
    await home.streaming()
    await wait_for(lambda: "24:6F:28:02:01:01" in pi.truth().devices)
    await truth(home, clients=False)
    assert home.value("target_ssid") == "Cellar"


@pytest.mark.usefixtures("impatient")
async def test_session_that_ended_in_a_gap(home: Home) -> None:
    pi = home.simulator
    await begin(home)
    pi.faults.fail(STREAM, "NETWORK_ERROR", times=3, retry_after=0.2)
    pi.cut_streams()
    await home.deaf()
    pi.expire_session()
    await truth(home)
    assert home.value("session_state") == "closed"
    await home.streaming()
    await home.press_start()
    await truth(home, clients=False)


@pytest.mark.usefixtures("impatient")
async def test_session_that_nobody_remembers(home: Home) -> None:
    """404 on the followed session means gone [C §9.1]."""
    pi = home.simulator
    await begin(home)
    pi.cut_streams()
    await home.deaf()
    pi._engine.forget(list(pi._engine.sessions.values()))
    await wait_for(lambda: home.shows("closed", "session_state"))
    await home.streaming()
    assert home.state("binary_sensor", "session_active").state == "off"
    await home.press_start()
    await truth(home, clients=False)


@pytest.mark.usefixtures("impatient")
async def test_second_client_while_the_pi_has_no_stream(home: Home) -> None:
    """Without events only the list of sessions tells of one that somebody else began."""
    pi = home.simulator
    pi.switches.recoverable_lists = "all_open"
    pi.faults.answer(STREAM, 404, times=None)
    pi.cut_streams()
    await home.deaf()
    await asyncio.sleep(1.5)  # the reads that the loss of the stream asked for are over
    pi.start_session("Cellar")
    await truth(home)
