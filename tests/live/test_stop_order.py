"""A stop and what was asked for before it, what is asked for meanwhile, and what waits for its end."""

import asyncio
from time import monotonic

from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import Board
from tests.conftest import wait_for
from tests.live.boards import PROVISION, STOP, found, known, requests
from tests.live.home import Home
from tests.live.interrupted import RESUME, interrupted, offers
from tests.live.test_races_unload import begin, result_of
from tests.live.test_unattended import switch
from tests.live.test_unattended_withdrawn import mode

A = "24:6F:28:0C:01:00"
ALL = "POST /batch/{id}/provision-all"
START = "POST /batch/start"


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "VALIDATION_FAILED"])
async def test_unattended_mode_goes_on_after_a_stop_that_was_refused(home: Home, code: str) -> None:
    """A board is found during the stop, whose last read brings nothing new."""
    pi = home.simulator
    await switch(home)
    pi.start_session()
    await wait_for(lambda: home.coordinator.data.session_id is not None)
    await asyncio.sleep(2)  # the reads that the new session asked for are over
    pi.faults.delay(STOP, 0.5, after_work=False)
    pi.faults.fail(STOP, code)
    pi.faults.delay("GET /batch/{id}", 1.0, times=None)
    stopping = begin(home.press("stop_session"))
    await wait_for(lambda: requests(home, STOP) == 1)
    pi.add_board(Board(A))
    await wait_for(lambda: known(home, A) == "discovered")
    await wait_for(lambda: not mode(home)._is_working)
    assert requests(home, PROVISION) == 0
    assert isinstance(await result_of(stopping), HomeAssistantError)
    await wait_for(lambda: requests(home, PROVISION) == 1, 5)


@pytest.mark.parametrize("action", ["start_session", "resume_session", "discard_session"])
async def test_what_was_asked_for_before_a_stop(home: Home, action: str) -> None:
    """It waits behind a request that hangs; the stop goes first, and ends it."""
    pi, data = home.simulator, {}
    if action != "start_session":
        older = await interrupted(home)
        await offers(home, older)
        data = {"session_id": older}
    await found(home, 1)
    pi.faults.delay(ALL, 2.0)
    first = begin(home.call("provision_all"))
    await wait_for(lambda: requests(home, ALL) == 1)
    waiting = begin(home.call(action, **data))
    await asyncio.sleep(0.1)
    starts, resumes = requests(home, START), requests(home, RESUME)
    await home.press("stop_session")
    error = await result_of(waiting)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "session_stopped"
    await result_of(first)
    assert (requests(home, START), requests(home, RESUME), requests(home, STOP)) == (starts, resumes, 1)


async def test_what_is_asked_for_during_a_stop(home: Home) -> None:
    """It begins once the stop has ended: not beside it, also where the stop left a hanging request behind."""
    await found(home, 1)
    home.simulator.faults.delay(ALL, 1.6)
    first = begin(home.call("provision_all"))
    await wait_for(lambda: requests(home, ALL) == 1)
    home.simulator.faults.delay(STOP, 1.5, after_work=False)
    stopping = begin(home.press("stop_session"))
    await wait_for(lambda: requests(home, STOP) == 1)
    starting = begin(home.call("start_session"))
    await result_of(first)
    assert not stopping.done()
    await asyncio.sleep(0.2)
    assert requests(home, START) == 0
    assert not isinstance(await result_of(stopping), HomeAssistantError)
    assert isinstance(await result_of(starting), dict)
    assert requests(home, START) == 1


async def test_a_stop_while_a_start_hangs(home: Home) -> None:
    """The session becomes known after the press: from then on the stop waits no longer than usual."""
    pi = home.simulator
    pi.mute_events()
    pi.faults.delay(START, 8.0)
    starting = begin(home.call("start_session"))
    await wait_for(lambda: requests(home, START) == 1)
    waiting = begin(home.call("start_session"))
    stopping = begin(home.call("stop_session"))
    await asyncio.sleep(0.3)
    assert requests(home, STOP) == 0
    pi.unmute_events()
    pi.add_board(Board(A))
    await wait_for(lambda: home.coordinator.data.session_id is not None, 5)
    begun = monotonic()
    await wait_for(lambda: requests(home, STOP) == 1, 5)
    assert monotonic() - begun < 2
    assert not isinstance(await result_of(stopping), HomeAssistantError)
    error = await result_of(waiting)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "session_stopped"
    await result_of(starting)
    assert requests(home, START) == 1


async def test_a_stop_that_found_no_session(home: Home) -> None:
    """It leaves what was asked for before it to the next stop, which ends that as well."""
    pi = home.simulator
    pi.faults.fail(START, "NETWORK_ERROR")
    pi.faults.delay(START, 0.5, after_work=False)
    starts = [begin(home.call("start_session")) for _ in range(3)]
    await wait_for(lambda: requests(home, START) == 1)
    error = await result_of(begin(home.call("stop_session")))
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "no_session"
    pi.faults.delay(START, 0.5)
    await wait_for(lambda: home.coordinator.data.unfinished_session is not None)
    assert not isinstance(await result_of(begin(home.call("stop_session"))), HomeAssistantError)
    errors = [error for start in starts if isinstance(error := await result_of(start), HomeAssistantError)]
    assert [error.translation_key for error in errors] == ["network_error", "session_stopped"]
    assert requests(home, START) == 2
    assert home.coordinator.data.unfinished_session is None


async def test_a_stop_pressed_many_times(home: Home) -> None:
    """None of them ends another one."""
    await found(home, 1)
    home.simulator.faults.delay(ALL, 0.5)
    first = begin(home.call("provision_all"))
    await wait_for(lambda: requests(home, ALL) == 1)
    answers = [await result_of(stop) for stop in [begin(home.press("stop_session")) for _ in range(4)]]
    assert not isinstance(answers[0], HomeAssistantError)
    keys = [answer.translation_key for answer in answers[1:] if isinstance(answer, HomeAssistantError)]
    assert keys == ["no_session"] * 3
    assert requests(home, STOP) == 1
    await result_of(first)
