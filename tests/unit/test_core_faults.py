"""What the server refused for one board stays until the board moves on."""

import pytest

from custom_components.piorchestrator.client.errors import (
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    UnreachableError,
)
from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Fault, Session
from custom_components.piorchestrator.core.batch import board_fault, refusal, with_refusal
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Subject,
    apply_event,
    apply_snapshot,
    taken_up,
)
from tests.unit.core_samples import SESSION, A, B, about, after, device, snapshot, state, told

NO = RefusedError("not now", code="CIRCUIT_OPEN", retryable=True, retry_after=5, correlation_id="c-1")
FAULT = Fault(code="CIRCUIT_OPEN", message="not now", retryable=True, correlation_id="c-1")


def refused(*devices: Device, mac: str = A, error: PiOrchestratorError = NO) -> ProvisioningState:
    before = state(*(devices or (device(A), device(B))))
    return apply_event(before, refusal(before, error, mac)).state


def test_it_is_the_boards_and_the_last() -> None:
    before = state(device(A), device(B))
    change = apply_event(before, refusal(before, NO, A))
    assert change.keys == {Subject.FAULT, A}
    assert not change.doubtful
    assert change.state.fault == FAULT
    assert board_fault(change.state, A) == FAULT
    assert board_fault(change.state, B) is None


def test_it_is_equal_when_it_is_repeated() -> None:
    now = refused()
    assert apply_event(now, refusal(now, NO, A)).keys == frozenset()


def test_the_newest_counts_for_each_board() -> None:
    now = refused()
    other = RefusedError("gone", code="DEVICE_NOT_FOUND")
    now = apply_event(now, refusal(now, other, B)).state
    assert board_fault(now, A) == FAULT
    change = apply_event(now, refusal(now, other, A))
    assert A in change.keys
    assert board_fault(change.state, A) == Fault(code="DEVICE_NOT_FOUND", message="gone", retryable=False)


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("gone"),
        KeyRefusedError("no", code="UNAUTHORIZED"),
        RouteAbsentError("no", code="NOT_FOUND"),
        RefusedError("no"),
    ],
)
def test_only_refusals_with_a_code_are_the_boards(error: PiOrchestratorError) -> None:
    now = refused(error=error)
    assert now.fault is not None
    assert now.faults == {}


def test_nobody_knows_the_board() -> None:
    assert refused(device(B)).faults == {}
    assert refusal(state(), NO).refused is None


@pytest.mark.parametrize(
    ("before", "news", "stays"),
    [
        (device(A, "failed", retry_count=1), device(A, "failed", retry_count=1, rssi=-50), True),
        (device(A, "failed", retry_count=1), device(A, "failed", retry_count=2), False),
        (device(A), device(A, retry_count=0), True),
        (device(A), device(A, "provisioning"), False),
        (device(A), device(A, "failed"), False),
    ],
)
def test_until_the_board_moves_on(before: Device, news: Device, *, stays: bool) -> None:
    now = refused(before)
    by_event = apply_event(now, told(news))
    by_read = apply_snapshot(now, snapshot(news))
    for change in (by_event, by_read):
        assert (board_fault(change.state, A) is not None) is stays
        assert A in change.keys


def test_it_does_not_come_back_with_the_board() -> None:
    now = after(refused(), told(device(A, "provisioning")), told(device(A, "failed"))).state
    now = apply_snapshot(now, snapshot(device(A))).state
    assert now.devices[A].state == "discovered"
    assert board_fault(now, A) is None


def test_a_board_that_is_gone() -> None:
    assert apply_snapshot(refused(), snapshot(device(B))).state.faults == {}


def test_another_session() -> None:
    other = Session(id="s-2", state="active")
    assert apply_snapshot(refused(), snapshot(device(A), session=other)).state.faults == {}
    assert after(refused(), about(other, "session.started")).state.faults == {}
    followed = taken_up(refused(), other)
    assert apply_snapshot(followed, snapshot(device(A), session=other)).state.faults == {}


def test_a_refusal_during_a_read() -> None:
    """What was read is older than the refusal, or newer: the board's place tells."""
    before = state(device(A))
    event = refusal(before, NO, A)
    now = apply_event(before, event).state
    still = apply_snapshot(before, snapshot(device(A)), [event]).state
    assert board_fault(still, A) == FAULT
    moved = apply_snapshot(now, snapshot(device(A, "provisioning")), [event]).state
    assert board_fault(moved, A) is None


def test_what_does_not_touch_boards_keeps_it() -> None:
    now = refused()
    entries = (AllowlistEntry(mac=B),)
    now = apply_snapshot(now, snapshot(device(A), device(B), session=SESSION, allowlist=entries)).state
    assert board_fault(now, A) == FAULT


def test_a_failure_is_told_with_the_refusal_before_it() -> None:
    now = refused()
    failure = told(device(A, "failed"), "device.provisioning_failed")
    assert with_refusal(now, failure).fault == FAULT
    assert with_refusal(now, told(device(B, "failed"))).fault is None
    for other in (told(device(A, "provisioning")), told(None), about(SESSION)):
        assert with_refusal(now, other) is other
