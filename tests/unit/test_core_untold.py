"""What a read shows, and an event should have shown before."""

from dataclasses import replace

import pytest

from custom_components.piorchestrator.core.state import ProvisioningState, apply_snapshot
from custom_components.piorchestrator.core.untold import is_untold
from tests.unit.core_samples import SESSION, A, B, device, entry, snapshot, state

KNOWN = state(device(A), allowed=(A,))


@pytest.mark.parametrize(
    "read",
    [
        state(device(A), device(B), allowed=(A,)),
        state(device(A, "verified"), allowed=(A,)),
        state(device(A), session=SESSION.model_copy(update={"state": "closed"}), allowed=(A,)),
        state(device(A), session=SESSION.model_copy(update={"id": "s-2"}), allowed=(A,)),
    ],
    ids=["a board", "a board that moved", "the end of the session", "another session"],
)
def test_what_events_tell_of(read: ProvisioningState) -> None:
    assert is_untold(KNOWN, read)
    assert not is_untold(read, read)


def test_a_first_session() -> None:
    assert is_untold(ProvisioningState(), KNOWN)
    assert not is_untold(ProvisioningState(), ProvisioningState())


@pytest.mark.parametrize(
    "read",
    [
        state(device(A, rssi=-80), allowed=(A,)),
        state(device(A), allowed=(A, B)),
        state(device(A), session=SESSION.model_copy(update={"expires_at": SESSION.created_at}), allowed=(A,)),
        state(allowed=(A,)),
        replace(KNOWN, session=None),
    ],
    ids=["a signal", "the allowlist", "a time", "a board that is gone", "no session"],
)
def test_what_has_no_event(read: ProvisioningState) -> None:
    assert not is_untold(KNOWN, read)


def test_a_read_without_news() -> None:
    again = apply_snapshot(KNOWN, snapshot(device(A), allowlist=(entry(A),))).state
    assert not is_untold(KNOWN, again)
    assert not is_untold(KNOWN, KNOWN)
