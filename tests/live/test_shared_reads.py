"""Reads that several callers ask for at once, and reads of an entry that is gone."""

import asyncio
from time import monotonic

from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import Board
from tests.conftest import wait_for
from tests.live.boards import STOP, requests
from tests.live.home import Home
from tests.live.interrupted import LIST, RESUME, interrupted
from tests.live.test_races_unload import begin, result_of, unloaded

CALLS = 20
READ = "GET /allowlist"
ADD = "POST /allowlist"
BOARD = "24:6F:28:0B:01:00"
RECOVERABLE = "get_recoverable_sessions"


async def test_parallel_calls_share_their_reads(home: Home) -> None:
    """Each call gets a read that began after it: one for the first call, one for those that came during it."""
    session_id = await interrupted(home)
    await asyncio.sleep(1.1)  # no read is recent
    reads, lists = requests(home, READ), requests(home, LIST)
    home.simulator.faults.delay(READ, 0.3)
    calls = [begin(home.call(RECOVERABLE)) for _ in range(CALLS)]
    for call in calls:
        answer = await result_of(call)
        assert isinstance(answer, dict)
        assert [session["id"] for session in answer["sessions"]] == [session_id]
    assert requests(home, READ) - reads <= 2
    assert requests(home, LIST) - lists <= 2


async def test_repeated_calls_share_a_read(home: Home) -> None:
    await interrupted(home)
    reads, begun = requests(home, READ), monotonic()
    for _ in range(CALLS):
        await home.call(RECOVERABLE)
    assert requests(home, READ) - reads <= 2 + (monotonic() - begun)


async def test_a_later_call_reads_anew(home: Home) -> None:
    session_id = await interrupted(home)
    (listed,) = (await home.call(RECOVERABLE))["sessions"]
    assert listed["id"] == session_id
    await asyncio.sleep(1.1)
    lists = requests(home, LIST)
    await home.call(RECOVERABLE)
    assert requests(home, LIST) == lists + 1


async def test_calls_do_not_delay_a_stop(home: Home) -> None:
    """Neither its request nor its answer waits for a read of each caller."""
    home.simulator.add_board(Board(BOARD))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await asyncio.sleep(1.1)
    home.simulator.faults.delay(READ, 0.3, times=None)
    calls = [begin(home.call(RECOVERABLE)) for _ in range(CALLS)]
    await asyncio.sleep(0)
    begun = monotonic()
    stopping = begin(home.press("stop_session"))
    await wait_for(lambda: requests(home, STOP) == 1)
    assert monotonic() - begun < 0.3
    assert not isinstance(await result_of(stopping), HomeAssistantError)
    assert monotonic() - begun < 2.5, "at most two reads before its own"
    for call in calls:
        await result_of(call)


async def test_a_caller_that_gives_up_leaves_the_read_to_the_others(home: Home) -> None:
    await interrupted(home)
    await asyncio.sleep(1.1)
    reads = requests(home, READ)
    home.simulator.faults.delay(READ, 0.3)
    first, second = begin(home.call(RECOVERABLE)), begin(home.call(RECOVERABLE))
    await wait_for(lambda: requests(home, READ) > reads)
    first.cancel()
    assert isinstance(await result_of(second), dict)


@pytest.mark.parametrize("fault", ["lost", "refused"])
@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("add_to_allowlist", {"mac": BOARD}),
        ("import_allowlist", {"content": BOARD}),
    ],
)
async def test_nothing_is_read_after_the_unload(
    home: Home, fault: str, action: str, data: dict[str, str]
) -> None:
    """An entry that is gone does not look up an uncertain outcome, nor whether a board is there already."""
    pi = home.simulator
    pi.faults.delay(ADD, 0.5, after_work=False)
    if fault == "lost":
        pi.faults.drop(ADD)
    else:
        pi.faults.fail(ADD, "VALIDATION_FAILED")
    acting = begin(home.call(action, **data))
    await wait_for(lambda: requests(home, ADD) == 1)
    await unloaded(home)
    reads = requests(home, READ)
    answer = await result_of(acting)
    if action == "add_to_allowlist":
        assert isinstance(answer, HomeAssistantError)
        assert str(answer.translation_key).startswith("outcome_unknown") == (fault == "lost")
    await asyncio.sleep(0.3)
    assert requests(home, READ) == reads
    assert requests(home, ADD) == 1


async def test_nothing_is_sent_after_the_unload(home: Home) -> None:
    """The entry goes while the list is read that comes before the requests of an import."""
    home.simulator.faults.delay(READ, 0.5)
    reads = requests(home, READ)
    importing = begin(home.call("import_allowlist", content=BOARD))
    await wait_for(lambda: requests(home, READ) > reads)
    await unloaded(home)
    answer = await result_of(importing)
    assert isinstance(answer, dict)
    assert [(row["result"], row["sent"], row["code"]) for row in answer["results"]] == [
        ("failed", False, "not_loaded")
    ]
    assert requests(home, ADD) == 0


async def test_no_session_is_taken_up_after_the_unload(home: Home) -> None:
    """The entry goes while the list is read that names the session."""
    await interrupted(home)
    home.simulator.faults.delay(LIST, 0.5)
    lists = requests(home, LIST)
    resuming = begin(home.call("resume_session", session_id="no-such-session"))
    await wait_for(lambda: requests(home, LIST) > lists)
    await unloaded(home)
    error = await result_of(resuming)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "not_loaded"
    assert requests(home, RESUME) == 0
