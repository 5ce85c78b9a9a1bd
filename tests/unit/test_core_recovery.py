"""Which interrupted sessions are offered, and what a list says of itself [C §10.5.1]."""

import pytest

from custom_components.piorchestrator.client.models import Session
from custom_components.piorchestrator.client.vocabulary import CLOSED_STATES
from custom_components.piorchestrator.core.recovery import Recovery, learn, to_offer

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


@pytest.mark.parametrize("state", sorted(CLOSED_STATES))
def test_what_is_over_is_not_offered(state: str) -> None:
    assert to_offer(NOTHING, [Session(id="s", state=state), OTHER], None) == (OTHER,)


def test_what_is_hidden_is_not_offered() -> None:
    assert to_offer(Recovery(hidden=frozenset({"other"})), [OTHER, OURS], None) == (OURS,)


def test_the_followed_one_is_offered_where_only_interrupted_ones_are_listed() -> None:
    assert to_offer(NOTHING, [OURS, OTHER], OURS) == (OURS, OTHER)
    assert to_offer(OPEN_LIST, [OURS, OTHER], OURS) == (OTHER,)
    assert to_offer(OPEN_LIST, [OURS], None) == (OURS,)
