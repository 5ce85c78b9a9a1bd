"""Unattended mode decides again when a request's turn comes: what was so when it queued may have changed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.const import SERVICE_TURN_OFF
from homeassistant.core import CoreState
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.piorchestrator.acts_told import EVENT_ACT
from custom_components.piorchestrator.batch_run import Order, run_batch
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.ledger import Ledger
from custom_components.piorchestrator.core.run import Result, Target
from custom_components.piorchestrator.core.unattended import Policy
from custom_components.piorchestrator.unattended import Unattended
from simulator import Board
from tests.conftest import wait_for
from tests.live.boards import PROVISION, STOP, known, requests
from tests.live.home import Home
from tests.live.test_races_unload import begin, result_of
from tests.live.test_unattended import acts, options, switch
from tests.live.truth import truth

pytestmark = pytest.mark.usefixtures("hasty")

A, STRANGER = "24:6F:28:0C:01:00", "24:6F:28:0C:01:01"

type Change = Callable[[Home], Awaitable[object]]


def mode(home: Home) -> Unattended:
    unattended: Unattended = home.entry.runtime_data.unattended
    return unattended


def ledger(home: Home) -> Ledger:
    kept: Ledger = mode(home)._store.memory.ledger
    return kept


def is_queued(home: Home) -> bool:
    """Whether a request waits for the one that is under way."""
    return bool(home.entry.runtime_data.commands._queue._lock._waiters)


async def blocked(home: Home, seconds: float = 0.7) -> asyncio.Task[object]:
    """A session with a board that unattended mode may begin with, and another request that is slow."""
    pi = home.simulator
    pi.add_boards([Board(A), Board(STRANGER, allowed=False)])
    pi.start_session()
    await wait_for(lambda: known(home, A) == known(home, STRANGER) == "discovered")
    await home.coordinator.async_refresh()
    pi.faults.delay(PROVISION, seconds)
    slow = begin(home.call("provision_device", mac=STRANGER))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    return slow


async def idle(unattended: Unattended, slow: asyncio.Task[object]) -> None:
    """Wait until the slow request has ended, and what it kept waiting as well."""
    await result_of(slow)
    await wait_for(lambda: not unattended._is_working)


async def switched_off(home: Home) -> None:
    await switch(home, SERVICE_TURN_OFF)


async def lower_ceiling(home: Home) -> None:
    options(home, unattended_ceiling=0)


async def other_firmware(home: Home) -> None:
    options(home, unattended_firmware="9.9.9")


async def stronger_signal(home: Home) -> None:
    options(home, unattended_weakest_rssi=-10)


async def disallowed(home: Home) -> None:
    home.simulator.disallow(A)
    await home.coordinator.async_refresh()


async def begun_by_another_client(home: Home) -> None:
    home.simulator.force_state("provisioned", A)
    await wait_for(lambda: known(home, A) == "provisioned")


async def stopped_by_another_client(home: Home) -> None:
    home.simulator.stop_session()
    await wait_for(lambda: home.shows("closed", "session_state"))


async def stopped(home: Home) -> None:
    await home.press("stop_session")


async def server_away(home: Home) -> None:
    """It takes requests, perhaps; but nobody knows how things stand."""
    home.simulator.faults.drop("GET /*", times=None)
    await home.coordinator.async_refresh()
    assert not home.coordinator.last_update_success


async def home_assistant_stops(home: Home) -> None:
    home.hass.set_state(CoreState.stopping)


async def unloaded(home: Home) -> None:
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)


async def removed(home: Home) -> None:
    assert await home.hass.config_entries.async_remove(home.entry.entry_id)


CHANGES = (
    switched_off,
    lower_ceiling,
    other_firmware,
    stronger_signal,
    disallowed,
    begun_by_another_client,
    stopped_by_another_client,
    stopped,
    server_away,
    home_assistant_stops,
    unloaded,
    removed,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_a_request_that_waits_is_withdrawn(
    home: Home, hass_storage: dict[str, Any], change: Change
) -> None:
    """Nothing is sent, nothing is announced, and the board does not count as begun."""
    told = async_capture_events(home.hass, EVENT_ACT)
    slow = await blocked(home)
    await switch(home)
    await wait_for(lambda: is_queued(home))
    unattended = mode(home)
    await change(home)
    await idle(unattended, slow)
    home.hass.set_state(CoreState.running)
    assert requests(home, PROVISION) == 1
    assert acts(told) == []
    if change is removed:
        assert f"{DOMAIN}.{home.entry.entry_id}.unattended" not in hass_storage
        return
    if (stored := hass_storage.get(f"{DOMAIN}.{home.entry.entry_id}.unattended")) is not None:
        kept = stored["data"]["ledger"]
        assert (kept["begun"], kept["sent"]) == ([], {})
    memory = unattended._store.memory.ledger
    assert (memory.begun, memory.sent) == (frozenset(), {})


async def test_nothing_is_written_for_what_is_withdrawn(home: Home, slow_disk: asyncio.Event) -> None:
    """A request that waits stands in no file."""
    slow = await blocked(home)
    await switch(home)
    await wait_for(lambda: is_queued(home))
    assert not ledger(home).sent
    await switched_off(home)
    await idle(mode(home), slow)  # and not for the disk
    assert not ledger(home).sent


async def test_a_session_that_was_replaced(home: Home) -> None:
    """The board waits in the new session as well, where it is begun once, and announced once."""
    told = async_capture_events(home.hass, EVENT_ACT)
    slow = await blocked(home, 2.0)
    await switch(home)
    await wait_for(lambda: is_queued(home))
    home.simulator.stop_session()
    newer = home.simulator.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == newer and known(home, A) == "discovered")
    assert is_queued(home)
    await result_of(slow)
    await wait_for(lambda: home.shows("verified", "status", A), 20)
    assert acts(told) == ["provision"]
    assert requests(home, PROVISION) == 2
    assert not ledger(home).refusals


async def test_what_was_withdrawn_is_begun_later(home: Home) -> None:
    """One board may be begun: it would be held back if the withdrawn request counted."""
    options(home, unattended_ceiling=1)
    slow = await blocked(home)
    await switch(home)
    await wait_for(lambda: is_queued(home))
    await switched_off(home)
    await idle(mode(home), slow)
    await switch(home)
    await wait_for(lambda: home.shows("verified", "status", A), 20)
    assert requests(home, PROVISION) == 2
    await truth(home, clients=False)


async def test_a_reload_takes_it_up_again(home: Home) -> None:
    options(home, unattended_ceiling=1)
    slow = await blocked(home)
    await switch(home)
    await wait_for(lambda: is_queued(home))
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await result_of(slow)
    await wait_for(lambda: home.shows("verified", "status", A), 20)
    assert requests(home, PROVISION) == 2


@pytest.mark.parametrize("how", ["ended", "cancelled"])
async def test_a_run_that_is_over(home: Home, how: str) -> None:
    """Its policy ends with it, and the switch is off."""
    slow = await blocked(home)
    if how == "ended":
        with mode(home).taken(Policy(ceiling=1, retries=0)):
            await wait_for(lambda: is_queued(home))
    else:
        running = begin(home.call("run_batch"))
        await wait_for(lambda: is_queued(home))
        running.cancel()
    await idle(mode(home), slow)
    assert requests(home, PROVISION) == 1
    assert not ledger(home).begun


async def test_a_run_whose_time_is_up(home: Home) -> None:
    """It stops the session, and what waited behind a slow request is not sent beside the stop."""
    slow = await blocked(home, 2.0)
    running = begin(run_batch(home.entry, Order(Target(count=1), None, 0.5, None)))
    await wait_for(lambda: is_queued(home))
    await wait_for(lambda: requests(home, STOP) == 1)
    answer = await result_of(running)
    assert isinstance(answer, tuple)
    assert answer[0] is Result.TIMEOUT
    await idle(mode(home), slow)
    assert requests(home, PROVISION) == 1
    assert not ledger(home).begun


@pytest.fixture
def slow_disk(home: Home, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Requests are written to the ledger once this is set."""
    store, disk = mode(home)._store, asyncio.Event()
    write = store.keep

    async def keep(*, is_on: bool | None = None, ledger: Ledger | None = None) -> None:
        await write(is_on=is_on, ledger=ledger)
        if ledger is not None and ledger.sent:
            await disk.wait()

    monkeypatch.setattr(store, "keep", keep)
    return disk


