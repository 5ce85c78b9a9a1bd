"""When a request is repeated, how long it may take, and what is sent [C §6]; pauses take no time."""

import errno
import socket

from aiohttp import ClientConnectorDNSError, ClientOSError, ClientPayloadError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey
import pytest

from custom_components.piorchestrator.client import transport
from custom_components.piorchestrator.client.errors import (
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    TimedOutError,
    UnreachableError,
    UnreadableAnswerError,
)
from custom_components.piorchestrator.client.transport import REQUEST_SECONDS, Method
from tests.unit.client_fakes import FakeAnswer, Rig
from tests.unit.virtual import run

GOOD = FakeAnswer(body={"success": True, "data": {"a": 1}})
METHODS: tuple[Method, ...] = ("POST", "PUT", "PATCH", "DELETE")


def refusal(code: str, status: int = 503, **fields: object) -> FakeAnswer:
    return FakeAnswer(status, {"success": False, "error": {"code": code, "message": "no", **fields}})


def test_a_read() -> None:
    rig = Rig(GOOD)
    answer = run(lambda: rig.transport.read("/x%2Fy", query={"a": "b c"}))
    assert answer.data == {"a": 1}
    (asked,) = rig.asked
    assert (asked.method, str(asked.url), asked.json) == ("GET", "http://pi:8081/x%2Fy?a=b+c", None)
    assert asked.timeout.total == REQUEST_SECONDS
    assert not asked.allow_redirects


@pytest.mark.parametrize("method", METHODS)
def test_an_action(method: Method) -> None:
    rig = Rig(GOOD)
    run(lambda: rig.transport.act(method, "/x", {"a": 1}, query={"q": "1"}))
    (asked,) = rig.asked
    assert (asked.method, str(asked.url), asked.json) == (method, "http://pi:8081/x?q=1", {"a": 1})
    assert not asked.allow_redirects


@pytest.mark.parametrize("key", [None, "", "secret"])
def test_the_key_is_sent_when_there_is_one_and_nothing_is_unpacked(key: str | None) -> None:
    rig = Rig(GOOD, api_key=key)
    run(lambda: rig.transport.read("/x"))
    expected = {"Accept": "application/json", "Accept-Encoding": "identity"}
    assert rig.asked[0].headers == (expected | {"X-API-Key": key} if key else expected)


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (ClientPayloadError(), [0.5, 1]),
        (ServerDisconnectedError(), [0.5, 1]),
        (OSError(errno.ECONNREFUSED, "x"), [0.5, 1]),
        (TimeoutError(), [0.5, 1]),
        (ValueError("Invalid header"), [0.5, 1]),
        (refusal("NETWORK_ERROR"), [5, 5]),
        (refusal("NETWORK_ERROR", retry_after_seconds=7), [7, 7]),
        (refusal("RATE_LIMITED", 429, retry_after_seconds=0), [0, 0]),
        (refusal("TOTP_INVALID", 401), [5, 5]),
        (refusal("ANY", 500, retryable=True), [5, 5]),
    ],
)
def test_reads_are_repeated_twice(error: FakeAnswer | Exception, pauses: list[float]) -> None:
    rig = Rig(error)
    with pytest.raises(PiOrchestratorError):
        run(lambda: rig.transport.read("/x"))
    assert len(rig.asked) == 3
    assert rig.slept == pauses


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (refusal("NETWORK_ERROR", retry_after_seconds=15), [15, 15]),
        (refusal("NETWORK_ERROR", retry_after_seconds=16), [16]),
        (refusal("NETWORK_ERROR", retry_after_seconds=31), []),
        (refusal("RATE_LIMITED", 429), [30]),
        (refusal("RATE_LIMITED", 429, retry_after_seconds=3600), []),
        (refusal("RATE_LIMITED", 429, retry_after_seconds=1e300), []),
    ],
)
def test_a_read_waits_only_so_long_in_all(error: FakeAnswer, pauses: list[float]) -> None:
    """Its caller gets the error, which says when to try again."""
    rig = Rig(error)
    with pytest.raises(RefusedError) as raised:
        run(lambda: rig.transport.read("/x"))
    assert raised.value.retry_after is not None
    assert rig.slept == pauses
    assert len(rig.asked) == 1 + len(pauses)


