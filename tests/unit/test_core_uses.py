"""Session and allowlist come in two answers, and neither order of them changes what is expected."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Session
from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    apply_event,
    apply_snapshot,
    follow,
    taken_up,
)
from tests.unit.core_samples import SESSION, A, B, C, device, entry, snapshot, told

STEPS = ("discovered", "provisioning", "provisioned", "verifying", "verified")
MACS = (A, B, C)
OTHER = Session.model_validate({"id": "s-2", "state": "active", "created_at": "2026-01-15T13:00:00Z"})


def at(minutes: float) -> str:
    """A moment of the session that `SESSION` is."""
    return (datetime(2026, 1, 15, 12, tzinfo=UTC) + timedelta(minutes=minutes)).isoformat()


class Pi:
    """A batch of three boards, seen at any moment: board number n takes its steps from minute n on."""

    def __init__(self, *, with_times: bool, used_with: str) -> None:
        self._with_times = with_times
        self._used_with = STEPS.index(used_with)

    def step(self, number: int, moment: int) -> int:
        """How many steps a board has taken, of those that `STEPS` counts."""
        return min(moment - 2 * number, len(STEPS))

    def devices(self, moment: int) -> tuple[Device, ...]:
        """The session's boards."""
        return tuple(
            self.board(number, moment) for number in range(len(MACS)) if self.step(number, moment) > 0
        )

    def board(self, number: int, moment: int) -> Device:
        """One board of the session."""
        step = self.step(number, moment)
        times: dict[str, str] = {}
        if self._with_times:
            names = {1: "discovered_at", 3: "provisioned_at", 5: "verified_at"}
            times = {name: at(2 * number + taken) for taken, name in names.items() if taken <= step}
        return device(MACS[number], STEPS[step - 1], **times)

    def entries(self, moment: int) -> tuple[AllowlistEntry, ...]:
        """The allowlist; one entry of it was used before the batch."""
        found = [entry("24:6F:28:00:00:FF", used=True, used_at=at(-60))]
        for number, mac in enumerate(MACS):
            used = self.step(number, moment) > self._used_with
            when = {"used_at": at(2 * number + self._used_with + 1)} if used and self._with_times else {}
            found.append(entry(mac, used=used, **when))
        return tuple(found)

    def last(self) -> int:
        """The moment at which all is done."""
        return 2 * len(MACS) + len(STEPS)


MOMENTS = st.integers(min_value=0, max_value=2 * len(MACS) + len(STEPS))


@settings(max_examples=300, deadline=None)
@given(
    reads=st.lists(st.tuples(MOMENTS, MOMENTS, st.booleans()), min_size=1, max_size=12),
    with_times=st.booleans(),
    used_with=st.sampled_from(["provisioned", "verified"]),
)
def test_any_order_of_the_answers_expects_the_same_boards(
    reads: Sequence[tuple[int, int, bool]], *, with_times: bool, used_with: str
) -> None:
    """The list is read once before the batch; after that each answer is of any moment, and events come or do not."""
    pi = Pi(with_times=with_times, used_with=used_with)
    state = apply_snapshot(ProvisioningState(), Snapshot(allowlist=pi.entries(0))).state
    state = apply_snapshot(state, snapshot(session=SESSION, allowlist=pi.entries(0))).state
    for session_moment, list_moment, is_told in reads:
        if is_told:
            for board in pi.devices(session_moment):
                state = apply_event(state, told(board)).state
                assert Expectation.of(state).expected == frozenset(MACS)
        read = snapshot(*pi.devices(session_moment), allowlist=pi.entries(list_moment))
        state = apply_snapshot(state, read).state
        found = Expectation.of(state)
        assert found.expected == frozenset(MACS)
        assert found.is_complete == (session_moment == pi.last() or _all_verified(state))


def _all_verified(state: ProvisioningState) -> bool:
    return all(mac in state.devices and state.devices[mac].state == "verified" for mac in MACS)


@pytest.mark.parametrize("used_with", ["provisioned", "verified"])
def test_home_assistant_starts_in_the_middle_of_a_batch(used_with: str) -> None:
    """Whatever of it the first two answers show: the times tell what this session used."""
    pi = Pi(with_times=True, used_with=used_with)
    for list_moment in range(1, pi.last() + 1):
        for session_moment in range(pi.last() + 1):
            state = ProvisioningState()
            for moment in (session_moment, pi.last()):  # the second read shows every board
                read = snapshot(*pi.devices(moment), allowlist=pi.entries(list_moment))
                state = apply_snapshot(state, read).state
            assert Expectation.of(state).expected == frozenset(MACS)


def test_a_board_that_was_used_before_is_not_expected_when_it_is_used_again() -> None:
    before = entry(A, used=True, used_at=at(-30))
    again = entry(A, used=True, used_at=at(4))
    state = apply_snapshot(ProvisioningState(), snapshot(allowlist=(before, entry(B)))).state
    for step, listed in [*((step, before) for step in STEPS), ("verified", again)]:
        board = device(A, step, discovered_at=at(1))
        state = apply_snapshot(state, snapshot(board, allowlist=(listed, entry(B)))).state
        assert Expectation.of(state).expected == {B}, step


def test_an_entry_that_was_added_again_is_expected() -> None:
    state = apply_snapshot(ProvisioningState(), snapshot(allowlist=(entry(A, used=True),))).state
    assert Expectation.of(state).expected == frozenset()
    for entries in [(), (entry(A),), (entry(A, used=True),)]:
        state = apply_snapshot(state, snapshot(allowlist=entries)).state
    assert Expectation.of(state).expected == {A}


def test_a_session_begins_before_the_list_tells_what_the_one_before_it_used() -> None:
    state = apply_snapshot(ProvisioningState(), snapshot(device(A), allowlist=(entry(A), entry(B)))).state
    state = apply_event(state, told(device(A, "verified", verified_at=at(5)))).state
    assert Expectation.of(state).expected == {A, B}
    assert Expectation.of(taken_up(state, OTHER)).expected == {B}
    used = Expectation.of(follow(state, OTHER))
    assert used.expected == {B}


@pytest.mark.parametrize(
    ("used_at", "expected"),
    [(at(30), {B}), (at(61), {A, B}), (None, {B})],
    ids=["before it", "in it", "no time"],
)
def test_uses_between_two_reads_that_a_new_session_lies_between(
    used_at: str | None, expected: set[str]
) -> None:
    state = apply_snapshot(ProvisioningState(), snapshot(allowlist=(entry(A), entry(B)))).state
    listed = entry(A, used=True, used_at=used_at)
    for session in (OTHER, OTHER):
        read = snapshot(session=session, allowlist=(listed, entry(B)))
        state = apply_snapshot(state, read).state
        assert Expectation.of(state).expected == expected


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    state = apply_snapshot(ProvisioningState(), snapshot(allowlist=(entry(A), entry(B)))).state
    used = entry(A, used=True, used_at=at(-600))
    for step in pairwise(STEPS):
        board = device(A, step[0], discovered_at=at(1))
        state = apply_snapshot(state, snapshot(board, allowlist=(used, entry(B)))).state
        assert Expectation.of(state).expected == {A, B}


def test_until_the_list_is_read_the_boards_tell() -> None:
    """A session is taken up while the list is not read."""
    known = apply_snapshot(ProvisioningState(), Snapshot(allowlist=(entry(A, used=True), entry(B)))).state
    state = follow(known, OTHER)
    assert Expectation.of(state).expected == {B}
    state = apply_event(state, told(device(A, "verifying"), session_id="s-2")).state
    assert Expectation.of(state).expected == {A, B}
