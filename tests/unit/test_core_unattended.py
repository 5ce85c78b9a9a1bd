"""What unattended mode decides, case by case (`design.md` §3, anchors §5.4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.client.errors import (
    KeyRefusedError,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
)
from custom_components.piorchestrator.client.models import Fault, Session
from custom_components.piorchestrator.core.faults import BoardFault
from custom_components.piorchestrator.core.ledger import Act, Ledger, Pause, Stand, Step
from custom_components.piorchestrator.core.state import ProvisioningState
from custom_components.piorchestrator.core.unattended import Hold, Policy, decide, refused
from tests.unit.core_samples import SESSION, A, B, C, D, device, state

NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
POLICY = Policy(ceiling=10, retries=1)
LEDGER = Ledger(session_id="s-1")
LATER = NOW + timedelta(minutes=1)
BEGIN_A, AGAIN_A = Act(Step.PROVISION, A), Act(Step.RETRY, A)


def failed(mac: str = A, **fields: object) -> ProvisioningState:
    return state(device(mac, "failed", provisioned_at="2026-01-15T12:10:00Z", **fields), allowed=(mac,))


def with_fault(before: ProvisioningState, code: str, *, retryable: bool | None = None) -> ProvisioningState:
    board = before.devices[A]
    known = BoardFault.of(Fault(code=code, retryable=retryable), board, "s-1")
    return replace(before, faults={A: known})


def waited(before: ProvisioningState, policy: Policy = POLICY, ledger: Ledger = LEDGER) -> tuple[Act, ...]:
    """What is decided once the wait of a failure is over."""
    first = decide(before, policy, ledger, NOW)
    return decide(before, policy, first.ledger, LATER).acts


def test_an_allowed_board_that_waits_is_begun() -> None:
    found = decide(state(device(A), device(B), allowed=(A,)), POLICY, LEDGER, NOW)
    assert found.acts == (BEGIN_A,)
    assert found.holds == {}, "a stranger is nobody's business"
    assert found.again_at is None


def test_the_first_found_comes_first() -> None:
    boards = state(
        device(A, discovered_at="2026-01-15T12:03:00Z"),
        device(B, discovered_at="2026-01-15T12:01:00Z"),
        device(C),
        allowed=(A, B, C),
    )
    assert [act.mac for act in decide(boards, POLICY, LEDGER, NOW).acts] == [C, B, A]


@pytest.mark.parametrize("session_state", ["paused", "closing", "closed"])
def test_nothing_is_done_where_no_work_is_taken(session_state: str) -> None:
    session = Session(id="s-1", state=session_state)
    assert decide(state(device(A), session=session, allowed=(A,)), POLICY, LEDGER, NOW).acts == ()


def test_nothing_is_done_in_an_interrupted_session_or_in_none() -> None:
    interrupted = replace(state(device(A), allowed=(A,)), recoverable=(SESSION,))
    assert decide(interrupted, POLICY, LEDGER, NOW).acts == ()
    assert decide(ProvisioningState(), POLICY, LEDGER, NOW).ledger is LEDGER


def test_another_session_begins_anew() -> None:
    old = Ledger(
        session_id="s-0", begun=frozenset({A}), sent={A: Stand("discovered", 0)}, pause=Pause.FAILURE_RATE
    )
    found = decide(state(device(A), allowed=(A,)), POLICY, old, NOW)
    assert found.acts == (BEGIN_A,)
    assert found.ledger == LEDGER


def test_the_ceiling_counts_boards_and_not_requests() -> None:
    ledger = LEDGER.model_copy(update={"begun": frozenset({A, D})})
    boards = state(device(A), device(B), device(C), allowed=(A, B, C))
    found = decide(boards, replace(POLICY, ceiling=3), ledger, NOW)
    assert found.acts == (BEGIN_A, Act(Step.PROVISION, B)), "A was begun and waits again"
    assert found.holds == {C: Hold.CEILING}


@pytest.mark.parametrize(
    ("policy", "hold"),
    [
        (replace(POLICY, macs=frozenset({B})), Hold.NOT_NAMED),
        (replace(POLICY, weakest_rssi=-60), Hold.WEAK_SIGNAL),
        (replace(POLICY, firmware=frozenset({"2.5"})), Hold.FIRMWARE),
        (replace(POLICY, ceiling=0), Hold.CEILING),
        (replace(POLICY, macs=frozenset({A}), weakest_rssi=-61, firmware=frozenset({"2.4"})), None),
    ],
)
def test_gates(policy: Policy, hold: Hold | None) -> None:
    board = state(device(A, rssi=-61, firmware_version="2.4"), allowed=(A,))
    found = decide(board, policy, LEDGER, NOW)
    assert found.holds.get(A) == hold
    assert bool(found.acts) is (hold is None)


def test_what_is_not_known_does_not_pass_a_gate() -> None:
    board = state(device(A), allowed=(A,))
    assert decide(board, replace(POLICY, weakest_rssi=-90), LEDGER, NOW).holds == {A: Hold.WEAK_SIGNAL}
    firmware = frozenset({"2.4"})
    assert decide(board, replace(POLICY, firmware=firmware), LEDGER, NOW).holds == {A: Hold.FIRMWARE}


def test_what_was_sent_is_not_sent_again_until_the_board_has_moved() -> None:
    boards = state(device(A), allowed=(A,))
    sent = LEDGER.sending(BEGIN_A, boards.devices[A])
    assert decide(boards, POLICY, sent, LATER).holds == {A: Hold.SENT}
    assert waited(failed(), ledger=sent) == (AGAIN_A,)


def test_a_failed_board_waits_as_long_as_the_server_asks_by_default() -> None:
    """[C §6]: five seconds."""
    first = decide(failed(), POLICY, LEDGER, NOW)
    assert first.acts == ()
    assert first.again_at == NOW + timedelta(seconds=5)
    again = decide(failed(), POLICY, first.ledger, NOW + timedelta(seconds=4))
    assert again.again_at == first.again_at, "the wait does not begin anew with each look"
    assert decide(failed(), POLICY, first.ledger, first.again_at).acts == (AGAIN_A,)


def test_a_later_failure_waits_again() -> None:
    first = decide(failed(), replace(POLICY, retries=2), LEDGER, NOW)
    again = decide(failed(retry_count=1), replace(POLICY, retries=2), first.ledger, LATER)
    assert again.again_at == LATER + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("code", "retryable", "tried"),
    [
        ("DEVICE_TIMEOUT", None, True),
        ("DEVICE_TIMEOUT", False, False),
        ("MAX_RETRIES_EXCEEDED", None, False),
        ("SOMETHING_NEW", True, True),
        ("SOMETHING_NEW", None, False),
    ],
)
def test_only_what_the_server_calls_retryable_is_tried_again(
    code: str, retryable: bool | None, tried: bool
) -> None:
    assert waited(with_fault(failed(), code, retryable=retryable)) == ((AGAIN_A,) if tried else ())


def test_a_failure_without_a_code_is_tried_again() -> None:
    assert waited(failed(error_message="device did not answer")) == (AGAIN_A,)
    without_code = replace(
        failed(), faults={A: BoardFault.of(Fault(message="x"), failed().devices[A], "s-1")}
    )
    assert waited(without_code) == (AGAIN_A,)


@pytest.mark.parametrize(
    ("message", "tried"),
    [
        ("DEVICE_TIMEOUT: no answer", True),
        ("DEVICE_NOT_IN_ALLOWLIST: not allowed", False),
        ("SOMETHING: else", True),
        ("DEVICE_NOT_IN_ALLOWLIST", True),
    ],
)
def test_a_code_at_the_beginning_of_the_message_counts(message: str, tried: bool) -> None:
    assert waited(failed(error_message=message)) == ((AGAIN_A,) if tried else ())


def test_a_board_that_nobody_began_was_skipped_by_somebody() -> None:
    """[C §9.2]: skipped or blocked."""
    skipped = state(device(A, "failed"), allowed=(A,))
    assert waited(skipped) == ()
    assert decide(skipped, POLICY, LEDGER, NOW).holds == {A: Hold.NOT_RETRYABLE}
    assert waited(skipped, ledger=LEDGER.model_copy(update={"begun": frozenset({A})})) == (AGAIN_A,)


def test_retries_by_hand_count() -> None:
    assert decide(failed(retry_count=1), POLICY, LEDGER, NOW).holds == {A: Hold.RETRIES}
    assert waited(failed(), replace(POLICY, retries=0)) == ()


def test_a_stranger_that_failed_is_left_alone() -> None:
    stranger = state(device(A, "failed", provisioned_at="2026-01-15T12:10:00Z", in_allowlist=False))
    assert waited(stranger) == ()


@pytest.mark.parametrize(
    ("error", "holds", "again_in"),
    [
        (RefusedError("no", code="DEVICE_NOT_IN_ALLOWLIST"), {A: Hold.REFUSED}, None),
        (RefusedError("later", code="CIRCUIT_OPEN", retryable=True, retry_after=7), {}, 7),
        (RefusedError("later", code="X", retryable=True), {}, 5),
        (RefusedError("slow", code="RATE_LIMITED", retryable=True, retry_after=30), {}, 30),
        (RefusedError("over", code="SESSION_EXPIRED"), {}, 30),
        (RefusedError("slow", code="BUSY", status=429, retryable=True, retry_after=12), {}, 12),
        (KeyRefusedError("key", code="UNAUTHORIZED"), {}, 30),
        (RefusedError("key", code="UNAUTHORIZED", status=200), {}, 30),
        (RouteAbsentError("absent", status=404), {}, 30),
    ],
)
def test_refusals(error: PiOrchestratorError, holds: dict[str, Hold], again_in: int | None) -> None:
    boards = state(device(A), allowed=(A,))
    found = decide(boards, POLICY, refused(LEDGER, BEGIN_A, error, NOW), NOW)
    assert found.acts == ()
    assert found.holds == holds
    assert found.again_at == (None if again_in is None else NOW + timedelta(seconds=again_in))
    assert found.ledger.begun == frozenset()


@pytest.mark.parametrize("code", ["RATE_LIMITED", "SESSION_EXPIRED", "CIRCUIT_OPEN"])
def test_what_concerns_all_boards_keeps_all_of_them_waiting(code: str) -> None:
    error = RefusedError("later", code=code, retryable=True, retry_after=9)
    boards = state(device(A), device(B), allowed=(A, B))
    found = decide(boards, POLICY, refused(LEDGER, BEGIN_A, error, NOW), NOW)
    assert [act.mac for act in found.acts] == ([B] if code == "CIRCUIT_OPEN" else [])


def test_three_refusals_are_enough() -> None:
    ledger = LEDGER
    error = RefusedError("later", code="CIRCUIT_OPEN", retryable=True, retry_after=1)
    boards = state(device(A), allowed=(A,))
    for _ in range(3):
        assert decide(boards, POLICY, ledger, LATER).acts == (BEGIN_A,)
        ledger = refused(ledger, BEGIN_A, error, NOW)
    assert decide(boards, POLICY, ledger, LATER).holds == {A: Hold.REFUSED}
    assert decide(boards, POLICY, ledger.looked_at(), LATER).acts == (BEGIN_A,)


MANY = tuple(f"24:6F:28:00:02:{index:02X}" for index in range(7))


def lost(count: int, of: int, retries: int = 0) -> tuple[ProvisioningState, Ledger]:
    """So many boards of those that were begun stand failed."""
    boards = [
        device(mac, "failed" if index < count else "verifying", retry_count=retries)
        for index, mac in enumerate(MANY[:of])
    ]
    return state(*boards, allowed=MANY), LEDGER.model_copy(update={"begun": frozenset(MANY[:of])})


@pytest.mark.parametrize(
    ("count", "of", "pauses"), [(3, 5, True), (2, 5, False), (4, 4, False), (3, 6, False), (4, 6, True)]
)
def test_it_pauses_when_more_than_half_fail(count: int, of: int, pauses: bool) -> None:
    boards, ledger = lost(count, of)
    found = decide(boards, POLICY, ledger, NOW)
    assert found.ledger.pause is (Pause.FAILURE_RATE if pauses else None)
    assert not (found.acts and pauses)


def test_a_pause_lasts_until_somebody_looks_and_old_failures_are_forgiven() -> None:
    boards, ledger = lost(3, 5)
    paused = decide(boards, POLICY, ledger, NOW).ledger
    better = state(*(device(mac, "verified") for mac in MANY[:5]), device(MANY[5]), allowed=MANY)
    assert decide(better, POLICY, paused, LATER).acts == ()
    again = decide(boards, POLICY, paused.looked_at(), LATER)
    assert again.ledger.pause is None
    assert [act.step for act in again.acts] == [Step.RETRY] * 3


def test_a_ledger_survives_its_file() -> None:
    board = device(A, "failed", retry_count=1)
    ledger = decide(failed(), POLICY, LEDGER.sending(AGAIN_A, board), NOW).ledger
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger
    assert ledger.retried == {A: 1}


def test_a_wait_that_a_restart_cut_short_goes_on_by_the_new_clock() -> None:
    """Whatever the clock says then: what was left of it when it was noted, and no more."""
    ledger = refused(LEDGER, BEGIN_A, RefusedError("no", code="X", retryable=True, retry_after=40), NOW)
    ledger = refused(
        ledger, BEGIN_A, RefusedError("no", code="RATE_LIMITED", retryable=True, retry_after=9), NOW
    )
    kept = Ledger.model_validate_json(ledger.model_dump_json())
    for now in (NOW - timedelta(days=1), NOW + timedelta(days=1)):
        found = kept.resumed(now)
        assert found.waits == {A: now + timedelta(seconds=40)}
        assert found.quiet_until == now + timedelta(seconds=9)
        assert found.resumed(now) == found
    later = refused(ledger, Act(Step.PROVISION, B), RefusedError("no", code="X", retryable=True), LATER)
    assert later.resumed(NOW).waits == {A: NOW, B: NOW + timedelta(seconds=5)}


def test_a_ledger_of_an_older_version_waits_no_longer_than_is_usual() -> None:
    stored = {"session_id": "s-1", "waits": {A: "2999-01-01T00:00:00Z"}, "quiet_until": None}
    assert Ledger.model_validate(stored).resumed(NOW).waits == {A: NOW + timedelta(seconds=5)}
    assert LEDGER.resumed(NOW) is LEDGER


def test_what_another_entry_of_the_same_pi_has_sent_is_not_sent_again() -> None:
    boards = state(device(A), device(B), allowed=(A, B))
    beside = LEDGER.sending(BEGIN_A, device(A))
    found = decide(boards, POLICY, LEDGER, NOW, [beside])
    assert ([act.mac for act in found.acts], found.holds) == ([B], {A: Hold.SENT})
    assert found.ledger == LEDGER, "each entry keeps what it did itself"
    assert decide(boards, replace(POLICY, ceiling=1), LEDGER, NOW, [beside]).holds[B] is Hold.CEILING
    again = decide(state(device(A, "failed"), allowed=(A,)), POLICY, LEDGER, NOW, [beside]).ledger
    assert decide(state(device(A, "failed"), allowed=(A,)), POLICY, again, LATER, [beside]).acts == (AGAIN_A,)


def test_an_entry_that_stands_back_does_nothing_and_says_why() -> None:
    boards = state(device(A), device(B, "failed"), device(C, "verified"), allowed=(A, B, C))
    found = decide(boards, POLICY, LEDGER, NOW, stands_back=True)
    assert found.acts == ()
    assert found.holds == {A: Hold.OTHER_ENTRY, B: Hold.OTHER_ENTRY}
