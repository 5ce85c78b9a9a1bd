"""The event stream over a socket: whatever the bytes, the cuts and the silences [C §11]."""

import asyncio
from math import inf

import pytest

from custom_components.piorchestrator.client import (
    LinkState,
    ProvisioningEvent,
    event_stream,
    sse_link,
    stream,
)
from custom_components.piorchestrator.client.sse import MAX_EVENT_BYTES
from simulator import Board
from tests.conftest import API_KEY, wait_for

from .bench import MAC, Bench

ROUTE = "GET /batch/events"
EVENT = 'event:device.verified\r\ndata:{"type":"device.verified","session_id":"s","payload":{"device":{"mac":"%s","firmware_version":"Größe ✓ 😀"}}}\r\n\r\n'
FRAME = (EVENT % MAC).encode()


async def test_what_is_asked_for(bench: Bench) -> None:
    """[C §11.1] All sessions, key in the header and never in the address."""
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        assert ear.states == [LinkState.LIVE]
        assert ear.stream.statistics.connects == 1
        assert ear.stream.silence < 5
    (request,) = bench.sim.received
    assert request.query == {}
    assert request.headers["X-API-Key"] == API_KEY
    assert request.headers["Accept"] == "text/event-stream"
    await wait_for(lambda: bench.sim.counts.streams == 0)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_any_pieces(bench: Bench, size: int) -> None:
    """[C §11.2] Cut inside a character, a line end, a name: the same event."""
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        bench.sim.send_raw(FRAME * 2, chunk=size)
        event = await ear.hears("device.verified", 2)
        assert event.device is not None
        assert event.device.firmware_version == "Größe ✓ 😀"
        assert event.device.state == "verified"


@pytest.mark.parametrize("cut", [1, FRAME.index(b"\xf0\x9f") + 2, len(FRAME) - 2])
async def test_a_cut_frame_is_no_event(bench: Bench, cut: int) -> None:
    """[C §11.7] What a broken connection began does not run into the next one."""
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        bench.sim.cut_streams(after_bytes=cut)
        bench.sim.send_raw(FRAME)
        await ear.hears("connection.established", 2)
        bench.sim.send_raw(FRAME)
        await ear.hears("device.verified")
        assert ear.types == ["connection.established", "connection.established", "device.verified"]
        assert ear.states == [LinkState.LIVE, LinkState.WAITING, LinkState.CONNECTING, LinkState.LIVE]


