"""Event streams that never come to the point, or that come to too many [C §11.2, §13; SECURITY.md]."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import json
from typing import Final

import pytest

from custom_components.piorchestrator.client import (
    EventStream,
    LinkState,
    LogStream,
    PiOrchestratorClient,
    sse_link,
)
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.sse_link import SseLink
from tests.conftest import API_KEY, wait_for

from .conftest import ClientOf
from .harm import LONGEST_PAUSE, measured
from .server import PIECE_BYTES, Answer, Hostile, Visit

HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
HEARTBEAT: Final = b'data: {"type":"connection.heartbeat"}\n\n'
# Six events at their largest are far more than the parser may keep of one.
POURED_BYTES: Final = 6 * 1024 * 1024
# One event at its largest as bytes, as it is put together, and as text; and what aiohttp has in hand.
MOST_MEGABYTES: Final = 6.0


def _event_stream(client: PiOrchestratorClient, told: list[object]) -> SseLink:
    return EventStream(client.transport, told.append, lambda _: None, Backoff(first=0.05, ceiling=0.05))


def _log_stream(client: PiOrchestratorClient, told: list[object]) -> SseLink:
    return LogStream(client.transport, told.append, lambda _: None, Backoff(first=0.05, ceiling=0.05))


type Make = Callable[[PiOrchestratorClient, list[object]], SseLink]
both = pytest.mark.parametrize("make", [_event_stream, _log_stream])


@asynccontextmanager
async def running(link: SseLink) -> AsyncIterator[None]:
    """It may not end by itself."""
    task = asyncio.create_task(link.run())
    try:
        yield
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Pour:
    """Pours so many bytes of the same into a stream, then a heartbeat now and then."""

    def __init__(self, beginning: bytes, for_ever: bytes) -> None:
        self._beginning = beginning
        self._for_ever = for_ever
        self.is_done = asyncio.Event()

    async def __call__(self, visit: Visit) -> None:
        """Answer."""
        await visit.say(HEAD + self._beginning)
        piece = self._for_ever * max(1, PIECE_BYTES // len(self._for_ever))
        for _ in range(POURED_BYTES // len(piece)):
            await visit.say(piece)
        self.is_done.set()
        while True:
            await visit.say(b"\n\n" + HEARTBEAT)
            await asyncio.sleep(0.05)


POURED: Final = {
    "a line": (b"data: ", b"x"),
    "a comment": (b": ", b"x"),
    "lines of data": (b"", b"data: x\n"),
    "lines of an empty field": (b"", b"data\n"),
    "lines of a name": (b"", b"event: " + b"x" * 500 + b"\n"),
    "a name": (b"event: ", b"x"),
    "numbers": (b"", b"id: " + b"1" * 500 + b"\n"),
    "a number": (b"id: ", b"1"),
    "waiting times": (b"", b"retry: 99999999999999\n"),
    "empty lines": (b"", b"\r\n"),
    "half line ends": (b"", b"\r"),
    "unknown fields": (b"", b"x: y\n"),
}


@both
@pytest.mark.parametrize("name", POURED)
async def test_what_never_ends_is_not_kept(client_of: ClientOf, make: Make, name: str) -> None:
    """Nor does it end the stream: what comes afterwards is heard."""
    pour, told = Pour(*POURED[name]), list[object]()
    async with Hostile({"": pour}) as server, measured() as harm:
        link = make(client_of(server), told)
        async with running(link), asyncio.timeout(100):  # a slow machine needs its time for all of it
            await pour.is_done.wait()
            frames = link.statistics.frames
            await wait_for(lambda: link.statistics.frames > frames, 60)
            assert link.state is LinkState.LIVE
    assert server.heads[1:] == []
    assert harm.megabytes < MOST_MEGABYTES, harm
    assert harm.longest_pause < LONGEST_PAUSE, harm


def _events(count: int) -> bytes:
    return b"".join(
        b"data: "
        + json.dumps(
            {"type": "device.discovered", "payload": {"mac": f"02:00:00:00:{n >> 8:02X}:{n & 255:02X}"}}
        ).encode()
        + b"\n\n"
        for n in range(count)
    )


async def test_a_flood_of_events_lets_others_live(client_of: ClientOf) -> None:
    """Each of them costs something; between a few of them everything else has its turn."""
    told: list[object] = []

    def slow(event: object) -> None:  # as what follows in Home Assistant is
        told.append(event)
        until = asyncio.get_running_loop().time() + 0.0005
        while asyncio.get_running_loop().time() < until:
            pass

    async def answer(visit: Visit) -> None:
        await visit.say(HEAD + _events(4000))
        await visit.hold()

    async with Hostile({"": answer}) as server:
        stream = EventStream(client_of(server).transport, slow, lambda _: None)
        async with measured(memory=False) as harm, running(stream):
            await wait_for(lambda: len(told) == 4000, 30)
    assert harm.longest_pause < 0.3, harm


async def test_a_flood_of_long_events_lets_others_live(client_of: ClientOf) -> None:
    """To look for secrets in one of them takes a hundred times as long as to read an ordinary one."""
    told: list[object] = []
    payload = {"message": "x", "more": [f"{API_KEY[:6]}%41" * 200] * 5}
    event = b"data: " + json.dumps({"type": "error", "payload": payload}).encode() + b"\n\n"

    async def answer(visit: Visit) -> None:
        await visit.say(HEAD + event * 40)
        await visit.hold()

    async with Hostile({"": answer}) as server:
        stream = EventStream(client_of(server).transport, told.append, lambda _: None)
        async with measured(memory=False) as harm, running(stream):
            await wait_for(lambda: len(told) == 40, 30)
    assert harm.longest_pause < 0.3, harm


def _floods(beginning: bytes, for_ever: bytes) -> Answer:
    return lambda visit: visit.flood(beginning, for_ever)


@both
@pytest.mark.parametrize(
    "answer",
    [
        Visit.hold,
        lambda visit: visit.drip(HEAD[:-2] + b"X-A: " + b"x" * 80),
        _floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda visit: visit.drip(b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n{"),
    ],
    ids=["silence", "a head byte by byte", "provisional answers without end", "a refusal byte by byte"],
)
async def test_an_answer_that_never_begins(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, make: Make, answer: Answer
) -> None:
    """It is given up and tried again."""
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 0.4)
    async with Hostile({"": answer}) as server, measured() as harm:
        link = make(client_of(server), [])
        async with running(link):
            await wait_for(lambda: len(server.heads) >= 3)
            assert link.statistics.connects == 0
    assert harm.megabytes < 16, harm  # aiohttp's 10,000 messages from one piece of the network
    assert harm.longest_pause < LONGEST_PAUSE, harm


@both
@pytest.mark.parametrize(
    "answer",
    [
        _floods(HEAD[:-2], b"X-A: b\r\n"),
        _floods(b"HTTP/1.1 200 OK\r\nX-A: ", b"x"),
        _floods(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        _floods(HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n", b"\x1f\x8b"),
    ],
    ids=["headers", "a header", "another type", "compressed"],
)
async def test_an_answer_beyond_a_limit(client_of: ClientOf, make: Make, answer: Answer) -> None:
    """It is left at once, and no more often asked again than any other that fails."""
    async with Hostile({"": answer}) as server, measured() as harm:
        link = make(client_of(server), [])
        async with running(link):
            await wait_for(lambda: link.state in (LinkState.WAITING, LinkState.ABSENT))
    assert harm.seconds < 20, harm  # a flood that is not left takes longer than the test may
    assert harm.megabytes < 35, harm  # of another type: the largest body that is read, as everywhere
    assert harm.longest_pause < LONGEST_PAUSE, harm
