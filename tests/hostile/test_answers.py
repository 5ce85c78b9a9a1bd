"""Answers that never end, that lie, or that mean too much [C §3; SECURITY.md]."""

from typing import Final

import pytest

from custom_components.piorchestrator.client import (
    PiOrchestratorError,
    TimedOutError,
    UnreachableError,
    UnreadableAnswerError,
    transport,
)

from .conftest import ClientOf
from .harm import LONGEST_PAUSE, measured
from .server import Answer, Hostile, Visit, document, says

OK: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BUDGET: Final = 1.0
# Seconds for the machine; without its limit a request lasts for 30 s or for ever.
SLACK: Final = 10.0
# The largest body that is read, its copy for the JSON parser, and as much again for what aiohttp has in hand.
MOST_MEGABYTES: Final = 4 * transport.MAX_BODY_BYTES / 1e6


def _floods(beginning: bytes, for_ever: bytes) -> Answer:
    return lambda visit: visit.flood(beginning, for_ever)


def _drips(data: bytes) -> Answer:
    return lambda visit: visit.drip(data)


async def _stalls(visit: Visit) -> None:
    await visit.say(OK + b"Content-Length: 100\r\n\r\n{")
    await visit.hold()


ATTACKS: Final[dict[str, tuple[Answer, type[PiOrchestratorError]]]] = {
    "nothing": (says(b""), UnreachableError),
    "silence": (Visit.hold, TimedOutError),
    "no HTTP": (_floods(b"", b"\0\xff\x16\x03"), UnreachableError),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.9\r\n"), UnreachableError),
    "an upgrade that nobody asked for": (
        says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc"),
        PiOrchestratorError,
    ),
    "a first line without end": (_floods(b"HTTP/1.1 200 ", b"x"), UnreachableError),
    "a header without end": (_floods(OK + b"X-A: ", b"x"), UnreachableError),
    "a header's name without end": (_floods(OK, b"x"), UnreachableError),
    "a folded header without end": (_floods(OK + b"X-A: a\r\n", b" x\r\n"), UnreachableError),
    "headers without end": (_floods(OK, b"X-A: b\r\n"), UnreachableError),
    "provisional answers without end": (_floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), TimedOutError),
    "early hints without end": (_floods(b"", b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"), TimedOutError),
    "a head byte by byte": (_drips(OK + b"X-Some-Header: " + b"x" * 80), TimedOutError),
    "a body byte by byte": (_drips(OK + b"\r\n{"), TimedOutError),
    "a body that stops": (_stalls, TimedOutError),
    "a length that is a lie": (says(OK + b"Content-Length: 1000000\r\n\r\n{}"), UnreachableError),
    "a length below zero": (says(OK + b"Content-Length: -1\r\n\r\n{}"), UnreachableError),
    "a length that is none": (says(OK + b"Content-Length: 0x10\r\n\r\n{}"), UnreachableError),
    "a length beyond all numbers": (
        _floods(OK + b"Content-Length: " + b"9" * 4000 + b"\r\n\r\n", b"x"),
        PiOrchestratorError,
    ),
    "two lengths": (says(OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), UnreachableError),
    "a body without end": (_floods(OK + b"\r\n", b" "), UnreadableAnswerError),
    "chunks without end": (_floods(CHUNKED, b"1000\r\n" + b" " * 4096 + b"\r\n"), UnreadableAnswerError),
    "chunks of one byte": (_floods(CHUNKED, b"1\r\n \r\n"), PiOrchestratorError),
    "a chunk's size without end": (_floods(CHUNKED, b"0"), UnreachableError),
    "a chunk's extension without end": (_floods(CHUNKED + b"1;", b"x"), UnreachableError),
    "a chunk's size below zero": (says(CHUNKED + b"-1\r\n{}\r\n"), UnreachableError),
    "trailers without end": (_floods(CHUNKED + b"0\r\n", b"X-A: b\r\n"), PiOrchestratorError),
    "lists in lists": (says(document(b"[" * 50_000 + b"]" * 50_000)), UnreadableAnswerError),
    "more lists in lists": (says(document(b"[" * 4_000_000)), UnreadableAnswerError),
    "millions of objects": (says(document(b"[" + b"{}," * 2_500_000 + b"{}]")), UnreadableAnswerError),
    "a number of a million digits": (says(document(b"1" * 1_000_000)), UnreadableAnswerError),
    "half a text": (says(document(b'"' + b"x" * 8_000_000)), UnreadableAnswerError),
    "no text": (says(document(b'{"status":"\xff\xfe\x80"}')), UnreadableAnswerError),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_a_read_ends_in_time_and_in_little_room(client_of: ClientOf, name: str) -> None:
    """An error of ours, within the budget of the read, whatever comes."""
    answer, kind = ATTACKS[name]
    async with Hostile({"": answer}) as server, measured() as harm:
        with pytest.raises(kind) as caught:
            await client_of(server).health(budget=BUDGET)
    assert len(str(caught.value)) < 200
    assert harm.seconds < BUDGET + SLACK, harm
    assert harm.megabytes < MOST_MEGABYTES, harm
    assert harm.longest_pause < LONGEST_PAUSE, harm


async def test_an_action_ends_in_time(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then does not keep it alive; what became of it is not known."""
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 0.5)
    async with Hostile({"": _drips(OK + b"\r\n{")}) as server, measured() as harm:
        with pytest.raises(TimedOutError) as caught:
            await client_of(server).stop("s")
    assert caught.value.outcome_unknown
    assert harm.seconds < 0.5 + SLACK
    assert len(server.heads) == 1
