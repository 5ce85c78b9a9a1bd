"""Answers of every shape the servers give: S1, E1 to E5, 204, HTML [C §5]."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
import re
from typing import Final

from .codec import parse_http_date, parse_time, wire_identifier, wire_line
from .document import read_document, received_identifier
from .errors import (
    DEFAULT_WAIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    RATE_LIMITED_WAIT_SECONDS,
    RETRYABLE_CODES,
    ErrorCode,
    KeyRefusedError,
    PiOrchestratorError,
    RedirectedError,
    RefusedError,
    RouteAbsentError,
    SecureElsewhereError,
    UnreadableAnswerError,
    WebPageError,
)
from .redaction import Conceal

# The code that a status stands for when the body has none [C §5].
_CODE_OF_STATUS = {
    401: ErrorCode.UNAUTHORIZED,
    404: "NOT_FOUND",
    405: "NOT_FOUND",
    429: ErrorCode.RATE_LIMITED,
    503: ErrorCode.NETWORK_ERROR,
    504: ErrorCode.DEVICE_TIMEOUT,
}
_LONGEST_MESSAGE: Final = 500
# What HTML may begin with: white space and a byte order mark.
_BEFORE_PAGE: Final = b" \t\r\n\xef\xbb\xbf"
_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a successful call brought: `data` of the envelope, or the bare body of routes without one."""

    data: Mapping[str, object] = field(default_factory=dict)
    correlation_id: str | None = None
    sent_at: datetime | None = None  # by the clock of the Pi


def read_answer(
    status: int, headers: Mapping[str, str], body: bytes, conceal: Conceal = str, *, is_change: bool = False
) -> Answer:
    """Turn a complete answer into its data; every text in it is safe.

    Attributes:
        is_change: the request may have changed something. A page with a status that the contract does not name then
            does not tell its outcome: a proxy, say, may have answered after it passed the request on.

    Raises:
        RouteAbsentError: E4, the dashboard's page with status 200, or a 404 or 405 without a usable body; for a read
            HTML of any status below 500 but 429.
        RedirectedError: the server redirects a change; a read is answered with a `RouteAbsentError`.
        KeyRefusedError: 401 `UNAUTHORIZED`, said or derived.
        RefusedError: any other error of the server.
        WebPageError: for a change, any other HTML or XML with a status below 500, except 429 with a time to wait.
        UnreadableAnswerError: a success that is no JSON object.
    """
    request_id = received_identifier(headers.get("X-Request-Id"), conceal)
    if 300 <= status < 400:
        is_secure = headers.get("Location", "").strip().lower().startswith("https:")
        elsewhere = RedirectedError if is_change else SecureElsewhereError if is_secure else RouteAbsentError
        raise elsewhere("the server redirects elsewhere", status=status, correlation_id=request_id)
    if status == 204 or (200 <= status < 300 and not body.strip()):
        return Answer({}, request_id)
    # A change that succeeded must not be repeated because of a wrong label: its JSON counts first.
    document = read_document(body, conceal) if is_change else None
    # A proxy that turns a request away may say so with a page; that is no sign of a missing route. For a change, only
    # the time to wait proves that it was turned away.
    is_turned_away = status == HTTPStatus.TOO_MANY_REQUESTS and (not is_change or "Retry-After" in headers)
    if document is None and status < 500 and not is_turned_away and _is_html(headers, body):
        is_absent = not is_change or status in (404, 405) or (status == 200 and _is_page(body))
        kind = RouteAbsentError if is_absent else WebPageError
        raise kind("the server answered with a web page", status=status, correlation_id=request_id)
    if not is_change:
        document = read_document(body, conceal)
    if document is None:
        if 200 <= status < 300:
            raise UnreadableAnswerError(
                "the answer is no JSON object", status=status, correlation_id=request_id
            )
        raise _error(status, headers, {}, request_id, is_change=is_change)
    correlation_id = (
        _identifier(document, "correlation_id") or _identifier(document, "request_id") or request_id
    )
    if not 200 <= status < 300 or document.get("success") is False:
        raise _error(status, headers, document, correlation_id, is_change=is_change)
    data = document.get("data")
    if isinstance(data, dict):
        return Answer(data, correlation_id, parse_time(document.get("timestamp")))
    return Answer({} if "data" in document or "success" in document else document, correlation_id)


