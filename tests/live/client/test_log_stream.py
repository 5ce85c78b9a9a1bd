"""The log stream over a socket: each line once, whatever happens in between [C §13, D37]."""

import asyncio
from collections.abc import AsyncIterator
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
import json

import pytest

from custom_components.piorchestrator.client import LinkState, LogEntry, LogStream, log_stream, sse_link
from custom_components.piorchestrator.client.backoff import Backoff
from simulator import logs
from tests.conftest import API_KEY, wait_for

from .bench import Bench, running

FIRST, SECOND = "GET /api/v1/system/logs/stream", "GET /api/v1/dashboard/logs"


@dataclass
class Ear:
    """A log stream that runs, and every line that it told."""

    stream: LogStream
    entries: list[LogEntry]
    states: list[LinkState]

    @property
    def words(self) -> list[str | None]:
        """Messages of all lines so far."""
        return [entry.message for entry in self.entries]

    async def hears(self, *words: str) -> None:
        """Wait until these lines, and no others, were told."""
        await wait_for(lambda: len(self.entries) >= len(words))
        assert self.words == [*words]


@contextlib.asynccontextmanager
async def reading(bench: Bench, state: LinkState = LinkState.LIVE) -> AsyncIterator[Ear]:
    """A log stream that comes back soon."""
    entries: list[LogEntry] = []
    states: list[LinkState] = []
    stream = LogStream(bench.client.transport, entries.append, states.append, Backoff(0.02, 0.02))
    async with running(stream):
        await wait_for(lambda: stream.state is state)
        yield Ear(stream, entries, states)


def last_ids(bench: Bench) -> list[str | None]:
    """What each request wanted to resume after."""
    return [request.headers.get("Last-Event-ID") for request in bench.sim.received]


async def cut(bench: Bench, ear: Ear) -> None:
    """Break the connection, and hold the next one back."""
    bench.sim.faults.drop("GET *logs*", times=None)
    bench.sim.cut_log_streams()
    await wait_for(lambda: ear.stream.state is LinkState.WAITING)


async def back(bench: Bench, ear: Ear) -> None:
    """Let it connect again."""
    bench.sim.faults.clear()
    await wait_for(lambda: ear.stream.state is LinkState.LIVE)


def frame(number: int, message: str, timestamp: str | None = None) -> bytes:
    """One line as the server writes it."""
    data = {"level": "warn", "message": message, "timestamp": timestamp}
    return f"id: {number}\nevent: log\ndata: {json.dumps(data)}\n\n".encode()


def now() -> str:
    """The server's time."""
    return datetime.now(UTC).isoformat()


async def test_what_is_asked_for(bench: Bench) -> None:
    bench.sim.log("warn", "test", "old")
    async with reading(bench) as ear:
        bench.sim.log("warn", "mqtt", "new")
        await ear.hears("new")
        assert (ear.entries[0].component, ear.entries[0].level) == ("mqtt", "warn")
    (request,) = bench.sim.received
    assert request.route == FIRST
    assert request.headers["X-API-Key"] == API_KEY
    assert request.headers["Accept"] == "text/event-stream"
    assert "Last-Event-ID" not in request.headers
    await wait_for(lambda: bench.sim.counts.log_streams == 0)


async def test_the_second_path_is_remembered(bench: Bench) -> None:
    bench.sim.faults.answer(FIRST, 404, times=None)
    async with reading(bench) as ear:
        bench.sim.log("info", "test", "one")
        await ear.hears("one")
        bench.sim.cut_log_streams()
        await wait_for(lambda: bench.asked(SECOND) == 2)
        assert bench.asked(FIRST) == 1
        # An update of the server brought the first one and took the second one away.
        bench.sim.faults.clear()
        bench.sim.faults.answer(SECOND, 404, times=None)
        await wait_for(lambda: ear.stream.state is LinkState.LIVE)
        bench.sim.cut_log_streams()
        await wait_for(lambda: bench.asked(FIRST) == 2)
        bench.sim.log("info", "test", "two")
        await ear.hears("one", "two")


