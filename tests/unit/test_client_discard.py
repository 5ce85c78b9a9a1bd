"""Giving an interrupted session up: its own route, else stop, else resume and stop [C §10.6]."""

from typing import cast

from aiohttp import ClientSession, ServerDisconnectedError
import pytest

from custom_components.piorchestrator.client import PiOrchestratorClient
from custom_components.piorchestrator.client.address import Address
from custom_components.piorchestrator.client.errors import (
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    UnreachableError,
    UnreadableAnswerError,
)
from tests.unit.client_fakes import FakeAnswer, FakeSession
from tests.unit.virtual import run

OWN, STOP, CLOSE = "DELETE sessions/s-1", "POST batch/s-1/stop", "POST batch/s-1/close"
RESUME = "POST sessions/s-1/resume"
SESSION = {"session": {"id": "s-1", "state": "active"}, "devices": []}
DONE = FakeAnswer(body={"success": True, "data": SESSION})
BARE = FakeAnswer(body={"success": True, "data": SESSION["session"]})
ABSENT = FakeAnswer(404)


def refused(code: str = "DEVICE_INVALID_STATE", status: int = 409, **fields: object) -> FakeAnswer:
    return FakeAnswer(status, {"success": False, "error": {"code": code, "message": "no", **fields}})


def gone(status: int) -> FakeAnswer:
    return refused("SESSION_NOT_FOUND" if status == 404 else "SESSION_EXPIRED", status)


def discard(*answers: FakeAnswer | Exception) -> tuple[PiOrchestratorError | None, list[str]]:
    """How it ended, and what was asked."""
    session = FakeSession(*answers)
    client = PiOrchestratorClient(cast("ClientSession", session), Address("pi"))
    error: PiOrchestratorError | None = None
    try:
        run(lambda: client.discard("s-1"))
    except PiOrchestratorError as raised:
        error = raised
    return error, [
        f"{asked.method} {asked.url.path.removeprefix('/api/v1/provisioning/')}" for asked in session.asked
    ]


ENDS: list[tuple[str, list[FakeAnswer | Exception], list[str]]] = [
    ("own route", [DONE], [OWN]),
    ("own route says gone", [gone(404)], [OWN]),
    ("own route says expired", [gone(410)], [OWN]),
    ("stop", [ABSENT, DONE], [OWN, STOP]),
    ("older stop", [ABSENT, ABSENT, DONE], [OWN, STOP, CLOSE]),
    ("stop after a refusal", [refused(), DONE], [OWN, STOP]),
    ("stop says gone", [ABSENT, gone(404)], [OWN, STOP]),
    ("stop says expired", [ABSENT, gone(410)], [OWN, STOP]),
    ("stop says closed", [ABSENT, refused("SESSION_ALREADY_CLOSED")], [OWN, STOP]),
    ("resume and stop", [ABSENT, refused(), DONE, DONE], [OWN, STOP, RESUME, STOP]),
    ("resume without boards", [ABSENT, refused(), BARE, DONE], [OWN, STOP, RESUME, STOP]),
    ("no stop until it runs", [ABSENT, ABSENT, ABSENT, DONE, DONE], [OWN, STOP, CLOSE, RESUME, STOP]),
    ("all refused but the last", [refused(), refused(), DONE, DONE], [OWN, STOP, RESUME, STOP]),
]


@pytest.mark.parametrize(("answers", "asked"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
def test_ways_that_end_it(answers: list[FakeAnswer | Exception], asked: list[str]) -> None:
    assert discard(*answers) == (None, asked)


RETRYABLE = refused("RATE_LIMITED", 429, retryable=True, retry_after=30)
FAULT = refused("DATABASE_ERROR", 503)
LOST = ServerDisconnectedError()
WORDS = FakeAnswer(pieces=[b"words"], headers={"Content-Type": "application/json"})
UNTOLD: list[tuple[FakeAnswer | Exception, type[PiOrchestratorError]]] = [
    (RETRYABLE, RefusedError),
    (FAULT, RefusedError),
    (LOST, UnreachableError),
    (WORDS, UnreadableAnswerError),
    (
        FakeAnswer(401, {"success": False, "error": {"code": "UNAUTHORIZED", "message": "no"}}),
        KeyRefusedError,
    ),
]
STEPS: list[tuple[list[FakeAnswer | Exception], list[str]]] = [
    ([], [OWN]),
    ([ABSENT], [OWN, STOP]),
    ([ABSENT, refused()], [OWN, STOP, RESUME]),
    ([ABSENT, refused(), DONE], [OWN, STOP, RESUME, STOP]),
]


@pytest.mark.parametrize(("before", "asked"), STEPS, ids=["own", "stop", "resume", "last stop"])
@pytest.mark.parametrize(
    ("answer", "kind"), UNTOLD, ids=["retryable", "fault", "lost", "unreadable", "key refused"]
)
def test_a_step_that_may_have_been_done_or_may_be_later_is_the_last(
    before: list[FakeAnswer | Exception],
    asked: list[str],
    answer: FakeAnswer | Exception,
    kind: type[PiOrchestratorError],
) -> None:
    error, requests = discard(*before, answer)
    assert type(error) is kind
    assert requests == asked


@pytest.mark.parametrize("answer", [refused("SESSION_NOT_RECOVERABLE"), gone(410)])
def test_a_resume_that_is_refused_is_the_answer(answer: FakeAnswer) -> None:
    error, requests = discard(ABSENT, refused(), answer)
    assert isinstance(error, RefusedError)
    assert requests == [OWN, STOP, RESUME]


def test_a_server_with_none_of_the_routes() -> None:
    error, requests = discard(ABSENT)
    assert isinstance(error, RouteAbsentError)
    assert requests == [OWN, STOP, CLOSE, RESUME]


def test_a_route_found_absent_is_not_asked_again() -> None:
    session = FakeSession(ABSENT, DONE)
    client = PiOrchestratorClient(cast("ClientSession", session), Address("pi"))

    async def twice() -> None:
        await client.discard("s-1")
        await client.discard("s-1")

    run(twice)
    assert [asked.method for asked in session.asked] == ["DELETE", "POST", "POST"]
