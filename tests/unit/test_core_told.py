"""What was told once is not told again, and a retry that fails again is another failure."""

import pytest

from custom_components.piorchestrator.client.models import Device
from custom_components.piorchestrator.core import told as module
from custom_components.piorchestrator.core.told import Told
from tests.unit.core_samples import A, B, device


def tell(told: Told, said: Device, known: Device | None = None, session: str | None = "s-1") -> bool:
    return told.is_new_of_board(session, said, known or said)


def test_a_kind_is_told_once_of_each_session() -> None:
    told = Told()
    assert told.is_new("s-1", "session_started")
    assert not told.is_new("s-1", "session_started")
    assert told.is_new("s-1", "session_expiring")
    assert told.is_new("s-2", "session_started")


@pytest.mark.parametrize("state", ["discovered", "verified"])
def test_a_state_is_told_once_of_each_board_and_session(state: str) -> None:
    told = Told()
    assert tell(told, device(A, state))
    assert not tell(told, device(A, state))
    assert not tell(told, device(A, state, retry_count=3))
    assert tell(told, device(B, state))
    assert tell(told, device(A, state), session="s-2")


def test_a_failure_in_both_dialects_is_one() -> None:
    told = Told()
    full, flat = device(A, "failed", retry_count=1), device(A, "failed")
    assert tell(told, full)
    assert not tell(told, flat, full)
    assert not tell(told, full)


def test_a_failure_that_the_short_words_told_first_is_one() -> None:
    told = Told()
    assert tell(told, device(A, "failed"))
    assert not tell(told, device(A, "failed", retry_count=0))


def test_a_retry_that_fails_again_is_another_failure_by_its_count() -> None:
    told = Told()
    assert tell(told, device(A, "failed", retry_count=0))
    assert tell(told, device(A, "failed", retry_count=1))
    assert not tell(told, device(A, "failed", retry_count=1))


def test_a_retry_that_fails_again_is_another_failure_without_a_count() -> None:
    told = Told()
    for _ in range(3):
        assert tell(told, device(A, "failed"))
        assert not tell(told, device(A, "failed"))
        tell(told, device(A, "provisioning"))


def test_a_late_word_of_the_earlier_failure_is_none() -> None:
    """The board is at work again: nothing that was taken in says that it failed."""
    told = Told()
    first, now = device(A, "failed", retry_count=0), device(A, "provisioning", retry_count=1)
    assert tell(told, first)
    tell(told, now)
    assert not tell(told, first, now)
    assert tell(told, device(A, "failed", retry_count=1))


def test_a_failure_that_comes_late_counts_once() -> None:
    told = Told()
    first, now = device(A, "failed", retry_count=0), device(A, "provisioning", retry_count=1)
    assert tell(told, first, now)
    assert not tell(told, first, now)
    assert tell(told, device(A, "failed", retry_count=1))


@pytest.mark.parametrize("state", [None, "provisioning", "lost"])
def test_other_states_are_not_told_nor_remembered(state: str | None) -> None:
    told = Told()
    assert not tell(told, device(A, state))
    assert not told._sessions["s-1"].boards[A].states


def test_old_sessions_are_forgotten() -> None:
    told = Told()
    for number in range(module._MOST_SESSIONS + 1):
        assert told.is_new(f"s-{number}", "session_started")
    assert not told.is_new("s-1", "session_started")
    assert told.is_new("s-0", "session_started")
    assert len(told._sessions) == module._MOST_SESSIONS


def test_boards_beyond_the_limit_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ITEMS", 1)
    told = Told()
    assert tell(told, device(A, "discovered"))
    assert not tell(told, device(B, "discovered"))
    assert tell(told, device(A, "verified"))
