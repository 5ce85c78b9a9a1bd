"""Home Assistant stops in the middle of an action and starts again, with what it stored; reloads at any moment."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_test_home_assistant,
)

from simulator import Board, Simulator
from tests.conftest import make_entry, wait_for
from tests.live.home import Home
from tests.live.test_races_unload import asked, begin
from tests.live.test_unload import tasks_of_ours
from tests.live.truth import truth

A = "24:6F:28:0F:00:01"
START, STOP = "POST /batch/start", "POST /batch/{id}/stop"
ALL, ALLOW = "POST /batch/{id}/provision-all", "POST /allowlist"


@pytest.fixture
def expected_lingering_timers() -> bool:
    """A stop of Home Assistant unloads nothing: it ends with its loop."""
    return True


@asynccontextmanager
async def next_start(home: Home) -> AsyncIterator[Home]:
    """Another run of Home Assistant: the same entry, the same files."""
    async with async_test_home_assistant() as hass:
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        again = Home(hass, home.simulator, make_entry(home.simulator, entry_id=home.entry.entry_id))
        await again.set_up()
        yield again
        await hass.async_stop(force=True)


@pytest.mark.parametrize("kind", ["hang", "done", "not done"])
@pytest.mark.parametrize(
    ("action", "route"), [("start", START), ("all", ALL), ("stop", STOP), ("add", ALLOW)]
)
async def test_stopped_in_the_middle_of_an_action(home: Home, kind: str, action: str, route: str) -> None:
    """It ends in time, sends nothing twice, and shows what became of it."""
    pi = home.simulator
    pi.add_board(Board(A, allowed=action != "add", verify_seconds=1))
    if action in ("all", "stop"):
        await home.press_start()
        await wait_for(lambda: home.shows("1", "device_count"))
    if kind == "hang":
        pi.faults.hang(route)
    else:
        pi.faults.delay(route, 60.0, after_work=kind == "done")
    acts: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
        "start": home.press_start,
        "all": lambda: home.press("provision_all"),
        "stop": lambda: home.press("stop_session"),
        "add": lambda: home.call("add_to_allowlist", mac=A),
    }
    acting = begin(acts[action]())
    await asked(home, route)
    begun = asyncio.get_running_loop().time()
    await home.hass.async_stop(force=True)
    assert asyncio.get_running_loop().time() - begun < 5
    acting.cancel()
    await asyncio.wait({acting})
    assert not tasks_of_ours()
    await wait_for(lambda: pi.counts.streams == 0)
    async with next_start(home) as again:
        if kind == "done" and action == "start":
            pi.add_board(Board("24:6F:28:0F:00:02"))  # no route names the session; its next word does
        await pi.wait_idle()
        await truth(again, clients=False)
        assert pi.counts.requests[route] == 1


def _away(pi: Simulator) -> None:
    pi.faults.drop("*", times=None)
    pi.cut_streams()


def _hangs(pi: Simulator) -> None:
    pi.faults.hang("GET /batch/events", times=None)
    pi.cut_streams()


def _slow(pi: Simulator) -> None:
    pi.faults.delay("*", 0.1, times=None)
    pi.cut_streams()


def _refuses(pi: Simulator) -> None:
    pi.faults.fail("*", "INTERNAL_ERROR", times=None)
    pi.cut_streams()


def _well(pi: Simulator) -> None:
    pi.faults.clear()


@pytest.mark.usefixtures("impatient", "hasty")
@pytest.mark.parametrize("seed", range(4))
async def test_reloads_at_any_moment(home: Home, seed: int) -> None:
    """Whatever the Pi is doing then; in the end there are one stream, one socket, one set of tasks, and the truth."""
    pi, random = home.simulator, Random(seed)  # noqa: S311
    pi.add_board(Board(A))
    await home.press_start()
    await truth(home, clients=False)
    weathers: list[Callable[[Simulator], None]] = [_away, _hangs, _slow, _refuses, _well]
    for _ in range(12):
        pi.faults.clear()
        random.choice(weathers)(pi)
        await asyncio.sleep(random.uniform(0, 0.15))
        async with asyncio.timeout(8):
            await home.hass.config_entries.async_reload(home.entry.entry_id)
        assert home.entry.state in (ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY)
    pi.faults.clear()
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    assert home.entry.state is ConfigEntryState.LOADED
    await home.streaming()
    await wait_for(lambda: pi.counts.streams == 1 and pi.counts.sockets == 1)
    await wait_for(lambda: len(tasks_of_ours()) == 2)
    await truth(home, clients=False)
    assert not pi.unexpected


async def test_the_retry_of_a_set_up_and_a_reload_at_once(
    hass: HomeAssistant, simulator: Simulator, entry_data: MockConfigEntry
) -> None:
    """Home Assistant's own next attempt and somebody's reload: one of them loads the entry, once."""
    home = Home(hass, simulator, entry_data)
    entry_data.add_to_hass(hass)
    simulator.faults.drop("*", times=None)
    assert not await hass.config_entries.async_setup(entry_data.entry_id)
    assert home.entry.state is ConfigEntryState.SETUP_RETRY
    simulator.faults.clear()
    simulator.faults.delay("GET /allowlist", 0.2, times=None)
    async_fire_time_changed(hass, utcnow() + timedelta(minutes=1))
    await asyncio.gather(*(hass.config_entries.async_reload(entry_data.entry_id) for _ in range(3)))
    simulator.faults.clear()
    await home.streaming()
    await wait_for(lambda: simulator.counts.streams == 1)
    await truth(home)
    assert await hass.config_entries.async_unload(entry_data.entry_id)
    await wait_for(lambda: not tasks_of_ours())
