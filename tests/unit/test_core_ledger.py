"""The ledger: what is worth a write, and how much one session may fill it with."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.core import ledger as module
from custom_components.piorchestrator.core.ledger import Act, Ledger, Pause, Stand, Step
from custom_components.piorchestrator.core.unattended import Hold, Policy, decide
from tests.unit.core_samples import A, B, C, D, device, state

NOW = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)
SENT = {"sent": {A: Stand("discovered", 0)}, "begun": frozenset({A})}


@pytest.mark.parametrize(
    ("update", "asks", "worth"),
    [
        ({}, False, False),
        ({"failed": {A: Stand("failed", 3)}, "waits": {A: NOW}}, False, False),
        ({"pause": Pause.FAILURE_RATE}, False, True),
        ({"refusals": {A: 1}, "quiet_until": NOW}, False, True),
        ({"sent": {}, "begun": frozenset()}, False, True),
        ({"sent": {A: Stand("failed", 1)}}, True, True),
        ({"begun": frozenset({A, B})}, True, True),
        ({"retried": {A: 1}}, True, True),
    ],
)
def test_what_is_written_when(update: dict[str, object], asks: bool, worth: bool) -> None:
    before = Ledger(session_id="s-1").model_copy(update=SENT)
    after = before.model_copy(update=update)
    assert after.asks_more_than(before) is asks
    assert after.is_worth_a_write(before) is worth


def test_each_request_asks_more_and_no_refusal_does() -> None:
    ledger = Ledger(session_id="s-1")
    for step, board in ((Step.PROVISION, device(A)), (Step.RETRY, device(A, "failed"))):
        after = ledger.sending(Act(step, A), board)
        assert after.asks_more_than(ledger)
        assert not ledger.refused(A, now=NOW, finally_=True).asks_more_than(after)
        ledger = after


def test_waits_that_are_over_go() -> None:
    ledger = Ledger(waits={A: NOW, B: NOW + timedelta(seconds=1)})
    assert ledger.pruned((), NOW).waits == {B: NOW + timedelta(seconds=1)}
    assert ledger.pruned((), NOW - timedelta(seconds=1)) is ledger


def test_the_oldest_of_those_that_are_gone_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BOARDS", 3)
    stands = {mac: Stand("failed", 0) for mac in (A, B, C)}
    full = Ledger(sent=stands, retried=dict.fromkeys(stands, 1), refusals={A: 1})
    assert full.is_full
    pruned = full.pruned({A}, NOW)
    assert (list(pruned.sent), list(pruned.retried), pruned.refusals) == ([A, C], [A, C], {A: 1})
    assert not pruned.is_full
    assert full.pruned({A, B, C}, NOW).sent == stands, "of a board that is there nothing is forgotten"


def test_a_full_ledger_takes_no_other_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written down is not sent; what stands in it goes on."""
    monkeypatch.setattr(module, "MAX_BOARDS", 2)
    boards = state(
        device(A, "failed", provisioned_at="2026-01-15T12:10:00Z"),
        device(B, "verified"),
        device(C),
        allowed=(A, B, C, D),
    )
    ledger = Ledger(
        session_id="s-1", sent={A: Stand("discovered", 0), B: Stand("discovered", 0)}, begun=frozenset({A, B})
    )
    found = decide(boards, Policy(ceiling=10, retries=2), ledger, NOW)
    assert found.holds == {C: Hold.CEILING}
    later = decide(boards, Policy(ceiling=10, retries=2), found.ledger, NOW + timedelta(minutes=1))
    assert later.acts == (Act(Step.RETRY, A),)
