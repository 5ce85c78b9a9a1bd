"""The Pi's clock is set back by a power cut, and the list of interrupted sessions cannot be read."""

from collections import deque

import pytest

from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import LIST, interrupted, reload, restarted, state_of

A = "24:6F:28:0E:00:01"


def break_list(home: Home, how: str) -> None:
    faults = home.simulator.faults
    if how == "absent":
        faults.answer(LIST, 404, b"", "text/plain", times=None)
    elif how == "refused":
        faults.fail(LIST, "INTERNAL_ERROR", times=None)
    else:
        body = b'{"success":true,"data":{"sessions":[{"id":null}]}}'
        faults.answer(LIST, 200, body, times=None)


@pytest.mark.parametrize("reloaded", [True, False])
@pytest.mark.parametrize("how", ["absent", "refused", "unreadable row"])
async def test_the_session_that_speaks_is_the_active_one(home: Home, how: str, *, reloaded: bool) -> None:
    """Its time is older than that of the interrupted session; a stop means the session that runs."""
    pi = home.simulator
    if reloaded:
        before = await interrupted(home)
        break_list(home, how)
        await reload(home)
    else:
        before = pi.start_session()
        await wait_for(lambda: home.coordinator.data.session_id == before)
        break_list(home, how)
        await restarted(home)
    pi.jump_clock(-86400)
    pi.add_board(Board(A))
    running = pi.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == running)
    await home.press("stop_session")
    assert state_of(pi, running) == "closed"
    assert state_of(pi, before) != "closed"


@pytest.mark.parametrize("how", ["absent", "refused", "unreadable row", "all open"])
async def test_a_session_that_announces_its_end_does_not_replace_one_that_is_silent(
    home: Home, how: str
) -> None:
    """The interrupted one is discarded while the other one waits for boards; no list shows which one is which."""
    pi = home.simulator
    before = await interrupted(home)
    if how == "all open":
        pi.switches.recoverable_lists = "all_open"
    else:
        break_list(home, how)
    running = pi.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == running)
    opened = pi.counts.streams_opened
    pi.cut_streams()
    await home.reconnected(opened)
    await home.streaming()
    await home.coordinator.async_refresh()
    pi._engine._session_state(pi._engine.sessions[before], "closing")
    await wait_for(lambda: home.coordinator._reader._speaking == deque([before]))
    for _ in range(3):
        await home.coordinator.async_refresh()
        assert home.coordinator.data.session_id == running