async def test_garbage_is_skipped_and_counted(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """[C §11.3] Each kind is logged once; the next good frame is understood."""
    caplog.set_level("INFO", event_stream.__name__)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        for _ in range(3):
            bench.sim.send_raw(b"data:{broken\n\n\xff\xfe\x00\n\ndata:[]\n\ndata:{}\n\n")
            bench.sim.send_raw(b'data:{"type":"x","version":"2.1"}\n\n')
            bench.sim.send_raw(b'data:{"type":"device.teleported"}\n\n')
        bench.sim.send_raw(b"data:" + b"x" * (MAX_EVENT_BYTES + 1) + b"\n\n")
        bench.sim.send_raw(FRAME)
        await ear.hears("device.verified")
        assert ear.stream.statistics.dropped == 13
        assert ear.types.count("device.teleported") == 3
        assert ear.stream.statistics.connects == 1
    told = [record for record in caplog.records if record.name == event_stream.__name__]
    assert len(told) == len({record.getMessage() for record in told}) == 4


async def test_a_hostile_server_cannot_fill_the_log(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Every type is new, and yet there are few lines."""
    caplog.set_level("INFO", event_stream.__name__)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        for number in range(100):
            bench.sim.send_event(f"odd.{number}", None)
        await ear.hears("odd.99")
    assert len([record for record in caplog.records if record.name == event_stream.__name__]) == 20


async def test_a_faulty_listener_harms_nobody(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Each event has a callback of its own, and one fault is logged once."""
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        failed: list[str] = []

        def fail(event: ProvisioningEvent) -> None:
            failed.append(event.type)
            raise ZeroDivisionError(event.type)

        append, ear.stream._on_event = ear.stream._on_event, fail
        bench.sim.send_raw(FRAME * 5)
        await wait_for(lambda: len(failed) == 5)
        ear.stream._on_event = append
        bench.sim.send_raw(FRAME)
        await ear.hears("device.verified")
        assert ear.states == [LinkState.LIVE]
    (record,) = [record for record in caplog.records if record.exc_info]
    assert isinstance(record.exc_info, tuple)
    assert record.exc_info[0] is ZeroDivisionError


# Heartbeats and silence [C §11.7]


@pytest.fixture
def _short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silence of 0.3 s is long; heartbeats come each 10 ms."""
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 0.3)


@pytest.mark.usefixtures("_short_silence")
@pytest.mark.parametrize("heard", [1, 3])
async def test_a_peer_whose_heartbeats_stop_is_dead(bench: Bench, heard: int) -> None:
    """Half open: no bytes, no end; one heartbeat is enough to tell."""
    bench.sim.switches.heartbeat_seconds = 10
    async with bench.listening() as ear:
        await ear.hears("connection.heartbeat", heard)
        bench.sim.silence_streams()
        await ear.hears("connection.established", 2)
        assert ear.stream.statistics.last_error == "heartbeats stopped"
        assert ear.states == [LinkState.LIVE, LinkState.WAITING, LinkState.CONNECTING, LinkState.LIVE]


async def test_any_byte_is_a_sign_of_life(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that went over to comments is not dead."""
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 1.0)
    bench.sim.switches.heartbeat_seconds = 1
    async with bench.listening() as ear:
        await ear.hears("connection.heartbeat", 2)
        bench.sim.switches.heartbeat = "comment"
        await asyncio.sleep(1.5)
        assert ear.states == [LinkState.LIVE]
        assert ear.stream.silence < 1.0


@pytest.mark.usefixtures("_short_silence")
@pytest.mark.parametrize("heartbeat", ["off", "comment"])
async def test_silence_alone_is_no_reason(bench: Bench, heartbeat: str) -> None:
    """Without any heartbeat so far a silent connection stays; its owner may drop it."""
    bench.sim.switches.update([("heartbeat", heartbeat), ("heartbeat_seconds", 1)])
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        bench.sim.silence_streams()
        await asyncio.sleep(0.6)
        assert ear.states == [LinkState.LIVE]
        ear.stream.drop()
        await ear.hears("connection.established", 2)
        assert ear.stream.statistics.last_error == "the connection was found dead"


async def test_rare_heartbeats_are_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first interval counts from the opening, so that the second heartbeat is not missed."""
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 0.05)
    bench.sim.switches.heartbeat_seconds = 25  # a quarter of a second here
    async with bench.listening() as ear:
        await ear.hears("connection.heartbeat", 3)
        assert ear.stream.statistics.connects == 1


# Refused and absent


async def test_a_refused_key_waits_for_another(bench: Bench) -> None:
    """[C §11.7] One question, no more until the key changes, then at once."""
    bench.client.use_key("wrong")
    async with bench.listening() as ear:
        assert ear.stream.silence == inf
        await ear.reaches(LinkState.REFUSED)
        await asyncio.sleep(0.2)
        assert bench.asked(ROUTE) == 1
        ear.stream.wake()  # with the same key: one more question
        await wait_for(lambda: len(ear.states) == 3)
        await asyncio.sleep(0.2)
        assert bench.asked(ROUTE) == 2
        bench.client.use_key(API_KEY)
        ear.stream.wake()
        await ear.hears("connection.established")
        assert ear.states == [LinkState.REFUSED, LinkState.CONNECTING] * 2 + [LinkState.LIVE]


async def test_a_key_that_changes_while_the_old_one_is_refused(bench: Bench) -> None:
    """The wake comes during the attempt and is not lost."""
    bench.client.use_key("wrong")
    bench.sim.faults.delay(ROUTE, 0.2)
    async with bench.listening() as ear:
        await wait_for(lambda: bench.asked(ROUTE) == 1)
        bench.client.use_key(API_KEY)
        ear.stream.wake()
        await ear.hears("connection.established")
        assert ear.states == [LinkState.REFUSED, LinkState.CONNECTING, LinkState.LIVE]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", "text/plain"),
        (404, b'{"success":false,"error":{"code":"NOT_FOUND"}}', "application/json"),
        (405, b"", "text/plain"),
        (200, b"<!doctype html>", "text/html"),
        (200, b"{}", "application/json"),
        (204, b"", "text/event-stream"),
    ],
)
async def test_an_absent_stream(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, kind: str
) -> None:
    """[C §11.7] No stream on this port; looked for again much later."""
    bench.sim.faults.answer(ROUTE, status, body, kind)
    async with bench.listening() as ear:
        await ear.reaches(LinkState.ABSENT)
        await asyncio.sleep(0.1)
        assert bench.asked(ROUTE) == 1
    monkeypatch.setattr(stream, "ABSENT_RECHECK_SECONDS", 0.02)
    bench.sim.faults.answer(ROUTE, status, body, kind)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        assert ear.states == [LinkState.ABSENT, LinkState.CONNECTING, LinkState.LIVE]


# Outages


@pytest.mark.parametrize("code", ["INTERNAL_ERROR", "DATABASE_ERROR"])
async def test_a_server_in_trouble_is_asked_again(bench: Bench, code: str) -> None:
    """[C §11.7] Without end."""
    bench.sim.faults.fail(ROUTE, code, times=3)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        assert ear.states == [LinkState.WAITING, LinkState.CONNECTING] * 3 + [LinkState.LIVE]
        assert ear.stream.statistics.attempts == 4


async def test_a_server_that_names_a_time_is_left_alone_until_then(bench: Bench) -> None:
    """[C §6] The larger of back-off and hint."""
    bench.sim.faults.fail(ROUTE, "RATE_LIMITED", retry_after=1)
    async with bench.listening() as ear:
        await ear.reaches(LinkState.WAITING)
        await asyncio.sleep(0.3)
        assert bench.asked(ROUTE) == 1
        ear.stream.wake()
        await ear.hears("connection.established")


async def test_a_server_that_never_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It accepts and says nothing: the attempt ends, and the next one counts."""
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 0.1)
    bench.sim.faults.hang(ROUTE)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        assert ear.stream.statistics.last_error == "no answer in time"
        await asyncio.sleep(0.2)  # the limit is for the answer, not for the stream
        assert ear.states == [LinkState.WAITING, LinkState.CONNECTING, LinkState.LIVE]


async def test_a_stream_that_ends_in_good_order(bench: Bench) -> None:
    """[C §11.7] What came counts, and the next connection follows."""
    bench.sim.faults.answer(ROUTE, 200, FRAME, "text/event-stream; charset=utf-8")
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        assert ear.types[:2] == ["device.verified", "connection.established"]
        assert ear.stream.statistics.last_error == "the server closed the connection"


async def test_a_restart(bench: Bench) -> None:
    """[C §18.8] Refused connections meanwhile, then the same server."""
    session = await bench.begin(Board(MAC))
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        await bench.sim.restart(downtime=0.2)
        await ear.hears("connection.established", 2)
        assert ear.stream.statistics.attempts > 2
        assert (await bench.client.session(session.id)).session.id == session.id
    await wait_for(lambda: bench.sim.counts.streams == 0)
