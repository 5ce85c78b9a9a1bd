"""A proxy between Home Assistant and the Pi: a stream that delivers nothing is none, and one that is closed is back."""

import asyncio
from collections.abc import AsyncIterator

from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator import issues, repairs, stream_watch
from custom_components.piorchestrator.client import LinkState, event_stream, sse_link
from custom_components.piorchestrator.const import DOMAIN, FALLBACK_POLL, SAFETY_READ
from simulator import Board, Simulator
from tests.conftest import make_entry, wait_for
from tests.live.home import Home
from tests.live.proxy import Buffering, Proxy

A, B, C, D = BOARDS = tuple(f"24:6F:28:0C:00:0{number}" for number in range(1, 5))
STEPS = ("provisioning", "provisioned", "verifying", "failed")
DEAF_SECONDS = 0.02
OTHERS = ("24:6F:28:0C:01:01", "24:6F:28:0C:01:02", "24:6F:28:0C:01:03")


@pytest.fixture
async def proxy(simulator: Simulator) -> AsyncIterator[Proxy]:
    """The proxy, which passes everything on until a test says otherwise."""
    simulator.switches.heartbeat = "off"
    async with Proxy(simulator.port) as running:
        yield running


@pytest.fixture
def entry_data(proxy: Proxy) -> MockConfigEntry:
    """An entry that leads to the proxy."""
    return make_entry(proxy.port)


