"""Which boards a batch is for (`design.md`, issue of the hands-free batch)."""

from types import MappingProxyType

from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from tests.unit.core_samples import A, B, C, D, device, entry, snapshot, state


def test_between_sessions_the_unused_boards_are_expected() -> None:
    allowlist = MappingProxyType({A: entry(A), B: entry(B, used=True)})
    found = Expectation.of(ProvisioningState(allowlist=allowlist))
    assert found == Expectation(frozenset({A}))
    assert Expectation.of(ProvisioningState()) == Expectation()


def test_missing_and_strangers() -> None:
    now = state(device(A), device(C), allowed=(A, B))
    assert Expectation.of(now) == Expectation(frozenset({A, B}), frozenset({B}), frozenset({C}))


def test_complete_when_each_is_verified() -> None:
    now = state(device(A, "verified"), device(B, "verifying"), allowed=(A, B))
    assert not Expectation.of(now).is_complete
    done = state(device(A, "verified"), device(B, "verified"), device(C), allowed=(A, B))
    assert Expectation.of(done).is_complete
    assert not Expectation.of(state(device(C))).is_complete, "nothing was expected"


def test_a_board_that_this_session_used_stays_expected() -> None:
    now = state(device(A, "verified"), device(B), allowed=(A, B))
    entries = (entry(A, used=True), entry(B), entry(D, used=True))
    used = apply_snapshot(now, snapshot(device(A, "verified"), device(B), allowlist=entries)).state
    assert Expectation.of(used).expected == {A, B}
    assert Expectation.of(used).unexpected == frozenset()


def test_named_boards_are_all_that_counts() -> None:
    now = state(device(A, "verified"), device(B), device(C), allowed=(A, B))
    found = Expectation.of(now, {A})
    assert found.is_complete
    assert found.unexpected == {B, C}
    assert Expectation.of(now, {A, D}).missing == {D}
