"""Whatever happens to stream and server, Home Assistant ends with the truth and says so in two lines [C §11.7]."""

import asyncio
from datetime import timedelta

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.piorchestrator import coordinator, reader, stream_watch
from custom_components.piorchestrator.client import sse_link
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.journal import assert_went_and_came_back_once, lines
from tests.live.truth import assert_truth, truth
from tests.live.work import BOARDS, begin, finish

STREAM = "GET /batch/events"
LOST, BACK = "is lost; reading instead", "is back"


async def test_stream_cut(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    await begin(home)
    home.simulator.cut_streams()
    await home.deaf()
    await home.simulator.wait_idle()
    await home.streaming()
    await truth(home, clients=False)
    assert_went_and_came_back_once(caplog, LOST, BACK)
    await finish(home)


@pytest.mark.usefixtures("impatient")
async def test_stream_cut_again_and_again(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    await begin(home)
    for _ in range(10):
        opened = home.simulator.counts.streams_opened
        home.simulator.cut_streams(after_bytes=700)
        home.simulator.send_error("MQTT_UNAVAILABLE", "x" * 700)
        await home.reconnected(opened)
    await home.streaming()
    await finish(home)
    assert home.simulator.counts.streams == 1


async def test_half_open_stream_is_found_by_its_heartbeats(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 0.5)
    pi = home.simulator
    pi.switches.heartbeat_seconds = 4
    frames = home.coordinator.stream.statistics.frames
    await wait_for(lambda: home.coordinator.stream.statistics.frames > frames)
    await begin(home)
    opened = pi.counts.streams_opened
    pi.silence_streams()
    await wait_for(lambda: pi.counts.streams_opened == opened + 1)
    assert home.coordinator.stream.statistics.last_error == "heartbeats stopped"
    await finish(home)
    assert pi.counts.streams == 1


async def test_data_count_as_life_when_heartbeats_end(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 2.0)
    pi = home.simulator
    pi.switches.heartbeat_seconds = 4
    frames = home.coordinator.stream.statistics.frames
    await wait_for(lambda: home.coordinator.stream.statistics.frames > frames + 1)
    pi.switches.heartbeat = "off"
    for _ in range(15):
        await asyncio.sleep(0.2)
        pi.send_error("MQTT_UNAVAILABLE", "broker away", retryable=True)
    assert pi.counts.streams_opened == 1


@pytest.mark.usefixtures("impatient")
async def test_half_open_stream_without_heartbeats_is_read_past(home: Home) -> None:
    pi = home.simulator
    pi.switches.heartbeat = "off"
    pi.cut_streams()
    await wait_for(lambda: pi.counts.streams_opened == 2)
    await home.streaming()
    await begin(home)
    pi.silence_streams()
    await finish(home)
    assert pi.counts.streams_opened == 2, "silence alone is no reason to reconnect"


@pytest.mark.usefixtures("impatient")
async def test_stream_that_turns_out_deaf_is_replaced(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_watch, "DEAF_SECONDS", 0.5)
    pi = home.simulator
    pi.switches.heartbeat = "off"
    await begin(home)
    pi.silence_streams()
    async with asyncio.timeout(15):
        while pi.counts.streams_opened == 1:  # each read finds something that no event told
            pi.disallow(BOARDS[0].mac)
            await asyncio.sleep(0.5)
            pi.allow(BOARDS[0].mac)
            await asyncio.sleep(0.7)
    await finish(home)


@pytest.mark.usefixtures("impatient")
async def test_heartbeats_go_on_while_events_are_lost(home: Home) -> None:
    pi = home.simulator
    pi.switches.heartbeat_seconds = 4
    await begin(home)
    pi.mute_events()
    await finish(home)
    assert pi.counts.streams_opened == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("code", ["NETWORK_ERROR", "RATE_LIMITED", "INTERNAL_ERROR"])
async def test_stream_refused_for_a_while(home: Home, caplog: pytest.LogCaptureFixture, code: str) -> None:
    pi = home.simulator
    await begin(home)
    pi.faults.fail(STREAM, code, times=4, retry_after=0.3)
    pi.cut_streams()
    await wait_for(lambda: pi.counts.requests[STREAM] >= 5)
    await home.streaming()
    await finish(home)
    assert_went_and_came_back_once(caplog, LOST, BACK)


@pytest.mark.usefixtures("impatient")
async def test_rate_limit_without_a_hint_is_respected(home: Home) -> None:
    """30 s is the server's constant [C §6]; the reads go on."""
    pi = home.simulator
    await begin(home)
    pi.faults.fail(STREAM, "RATE_LIMITED", times=None, retry_after=None)
    pi.cut_streams()
    await finish(home)
    assert pi.counts.requests[STREAM] == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html><body>PiDashboard</body></html>", "text/html"),
        (404, b"", "text/plain"),
        (
            404,
            b'{"success":false,"error":{"code":"NOT_FOUND","path":"/x","message":"no"}}',
            "application/json",
        ),
        (200, b'{"success":true,"data":{}}', "application/json"),
    ],
)
async def test_no_such_stream(
    home: Home, caplog: pytest.LogCaptureFixture, status: int, body: bytes, kind: str
) -> None:
    pi = home.simulator
    pi.faults.answer(STREAM, status, body, kind, times=None)
    pi.cut_streams()
    await home.deaf()
    await begin(home)
    await pi.wait_idle()
    await truth(home, clients=False)
    assert pi.counts.requests[STREAM] == 2
    assert len([line for line in lines(caplog) if LOST in line]) == 1


@pytest.mark.usefixtures("impatient")
async def test_server_that_hangs(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 1.0)
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 1.0)
    pi = home.simulator
    pi.switches.heartbeat = "off"
    await begin(home)
    pi.faults.hang("*", times=None)
    pi.silence_streams()
    await wait_for(lambda: home.value("session_state") == STATE_UNAVAILABLE)
    await home.deaf()
    pi.faults.clear()
    await home.streaming()
    await finish(home)
    assert_went_and_came_back_once(caplog, "Error fetching", "recovered")


@pytest.mark.parametrize("seconds", [7200, -7200])
async def test_clock_of_the_pi_jumps(home: Home, seconds: int) -> None:
    pi = home.simulator
    await begin(home)
    pi.jump_clock(seconds)
    await finish(home)
    await home.press_start()
    await truth(home, clients=False)
    pi.stop_session()
    pi.start_session("Cellar")
    await truth(home)


async def test_safety_read_keeps_its_clock_under_push(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that is never silent does not put the next read off."""
    monkeypatch.setattr(coordinator, "SAFETY_READ", timedelta(seconds=2))
    home.coordinator.update_interval = timedelta(seconds=2)
    await home.coordinator.async_refresh()
    pi = home.simulator
    before, began = pi.counts.requests["GET /allowlist"], home.hass.loop.time()
    for _ in range(500):
        pi.send_error("MQTT_UNAVAILABLE", "broker away")
        await asyncio.sleep(0.01)
    reads, elapsed = pi.counts.requests["GET /allowlist"] - before, home.hass.loop.time() - began
    assert abs(reads - elapsed / 2) <= 1, (reads, elapsed)
    assert_truth(home)
