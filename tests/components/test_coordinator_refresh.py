"""A refresh, the events that are received during it, its interval, and the age of what it read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from types import MappingProxyType

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
import pytest

from custom_components.piorchestrator import availability, coordinator as module, polling
from custom_components.piorchestrator.availability import Part, PartAvailability
from custom_components.piorchestrator.client import Device, Session
from custom_components.piorchestrator.client.events import ProvisioningEvent
from custom_components.piorchestrator.const import READ_COOLDOWN_SECONDS, SLICE_SECONDS
from custom_components.piorchestrator.core import event_buffer
from custom_components.piorchestrator.core.event_buffer import EventBuffer
from custom_components.piorchestrator.core.state import Change, ProvisioningState
from custom_components.piorchestrator.dispatch import Dispatcher
from custom_components.piorchestrator.event_replay import async_replay
from simulator import Board
from tests.conftest import wait_for

from .pi import NAMED, NAMED_DIGITS, Pi

READ = "GET /batch/{id}"
NEW, NEW_DIGITS = "24:6F:28:0E:00:01", "246f280e0001"


@pytest.fixture
async def slow_read(pi: Pi) -> AsyncIterator[asyncio.Task[None]]:
    """A refresh that waits for the answer to its first request, with an open session."""
    await pi.batch()
    pi.simulator.faults.delay(READ, 0.5)
    reading = asyncio.create_task(pi.coordinator.async_refresh())
    await wait_for(lambda: pi.coordinator._buffer is not None)
    yield reading
    await asyncio.gather(reading, return_exceptions=True)


def advance(pi: Pi) -> None:
    """Send the four events of a board that is provisioned."""
    for state in ("provisioning", "provisioned", "verifying", "verified"):
        pi.simulator.force_state(state, NAMED)


def is_verified(pi: Pi) -> bool:
    return pi.state("sensor", "status", NAMED_DIGITS) == "verified"


async def test_events_during_a_refresh_are_bounded_and_the_refresh_is_repeated(
    pi: Pi, slow_read: asyncio.Task[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_buffer, "MOST_EVENTS", 2)
    advance(pi)
    await wait_for(lambda: is_verified(pi))
    assert len(pi.coordinator._buffer or "xxx") == 2
    reads = pi.simulator.counts.requests[READ]
    await slow_read
    await wait_for(lambda: pi.simulator.counts.requests[READ] > reads)  # by itself
    await pi.agreed()
    assert is_verified(pi)


async def test_refresh_with_all_its_events_is_not_repeated(pi: Pi, slow_read: asyncio.Task[None]) -> None:
    advance(pi)
    await wait_for(lambda: is_verified(pi))
    reads = pi.simulator.counts.requests[READ]
    await slow_read
    await asyncio.sleep(READ_COOLDOWN_SECONDS + 0.2)  # a repeated one would come within the cooldown
    assert pi.simulator.counts.requests[READ] == reads
    assert is_verified(pi)


async def test_refresh_that_waits_for_another_one_ends_with_the_unload(
    pi: Pi, slow_read: asyncio.Task[None]
) -> None:
    waiting = asyncio.create_task(pi.coordinator._async_refresh())  # its turn comes after the slow one
    await asyncio.sleep(0)
    before = len(pi.simulator.received)
    await pi.unload()
    await asyncio.gather(slow_read, waiting, return_exceptions=True)
    assert len(pi.simulator.received) == before


async def test_refresh_that_applies_events_ends_with_the_unload(
    pi: Pi, slow_read: asyncio.Task[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is unloaded while the buffered events are applied: nothing of it is taken over."""
    applying, go_on = asyncio.Event(), asyncio.Event()

    async def replay(read: Change, buffer: EventBuffer) -> Change:
        applying.set()
        await go_on.wait()
        return await async_replay(read, buffer)

    monkeypatch.setattr(module, "async_replay", replay)
    await asyncio.wait_for(applying.wait(), 10)
    coordinator = pi.coordinator
    before = coordinator.data
    await pi.unload()
    go_on.set()
    await asyncio.gather(slow_read, return_exceptions=True)
    assert coordinator.data is before


def state_with(boards: int) -> tuple[ProvisioningState, list[str]]:
    macs = [
        f"24:6F:28:{number >> 16:02X}:{number >> 8 & 255:02X}:{number & 255:02X}" for number in range(boards)
    ]
    devices = MappingProxyType({mac: Device(mac=mac, state="discovered") for mac in macs})
    return ProvisioningState(Session(id="s", state="active"), devices), macs