async def test_absent(bench: Bench) -> None:
    bench.sim.faults.answer("GET *logs*", 404, times=None)
    async with reading(bench, LinkState.ABSENT) as ear:
        await asyncio.sleep(0.1)
        assert (bench.asked(FIRST), bench.asked(SECOND)) == (1, 1)
        bench.sim.faults.clear()
        ear.stream.wake()
        await wait_for(lambda: ear.stream.state is LinkState.LIVE)


async def test_a_refused_key(bench: Bench) -> None:
    """Not asked for by the contract; a server that does waits for another key as everywhere."""
    bench.sim.faults.fail(FIRST, "UNAUTHORIZED")
    async with reading(bench, LinkState.REFUSED) as ear:
        await asyncio.sleep(0.1)
        assert (bench.asked(FIRST), bench.asked(SECOND)) == (1, 0)
        ear.stream.wake()
        await wait_for(lambda: ear.stream.state is LinkState.LIVE)


async def test_a_gap_is_made_up_for(bench: Bench) -> None:
    """Without loss and without duplicates."""
    async with reading(bench) as ear:
        for word in ("one", "two"):
            bench.sim.log("info", "test", word)
        await ear.hears("one", "two")
        await cut(bench, ear)
        for word in ("three", "four"):
            bench.sim.log("info", "test", word)
        await back(bench, ear)
        bench.sim.log("info", "test", "five")
        await ear.hears("one", "two", "three", "four", "five")
        assert last_ids(bench)[-1] == "2"


async def test_a_gap_is_made_up_for_by_a_server_that_tells_everything(bench: Bench) -> None:
    bench.sim.tell_log_history()
    async with reading(bench) as ear:
        for word in ("one", "two"):
            bench.sim.log("info", "test", word)
        await ear.hears("one", "two")
        await cut(bench, ear)
        bench.sim.log("info", "test", "three")
        await back(bench, ear)
        bench.sim.log("info", "test", "four")
        await ear.hears("one", "two", "three", "four")


async def test_a_line_that_was_cut(bench: Bench) -> None:
    async with reading(bench) as ear:
        bench.sim.log("info", "test", "one")
        await ear.hears("one")
        for stream in bench.sim._logs.streams:
            stream.cut(after_bytes=60)
        bench.sim.log("info", "test", "two")
        await ear.hears("one", "two")
        assert last_ids(bench) == [None, "1"]


async def test_a_server_that_numbers_anew(bench: Bench) -> None:
    """Smaller numbers are no duplicates where they are newer."""
    async with reading(bench) as ear:
        for _ in range(3):
            bench.sim.log_raw(frame(7, "old", "2026-01-15T08:30:00Z"))
        await wait_for(lambda: ear.stream.statistics.frames == 3)
        await cut(bench, ear)
        bench.sim.forget_log()
        bench.sim.tell_log_history()
        bench.sim.log("info", "test", "new")
        await back(bench, ear)
        await wait_for(lambda: "new" in ear.words)
        assert last_ids(bench)[-1] == "7"


async def test_history_does_not_fire(bench: Bench) -> None:
    """What was written before the connection began, by the server's own clock."""
    async with reading(bench) as ear:
        bench.sim.log_raw(
            frame(1, "last year", "2025-01-15T08:30:00Z") + frame(2, "older", "2024-01-15T08:30:00Z")
        )
        bench.sim.log_raw(frame(3, "new", now()))
        bench.sim.log_raw(frame(4, "live, by a clock that jumped back", "2024-01-15T08:30:00Z"))
        await ear.hears("new", "live, by a clock that jumped back")


@pytest.mark.parametrize(
    ("date", "words"),
    [("Thu, 15 Jan 2026 08:30:00 GMT", ["same second", "later"]), ("nobody knows", ["later"])],
)
async def test_history_by_the_servers_clock(bench: Bench, date: str, words: list[str]) -> None:
    """A Pi that lives in the past has a past of its own; where it does not tell its time, ours must do."""
    lines = [
        ("before", "2026-01-15T08:29:59Z"),
        ("same second", "2026-01-15T08:30:00Z"),
        ("later", "2999-01-01T00:00:00Z"),
    ]
    body = b"".join(frame(number, *line) for number, line in enumerate(lines))
    bench.sim.faults.answer(FIRST, 200, body, "text/event-stream", headers={"Date": date}, times=None)
    async with reading(bench, LinkState.WAITING) as ear:
        await wait_for(lambda: bench.asked(FIRST) > 2)  # each connection tells everything
        assert ear.words == words


