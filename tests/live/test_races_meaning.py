"""A press means what was there at its moment, however long it waits behind somebody else's."""

import asyncio

from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import RESUME, STOP, interrupted, offers, sent, state_of
from tests.live.test_races import outcomes
from tests.live.test_races_unload import asked, begin, result_of
from tests.live.truth import truth

A, B = "24:6F:28:0E:00:01", "24:6F:28:0E:00:02"
ALL = "POST /batch/{id}/provision-all"
PROVISION = "POST /batch/{id}/devices/{mac}/provision"


async def blocked(home: Home) -> asyncio.Task[object]:
    """A session with a board, and an action in it that waits for its answer."""
    home.simulator.add_board(Board(A))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    home.simulator.faults.delay(ALL, 1.0)
    first = begin(home.press("provision_all"))
    await asked(home, ALL)
    return first


@pytest.mark.parametrize("press", ["stop_session", "provision_all", "provision_device", "retry_device"])
async def test_the_session_of_the_press(home: Home, press: str) -> None:
    """Another client ends it and begins another one: that one was not meant."""
    pi = home.simulator
    first = await blocked(home)
    data = {"mac": A} if press.endswith("device") else {}
    second = begin(home.call(press, **data))
    await asyncio.sleep(0)  # it is in the queue
    pi.stop_session()
    newer = pi.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == newer)
    await result_of(first)
    answer = await result_of(second)
    if press.endswith("device"):
        assert isinstance(answer, dict)
        assert [row["code"] for row in answer["results"]] == ["no_session"]
    else:
        assert isinstance(answer, ServiceValidationError)
        assert answer.translation_key == "no_session"
    assert sent(pi, STOP) == 0
    assert sent(pi, ALL) == 1
    await wait_for(lambda: A in pi.truth().devices)
    await truth(home, clients=False)
    assert pi.truth().devices[A]["state"] == "discovered"


async def test_the_interrupted_session_of_the_press(home: Home) -> None:
    """Two are offered, and two people take up the newest: nobody meant the older one."""
    older = await interrupted(home)
    newer = await interrupted(home, "Cellar")
    await offers(home, newer, older)
    home.simulator.faults.delay(RESUME, 0.3)
    assert sorted(await outcomes(home.press("resume_session"), home.call("resume_session"))) == [False, True]
    assert sent(home.simulator, RESUME) == 1
    assert state_of(home.simulator, older) != "active"
    await truth(home, clients=False)


async def test_two_provision_one_board(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(A), Board(B, fate=Fate.REJECT)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    calls = [home.press("provision", mac) for mac in (A, B, A, B)]
    await outcomes(*calls)
    await pi.wait_idle()
    await truth(home, clients=False)
    assert {mac: pi.truth().devices[mac]["state"] for mac in (A, B)} == {A: "verified", B: "failed"}
    assert {device["retry_count"] for device in pi.truth().devices.values()} == {0}
    assert pi.counts.requests[PROVISION] <= 4


async def test_two_retry_all_that_failed(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac, fate=Fate.REJECT_ONCE, provision_seconds=20) for mac in (A, B)])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("2", "failed_count"))
    await outcomes(home.press("retry_failed"), home.press("retry_failed"))
    await pi.wait_idle()
    await truth(home, clients=False)
    assert {device["retry_count"] for device in pi.truth().devices.values()} == {1}


async def test_a_board_is_removed_while_its_retry_is_under_way(home: Home) -> None:
    """Its device goes, the retry goes on, and the board is back with the next word about it."""
    pi = home.simulator
    pi.add_board(Board(A, fate=Fate.REJECT_ONCE))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "failed_count"))
    pi.faults.delay("POST /batch/{id}/devices/{mac}/retry", 0.5)
    retrying = begin(home.press("retry", A))
    await asked(home, "POST /batch/{id}/devices/{mac}/retry")
    home.coordinator.async_forget_board(A)
    await home.hass.async_block_till_done(wait_background_tasks=False)
    await result_of(retrying)
    await pi.wait_idle()
    await home.coordinator.async_refresh()
    await truth(home, clients=False)
    assert home.value("status", A) == "verified"