async def test_buffered_events_are_applied_in_slices_that_yield() -> None:
    """With many boards the events of a few seconds take longer than the event loop may be blocked."""
    state, macs = state_with(2000)
    buffer = EventBuffer()
    for number in range(500):
        mac = macs[number]
        buffer.add(
            ProvisioningEvent("device.state_changed", "s", device=Device(mac=mac, state="provisioning"))
        )
    loop, steps = asyncio.get_running_loop(), 0
    done = False

    def count() -> None:
        nonlocal steps
        steps += 1
        if not done:
            loop.call_soon(count)

    loop.call_soon(count)
    began = loop.time()
    change = await async_replay(Change(state), buffer)
    done, took = True, loop.time() - began
    assert sum(device.state == "provisioning" for device in change.state.devices.values()) == 500
    assert steps >= min(took, 0.05) / SLICE_SECONDS / 10  # other callbacks had their turn in between
    assert steps > 1


async def test_event_that_is_received_while_others_are_applied_is_applied_last() -> None:
    state, macs = state_with(3)
    buffer = EventBuffer()
    for number in range(3000):
        device = Device(mac=macs[0], rssi=-1 - number % 90)
        buffer.add(ProvisioningEvent("device.state_changed", "s", device=device))
    last = ProvisioningEvent("device.state_changed", "s", device=Device(mac=macs[0], rssi=-99))
    asyncio.get_running_loop().call_soon(buffer.add, last)
    change = await async_replay(Change(state), buffer)
    assert change.state.devices[macs[0]].rssi == -99
    assert not change.doubtful


