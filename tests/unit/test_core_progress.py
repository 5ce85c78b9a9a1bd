"""The order of a board's states, and the counts that follow from them [C §9.2]."""

from itertools import pairwise

import pytest

from custom_components.piorchestrator.client.models import Device
from custom_components.piorchestrator.core.progress import Counters, is_older, settled, was_accepted
from tests.unit.core_samples import A, B, C, D, device

ORDER = ("discovered", "provisioning", "provisioned", "verifying", "failed", "verified")


def test_counters_follow_the_contract() -> None:
    states = ("discovered", "provisioning", "provisioned", "verifying", "verified", "failed", "new", None)
    counters = Counters.of(device(state=state) for state in states)
    assert counters == Counters(total=8, provisioned=3, verified=1, failed=1)
    assert Counters.of(()) == Counters()


def test_counters_go_both_ways() -> None:
    boards = [device(A, "verified"), device(B, "failed"), device(C, "verifying"), device(D)]
    counters = Counters.of(boards)
    for board in boards:
        assert counters.without(board).with_(board) == counters
    for board in boards:
        counters = counters.without(board)
    assert counters == Counters()
    assert counters.without(None) == Counters()


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(ORDER)))
def test_a_board_moves_up(earlier: str, later: str) -> None:
    assert not is_older(device(state=later), device(state=earlier))
    retried = (later, earlier) == ("failed", "provisioning")
    assert is_older(device(state=earlier), device(state=later)) is not retried
    assert not is_older(device(state=later), device(state=later))


@pytest.mark.parametrize(
    ("event", "known", "older"),
    [
        (("provisioning", 1), ("failed", 0), False),
        (("provisioning", 0), ("failed", 0), True),
        (("provisioning", 0), ("failed", 1), True),
        (("provisioning", None), ("failed", 0), False),
        (("provisioned", None), ("failed", 0), True),
        (("verifying", 0), ("provisioning", 1), True),
        (("failed", 1), ("failed", 0), False),
        (("failed", 0), ("provisioning", 1), True),
        (("discovered", 0), ("provisioning", None), True),
        (("provisioning", 5), ("verified", 0), True),
        (("failed", 5), ("verified", 0), True),
        (("verified", 0), ("verified", 1), False),
        (("new", 0), ("verified", 0), True),
        (("verifying", 0), ("new", 0), False),
        ((None, 0), ("verified", 0), False),
        (("discovered", 0), (None, None), False),
    ],
)
def test_a_retry_is_told_from_a_late_event_by_its_count(
    event: tuple[str | None, int | None], known: tuple[str | None, int | None], older: bool
) -> None:
    new, old = (device(state=state, retry_count=count) for state, count in (event, known))
    assert is_older(new, old) is older


@pytest.mark.parametrize("state", [*ORDER, "new", None])
def test_an_error_stays_with_failed_boards_only(state: str | None) -> None:
    board = device(state=state, error_message="no answer")
    kept = state in ("failed", None)
    assert settled(board, None) == device(state=state, error_message="no answer" if kept else None)
    clean = device(state=state)
    assert settled(clean, None) is clean


@pytest.mark.parametrize(
    ("flag", "allowlist", "expected"),
    [
        (None, None, None),
        (None, {A}, True),
        (None, {B}, False),
        (True, {B}, True),
        (False, {A}, False),
        (False, None, False),
    ],
)
def test_a_board_that_does_not_say_is_allowed_if_it_is_listed(
    flag: bool | None, allowlist: set[str] | None, expected: bool | None
) -> None:
    """[C D15]."""
    assert settled(device(A, in_allowlist=flag), allowlist).in_allowlist is expected


@pytest.mark.parametrize(
    ("state", "flag", "stranger"),
    [
        ("discovered", False, True),
        ("discovered", True, False),
        ("discovered", None, False),
        ("failed", False, False),
        ("verified", False, False),
    ],
)
def test_strangers_are_counted_apart(state: str, flag: bool | None, stranger: bool) -> None:
    assert Counters.of([device(A, state, in_allowlist=flag)]).strangers == stranger


@pytest.mark.parametrize(
    ("fields", "accepted"),
    [
        ({"state": "discovered", "in_allowlist": True}, False),
        ({"state": "provisioning"}, True),
        ({"state": "provisioned"}, True),
        ({"state": "verifying"}, True),
        ({"state": "verified"}, True),
        ({"state": "failed"}, False),
        ({"state": "failed", "retry_count": 0, "in_allowlist": False}, False),
        ({"state": "failed", "retry_count": 1}, True),
        ({"state": "failed", "in_allowlist": True}, True),
        ({"state": "failed", "provisioned_at": "2026-01-15T12:00:00Z"}, True),
        ({"state": "new"}, False),
        ({"state": None}, False),
    ],
)
def test_a_stranger_that_passed_by_was_not_accepted(fields: dict[str, object], accepted: bool) -> None:
    assert was_accepted(Device.model_validate({"mac": A, **fields})) is accepted
