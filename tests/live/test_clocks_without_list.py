"""The Pi's clock is set back by a power cut, and the list of interrupted sessions cannot be read."""

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