@pytest.fixture
async def behind(home: Home, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose stream begins again with what the test wants of the proxy."""
    monkeypatch.setattr(event_stream, "FIRST_FRAME_SECONDS", 1.0)
    home.coordinator.stream.proof_seconds = 1.0
    return home


def shown(home: Home) -> str:
    """Whether the entity says that the stream is connected."""
    return home.state(Platform.BINARY_SENSOR, "event_stream").state


async def buffered(home: Home, proxy: Proxy, buffering: Buffering) -> None:
    """From now on the proxy keeps the stream back."""
    proxy.buffering = buffering
    proxy.close_streams()
    streams = proxy.streams
    await wait_for(lambda: proxy.streams > streams)


async def begun(home: Home) -> Moves:
    """A session with boards that move one step at a time."""
    home.simulator.add_boards(Board(mac) for mac in BOARDS)
    await home.press_start()
    await wait_for(lambda: set(home.coordinator.data.devices) == set(BOARDS))
    return Moves(home)


class Moves:
    """Boards that move on, and reads that find it or do not."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._steps = iter([(mac, state) for mac in BOARDS for state in STEPS])

    async def read_until(self, *, is_connected: bool, is_told: bool, most: int = 6) -> int:
        """Read after each step until the stream counts as connected, or not; return how many reads that took."""
        home = self._home
        for reads in range(most):
            if home.coordinator.stream_watch.is_connected is is_connected:
                return reads
            mac, state = next(self._steps)
            home.simulator.force_state(state, mac)
            await home.simulator.flushed()
            if is_told:
                await wait_for(lambda: home.coordinator.data.devices[mac].state == state)  # noqa: B023 - in this turn
            await asyncio.sleep(2 * DEAF_SECONDS)
            await home.coordinator.async_refresh()
        raise AssertionError(f"still not {is_connected}")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("buffering", [Buffering.ALL, Buffering.COMMENTS])
async def test_a_stream_without_a_first_frame_is_not_connected(
    behind: Home, proxy: Proxy, buffering: Buffering
) -> None:
    home, pi = behind, behind.simulator
    await home.press_start()
    await buffered(home, proxy, buffering)
    await home.deaf()
    connects = home.coordinator.stream.statistics.connects
    frames = home.coordinator.stream.statistics.frames
    await wait_for(lambda: home.coordinator.stream.statistics.connects > connects + 1, 20)
    assert proxy.kept
    assert home.coordinator.stream.statistics.frames == frames
    assert home.coordinator.stream.statistics.last_error == "nothing was delivered"
    assert shown(home) == "off"
    assert home.coordinator.stream_watch.is_held_back
    # Reads find what happens: `impatient` makes the poll of a lost stream a second, that beside a live one two.
    assert home.coordinator.update_interval is not None
    assert home.coordinator.update_interval.total_seconds() == 1.0
    pi.add_board(Board(A))
    await wait_for(lambda: A in home.coordinator.data.devices)
    proxy.buffering = Buffering.NOTHING
    await home.streaming(40)
    assert not home.coordinator.stream_watch.is_held_back


async def test_the_intervals_without_and_with_a_first_frame(
    behind: Home, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = behind
    await home.coordinator.async_refresh()
    assert home.coordinator.update_interval == SAFETY_READ
    await buffered(home, proxy, Buffering.ALL)
    await home.deaf()
    await home.coordinator.async_refresh()
    assert home.coordinator.update_interval == FALLBACK_POLL
    assert FALLBACK_POLL.total_seconds() == 5


@pytest.mark.usefixtures("brisk")
async def test_a_stream_that_keeps_what_reads_find_is_not_connected(
    behind: Home, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first frame passes, and nothing after it; also where changes are further apart than reads."""
    monkeypatch.setattr(stream_watch, "DEAF_SECONDS", DEAF_SECONDS)
    home = behind
    moves = await begun(home)
    await buffered(home, proxy, Buffering.AFTER_FIRST)
    await wait_for(lambda: home.coordinator.stream.state is LinkState.LIVE)
    await home.coordinator.async_refresh()
    changes: list[str] = []

    @callback
    def on_change(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state is not None
        changes.append(state.state)

    entity_id = home.entity_id(Platform.BINARY_SENSOR, "event_stream")
    assert entity_id is not None
    async_track_state_change_event(home.hass, entity_id, on_change)
    assert await moves.read_until(is_connected=False, is_told=False) <= 3
    await wait_for(lambda: shown(home) == "off")
    assert home.coordinator.update_interval == FALLBACK_POLL
    # A connection that is new may be better, once; after that only events that come in time tell so.
    for _ in range(4):
        streams = proxy.streams
        proxy.close_streams()
        await wait_for(lambda: proxy.streams > streams)  # noqa: B023 - waited for in this turn
        await wait_for(lambda: home.coordinator.stream.state is LinkState.LIVE)
        await home.coordinator.async_refresh()
        await moves.read_until(is_connected=False, is_told=False)
    assert changes.count("on") <= 1, "it does not flap"
    assert home.coordinator.stream_watch.is_held_back
    assert home.coordinator.update_interval == FALLBACK_POLL
    proxy.buffering = Buffering.NOTHING
    streams = proxy.streams
    proxy.close_streams()
    await wait_for(lambda: proxy.streams > streams)
    await wait_for(lambda: home.coordinator.stream.state is LinkState.LIVE)
    await moves.read_until(is_connected=True, is_told=True)
    await home.streaming()
    await home.coordinator.async_refresh()
    assert home.coordinator.update_interval == SAFETY_READ


@pytest.mark.usefixtures("brisk")
async def test_what_has_no_event_is_no_sign_of_a_deaf_stream(
    behind: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The allowlist changes without any event, by reads alone."""
    monkeypatch.setattr(stream_watch, "DEAF_SECONDS", 0.0)
    home = behind
    await begun(home)
    for mac in OTHERS:
        home.simulator.allow(mac)
        await home.coordinator.async_refresh()
    assert home.coordinator.stream_watch.is_connected


@pytest.mark.usefixtures("brisk")
async def test_a_proxy_that_closes_silent_streams_does_not_make_the_entity_flap(
    behind: Home, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each minute, in real life: the stream is back at once, and what happened in between is read."""
    monkeypatch.setattr(stream_watch, "SILENT_SECONDS", 0.0)
    home, pi = behind, behind.simulator
    await home.press_start()
    changes: list[object] = []
    entity_id = home.entity_id(Platform.BINARY_SENSOR, "event_stream")
    assert entity_id is not None

    @callback
    def on_change(event: Event[EventStateChangedData]) -> None:
        changes.append(event.data["new_state"])

    async_track_state_change_event(home.hass, entity_id, on_change)
    for mac in (A, B, C):
        streams = proxy.streams
        proxy.close_streams()
        await wait_for(lambda: home.coordinator.stream.state is not LinkState.LIVE)
        pi.add_board(Board(mac))
        await wait_for(lambda: mac in pi.truth().devices)  # noqa: B023 - waited for in this turn
        await wait_for(lambda: proxy.streams > streams)  # noqa: B023 - waited for in this turn
        await wait_for(lambda: home.coordinator.stream.state is LinkState.LIVE)
        await wait_for(lambda: mac in home.coordinator.data.devices)  # noqa: B023 - the same
    assert changes == []
    # One that does not come back shows soon.
    pi.faults.answer("GET /batch/events", 502, b"", "text/plain", times=None)
    proxy.close_streams()
    await home.deaf()


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("buffering", [Buffering.HEAD, Buffering.ALL, Buffering.COMMENTS])
async def test_the_repair_names_the_proxy(
    behind: Home, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, buffering: Buffering
) -> None:
    home = behind
    monkeypatch.setattr(issues, "STREAM_LOST_SECONDS", 0.5)
    monkeypatch.setattr(repairs, "_RECONNECT_SECONDS", 20.0)
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 1.0)
    await buffered(home, proxy, buffering)
    issue_id = f"stream_lost_{home.entry.entry_id}"

    def issue() -> ir.IssueEntry | None:
        return ir.async_get(home.hass).async_get_issue(DOMAIN, issue_id)

    await wait_for(lambda: (found := issue()) is not None and (found.data or {}).get("cause") == "proxy", 20)
    found = issue()
    assert found is not None
    flow = await repairs.async_create_fix_flow(home.hass, issue_id, found.data)
    assert isinstance(flow, repairs.StreamFlow)
    flow.hass, flow.handler = home.hass, DOMAIN
    flow.issue_id = issue_id
    form = await flow.async_step_init()
    assert (form["type"], form["step_id"]) == ("form", "proxy")
    proxy.buffering = Buffering.NOTHING
    done = await flow.async_step_proxy({})
    assert done["type"] == "create_entry"
    await wait_for(lambda: issue() is None)
    assert shown(home) == "on"
