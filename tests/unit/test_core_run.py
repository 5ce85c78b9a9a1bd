"""When a batch that an action runs is over (`design.md` §5)."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from custom_components.piorchestrator.client.models import Device, Session
from custom_components.piorchestrator.core.ledger import Ledger, Pause
from custom_components.piorchestrator.core.run import Result, Target, is_over
from custom_components.piorchestrator.core.unattended import Decision, Hold
from tests.unit.core_samples import SESSION, A, B, C, device, state

LEDGER = Ledger(session_id="s-1")


def held(**holds: Hold) -> Decision:
    boards = {"a": A, "b": B, "c": C}
    return Decision(LEDGER, holds=MappingProxyType({boards[name]: hold for name, hold in holds.items()}))


def over(target: Target, *boards: Device, decision: Decision | None = None) -> Result | None:
    now = state(*boards, allowed=(A, B))
    return is_over(now, target, "s-1", decision or held())


VERIFIED = (device(A, "verified"), device(B, "verified"))
NAMED = Target(frozenset({A}))


@pytest.mark.parametrize(
    ("target", "boards", "result"),
    [
        (Target(), VERIFIED, Result.COMPLETE),
        (Target(), VERIFIED[:1], None),
        (NAMED, VERIFIED[:1], Result.COMPLETE),
        (NAMED, (device(A, "verifying"), VERIFIED[1]), None),
        (Target(count=2), VERIFIED, Result.COMPLETE),
        (Target(count=3), VERIFIED, None),
        (Target(count=1), VERIFIED, Result.COMPLETE),
        (NAMED, (), None),
    ],
)
def test_complete(target: Target, boards: tuple[Device, ...], result: Result | None) -> None:
    assert over(target, *boards) is result


@pytest.mark.parametrize(
    ("hold", "is_final"),
    [
        (Hold.RETRIES, True),
        (Hold.NOT_RETRYABLE, True),
        (Hold.REFUSED, True),
        (Hold.SENT, False),
        (Hold.NOT_NAMED, False),
    ],
)
@pytest.mark.parametrize("target", [Target(), Target(count=2), Target(frozenset({A, B}))])
def test_what_only_a_person_can_help_is_not_waited_for(target: Target, hold: Hold, is_final: bool) -> None:
    boards = (device(A, "failed"), VERIFIED[1])
    assert over(target, *boards, decision=held(a=hold)) is (Result.WITH_FAILURES if is_final else None)
    # Somebody has just tried it again.
    again = (device(A, "provisioning"), VERIFIED[1])
    assert over(target, *again, decision=held(a=hold)) is None


@pytest.mark.parametrize("hold", [Hold.WEAK_SIGNAL, Hold.FIRMWARE, Hold.CEILING])
def test_for_a_number_any_other_board_will_do(hold: Hold) -> None:
    boards = (device(A), VERIFIED[1])
    assert over(Target(count=2), *boards, decision=held(a=hold)) is None
    assert over(Target(), *boards, decision=held(a=hold)) is Result.WITH_FAILURES


def test_a_board_that_has_left_is_not_counted() -> None:
    assert over(Target(count=1), decision=held(a=Hold.RETRIES)) is None


def test_without_expected_boards_there_is_nothing_to_be_settled() -> None:
    now = state(device(A, "discovered"))
    assert is_over(now, Target(), "s-1", held(a=Hold.CEILING)) is None


def test_a_pause_ends_it() -> None:
    paused = Decision(LEDGER.model_copy(update={"pause": Pause.FAILURE_RATE}))
    assert over(NAMED, device(A, "failed"), decision=paused) is Result.PAUSED
    of_another = Decision(Ledger(session_id="s-0", pause=Pause.FAILURE_RATE))
    assert over(NAMED, device(A, "failed"), decision=of_another) is None


def test_what_others_do_to_the_session() -> None:
    closed = state(device(A), session=SESSION.model_copy(update={"state": "closed"}), allowed=(A,))
    assert is_over(closed, NAMED, "s-1", held()) is Result.CLOSED
    other = state(device(A), session=Session(id="s-2", state="active"), allowed=(A,))
    assert is_over(other, NAMED, "s-1", held()) is Result.REPLACED


def test_an_interrupted_session_is_waited_for() -> None:
    interrupted = replace(state(device(A), allowed=(A,)), recoverable=(SESSION,))
    assert is_over(interrupted, NAMED, "s-1", held()) is None
