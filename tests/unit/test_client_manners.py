"""What the client does with answers and texts that a server should not give."""

import pytest

from custom_components.piorchestrator.client.envelope import read_answer
from custom_components.piorchestrator.client.errors import RefusedError, RouteAbsentError
from custom_components.piorchestrator.client.events import decode_event
from custom_components.piorchestrator.client.extended import segment
from custom_components.piorchestrator.client.models import MOST_ITEMS, Allowlist


def test_secrets_are_concealed_in_every_text() -> None:
    error = RefusedError("a SECRET b", code="SECRET", details="SECRET!", correlation_id="id-SECRET")
    error.conceal(["SECRET"])
    assert (error.message, error.code, error.details, error.correlation_id) == (
        "a *** b",
        "***",
        "***!",
        "id-***",
    )
    assert "SECRET" not in str(error) + repr(error)


def test_a_code_of_the_contract_is_left() -> None:
    """A password may be the same word; what the error means must stay readable."""
    error = RefusedError("no NETWORK_ERROR", code="NETWORK_ERROR")
    error.conceal(["NETWORK_ERROR"])
    assert (error.message, error.code) == ("no ***", "NETWORK_ERROR")


def test_concealing_leaves_missing_texts_missing() -> None:
    error = RefusedError("words")
    error.conceal(["SECRET"])
    assert (error.message, error.code, error.details, error.correlation_id) == ("words", None, None, None)


def test_an_id_of_the_header_is_short_and_can_be_encoded() -> None:
    answer = read_answer(204, {"X-Request-Id": "\udcff" + "x" * 500}, b"")
    assert answer.correlation_id is not None
    assert len(answer.correlation_id.encode()) < 200


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
    """E4 names the path [C §5]."""
    with pytest.raises(kind):
        read_answer(404, {"Content-Type": "application/json"}, body)


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