async def test_interval_does_not_depend_on_the_option_of_the_entry(
    fresh: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option that enables polling for changes is off: the safety refresh goes on."""
    monkeypatch.setattr(module, "SAFETY_READ", timedelta(seconds=0.3))
    fresh.hass.config_entries.async_update_entry(fresh.entry, pref_disable_polling=True)
    await fresh.set_up()
    fresh.simulator.mute_events()
    reads = fresh.simulator.counts.requests["GET /allowlist"]
    await wait_for(lambda: fresh.simulator.counts.requests["GET /allowlist"] >= reads + 3)
    fresh.simulator.faults.drop("*", times=None)
    await wait_for(lambda: fresh.state("sensor", "session_state") == "unavailable")


async def test_slow_refreshes_follow_each_other_at_the_interval(
    fresh: Pi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interval counts from the beginning of a refresh, or slow answers would make values older than promised."""
    monkeypatch.setattr(module, "SAFETY_READ", timedelta(seconds=1))
    await fresh.set_up()
    fresh.simulator.mute_events()
    fresh.simulator.faults.delay("GET /allowlist", 0.6, times=None)
    await fresh.coordinator.async_refresh()
    began = [request.at for request in fresh.simulator.received if request.path.endswith("/allowlist")]
    await wait_for(
        lambda: fresh.simulator.counts.requests["GET /allowlist"] >= len(began) + 3,
    )
    times = [request.at for request in fresh.simulator.received if request.path.endswith("/allowlist")]
    gaps = [after - before for before, after in zip(times[-3:], times[-2:], strict=False)]
    assert max(gaps) < 1.5, gaps  # 1.6 s and more, counted from the end of a refresh


async def test_board_has_its_device_with_the_event(pi: Pi) -> None:
    """No refresh is needed in between."""
    pi.simulator.start_session()
    await wait_for(lambda: pi.state("sensor", "device_count") == "3")
    pi.simulator.faults.delay("GET /allowlist", 5, times=None)
    pi.simulator.add_board(Board(NEW))
    await wait_for(lambda: pi.has("sensor", "status", NEW_DIGITS))
    await wait_for(lambda: pi.state("button", "provision", NEW_DIGITS) != "unavailable")
    pi.simulator.faults.clear()


async def test_stranger_has_no_device_with_the_event(pi: Pi) -> None:
    pi.simulator.start_session()
    await wait_for(lambda: pi.state("sensor", "device_count") == "3")
    pi.simulator.add_board(Board(NEW, allowed=False))
    await wait_for(lambda: pi.state("sensor", "device_count") == "4")
    await pi.hass.async_block_till_done()
    assert not pi.has("sensor", "status", NEW_DIGITS)


@pytest.fixture
def quick_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values grow old within half a second, and no refresh comes by itself."""
    monkeypatch.setattr(availability, "LONGEST_AGE_SECONDS", 0.5)
    monkeypatch.setattr(module, "SAFETY_READ", timedelta(seconds=60))


OF_PARTS = {
    "/allowlist": {"sensor.allowlist_total", "sensor.allowlist_available", f"sensor.{NAMED_DIGITS}_status"},
    "/sessions/recoverable": {"sensor.recoverable_sessions", "binary_sensor.recoverable_session"},
    "/batch/network": {"sensor.onboarding_clients", "binary_sensor.onboarding_network"},
}


@pytest.mark.usefixtures("quick_age")
@pytest.mark.parametrize("route", OF_PARTS)
async def test_part_that_is_answered_slowly_grows_old_by_itself(pi: Pi, route: str) -> None:
    """A refresh is under way, and all other parts were answered in time; what depends on this part is unavailable."""
    await pi.coordinator.async_refresh()
    before = pi.unavailable()
    pi.simulator.faults.delay(f"GET {route}", 2)
    reading = pi.hass.async_create_task(pi.coordinator.async_refresh())
    await wait_for(lambda: OF_PARTS[route] <= pi.unavailable() - before)
    await reading
    pi.coordinator.look_around()
    await pi.coordinator.async_refresh()
    assert not OF_PARTS[route] & pi.unavailable()


async def test_refused_allowlist_makes_the_status_of_an_expected_board_unavailable(pi: Pi) -> None:
    assert pi.state("sensor", "status", NAMED_DIGITS) == "expected"
    pi.simulator.faults.fail("GET /allowlist", "DATABASE_ERROR", times=None)
    await pi.coordinator.async_refresh()
    assert pi.state("sensor", "status", NAMED_DIGITS) == "unavailable"
    pi.simulator.start_session()
    await wait_for(lambda: pi.state("sensor", "status", NAMED_DIGITS) == "discovered")  # the session tells it


async def test_refused_list_of_interrupted_sessions(pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """It alone tells whether an unfinished session is interrupted: for as long as it is known from before."""
    pi.simulator.start_session()
    await wait_for(lambda: pi.state("binary_sensor", "session_active") == "on")
    pi.simulator.faults.fail("GET /sessions/recoverable", "DATABASE_ERROR", times=None)
    pi.coordinator.look_around()
    await pi.coordinator.async_refresh()
    assert pi.state("binary_sensor", "recoverable_session") == "unavailable"
    assert pi.state("binary_sensor", "session_active") == "on"
    monkeypatch.setattr(availability, "LONGEST_AGE_SECONDS", 0.0)
    await pi.coordinator.async_refresh()
    assert pi.state("binary_sensor", "session_active") == "unavailable"
    monkeypatch.undo()
    pi.simulator.faults.clear()
    pi.coordinator.look_around()
    await pi.coordinator.async_refresh()
    assert pi.state("binary_sensor", "session_active") == "on"


async def test_list_of_interrupted_sessions_is_read_with_each_refresh(pi: Pi) -> None:
    """It has to be as young as everything else; refreshes that follow each other closely share it."""
    route = "GET /sessions/recoverable"
    counts = pi.simulator.counts.requests
    pi.coordinator._reader._looked -= 5
    before = counts[route]
    await pi.coordinator.async_refresh()
    assert counts[route] == before + 1
    await pi.coordinator.async_refresh()
    assert counts[route] == before + 1


async def test_timer_that_is_late_lets_the_overdue_refresh_come_first(pi: Pi) -> None:
    """A process that stood still for a while shows what it knew until the refresh, not a moment without any values."""
    parts = PartAvailability(pi.hass, Dispatcher())
    now = pi.hass.loop.time()
    parts.async_after_refresh({Part.SESSION: now}, frozenset())
    parts._due -= 100
    parts._answered = {Part.SESSION: now - 100}
    parts._on_timer(None)  # type: ignore[arg-type]
    assert parts.stale == frozenset()
    parts._on_timer(None)  # type: ignore[arg-type]
    assert parts.stale == {Part.SESSION}
    parts.async_stop()


@pytest.mark.parametrize(
    ("asked", "expected"), [(20.0, 20.0), (1.0, 1.0), (0.001, 1.0), (0.0, 3.0), (None, 3.0)]
)
async def test_a_busy_server_is_asked_again_when_it_said(
    pi: Pi, monkeypatch: pytest.MonkeyPatch, asked: float | None, expected: float
) -> None:
    """Its time counts from its answer; the interval of the poll counts from the beginning of a read, which took 2 s."""
    delays: list[float] = []

    def later(_hass: HomeAssistant, delay: float, _job: object) -> CALLBACK_TYPE:
        delays.append(delay)
        return lambda: None

    monkeypatch.setattr(polling, "async_call_later", later)
    pi.coordinator.update_interval = timedelta(seconds=5)
    pi.coordinator._refresh_began = pi.hass.loop.time() - 2
    pi.coordinator._retry_after = asked
    pi.coordinator._schedule_refresh()
    assert delays == [pytest.approx(expected, abs=0.1)]