def test_a_read_that_recovers() -> None:
    rig = Rig(ClientPayloadError(), refusal("CIRCUIT_OPEN"), GOOD)
    assert run(lambda: rig.transport.read("/x")).data == {"a": 1}
    assert rig.slept == [0.5, 5]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal("UNAUTHORIZED", 401), KeyRefusedError),
        (refusal("SESSION_NOT_FOUND", 404), RefusedError),
        (refusal("SESSION_EXPIRED", 410), RefusedError),
        (refusal("DEVICE_INVALID_STATE", 409), RefusedError),
        (refusal("VALIDATION_FAILED", 400), RefusedError),
        (refusal("INTERNAL_ERROR", 500), RefusedError),
        (refusal("NETWORK_ERROR", 503, retryable=False), RefusedError),
        (FakeAnswer(404, pieces=[]), RouteAbsentError),
        (FakeAnswer(200, pieces=[b"<html>"]), RouteAbsentError),
        (FakeAnswer(307, pieces=[], headers={"Location": "http://elsewhere/"}), RouteAbsentError),
        (FakeAnswer(200, pieces=[b"[]"]), UnreadableAnswerError),
    ],
)
def test_final_answers_are_not_asked_for_again(answer: FakeAnswer, kind: type[PiOrchestratorError]) -> None:
    rig = Rig(answer)
    with pytest.raises(kind):
        run(lambda: rig.transport.read("/x"))
    assert len(rig.asked) == 1
    assert rig.slept == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "failure",
    [
        ClientPayloadError(),
        ServerDisconnectedError(),
        TimeoutError(),
        refusal("NETWORK_ERROR"),
        refusal("RATE_LIMITED", 429),
        refusal("INTERNAL_ERROR", 500),
    ],
)
def test_actions_are_never_repeated(method: Method, failure: FakeAnswer | Exception) -> None:
    rig = Rig(failure)
    with pytest.raises(PiOrchestratorError):
        run(lambda: rig.transport.act(method, "/x"))
    assert len(rig.asked) == 1
    assert rig.slept == []


def test_a_request_takes_30_seconds_at_most() -> None:
    rig = Rig(FakeAnswer(seconds=31))
    with pytest.raises(TimedOutError) as caught:
        run(lambda: rig.transport.act("POST", "/x"))
    assert caught.value.outcome_unknown
    assert run(lambda: Rig(FakeAnswer(body={"data": {}}, seconds=29)).transport.act("POST", "/x")).data == {}


@pytest.mark.parametrize(
    ("budget", "asked", "slept"),
    [(0.25, 1, []), (0.5, 1, []), (0.75, 2, [0.5]), (1.75, 3, [0.5, 1]), (100, 3, [0.5, 1])],
)
def test_a_budget_bounds_all_attempts_and_pauses(budget: float, asked: int, slept: list[float]) -> None:
    rig = Rig(ClientPayloadError())
    with pytest.raises(UnreachableError):
        run(lambda: rig.transport.read("/x", budget=budget))
    assert len(rig.asked) == asked
    assert rig.slept == slept


def test_each_attempt_gets_what_is_left_of_the_budget() -> None:
    rig = Rig(FakeAnswer(seconds=4, status=503, body={}), FakeAnswer(seconds=60))
    with pytest.raises(TimedOutError):
        run(lambda: rig.transport.read("/x", budget=20))
    assert [asked.timeout.total for asked in rig.asked] == [20, 11]
    spent = Rig(GOOD)
    run(lambda: spent.transport.read("/x", budget=0))
    assert spent.asked[0].timeout.total == 0.001
    assert Rig(GOOD).asked == []


def test_a_budget_does_not_lengthen_an_attempt() -> None:
    rig = Rig(GOOD)
    run(lambda: rig.transport.read("/x", budget=100))
    assert rig.asked[0].timeout.total == REQUEST_SECONDS


def test_a_body_larger_than_the_limit_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_BODY_BYTES", 100)
    huge = FakeAnswer(pieces=[b"x" * 60, b"x" * 60, b"x" * 60])
    with pytest.raises(UnreadableAnswerError) as caught:
        run(lambda: Rig(huge).transport.read("/x"))
    assert huge.closed
    assert caught.value.outcome_unknown
    fits = FakeAnswer(pieces=[b'{"data":{"a":"' + b"x" * 40, b"x" * 43 + b'"}}'])
    assert len(run(lambda: Rig(fits).transport.read("/x")).data) == 1
    assert not fits.closed


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ECONNREFUSED, "Connect call failed ('10.0.0.1', 80)"), "Connection refused"),
        (ClientOSError(errno.ECONNRESET, "secret"), "Connection reset by peer"),
        (OSError("secret"), "OSError"),
        (ClientPayloadError("secret"), "ClientPayloadError"),
        (ValueError("secret"), "ValueError"),
    ],
)
def test_what_happened_is_told_without_addresses(error: Exception, message: str) -> None:
    with pytest.raises(UnreachableError) as caught:
        run(lambda: Rig(error).transport.act("POST", "/x"))
    assert str(caught.value) == message


def test_a_name_that_nobody_knows() -> None:
    key = ConnectionKey(
        "pi", 80, is_ssl=False, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None
    )
    error = ClientConnectorDNSError(key, socket.gaierror(socket.EAI_NONAME, "pi is not known"))
    with pytest.raises(UnreachableError, match=r"^the name is not known$"):
        run(lambda: Rig(error).transport.act("POST", "/x"))
