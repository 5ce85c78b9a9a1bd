"""Answers of every shape, and what each means [C §5–§7]."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import json

import pytest

from custom_components.piorchestrator.client.envelope import Answer, read_answer
from custom_components.piorchestrator.client.errors import (
    RETRYABLE_CODES,
    ErrorCode,
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    TimedOutError,
    UnreachableError,
    UnreadableAnswerError,
)

JSON = {"Content-Type": "application/json; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def read(status: int, body: object = None, headers: Mapping[str, str] = JSON) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(status, headers, content)


def refused(status: int, body: object = None, headers: Mapping[str, str] = JSON) -> PiOrchestratorError:
    with pytest.raises(PiOrchestratorError) as caught:
        read(status, body, headers)
    return caught.value


def nested(code: str, **fields: object) -> dict[str, object]:
    return {"success": False, "error": {"code": code, "message": "no", **fields}, "correlation_id": "c-1"}


@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_success_under_any_2xx(status: int) -> None:
    body = {"success": True, "data": {"a": 1}, "correlation_id": "c-1", "timestamp": "x"}
    assert read(status, body) == Answer({"a": 1}, "c-1")


@pytest.mark.parametrize(
    ("body", "data"),
    [
        ({"success": True, "data": None}, {}),
        ({"success": True, "data": [1]}, {}),
        ({"success": True}, {}),
        ({"data": {"a": 1}}, {"a": 1}),
        ({"status": "healthy"}, {"status": "healthy"}),
        ({"cpu": {}}, {"cpu": {}}),
        ({"success": True, "status": "success", "data": {"a": 1}, "meta": {}}, {"a": 1}),
    ],
)
def test_data_or_the_bare_object(body: object, data: object) -> None:
    assert read(200, body).data == data


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        ({"correlation_id": "c", "request_id": "r"}, "h", "c"),
        ({"correlation_id": "", "request_id": "r"}, "h", "r"),
        ({"correlation_id": None}, "h", "h"),
        ({"correlation_id": 5}, "", None),
        ({}, None, None),
    ],
)
def test_the_id_comes_from_body_then_header(
    body: dict[str, object], header: str | None, expected: str | None
) -> None:
    headers = JSON if header is None else {**JSON, "X-Request-Id": header}
    assert read(200, {"success": True, "data": {}, **body}, headers).correlation_id == expected
    assert refused(409, {"error": {"code": "X"}, **body}, headers).correlation_id == expected


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\xff"])
def test_204_is_not_parsed(body: bytes) -> None:
    assert read(204, body, {"X-Request-Id": "h"}) == Answer({}, "h")


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_body_is_a_success_under_2xx(body: bytes) -> None:
    assert read(200, body, {}) == Answer({}, None)


def test_nested_error_e1() -> None:
    error = refused(503, nested("CIRCUIT_OPEN", retryable=True, retry_after_seconds=7, details="breaker"))
    assert type(error) is RefusedError
    assert (error.code, error.message, error.details) == ("CIRCUIT_OPEN", "no", "breaker")
    assert (error.status, error.retryable, error.retry_after) == (503, True, 7)
    assert error.correlation_id == "c-1"
    assert str(error) == "CIRCUIT_OPEN: no (breaker) [c-1]"


def test_flat_error_e2() -> None:
    body = {
        "success": False,
        "error": "API key required",
        "code": "UNAUTHORIZED",
        "retryable": False,
        "correlation_id": "c-1",
    }
    error = refused(401, body)
    assert type(error) is KeyRefusedError
    assert (error.message, error.code, error.retry_after) == ("API key required", "UNAUTHORIZED", None)


def test_older_nested_error_e3_has_another_id_and_no_flag() -> None:
    error = refused(429, {"success": False, "error": {"code": "RATE_LIMITED"}, "request_id": "r-1"})
    assert type(error) is RefusedError
    assert (error.correlation_id, error.retryable, error.retry_after) == ("r-1", True, 30)


def test_unknown_path_e4() -> None:
    body = {
        "success": False,
        "error": {"code": "NOT_FOUND", "message": "API endpoint not found", "path": "/x"},
    }
    error = refused(404, body)
    assert type(error) is RouteAbsentError
    assert (error.code, error.message, error.correlation_id) == ("NOT_FOUND", "API endpoint not found", None)


def test_legacy_error_e5() -> None:
    error = refused(500, {"error": "broken", "details": {"reason": "x"}, "retryable": True})
    assert type(error) is RefusedError
    assert (error.code, error.message, error.details) == ("INTERNAL_ERROR", "broken", None)
    assert error.retry_after == 5
    assert refused(500, {"error": "broken", "message": "better"}).message == "better"


@pytest.mark.parametrize("body", [b"", b"404 page not found", b"{}", b"[]", b'{"error":"not found"}'])
@pytest.mark.parametrize("status", [404, 405])
def test_not_found_without_a_code_of_its_own_is_an_absent_route(status: int, body: bytes) -> None:
    assert type(refused(status, body, {"Content-Type": "text/plain"})) is RouteAbsentError


@pytest.mark.parametrize("code", ["SESSION_NOT_FOUND", "DEVICE_NOT_FOUND", "DEVICE_NOT_IN_ALLOWLIST"])
def test_not_found_with_a_code_is_about_the_object(code: str) -> None:
    error = refused(404, nested(code))
    assert type(error) is RefusedError
    assert error.code == code


@pytest.mark.parametrize("status", [200, 201, 401, 404])
def test_a_web_page_is_an_absent_route(status: int) -> None:
    assert type(refused(status, b"<!doctype html><html></html>", HTML)) is RouteAbsentError
    assert type(refused(status, b"\n <html>", {})) is RouteAbsentError


def test_a_web_page_of_a_gateway_is_not() -> None:
    error = refused(502, b"<html>Bad Gateway</html>", HTML)
    assert type(error) is RefusedError
    assert error.code == "INTERNAL_ERROR"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_absent_route(status: int) -> None:
    headers = {"Location": "http://elsewhere/", "X-Request-Id": "h"}
    assert type(refused(status, b"", headers)) is RouteAbsentError
    assert refused(status, b"", headers).correlation_id == "h"


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b"5", b"null", b"\xff\xfe", b"[" * 200_000])
def test_a_success_that_is_no_object_cannot_be_read(body: bytes) -> None:
    error = refused(200, body, {"X-Request-Id": "h"})
    assert type(error) is UnreadableAnswerError
    assert error.outcome_unknown
    assert error.correlation_id == "h"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "INVALID_REQUEST"),
        (401, "UNAUTHORIZED"),
        (403, "INVALID_REQUEST"),
        (422, "INVALID_REQUEST"),
        (429, "RATE_LIMITED"),
        (500, "INTERNAL_ERROR"),
        (502, "INTERNAL_ERROR"),
        (503, "NETWORK_ERROR"),
        (504, "DEVICE_TIMEOUT"),
        (101, "INTERNAL_ERROR"),
    ],
)
@pytest.mark.parametrize("body", [b"", b"oops", b'{"error":{}}', b'{"error":{"code":5,"message":""}}'])
def test_the_status_stands_for_a_missing_code(status: int, code: str, body: bytes) -> None:
    error = refused(status, body, {})
    assert error.code == code
    assert error.message == f"the server answered with status {status}"
    assert error.retryable == (code in RETRYABLE_CODES)


@pytest.mark.parametrize(
    "body", [nested("INTERNAL_ERROR"), {"success": False}, {"success": False, "data": {}}]
)
def test_no_success_is_an_error_under_status_200_too(body: object) -> None:
    error = refused(200, body)
    assert type(error) is RefusedError
    assert error.code == "INTERNAL_ERROR"


@pytest.mark.parametrize("code", ["TOTP_INVALID", "TOTP_EXPIRED", "SOMETHING_NEW"])
def test_a_401_about_something_else_is_no_refused_key(code: str) -> None:
    assert type(refused(401, nested(code))) is RefusedError
    assert type(refused(401, nested("UNAUTHORIZED"))) is KeyRefusedError


@pytest.mark.parametrize("code", list(ErrorCode))
def test_the_flag_of_the_body_decides_else_the_registry(code: ErrorCode) -> None:
    assert refused(500, nested(code)).retryable == (code in RETRYABLE_CODES)
    assert refused(500, nested(code, retryable="yes")).retryable == (code in RETRYABLE_CODES)
    assert refused(500, nested(code, retryable=True)).retryable is True
    assert refused(500, nested(code, retryable=False)).retryable is False


@pytest.mark.parametrize(
    ("hint", "header", "expected"),
    [
        (None, None, 5),
        (7, None, 7),
        (2.5, None, 2.5),
        (0, None, 0),
        (None, "12", 12),
        (7, "12", 12),
        (20, "12", 20),
        (-1, None, 5),
        ("7", None, 5),
        (True, None, 5),
        (None, "-1", 5),
        (None, "٣", 5),
        (None, "9" * 10, 3600),
        (None, "9" * 400, 3600),
        (None, "9" * 5000, 3600),
        (None, "1e3", 5),
        (None, "nan", 5),
        (None, "inf", 5),
        (None, "2.5", 2.5),
        (None, " 12 ", 12),
        (-(10**400), "-" + "9" * 400, 5),
        (None, "", 5),
        (1e9, None, 3600),
        (10**400, None, 3600),
    ],
    ids=str,
)
def test_the_larger_hint_wins(hint: object, header: str | None, expected: float) -> None:
    headers = JSON if header is None else {**JSON, "Retry-After": header}
    fields = {} if hint is None else {"retry_after_seconds": hint}
    assert refused(503, nested("NETWORK_ERROR", **fields), headers).retry_after == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("Wed, 21 Oct 2026 07:28:12 GMT", 12),
        ("Wednesday, 21-Oct-26 07:28:12 GMT", 12),
        ("Wed Oct 21 07:28:12 2026", 12),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Wed, 21 Oct 2037 07:28:12 GMT", 3600),
        ("Wed, 21 Oct 2026 09:28:12 +0200", 12),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 5),
        ("Wed, 99 Oct 2026 07:28:12 GMT", 5),
        ("Wed, 21 Oct 99999999999 07:28:12 GMT", 5),
        ("tomorrow", 5),
        ("Mi, 21 Okt ٢٠٢٦ 07:28:12 GMT", 5),
    ],
)
@pytest.mark.parametrize("hint", [None, 0], ids=["alone", "beside the body"])
def test_a_date_counts_from_the_time_of_the_answer(until: str, expected: float, hint: int | None) -> None:
    """Whatever our clock says: the server made both."""
    headers = {**JSON, "Date": "Wed, 21 Oct 2026 07:28:00 GMT", "Retry-After": until}
    fields = {} if hint is None else {"retry_after_seconds": hint}
    error = refused(503, nested("NETWORK_ERROR", **fields), headers)
    assert error.retry_after == (0 if hint == 0 and expected == 5 else expected)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Wed, 99 Oct 2026 07:28:00 GMT"])
@pytest.mark.parametrize(("seconds", "expected"), [(-90, (0, 0)), (600, (500, 600)), (9000, (3600, 3600))])
def test_a_date_without_a_time_of_the_answer_counts_from_now(
    date: str | None, seconds: int, expected: tuple[float, float]
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    headers = {**JSON, "Retry-After": until} | ({} if date is None else {"Date": date})
    wait = refused(503, nested("NETWORK_ERROR"), headers).retry_after
    assert wait is not None
    assert expected[0] <= wait <= expected[1]


@pytest.mark.parametrize("is_change", [False, True])
def test_a_page_that_turns_a_request_away_is_no_missing_route(*, is_change: bool) -> None:
    """A proxy limits the rate in words of its own: nothing was carried out, and the route is there."""
    headers = {"Content-Type": "text/html", "Retry-After": "7"}
    with pytest.raises(RefusedError) as raised:
        read_answer(429, headers, b"<html><h1>429 Too Many Requests</h1></html>", is_change=is_change)
    assert (raised.value.code, raised.value.retry_after) == ("RATE_LIMITED", 7)
    assert raised.value.is_rate_limited
    assert not raised.value.outcome_unknown


@pytest.mark.parametrize("text", [b"NaN", b"Infinity", b"-Infinity"])
def test_hints_that_are_no_numbers(text: bytes) -> None:
    body = b'{"error":{"code":"NETWORK_ERROR","retry_after_seconds":%s}}' % text
    assert refused(503, body).retry_after == (3600 if text == b"Infinity" else 5)


def test_a_hint_without_a_retryable_error_says_nothing() -> None:
    assert refused(500, nested("DATABASE_ERROR", retry_after_seconds=7)).retry_after is None


def test_texts_are_bounded_and_can_be_encoded() -> None:
    error = refused(400, nested("X" * 9999, message="m\ud800" * 9999, details="d" * 9999))
    assert len(str(error).encode()) < 2000
    assert len(refused(400, {"error": "e\ud800" * 9999}).message.encode()) <= 500


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (UnreachableError("x"), True),
        (TimedOutError("x"), True),
        (RefusedError("x", status=500), True),
        (RefusedError("x", status=504), True),
        (RefusedError("x", status=101), True),
        (RefusedError("x", status=200), False),
        (RefusedError("x", status=409), False),
        (RefusedError("x", status=429), False),
        (KeyRefusedError("x", status=401), False),
        (RouteAbsentError("x", status=404), False),
        (UnreadableAnswerError("x", status=200), True),
    ],
)
def test_whether_an_action_may_have_been_done(error: PiOrchestratorError, unknown: bool) -> None:
    assert error.outcome_unknown is unknown
    assert str(error) == "x"
