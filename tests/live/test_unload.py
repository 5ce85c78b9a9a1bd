"""What is left after an unload, reloads, and the removal: nothing, counted on the server."""

import asyncio
import gc
from typing import Any

from aiohttp import ClientRequest, ClientTimeout, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.monitor import Source
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.journal import lines
from tests.live.truth import truth

ROUNDS = 20
SYSTEM_INFO = "GET /api/v1/system/info"


def tasks_of_ours() -> list[str]:
    """Everything that runs for the integration."""
    names = [f"{task.get_name()} {task.get_coro()!r}" for task in asyncio.all_tasks()]
    return [name for name in names if DOMAIN in name.lower()]


def timers_of_ours() -> list[str]:
    """Everything that the loop will call for the integration, the debouncer's calls included."""
    found = []
    for handle in asyncio.get_running_loop()._scheduled:  # type: ignore[attr-defined]
        if not handle.cancelled():
            owner = getattr(handle._callback, "__self__", None)
            found.append(f"{handle!r} {handle._args} {getattr(owner, 'function', None)!r}")
    return [handle for handle in found if DOMAIN in handle.lower()]


async def unload(home: Home) -> None:
    """Unload, and nothing may be left; what runs to its end by itself counts as left."""
    async with asyncio.timeout(10):  # a request lasts for 30 s
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert home.entry.state is ConfigEntryState.NOT_LOADED
    await assert_nothing_runs(home)


async def assert_nothing_runs(home: Home) -> None:
    """No stream, no socket on the server; no task and no timer here; and nobody asks any more."""
    await wait_for(lambda: home.simulator.counts.streams == 0)
    assert home.simulator.counts.sockets == 0
    assert not tasks_of_ours()
    assert not timers_of_ours()
    asked = len(home.simulator.received)
    await asyncio.sleep(1.3)  # longer than a debounced read would wait
    assert len(home.simulator.received) == asked


async def test_the_searches_find_what_runs(home: Home) -> None:
    """A search that finds nothing in a loaded entry would prove nothing."""
    assert any("event stream" in name for name in tasks_of_ours())
    await wait_for(lambda: bool(timers_of_ours()))
    assert home.simulator.counts.streams == 1


async def test_unload_in_mid_batch(home: Home) -> None:
    pi = home.simulator
    pi.add_boards(Board(f"24:6F:28:06:00:{index:02X}", verify_seconds=60) for index in range(5))
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    await home.press("provision_all")
    pi.send_event("device.state_changed", {"mac": "24:6F:28:06:00:99", "new_state": "verifying"})
    await unload(home)


@pytest.mark.usefixtures("impatient")
async def test_unload_while_the_server_is_away(home: Home) -> None:
    pi = home.simulator
    pi.faults.drop("*", times=None)
    pi.cut_streams()
    await home.deaf()
    await unload(home)


async def test_unload_while_a_read_is_under_way(home: Home) -> None:
    home.simulator.faults.hang("GET /allowlist", times=None)
    home.coordinator.update_interval = None
    asked = home.simulator.counts.requests["GET /allowlist"]
    home.simulator.cut_streams()  # asks for a read
    await wait_for(lambda: home.simulator.counts.requests["GET /allowlist"] > asked)
    await unload(home)


