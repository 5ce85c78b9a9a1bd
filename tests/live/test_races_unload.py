"""The entry goes, or comes back elsewhere, while an action is still under way: nothing more is sent for it.

The addition of one board is completed where the entry goes during the read before it, see `test_unload.py`.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_PORT
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.const import DOMAIN
from simulator import Board, Fate, Simulator
from tests.conftest import API_KEY, wait_for
from tests.live.home import Home
from tests.live.interrupted import LIST, interrupted
from tests.live.test_unload import assert_nothing_runs
from tests.live.truth import truth

A, B, C = "24:6F:28:0D:00:01", "24:6F:28:0D:00:02", "24:6F:28:0D:00:03"
START = "POST /batch/start"
STOP = "POST /batch/{id}/stop"
RETRY = "POST /batch/{id}/devices/{mac}/retry"
ALLOW = "POST /allowlist"


def begin(call: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
    """Somebody acts, and nobody waits yet."""
    return asyncio.create_task(call)


async def asked(home: Home, route: str, times: int = 1) -> None:
    """Wait until the Pi got a request."""
    await wait_for(lambda: home.simulator.counts.requests[route] == times)


async def result_of(task: asyncio.Task[object]) -> object:
    """The answer, or the error that a person reads; nothing else may escape."""
    await asyncio.wait({task}, timeout=20)
    assert task.done()
    if (error := task.exception()) is None:
        return task.result()
    assert isinstance(error, HomeAssistantError), repr(error)
    return error


async def unloaded(home: Home) -> None:
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert home.entry.state is ConfigEntryState.NOT_LOADED


async def reloaded(home: Home, port: int | None = None) -> None:
    """Loaded anew, at another port if one is given."""
    before = home.coordinator
    if port is not None:
        data = {**home.entry.data, CONF_PORT: port}
        home.hass.config_entries.async_update_entry(home.entry, data=data)
    else:
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await wait_for(lambda: home.entry.state is ConfigEntryState.LOADED and home.coordinator is not before)
    await home.streaming()


@pytest.fixture
async def failed(home: Home) -> Home:
    """Three boards that failed and fail again."""
    home.simulator.add_boards([Board(mac, fate=Fate.REJECT) for mac in (A, B, C)])
    await home.press_start()
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("3", "failed_count"))
    return home


@pytest.mark.parametrize("again", [False, True])
async def test_boards_of_a_list_that_were_not_asked_for_yet(failed: Home, again: bool) -> None:
    """One row each, as ever; none of them is sent once the entry is gone, nor when it is back."""
    failed.simulator.faults.delay(RETRY, 0.5)
    retrying = begin(failed.call("retry_device", mac=[A, B, C]))
    await asked(failed, RETRY)
    await (reloaded(failed) if again else unloaded(failed))
    answer = await result_of(retrying)
    assert isinstance(answer, dict)
    assert [row["accepted"] for row in answer["results"]] == [True, False, False]
    assert {row["code"] for row in answer["results"][1:]} == {"not_loaded"}
    assert failed.simulator.counts.requests[RETRY] == 1


async def test_an_import_does_not_go_on_at_the_old_pi(home: Home) -> None:
    """The entry is loaded again before the answer comes: that is no reason to go on, it is another Pi now."""
    pi = home.simulator
    pi.faults.delay(ALLOW, 0.8)
    importing = begin(home.call("import_allowlist", content=f"{A}\n{B}\n{C}"))
    await asked(home, ALLOW)
    async with Simulator(api_key=API_KEY, speed=20) as second:
        await reloaded(home, second.port)
        answer = await result_of(importing)
        assert isinstance(answer, dict)
        assert [row["result"] for row in answer["results"]] == ["added", "failed", "failed"]
        assert [row.get("sent") for row in answer["results"]] == [None, False, False]
        assert pi.counts.requests[ALLOW] == 1
        assert not second.truth().allowlist
        await unloaded(home)


async def test_who_waits_behind_somebody_else(home: Home) -> None:
    """The second press waits for the first one; when its turn comes the entry is gone."""
    home.simulator.add_board(Board(A))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    home.simulator.faults.delay("POST /batch/{id}/provision-all", 0.5)
    first, second = begin(home.call("provision_all")), begin(home.call("stop_session"))
    await asked(home, "POST /batch/{id}/provision-all")
    await unloaded(home)
    await result_of(first)
    error = await result_of(second)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "not_loaded"
    assert home.simulator.counts.requests[STOP] == 0
    await assert_nothing_runs(home)


async def test_who_waits_behind_somebody_else_with_the_allowlist(home: Home) -> None:
    home.simulator.faults.delay(ALLOW, 0.5)
    first, second = (begin(home.call("add_to_allowlist", mac=mac)) for mac in (A, B))
    await asked(home, ALLOW)
    await unloaded(home)
    await result_of(first)
    error = await result_of(second)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "not_loaded"
    assert home.simulator.counts.requests[ALLOW] == 1
    await assert_nothing_runs(home)


async def test_an_uncertain_outcome_that_nobody_can_look_at(home: Home) -> None:
    """Without a read nothing is known: a retryable fault must not be told as one that changed nothing."""
    home.simulator.faults.fail(START, "DATABASE_ERROR", retryable=True)
    home.simulator.faults.delay(START, 0.5)
    starting = begin(home.press_start())
    await asked(home, START)
    await unloaded(home)
    error = await result_of(starting)
    assert isinstance(error, HomeAssistantError)
    assert str(error.translation_key).startswith("outcome_unknown")


async def test_an_answer_that_comes_after_the_removal_leaves_nothing(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    home.simulator.faults.delay(START, 0.5)
    starting = begin(home.press_start())
    await asked(home, START)
    assert await home.hass.config_entries.async_remove(home.entry.entry_id)
    await result_of(starting)
    await home.hass.async_block_till_done()
    assert f"{DOMAIN}.{home.entry.entry_id}" not in hass_storage


async def test_an_answer_that_comes_after_the_move_is_not_remembered_of_the_new_pi(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    home.simulator.faults.delay(START, 0.8)
    starting = begin(home.press_start())
    await asked(home, START)
    async with Simulator(api_key=API_KEY, speed=20) as second:
        second.start_session("Cellar")
        await reloaded(home, second.port)
        second.add_board(Board(A))
        await wait_for(lambda: home.shows("1", "device_count"))
        await result_of(starting)
        await home.hass.async_block_till_done()
        session = second.truth().session
        assert session is not None
        stored = hass_storage[f"{DOMAIN}.{home.entry.entry_id}"]["data"]
        assert stored["address"].endswith(f":{second.port}")
        assert stored["session_id"] == session["id"]
        await unloaded(home)


@pytest.mark.parametrize("action", ["start", "add"])
async def test_a_refused_key_of_an_entry_that_is_gone_asks_nobody(home: Home, action: str) -> None:
    route = START if action == "start" else ALLOW
    home.simulator.faults.fail(route, "UNAUTHORIZED", status=401)
    home.simulator.faults.delay(route, 0.5)
    acting = begin(home.press_start() if action == "start" else home.call("add_to_allowlist", mac=A))
    await asked(home, route)
    await unloaded(home)
    assert isinstance(await result_of(acting), HomeAssistantError)
    await home.hass.async_block_till_done()
    flows = home.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert not [flow for flow in flows if flow["context"]["source"] == SOURCE_REAUTH]


async def test_an_answer_that_needs_the_entry(home: Home) -> None:
    """What reads for its answer tells in order that there is none."""
    await interrupted(home)
    listed = home.simulator.counts.requests[LIST]
    home.simulator.faults.hang(LIST)
    asking = begin(home.call("get_recoverable_sessions"))
    await asked(home, LIST, listed + 1)
    await unloaded(home)
    error = await result_of(asking)
    assert isinstance(error, HomeAssistantError)


async def test_the_batch_goes_on_after_all_that(failed: Home) -> None:
    """The new coordinator knows the boards, and acts on them."""
    failed.simulator.faults.delay(RETRY, 0.5)
    retrying = begin(failed.call("retry_device", mac=[A, B]))
    await asked(failed, RETRY)
    await reloaded(failed)
    await result_of(retrying)
    await failed.simulator.wait_idle()
    await truth(failed, clients=False)
    await failed.press("retry", B)
    await failed.simulator.wait_idle()
    await truth(failed, clients=False)
    assert failed.simulator.truth().devices[B]["retry_count"] == 1
