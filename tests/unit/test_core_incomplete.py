"""What a list with rows missing tells: what is on it, and nothing about what is not."""

from dataclasses import replace

import pytest

from custom_components.piorchestrator.client.models import (
    MOST_ITEMS,
    MOST_RECOVERABLE,
    Session,
    SessionDetail,
    SessionList,
)
from custom_components.piorchestrator.core import state as module
from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.ledger import Ledger
from custom_components.piorchestrator.core.progress import Counters
from custom_components.piorchestrator.core.recovery import (
    Recovery,
    learn,
    should_follow,
    still_to_offer,
    to_offer,
)
from custom_components.piorchestrator.core.run import Target, is_over
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    Subject,
    apply_snapshot,
)
from custom_components.piorchestrator.core.unattended import Decision
from tests.unit.core_samples import SESSION, A, B, C, device, entry, state

NOTHING = ProvisioningState()


def partial(*macs: str) -> Snapshot:
    return Snapshot(allowlist=tuple(entry(mac) for mac in macs), partial=True)


def listed(*ids: str, complete: bool = False) -> SessionList:
    sessions = tuple(Session(id=each, state="active") for each in ids)
    return SessionList(sessions=sessions, is_complete=complete)


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [session.id for session in sessions]


def test_entries_that_an_incomplete_list_lacks_are_kept() -> None:
    before = state(allowed=(A, B))
    change = apply_snapshot(before, partial(B, C))
    assert list(change.state.allowlist or ()) == [A, B, C]
    assert change.keys == {C, Subject.ALLOWLIST}
    assert not change.state.lacks_entries, "the whole list was read before"
    assert apply_snapshot(change.state, partial(B)).keys == frozenset()
    whole = apply_snapshot(change.state, Snapshot(allowlist=(entry(B),))).state
    assert list(whole.allowlist or ()) == [B]


def test_a_first_list_that_is_incomplete_is_known_to_be() -> None:
    first = apply_snapshot(NOTHING, partial(A)).state
    assert first.lacks_entries
    again = apply_snapshot(first, partial(B)).state
    assert (list(again.allowlist or ()), again.lacks_entries) == ([A, B], True)
    whole = apply_snapshot(first, Snapshot(allowlist=(entry(A),)))
    assert not whole.state.lacks_entries
    assert whole.keys == {Subject.ALLOWLIST}


def test_incomplete_lists_do_not_add_up_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ITEMS", 2)
    before = state(allowed=(A, B))
    assert set(apply_snapshot(before, partial(C)).state.allowlist or ()) == {A, C}
    assert set(apply_snapshot(before, partial(C, A)).state.allowlist or ()) == {A, C}
    assert MOST_ITEMS > 2


def test_boards_that_an_incomplete_session_lacks_are_kept() -> None:
    before = state(device(A, "verified"), device(B, "failed"), allowed=(A, B))
    detail = SessionDetail(session=SESSION, devices=(device(A, "verified"),), is_complete=False)
    after = apply_snapshot(before, Snapshot(detail)).state
    assert after.devices.keys() == {A, B}
    assert after.counters == Counters(total=2, provisioned=1, verified=1, failed=1)
    other = detail.model_copy(update={"session": Session(id="s-2", state="active")})
    assert apply_snapshot(before, Snapshot(other)).state.devices.keys() == {A}


@pytest.mark.parametrize(
    ("snapshot", "complete"),
    [
        (Snapshot(), False),
        (partial(A), False),
        (Snapshot(allowlist=()), True),
        (Snapshot(SessionDetail(session=SESSION, devices=()), allowlist=()), True),
        (Snapshot(SessionDetail(session=SESSION, devices=(), is_complete=False), allowlist=()), False),
    ],
)
def test_whether_absence_means_something(snapshot: Snapshot, complete: bool) -> None:
    assert snapshot.is_complete is complete


def test_more_boards_may_be_expected_than_an_incomplete_list_names() -> None:
    done = replace(state(device(A, "verified"), allowed=(A,)), lacks_entries=True)
    found = Expectation.of(done)
    assert found.expected == {A}
    assert not found.is_complete
    assert not found.is_certain
    assert Expectation.of(done, [A]).is_complete, "named boards need no list"
    assert not Expectation.of(replace(done, session=None)).is_certain
    decision = Decision(Ledger())
    assert is_over(done, Target(), "s-1", decision) is None
    assert is_over(replace(done, lacks_entries=False), Target(), "s-1", decision) is not None


@pytest.mark.parametrize("followed", [None, Session(id="a", state="active"), Session(id="x", state="active")])
def test_nothing_is_forgotten_by_an_incomplete_list(followed: Session | None) -> None:
    known = Recovery(lists_open=True, hidden=frozenset("h"), told=frozenset("at"))
    assert learn(known, listed("a").sessions, followed, alive=False, complete=False) == known


def test_what_an_incomplete_list_names_is_learnt_all_the_same() -> None:
    followed = Session(id="a", state="active")
    found = learn(Recovery(), listed("a").sessions, followed, alive=True, complete=False)
    assert found.lists_open
    assert not learn(found, listed("b").sessions, followed, alive=True, complete=True).lists_open


@pytest.mark.parametrize(
    ("followed", "alive", "offered"),
    [
        (None, False, ["b", "c"]),
        (Session(id="b", state="active"), False, ["b", "c"]),
        (Session(id="b", state="active"), True, ["c"]),
        (Session(id="b", state="closed"), False, ["c"]),
        (Session(id="x", state="active"), True, ["b", "c"]),
    ],
)
def test_what_is_offered_is_offered_still(followed: Session | None, alive: bool, offered: list[str]) -> None:
    known = Recovery(hidden=frozenset("h"))
    before = listed("b", "h").sessions
    found = still_to_offer(known, before, listed("c", "h"), followed, alive=alive)
    assert sorted(ids(found)) == offered


def test_no_more_is_kept_than_can_be_shown_and_the_followed_session_is_among_them() -> None:
    many = listed(*(f"s{number:03}" for number in range(200))).sessions
    assert ids(to_offer(Recovery(), many, None)) == ids(many[:MOST_RECOVERABLE])
    last = many[-1]
    found = to_offer(Recovery(), many, last)
    assert (len(found), last in found) == (MOST_RECOVERABLE, True)
    kept = still_to_offer(Recovery(), many[:MOST_RECOVERABLE], listed("new"), None, alive=False)
    assert len(kept) == MOST_RECOVERABLE


@pytest.mark.parametrize(
    ("known_interrupted", "other_interrupted", "follows"),
    [(True, False, True), (False, True, False), (True, True, False), (False, False, False)],
)
def test_an_active_session_wins_whatever_the_times_say(
    known_interrupted: bool, other_interrupted: bool, follows: bool
) -> None:
    older = Session.model_validate({"id": "s-0", "state": "active", "created_at": "1970-01-01T00:00:30Z"})
    found = should_follow(
        SESSION, older, known_interrupted=known_interrupted, other_interrupted=other_interrupted
    )
    assert found is follows
