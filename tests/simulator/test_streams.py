"""What can happen to the bytes and events of a stream: [C §17], anchors §3.3."""

import asyncio

import aiohttp
import pytest

from simulator import Board

from .conftest import KEY, MAC, OTHER_MAC, Pi, until

FRAME = 'event:odd\ndata:{"type":"odd","payload":{"message":"Größe ✓"}}\n\n'.encode()


async def test_one_byte_at_a_time(pi: Pi) -> None:
    async with pi.listen() as listener:
        size = len(listener.bytes)
        pi.sim.send_raw(FRAME, chunk=1)
        pi.sim.start_session()  # must not land in the middle
        await pi.sim.flushed()
        await listener.has("session.started")
        assert listener.bytes[size : size + len(FRAME)] == FRAME
        assert max(map(len, listener.pieces[1:])) >= 1
        assert listener.types[1:4] == ["odd", "network.started", "session.started"]


async def test_pieces_arrive_apart(pi: Pi) -> None:
    async with pi.listen() as listener:
        pi.sim.send_raw(b"~" * 64, chunk=1)
        await until(lambda: b"~" * 64 in listener.bytes)
        assert sum(b"~" in piece for piece in listener.pieces) > 8


@pytest.mark.parametrize("cut", [FRAME.index("ö".encode()) + 1, len(FRAME) - 1])
async def test_cut_inside_a_character_or_a_frame(pi: Pi, cut: int) -> None:
    async with pi.listen() as listener:
        before = len(listener.bytes)
        pi.sim.cut_streams(after_bytes=cut)
        pi.sim.send_raw(FRAME)
        await until(lambda: listener.over)
        assert listener.bytes[before:] == FRAME[:cut]
    await until(lambda: pi.sim.counts.streams == 0)


async def test_pieces_cut_inside_crlf(pi: Pi) -> None:
    async with pi.listen() as listener:
        before = len(listener.bytes)
        pi.sim.send_raw(b'data:{"type":"odd"}\r')
        await asyncio.sleep(0.02)
        pi.sim.send_raw(b"\n\r")
        await asyncio.sleep(0.02)
        pi.sim.send_raw(b"\n")
        await until(lambda: listener.bytes.endswith(b"\r\n\r\n"))
        assert len(listener.bytes) == before + 23
        assert len(listener.pieces) >= 4


async def test_drop_after_n_bytes_at_connect(pi: Pi) -> None:
    pi.sim.faults.drop_after("GET /batch/events", 20)
    headers = {"X-API-Key": KEY}
    async with pi.http.get(f"{pi.sim.url}/api/v1/provisioning/batch/events", headers=headers) as answer:
        assert await answer.content.readexactly(20) == b"event:connection.est"
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.content.read()


async def test_broken_and_odd_frames(pi: Pi) -> None:
    async with pi.listen() as listener:
        pi.sim.send_raw(b"event:device.verified\ndata:{broken\n\n")
        pi.sim.send_raw(b"data:" + b"x" * 2**20 + b"\n\n")
        pi.sim.send_raw(b"\xff\xfe\n\n")
        await until(lambda: listener.bytes.endswith(b"\xff\xfe\n\n"))
        assert len(listener.bytes) > 2**20
        listener.bytes = b""
        pi.sim.send_event("device.teleported", {"device": {"mac": MAC}}, session_id="s", version="2.0")
        pi.sim.send_event("device.verified", None, version=None)
        strange = await listener.has("device.teleported")
        bare = await listener.has("device.verified")
    assert (strange["version"], strange["session_id"]) == ("2.0", "s")
    assert "version" not in bare
    assert bare["payload"] is None


async def test_half_open(pi: Pi) -> None:
    pi.sim.switches.heartbeat_seconds = 1
    async with pi.listen() as listener:
        await listener.has("connection.heartbeat")
        pi.sim.silence_streams()
        await asyncio.sleep(0.05)
        size = len(listener.bytes)
        pi.sim.start_session()
        await asyncio.sleep(0.1)
        assert (len(listener.bytes), listener.over, pi.sim.counts.streams) == (size, False, 1)
        async with pi.listen() as second:  # whoever connects anew is served
            await second.has("connection.heartbeat")
        pi.sim.unsilence_streams()
        await listener.has("connection.heartbeat", 2)
        assert "session.started" not in listener.types


async def test_data_stop_while_heartbeats_go_on_and_the_reverse(pi: Pi) -> None:
    pi.sim.switches.heartbeat_seconds = 1
    async with pi.listen() as listener:
        pi.sim.mute_events()
        pi.sim.start_session()
        beats = listener.types.count("connection.heartbeat")
        await listener.has("connection.heartbeat", beats + 2)
        assert "session.started" not in listener.types
        pi.sim.unmute_events()
        pi.sim.switches.heartbeat = "off"
        beats = listener.types.count("connection.heartbeat")
        pi.sim.stop_session()
        await listener.has("session.closed")
        await asyncio.sleep(0.06)
        assert listener.types.count("connection.heartbeat") <= beats + 1


async def test_duplicates(pi: Pi) -> None:
    async with pi.listen() as listener:
        pi.sim.repeat_events(3)
        pi.sim.start_session()
        await listener.has("device.discovered", 3)
        assert listener.types.count("session.started") == 3


async def test_out_of_order_and_after_the_answer(pi: Pi) -> None:
    pi.sim.add_board(Board(OTHER_MAC))
    async with pi.listen() as listener:
        pi.sim.hold_events()
        await pi.begin()
        await pi.sim.wait_idle()
        assert listener.types == ["connection.established"]
        pi.sim.release_events(backwards=True)
        await listener.has("network.started")
        assert listener.types[-2:] == ["session.started", "network.started"]
        assert listener.types.index("device.discovered") < listener.types.index("session.started")
        pi.sim.stop_session()
        await listener.has("session.closed")


async def test_a_restart_loses_what_was_kept_back(pi: Pi) -> None:
    """No server sends the events of the process before; those of the new process are kept back still."""
    pi.sim.hold_events()
    await pi.begin()
    await pi.sim.restart()
    async with pi.listen() as listener:
        session = pi.sim.truth().session
        assert session is not None
        pi.sim.send_event("session.warning", {"session": session}, str(session["id"]))
        assert listener.types == ["connection.established"]
        pi.sim.release_events()
        await listener.has("session.warning")
        assert listener.types == ["connection.established", "session.warning"]


async def test_cut_is_abrupt_for_all(pi: Pi) -> None:
    async with pi.listen() as one, pi.listen() as two:
        pi.sim.cut_streams()
        await until(lambda: one.over and two.over)
        await until(lambda: pi.sim.counts.streams == 0)
        assert pi.sim.counts.streams_opened == 2


async def test_a_client_that_never_reads_harms_nobody(pi: Pi) -> None:
    url = f"{pi.sim.url}/api/v1/provisioning/batch/events"
    async with pi.http.get(url, headers={"X-API-Key": KEY}), pi.listen() as listener:
        await until(lambda: pi.sim.counts.streams == 2)
        block = b": " + b"x" * 2**20 + b"\n\n"
        for _ in range(40):
            pi.sim.send_raw(block)
            await asyncio.sleep(0)
            if pi.sim.counts.streams == 1:
                break
            size = len(listener.bytes) + len(block)
            await until(lambda size=size: len(listener.bytes) >= size or listener.over)  # type: ignore[misc]
        await until(lambda: pi.sim.counts.streams == 1)
        pi.sim.start_session()
        await until(lambda: b"session.started" in listener.bytes[-4000:])
