"""Monitor sockets that break the protocol, or that use all of it [C §12; RFC 6455; SECURITY.md]."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import hashlib
import json
import struct
from time import thread_time
from typing import Final
import zlib

import pytest

from custom_components.piorchestrator.client import LinkState, MonitorSocket, monitor
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.monitor import MonitorData
from custom_components.piorchestrator.client.redaction import Conceal
from tests.conftest import wait_for

from .conftest import ClientOf
from .harm import LONGEST_PAUSE, measured
from .server import Answer, Hostile, Visit

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
# A message at its largest as bytes, put together, and as text; and what aiohttp has in hand.
MOST_MEGABYTES: Final = 6.0


def frame(
    kind: int, data: bytes, *, final: bool = True, reserved: int = 0, length: int | None = None
) -> bytes:
    """One frame of a server; `length` may lie."""
    size = len(data) if length is None else length
    first = (0x80 if final else 0) | reserved | kind
    if size < 126:
        return struct.pack("!BB", first, size) + data
    if size < 2**16:
        return struct.pack("!BBH", first, 126, size) + data
    return struct.pack("!BBQ", first, 127, size) + data


def message(kind: str, data: object) -> bytes:
    """A message of the contract in one frame."""
    return frame(TEXT, json.dumps({"type": kind, "data": data}).encode())


EVERYTHING: Final = message("initial_data", {"alerts_count": 1})


async def accept(visit: Visit, *headers: bytes) -> None:
    """Upgrade as a server should."""
    key = next(
        line.split(b": ")[1]
        for line in visit.head.split(b"\r\n")
        if line.lower().startswith(b"sec-websocket-key")
    )
    proof = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    lines = (
        b"HTTP/1.1 101 Switching Protocols",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: " + proof,
        *headers,
    )
    await visit.say(b"\r\n".join((*lines, b"", b"")))


def _says(data: bytes, *headers: bytes) -> Answer:
    async def answer(visit: Visit) -> None:
        await accept(visit, *headers)
        await visit.say(EVERYTHING + data)
        await visit.hold()

    return answer


def _floods(beginning: bytes, for_ever: bytes) -> Answer:
    async def answer(visit: Visit) -> None:
        await accept(visit)
        await visit.flood(EVERYTHING + beginning, for_ever)

    return answer


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


@asynccontextmanager
async def watching(
    client_of: ClientOf, server: Hostile
) -> AsyncIterator[tuple[MonitorSocket, list[MonitorData]]]:
    """A monitor socket that runs, and what it told."""
    objects: list[MonitorData] = []
    socket = MonitorSocket(
        client_of(server).transport, objects.append, lambda _: None, Backoff(first=0.2, ceiling=0.2)
    )
    task = asyncio.create_task(socket.run())
    try:
        yield socket, objects
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


BROKEN: Final[dict[str, Answer]] = {
    "a frame beyond the limit": _says(frame(TEXT, b"x", length=2 * 1024 * 1024)),
    "a frame beyond all numbers": _says(frame(TEXT, b"x", length=2**62)),
    "a length below zero": _says(frame(TEXT, b"x", length=2**64 - 1)),
    "a frame beyond the limit, in full": _floods(frame(TEXT, b"", length=2**40), b"x"),
    "fragments without end": _floods(
        frame(TEXT, b"x", final=False), frame(CONTINUATION, b"x" * 60_000, final=False)
    ),
    "empty fragments, then the end of nothing": _says(frame(CONTINUATION, b"x")),
    "compressed, though not agreed": _says(frame(TEXT, _packed(b"x" * 10_000_000), reserved=0x40)),
    "compressed, and said to be agreed": _says(
        frame(TEXT, _packed(b"x" * 10_000_000), reserved=0x40),
        b"Sec-WebSocket-Extensions: permessage-deflate",
    ),
    "other reserved bits": _says(frame(TEXT, b"{}", reserved=0x30)),
    "an unknown kind": _says(frame(11, b"")),
    "a long ping": _says(frame(PING, b"x" * 1000)),
    "a ping in fragments": _says(frame(PING, b"x", final=False)),
    "no text": _says(frame(TEXT, b"\xff\xfe")),
    "a close of one byte": _says(frame(CLOSE, b"\x03")),
    "a close with a number that is none": _says(frame(CLOSE, b"\0\0why")),
    "a close with rubbish": _says(frame(CLOSE, b"\x03\xe8\xff\xff")),
    "a close, and then no more": _says(frame(CLOSE, b"\x03\xe8")),
    "rubbish": _floods(b"", b"\x93\x12\xff\x00\x17"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_protocol_ends_the_connection(client_of: ClientOf, name: str) -> None:
    """What came before it stays; another connection is tried after the pause; no room is taken."""
    async with (
        Hostile({"": BROKEN[name]}) as server,
        measured() as harm,
        watching(client_of, server) as (socket, objects),
    ):
        await wait_for(lambda: len(server.heads) >= 2)
        assert objects[0] == {"alerts_count": 1}
        assert socket.statistics.connects >= 1
    assert harm.seconds < 30, harm
    assert harm.megabytes < MOST_MEGABYTES, harm
    assert harm.longest_pause < LONGEST_PAUSE, harm


FLOODS: Final[dict[str, bytes]] = {
    "pings": frame(PING, b"x" * 125),
    "pongs": frame(PONG, b"x" * 125),
    "binary frames": frame(BINARY, b"x" * 1000),
    # Of the smallest frames one piece of the network holds 130,000, with which aiohttp alone is busy for a second.
    "texts of no meaning": frame(TEXT, b"[" + b" " * 30 + b"]"),
    "updates": message("monitoring_update", {"alerts_count": 2}),
    "answers to pings": message("pong", None),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_lets_others_live(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """For as long as it lasts, also if each message costs something; leaving is quick all the same."""
    read = monitor.read_message

    def slow(
        text: str, conceal: Conceal
    ) -> tuple[str | None, MonitorData | None]:  # as what follows in Home Assistant is
        until = thread_time() + 0.0005
        while thread_time() < until:
            pass
        return read(text, conceal)

    monkeypatch.setattr(monitor, "read_message", slow)
    async with Hostile({"": _floods(b"", FLOODS[name])}) as server, measured(memory=False) as harm:
        async with watching(client_of, server) as (_, objects):
            await wait_for(lambda: bool(objects))
            await asyncio.sleep(1.5)
            left = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - left < 10
    assert harm.longest_pause < 0.3, harm  # without any room for others it is a second or more


@pytest.mark.parametrize("kind", [PING, TEXT])
async def test_a_peer_that_never_reads_is_left(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    """Its buffers are full of our pongs: neither can we ask it whether it lives, nor does the kernel find it dead."""
    monkeypatch.setattr(monitor, "PING_SECONDS", 1.5)
    monkeypatch.setattr(monitor, "PONG_SECONDS", 0.5)

    async def answer(visit: Visit) -> None:
        await accept(visit)
        visit.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await visit.flood(EVERYTHING, frame(kind, b"x" * 125))

    async with Hostile({"": answer}) as server:
        async with watching(client_of, server) as (socket, _):
            await wait_for(lambda: len(server.heads) >= 2, 15)
            await wait_for(lambda: socket.state is LinkState.LIVE)
            left = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - left < 10
        # What was to be sent to it is given up with the socket.
        await wait_for(lambda: server.connections == 0)


@pytest.mark.parametrize(
    "answer",
    [
        Visit.hold,
        lambda visit: visit.drip(
            b"HTTP/1.1 101 Switching Protocols\r\nX-A: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        ),
        lambda visit: visit.flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda visit: visit.flood(b"HTTP/1.1 101 Switching Protocols\r\n", b"X-A: b\r\n"),
        lambda visit: visit.say(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"),
        lambda visit: visit.flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    ],
    ids=["silence", "byte by byte", "provisional", "headers", "no upgrade", "a page without end"],
)
async def test_an_upgrade_that_never_comes(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    """[C §12] The socket is given up and, unless the route is absent, tried again."""
    monkeypatch.setattr(monitor, "CONNECT_SECONDS", 0.4)
    async with (
        Hostile({"": answer}) as server,
        measured() as harm,
        watching(client_of, server) as (socket, objects),
    ):
        await wait_for(lambda: len(server.heads) >= 2 or socket.state is LinkState.ABSENT)
        assert socket.statistics.connects == 0
        assert objects == []
    assert harm.megabytes < 16, harm  # aiohttp's 10,000 messages from one piece of the network
    assert harm.longest_pause < LONGEST_PAUSE, harm