@pytest.mark.parametrize("change", CHANGES[:-2], ids=lambda change: change.__name__)
async def test_it_is_withdrawn_while_the_ledger_is_written(
    home: Home, slow_disk: asyncio.Event, change: Change
) -> None:
    told = async_capture_events(home.hass, EVENT_ACT)
    slow = await blocked(home, 0.0)
    await result_of(slow)
    await switch(home)
    await wait_for(lambda: bool(ledger(home).sent))
    changing = begin(change(home))  # type: ignore[arg-type]
    if change is stopped:
        await wait_for(lambda: home.entry.runtime_data.commands.is_stopping)
    else:
        await result_of(changing)
    slow_disk.set()
    await result_of(changing)
    await wait_for(lambda: not mode(home)._is_working)
    home.hass.set_state(CoreState.running)
    assert requests(home, PROVISION) == 1
    assert acts(told) == []
    assert (ledger(home).begun, ledger(home).sent) == (frozenset(), {})


async def test_an_unload_while_the_ledger_is_written(
    home: Home, slow_disk: asyncio.Event, hass_storage: dict[str, Any]
) -> None:
    await result_of(await blocked(home, 0.0))
    await switch(home)
    await wait_for(lambda: bool(ledger(home).sent))
    await unloaded(home)
    assert requests(home, PROVISION) == 1
    kept = hass_storage[f"{DOMAIN}.{home.entry.entry_id}.unattended"]["data"]["ledger"]
    assert (kept["begun"], kept["sent"]) == ([], {})


async def test_a_ledger_that_cannot_be_written(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is sent, and it is not tried in a loop."""
    store, attempts = mode(home)._store, 0
    write = store.keep

    async def keep(*, is_on: bool | None = None, ledger: Ledger | None = None) -> None:
        nonlocal attempts
        await write(is_on=is_on, ledger=ledger)
        if ledger is not None and ledger.sent:
            attempts += 1
            raise OSError("no space left on device")

    monkeypatch.setattr(store, "keep", keep)
    await result_of(await blocked(home, 0.0))
    await switch(home)
    await wait_for(lambda: attempts == 1)
    await wait_for(lambda: not mode(home)._is_working)
    for _ in range(3):
        await home.coordinator.async_refresh()
    await wait_for(lambda: not mode(home)._is_working)
    assert attempts == 1
    assert requests(home, PROVISION) == 1
    assert (ledger(home).begun, ledger(home).sent) == (frozenset(), {})
    assert caplog.text.count("cannot write its ledger") == 1
    monkeypatch.setattr(store, "keep", write)
    await switch(home)  # somebody has looked
    await wait_for(lambda: home.shows("verified", "status", A), 20)