async def test_history_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the first keep-alive, or after some time: what comes then is new, whatever its time says."""
    monkeypatch.setattr(logs, "KEEPALIVE_SECONDS", 1e6)
    old = frame(1, "slow clock", "2024-01-15T08:30:00Z")
    async with reading(bench) as ear:
        bench.sim.log_raw(old + b"event: keepalive\ndata: {}\n\n" + old)
        await ear.hears("slow clock")
    monkeypatch.setattr(log_stream, "HISTORY_SECONDS", 0.05)
    async with reading(bench) as ear:
        await asyncio.sleep(0.1)
        bench.sim.log_raw(old)
        await ear.hears("slow clock")


async def test_a_line_without_a_time_is_new(bench: Bench) -> None:
    async with reading(bench) as ear:
        bench.sim.log_raw(frame(1, "timeless"))
        await ear.hears("timeless")


async def test_numbers_that_are_none(bench: Bench) -> None:
    """Ids go back as they came, unless a header would not hold them; the time alone tells what is known."""
    bench.sim.tell_log_history()
    async with reading(bench) as ear:
        stamp = now()
        bench.sim.log_raw(frame(0, "one", stamp).replace(b"id: 0", b"id: abc-1"))
        for odd in ("ü".encode(), b"x" * 65, b"\x07", b""):
            bench.sim.log_raw(frame(0, "two", stamp).replace(b"id: 0", b"id: " + odd))
        await ear.hears("one", *["two"] * 4)
        await cut(bench, ear)
        await back(bench, ear)
        bench.sim.log_raw(frame(0, "one", stamp).replace(b"id: 0", b"id: abc-1") + frame(9, "three", now()))
        await wait_for(lambda: "three" in ear.words)
        assert ear.words.count("one") == 1
    assert set(last_ids(bench)[1:]) == {"abc-1"}


async def test_noise(bench: Bench) -> None:
    async with reading(bench) as ear:
        bench.sim.log_raw(
            b"event: log\ndata: {broken\n\ndata: []\n\nevent: weather\ndata: {}\n\nevent: log\n\n\xff\n"
        )
        bench.sim.log_raw(b"event: log\ndata: " + b"[" * 100_000 + b"\n\n")
        bench.sim.log_raw(b"data: " + b"x" * (1024 * 1024 + 1) + b"\n\n")
        bench.sim.log_raw(b'data: {"level":"warn","message":"unnamed"}\n\n')
        await ear.hears("unnamed")
        assert ear.stream.statistics.dropped == 4
        assert ear.stream.statistics.connects == 1


async def test_secrets_are_concealed(bench: Bench) -> None:
    bench.client.transport._secrets.remember("hunter2", "hunter2hunter2")
    async with reading(bench) as ear:
        bench.sim.log("error", f"key {API_KEY}", "hunter2hunter2 and hunter2")
        await ear.hears("*** and ***")
        assert ear.entries[0].component == "key ***"


@pytest.mark.parametrize("spoke", [False, True])
async def test_a_silent_peer_is_dead(bench: Bench, monkeypatch: pytest.MonkeyPatch, *, spoke: bool) -> None:
    """Keep-alives are promised each 15 s [C §13], here 0.15 s; once they are heard, their interval counts."""
    monkeypatch.setattr(log_stream, "SHORTEST_SILENCE_SECONDS", 60.0 if spoke else 0.6)
    monkeypatch.setattr(sse_link, "SHORTEST_SILENCE_SECONDS", 0.6)
    async with reading(bench) as ear:
        if spoke:
            await wait_for(lambda: ear.stream.statistics.frames > 5)
            assert ear.stream.statistics.connects == 1
        bench.sim.silence_log_streams()
        await wait_for(lambda: ear.stream.statistics.connects == 2)
        assert ear.stream.statistics.last_error == "heartbeats stopped"
        bench.sim.log("info", "test", "back")
        await ear.hears("back")