def _is_html(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("Content-Type", "").lower() or body.lstrip(_BEFORE_PAGE)[:1] == b"<"


def _is_page(body: bytes) -> bool:
    """Whether a body is certainly HTML; others may be the answer of a server or proxy that did something."""
    return body.lstrip(_BEFORE_PAGE)[:14].lower().startswith((b"<!doctype html", b"<html"))


def _text(source: Mapping[str, object], key: str) -> str | None:
    return wire_line(source.get(key), _LONGEST_MESSAGE)


def _identifier(source: Mapping[str, object], key: str) -> str | None:
    return wire_identifier(source.get(key))


def _error(
    status: int,
    headers: Mapping[str, str],
    document: Mapping[str, object],
    correlation_id: str | None,
    *,
    is_change: bool,
) -> PiOrchestratorError:
    error = document.get("error")
    # Nested shapes carry everything inside `error`, flat ones beside it.
    source: Mapping[str, object] = error if isinstance(error, dict) else document
    message = _text(source, "message") or wire_line(error, _LONGEST_MESSAGE)
    code = _text(source, "code")
    # E4 names the path that is not there; a handler that misses a thing does not. A refusal without a code is not one
    # of this API, but it is a refusal.
    is_absent = code == "NOT_FOUND" and "path" in source
    if code is None:
        is_absent = message is None or not is_change
    if status in (404, 405) and is_absent:
        return RouteAbsentError(
            message or "the server has no such route", code=code, status=status, correlation_id=correlation_id
        )
    code = code or _derived_code(status)
    retryable = source.get("retryable")
    if not isinstance(retryable, bool):
        retryable = code in RETRYABLE_CODES
    kind = KeyRefusedError if status == 401 and code == ErrorCode.UNAUTHORIZED else RefusedError
    return kind(
        message or f"the server answered with status {status}",
        code=code,
        details=_text(source, "details"),
        status=status,
        correlation_id=correlation_id,
        retryable=retryable,
        retry_after=_wait(code, source, headers) if retryable else None,
    )


def _derived_code(status: int) -> str:
    if status in _CODE_OF_STATUS:
        return _CODE_OF_STATUS[status]
    return ErrorCode.INTERNAL_ERROR if status >= 500 or status < 400 else ErrorCode.INVALID_REQUEST


def _wait(code: str, source: Mapping[str, object], headers: Mapping[str, str]) -> float:
    """Seconds to wait: the larger of body and header, else the server's constant [C §6]."""
    hints = [
        min(hint, LONGEST_WAIT_SECONDS)  # before it becomes a float: JSON's integers have no limit
        for hint in (source.get("retry_after_seconds"), _seconds_of(headers))
        if isinstance(hint, int | float) and not isinstance(hint, bool) and hint >= 0
    ]
    if not hints:
        return RATE_LIMITED_WAIT_SECONDS if code == ErrorCode.RATE_LIMITED else DEFAULT_WAIT_SECONDS
    return max(hints) + 0  # zero without a sign


def _seconds_of(headers: Mapping[str, str]) -> float | None:
    """The `Retry-After` header in seconds; None where there is none, or one that is neither a number nor a date."""
    text = (headers.get("Retry-After") or "").strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    if (until := parse_http_date(text)) is None:
        return None
    # By the clock that made the date where the answer has its time: ours may be another one.
    now = parse_http_date(headers.get("Date")) or datetime.now(UTC)
    return max((until - now).total_seconds(), 0.0)  # what is over need not be waited for
