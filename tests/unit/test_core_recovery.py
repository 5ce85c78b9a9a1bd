"""Which interrupted sessions are offered, and what a list says of itself [C §10.5.1]."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from custom_components.piorchestrator.client.models import Session, SessionList
from custom_components.piorchestrator.client.vocabulary import CLOSED_STATES
from custom_components.piorchestrator.core.recovery import (
    MOST_ORDERED,
    Recovery,
    began_later,
    learn,
    still_to_offer,
    to_offer,
    to_turn_to,
)

NOTHING = Recovery()
OPEN_LIST = Recovery(lists_open=True)
OURS = Session(id="ours", state="active")
CLOSED = Session(id="ours", state="closed")
OTHER = Session(id="other", state="paused")


@pytest.mark.parametrize("known", [NOTHING, OPEN_LIST])
@pytest.mark.parametrize(
    ("listed", "followed", "alive", "lists_open"),
    [
        ([OURS], OURS, True, True),
        ([OURS, OTHER], OURS, True, True),
        ([OTHER], OURS, True, False),
        ([], OURS, False, False),
        # These say nothing: what was known stays.
        ([OURS], OURS, False, None),
        ([OURS], CLOSED, True, None),
        ([OTHER], None, True, None),
        ([], None, False, None),
    ],
)
def test_only_a_session_that_cannot_be_interrupted_tells(
    known: Recovery, listed: list[Session], followed: Session | None, alive: bool, lists_open: bool | None
) -> None:
    found = learn(known, listed, followed, alive=alive)
    assert found.lists_open is (known.lists_open if lists_open is None else lists_open)


def test_what_is_hidden_is_forgotten_once_it_is_not_listed() -> None:
    known = Recovery(hidden=frozenset({"ours", "gone"}))
    assert learn(known, [OURS, OTHER], None, alive=False).hidden == {"ours"}


def test_what_was_told_is_forgotten_once_it_is_not_listed() -> None:
    known = Recovery(told=frozenset({"ours", "gone"}))
    assert learn(known, [OURS, OTHER], None, alive=False).told == {"ours"}


def test_the_order_is_the_lists() -> None:
    assert to_offer(NOTHING, [OTHER, OURS], None) == (OTHER, OURS)
    assert to_offer(NOTHING, [OURS, OTHER], OTHER) == (OURS, OTHER)


def test_the_followed_one_is_the_first_if_it_is_known_to_have_begun_last() -> None:
    """By the clock of the server, which may have been set back, it is not the newest."""
    known = Recovery(order=("ours", "other"))
    assert to_offer(known, [OURS, OTHER], OTHER) == (OTHER, OURS)
    assert to_offer(known, [OTHER, OURS], OURS) == (OTHER, OURS)
    assert to_offer(known, [OURS, OTHER], None) == (OURS, OTHER)
    assert to_offer(Recovery(order=("ours",)), [OURS, OTHER], OTHER) == (OTHER, OURS)
    kept = still_to_offer(known, [OTHER], SessionList(sessions=(OURS,)), OTHER, alive=False)
    assert kept == (OTHER, OURS)


@pytest.mark.parametrize("state", sorted(CLOSED_STATES))
def test_what_is_over_is_not_offered(state: str) -> None:
    assert to_offer(NOTHING, [Session(id="s", state=state), OTHER], None) == (OTHER,)


def test_what_is_hidden_is_not_offered() -> None:
    assert to_offer(Recovery(hidden=frozenset({"other"})), [OTHER, OURS], None) == (OURS,)


def test_the_followed_one_is_offered_where_only_interrupted_ones_are_listed() -> None:
    assert to_offer(NOTHING, [OURS, OTHER], OURS) == (OURS, OTHER)
    assert to_offer(OPEN_LIST, [OURS, OTHER], OURS) == (OTHER,)
    assert to_offer(OPEN_LIST, [OURS], None) == (OURS,)


def at(session_id: str, hour: int | None = None) -> Session:
    created = None if hour is None else datetime(2026, 11, 1, hour, tzinfo=UTC)
    return Session(id=session_id, state="active", created_at=created)


def closed(session: Session) -> Session:
    return session.model_copy(update={"state": "closed"})


def test_a_session_that_is_listed_for_the_first_time_began_after_the_others() -> None:
    known = learn(NOTHING, [at("b", 5), at("a", 3)], None, alive=False)
    assert known.order == ("a", "b")
    known = learn(known, [at("c", 1), at("b", 5)], at("d", 0), alive=False)
    assert known.order == ("a", "b", "d", "c")
    assert learn(known, [], None, alive=False).order == known.order, "it may be interrupted again"


def test_an_incomplete_list_shows_no_order() -> None:
    """What is missing in it may have begun before."""
    known = learn(NOTHING, [at("b", 5)], None, alive=False, complete=False)
    assert known.order == ()
    assert learn(replace(known, order=("b",)), [at("c")], None, alive=False, complete=False).order == ("b",)


@pytest.mark.parametrize("hour", [None, 5])
def test_where_times_are_equal_or_missing_the_followed_one_and_else_the_one_that_changed_last_is_the_latest(
    hour: int | None,
) -> None:
    """A list has the newest first by the last change; nothing tells that another began after the followed one."""
    listed = [at("changed last", hour), at("ours", hour), at("changed first", hour)]
    assert learn(NOTHING, listed, None, alive=False).order == ("changed first", "ours", "changed last")
    for shown in (listed, [listed[0], listed[2]]):
        known = learn(NOTHING, shown, listed[1], alive=False)
        assert known.order == ("changed first", "changed last", "ours")


def test_an_order_of_too_many_is_none() -> None:
    """A session that is missing in the order would count as a later one."""
    many = [at(str(number), 5) for number in reversed(range(MOST_ORDERED))]
    known = learn(NOTHING, many, None, alive=False)
    assert len(known.order) == MOST_ORDERED
    assert learn(known, [at("new"), *many], None, alive=False).order == ()


def test_of_too_many_the_first_ones_that_are_missing_are_forgotten_and_no_others() -> None:
    """The list of a server that boots may be empty: one that it lacks would count as later than a new one."""
    many = [at(str(number), 5) for number in reversed(range(MOST_ORDERED))]
    known = learn(NOTHING, many, None, alive=False)
    kept = learn(known, [many[-1]], at("new"), alive=True).order
    assert kept == ("0", *(str(number) for number in range(2, MOST_ORDERED)), "new")
    assert not began_later(at("199", 4), at("new", 6), kept)


@pytest.mark.parametrize(
    ("session", "other", "order", "later"),
    [
        (at("a", 5), at("b", 3), (), True),
        (at("a", 3), at("b", 5), (), False),
        (at("a", 3), at("b", 3), (), False),
        (at("a", 3), at("b"), (), True),
        (at("a"), at("b", 3), (), False),
        (at("a"), at("b"), (), False),
        # The clock was set back between the two.
        (at("a", 3), at("b", 5), ("b", "a"), True),
        (at("a", 5), at("b", 3), ("a", "b"), False),
        (at("a", 3), at("b", 5), ("b",), True),
        (at("a", 5), at("b", 3), ("a",), False),
        (at("a", 5), at("b", 3), ("c",), True),
    ],
)
def test_which_one_began_later(
    session: Session, other: Session, order: tuple[str, ...], *, later: bool
) -> None:
    assert began_later(session, other, order) is later
    found = to_turn_to(Recovery(order=order), [session], other)
    assert found == (session if later else None)


def test_the_last_of_those_that_began_later_is_turned_to() -> None:
    """Where every open session is listed, the first: the one that changed last may be the one that runs."""
    listed = [at("first", 5), at("last", 3), closed(at("over", 9)), at("second", 4)]
    known = Recovery(order=("first", "second", "last"))
    for followed in (None, at("first", 5), closed(at("first", 5)), at("second", 4)):
        assert to_turn_to(known, listed, followed) == listed[1]
    assert to_turn_to(known, listed, listed[1]) is None
    assert to_turn_to(known, [], None) is None
    known = replace(known, lists_open=True)
    assert to_turn_to(known, listed, None) == listed[0]
    assert to_turn_to(known, listed, listed[0]) == listed[1]
    assert to_turn_to(known, listed, listed[1]) is None
