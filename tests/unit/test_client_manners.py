"""What the client does with answers and texts that a server should not give."""

import json

import pytest

from custom_components.piorchestrator.client.envelope import read_answer
from custom_components.piorchestrator.client.errors import (
    PiOrchestratorError,
    RedirectedError,
    RefusedError,
    RouteAbsentError,
    WebPageError,
)
from custom_components.piorchestrator.client.events import decode_event
from custom_components.piorchestrator.client.extended import segment
from custom_components.piorchestrator.client.models import MOST_ITEMS, Allowlist
from custom_components.piorchestrator.client.redaction import SecretMemory

CONCEAL = SecretMemory(["SECRET", "NETWORK_ERROR"]).conceal


@pytest.mark.parametrize("is_flat", [True, False])
def test_secrets_are_concealed_in_every_text(is_flat: bool) -> None:
    texts = {"code": "SECRET", "message": "a SECRET b", "details": "SECRET!"}
    body = {**texts, "error": "x"} if is_flat else {"error": texts}
    with pytest.raises(RefusedError) as caught:
        read_answer(500, {}, json.dumps(body).encode(), CONCEAL)
    error = caught.value
    assert (error.message, error.code, error.details) == ("a *** b", "***", "***!")
    assert "SECRET" not in str(error) + repr(error)


def test_a_code_of_the_contract_is_left() -> None:
    """A password may be the same word; what the error means must stay readable."""
    body = {"error": {"code": "NETWORK_ERROR", "message": "no NETWORK_ERROR"}}
    with pytest.raises(RefusedError) as caught:
        read_answer(500, {}, json.dumps(body).encode(), CONCEAL)
    assert (caught.value.message, caught.value.code) == ("no ***", "NETWORK_ERROR")


@pytest.mark.parametrize("place", ["correlation_id", "request_id", "X-Request-Id"])
@pytest.mark.parametrize("value", ["id-SECRET", "\udcff", "x" * 500, "a\nb", "a\u202eb", " "])
@pytest.mark.parametrize("status", [200, 204, 500])
def test_an_id_that_is_none_is_not_kept(place: str, value: str, status: int) -> None:
    """Also of an answer that is no error: it gets into the log."""
    headers = {place: value} if place == "X-Request-Id" else {}
    body = b"" if headers or status == 204 else json.dumps({"data": {}, place: value}).encode()
    try:
        found = read_answer(status, headers, body, CONCEAL).correlation_id
    except RefusedError as error:
        found = error.correlation_id
    assert found is None


def test_an_id_is_kept() -> None:
    assert read_answer(204, {"X-Request-Id": "id-1"}, b"").correlation_id == "id-1"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"success":false,"error":{"code":"NOT_FOUND","message":"gone","path":"/x"}}', RouteAbsentError),
        (b'{"success":false,"error":{"code":"NOT_FOUND","message":"no such board"}}', RefusedError),
        (b'{"success":false,"error":"nothing here"}', RouteAbsentError),
        (b"", RouteAbsentError),
    ],
)
def test_a_missing_thing_is_not_a_missing_route(body: bytes, kind: type[Exception]) -> None:
    """E4 names the path."""
    with pytest.raises(kind):
        read_answer(404, {"Content-Type": "application/json"}, body)


PAGE = b"<!doctype html><title>Portal</title>"
E4 = b'{"success":false,"error":{"code":"NOT_FOUND","message":"gone","path":"/api/x"}}'


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        *((status, {}, PAGE, WebPageError) for status in (201, 400, 401, 403, 410, 429)),
        *((status, {}, PAGE, RouteAbsentError) for status in (200, 404, 405)),
        *((status, {}, b"", RedirectedError) for status in (300, 301, 302, 303, 307, 308)),
        (404, {"Content-Type": "text/html"}, E4, RouteAbsentError),
        (200, {"Content-Type": "text/html"}, E4, RefusedError),  # the label is wrong, and the page is none
        *((403, {}, before + PAGE, WebPageError) for before in (b"\xef\xbb\xbf", b"\n\t ", b"<?xml?>")),
        *((status, {}, PAGE, RefusedError) for status in (500, 502, 503)),
        *((status, {}, b'{"error":"gone"}', RefusedError) for status in (404, 405)),
        *((status, {}, b'{"message":"gone"}', RefusedError) for status in (404, 405)),
        *((status, {}, E4, RefusedError) for status in (200, 400, 403, 410)),
        (404, {}, b'{"error":{"code":"NOT_FOUND"}}', RefusedError),
        (404, {}, E4, RouteAbsentError),
        *((status, {}, b"", RouteAbsentError) for status in (404, 405)),
        *((status, {}, b"404 page not found", RouteAbsentError) for status in (404, 405)),
        (404, {}, b"{}", RouteAbsentError),
    ],
)
def test_what_a_change_takes_for_an_absent_route(
    status: int, headers: dict[str, str], body: bytes, kind: type[PiOrchestratorError]
) -> None:
    """Only what the contract names: whatever else answers may have passed the request on."""
    with pytest.raises(PiOrchestratorError) as caught:
        read_answer(status, headers, body, is_change=True)
    assert type(caught.value) is kind
    if kind in (WebPageError, RedirectedError):
        assert caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("text", "encoded"), [(".", "%2E"), ("..", "%2E%2E"), ("a.b", "a.b"), ("a/b", "a%2Fb")]
)
def test_a_segment_is_no_step_in_the_path(text: str, encoded: str) -> None:
    assert segment(text) == encoded


def test_a_session_without_state_is_closed_by_its_event() -> None:
    event = decode_event('{"type":"session.closed","payload":{"session":{"id":"s"}}}')
    assert event.session is not None
    assert event.session.state == "closed"
    assert "state" in event.session.model_fields_set


def test_a_list_has_an_end() -> None:
    entries = [
        {"mac": f"24:6F:28:{number >> 16:02X}:{number >> 8 & 255:02X}:{number & 255:02X}"}
        for number in range(MOST_ITEMS + 5)
    ]
    found = Allowlist.read({"entries": entries})
    assert found is not None
    assert len(found.entries) == MOST_ITEMS
    assert not found.is_complete