async def test_unload_under_somebody_who_waits_for_a_read(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """As a button does whose call is done: it comes to its end, and the log has no line about it."""
    coordinator = home.coordinator
    home.simulator.faults.hang("GET /allowlist", times=None)
    asked = home.simulator.counts.requests["GET /allowlist"]
    waiting = [asyncio.create_task(coordinator.async_refresh()) for _ in range(2)]
    await wait_for(lambda: home.simulator.counts.requests["GET /allowlist"] > asked)
    await unload(home)
    assert all(task.done() and task.exception() is None for task in waiting)
    assert home.simulator.counts.requests["GET /allowlist"] == asked + 1
    assert not [line for line in lines(caplog) if "fetching" in line.lower()]


async def test_unload_while_the_monitor_is_polled(home: Home) -> None:
    pi, monitor = home.simulator, home.entry.runtime_data.monitor
    assert monitor is not None
    await wait_for(lambda: monitor.source is Source.PUSH)
    pi.faults.hang(SYSTEM_INFO, times=None)
    asked = pi.counts.requests[SYSTEM_INFO]
    pi.cut_sockets()  # asks for a poll
    await wait_for(lambda: pi.counts.requests[SYSTEM_INFO] > asked)
    await unload(home)


async def test_reloads_leave_one_stream(home: Home) -> None:
    pi = home.simulator
    pi.add_board(Board("24:6F:28:06:00:01"))
    await home.press_start()
    await truth(home, clients=False)
    await wait_for(lambda: len(tasks_of_ours()) == 2)  # the stream's and the monitor's
    await wait_for(lambda: pi.counts.sockets == 1)
    entities = len(er.async_get(home.hass).entities)
    for round_ in range(ROUNDS):
        assert await home.hass.config_entries.async_reload(home.entry.entry_id)
        await home.hass.async_block_till_done()
        await home.reconnected(round_ + 1)
    await home.streaming()
    await wait_for(lambda: pi.counts.streams == 1)
    assert pi.counts.streams_opened == ROUNDS + 1
    await wait_for(lambda: pi.counts.sockets == 1)
    # The stream's, the socket's, and idle ones that Home Assistant's session keeps for the next request.
    assert pi.counts.connections <= 5
    await wait_for(lambda: len(tasks_of_ours()) == 2)
    assert len(er.async_get(home.hass).entities) == entities
    await truth(home, clients=False)
    assert pi.counts.requests["POST /batch/start"] == 1
    await unload(home)


async def test_reload_finds_the_session_again(home: Home) -> None:
    """By its stored id: the API names no current session."""
    pi = home.simulator
    pi.start_session("Cellar")
    await truth(home)
    await unload(home)
    pi.add_board(Board("24:6F:28:06:00:01"))
    await wait_for(lambda: len(pi.truth().devices) == 1)
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await truth(home)


async def test_removal_leaves_nothing(home: Home, hass_storage: dict[str, Any]) -> None:
    pi = home.simulator
    pi.add_board(Board("24:6F:28:06:00:01"))
    await home.press_start()
    await truth(home, clients=False)
    key = f"{DOMAIN}.{home.entry.entry_id}"
    await wait_for(lambda: key in hass_storage)
    assert await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await assert_nothing_runs(home)
    assert key not in hass_storage
    assert not dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    assert not er.async_entries_for_config_entry(er.async_get(home.hass), home.entry.entry_id)
    assert not [state for state in home.hass.states.async_all() if "esp" in state.entity_id]


async def test_stop_of_home_assistant_ends_the_stream(home: Home) -> None:
    await home.hass.async_stop(force=True)
    await wait_for(lambda: home.simulator.counts.streams == 0)
    assert not tasks_of_ours()


@pytest.mark.parametrize("action", [True, False])
async def test_unload_while_connections_are_being_made(
    home: Home, monkeypatch: pytest.MonkeyPatch, *, action: bool
) -> None:
    """Found by the state machine: nothing is torn from under what still connects (`home` looks for "Unclosed")."""
    connect, gate = TCPConnector._create_connection, asyncio.Event()
    waiting = 0

    async def late(
        connector: TCPConnector, request: ClientRequest, traces: list[Trace], limit: ClientTimeout
    ) -> ResponseHandler:
        nonlocal waiting
        made = await connect(connector, request, traces, limit)
        waiting += 1
        await gate.wait()
        return made

    monkeypatch.setattr(TCPConnector, "_create_connection", late)
    await home.simulator.restart()
    task = asyncio.ensure_future(home.call("add_to_allowlist", mac="24:6F:28:00:00:77")) if action else None
    await wait_for(lambda: waiting >= 3 + action)  # event stream, monitor, log or a read
    home.entry.async_on_unload(gate.set)  # the last one that is registered is called first
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    if task is not None:
        assert (await task)["entry"]["mac"] == "24:6F:28:00:00:77"
    gc.collect()
    # The server notices a socket that closed at its first step a moment later.
    await wait_for(lambda: home.simulator.counts.sockets == 0)
    await assert_nothing_runs(home)
