"""What may be done with a batch as it stands [C §9]."""

from dataclasses import replace

import pytest

from custom_components.piorchestrator.client.models import Session
from custom_components.piorchestrator.client.vocabulary import CLOSED_STATES
from custom_components.piorchestrator.core.batch import (
    BOARD_STATES,
    accepts_work,
    board_status,
    boards,
    can_provision,
    can_resume,
    can_retry,
    can_stop,
    failed_boards,
    looks_like_a_wrong_password,
    progress,
    unused_entries,
)
from custom_components.piorchestrator.core.state import ProvisioningState, Snapshot, apply_snapshot
from tests.unit.core_samples import A, B, C, D, device, entry, snapshot, state

NOTHING = ProvisioningState()


@pytest.mark.parametrize(
    ("session_state", "work", "stop"),
    [
        ("discovering", True, True),
        ("active", True, True),
        ("paused", False, True),
        ("closing", False, False),
        ("frobnicated", True, True),
        (None, True, True),
        *((closed, False, False) for closed in sorted(CLOSED_STATES)),
    ],
)
def test_the_session_decides_about_work(session_state: str | None, work: bool, stop: bool) -> None:
    session = Session(id="s-1", state=session_state)
    now = state(device(A), device(B, "failed"), session=session, allowed=(A, B))
    assert accepts_work(now) is work
    assert can_stop(now) is stop
    assert can_provision(now, A) is work
    assert can_retry(now, B) is work


def test_an_interrupted_session_can_be_resumed_and_stopped_and_nothing_else() -> None:
    """[C §9.1]."""
    session = Session(id="s-1", state="active")
    boards_of_it = (device(A), device(B, "failed"))
    now = replace(state(*boards_of_it, session=session, allowed=(A, B)), recoverable=(session,))
    assert can_resume(now)
    assert can_stop(now)
    assert not accepts_work(now)
    assert not can_provision(now, A)
    assert not can_retry(now, B)


@pytest.mark.parametrize(
    ("followed", "listed", "resumable"),
    [
        (None, (), False),
        (None, ("s-2",), True),
        ("active", (), False),
        ("active", ("s-2",), False),  # only one may be open at a time
        ("active", ("s-2", "s-1"), True),
        ("closed", ("s-2",), True),
    ],
)
def test_when_something_can_be_resumed(
    followed: str | None, listed: tuple[str, ...], resumable: bool
) -> None:
    session = Session(id="s-1", state=followed) if followed else None
    others = tuple(Session(id=session_id, state="active") for session_id in listed)
    assert can_resume(ProvisioningState(session=session, recoverable=others)) is resumable
    assert not can_resume(ProvisioningState(session=session))


TOOK = "2026-01-15T12:00:00Z"


@pytest.mark.parametrize(
    ("lost", "verified", "suspect"),
    [(2, 0, False), (3, 0, True), (3, 2, True), (3, 3, False), (4, 3, True)],
)
def test_a_wrong_password_fails_several_boards_and_more_than_come_up(
    lost: int, verified: int, suspect: bool
) -> None:
    macs = [f"24:6F:28:00:01:{number:02X}" for number in range(lost + verified)]
    failed = [device(mac, "failed", provisioned_at=TOOK) for mac in macs[:lost]]
    good = [device(mac, "verified", provisioned_at=TOOK) for mac in macs[lost:]]
    assert looks_like_a_wrong_password(state(*failed, *good)) is suspect


def test_boards_that_never_took_the_password_say_nothing_about_it() -> None:
    macs = [f"24:6F:28:00:01:{number:02X}" for number in range(9)]
    assert not looks_like_a_wrong_password(state(*(device(mac, "failed") for mac in macs)))
    assert not looks_like_a_wrong_password(NOTHING)


def test_without_a_session_nothing_goes() -> None:
    assert not accepts_work(NOTHING)
    assert not can_stop(NOTHING)
    assert not can_provision(NOTHING, A)
    assert not can_retry(NOTHING, A)
    assert progress(NOTHING) is None
    assert unused_entries(NOTHING) is None
    assert boards(NOTHING) == frozenset()
    assert board_status(NOTHING, A) is None


@pytest.mark.parametrize("board_state", [*BOARD_STATES, "new", None])
def test_the_board_decides_what_is_done_with_it(board_state: str | None) -> None:
    now = state(device(A, board_state), allowed=(A,))
    assert can_provision(now, A) is (board_state == "discovered")
    assert can_retry(now, A) is (board_state == "failed")
    assert bool(failed_boards(now)) is (board_state == "failed")
    assert not can_provision(now, B)
    assert not can_retry(now, B)


@pytest.mark.parametrize(
    ("flag", "listed", "allowed"),
    [(True, False, True), (False, True, False), (None, True, True), (None, False, False)],
)
def test_the_servers_word_about_a_board_comes_before_the_list(
    flag: bool | None, listed: bool, allowed: bool
) -> None:
    """[C D15]."""
    now = state(device(A, in_allowlist=flag), allowed=(A,) if listed else ())
    assert can_provision(now, A) is allowed
    assert now.is_allowed(A) is allowed


def test_nobody_is_allowed_by_a_list_that_was_not_read() -> None:
    assert not NOTHING.is_allowed(A)
    assert state(allowed=(B,)).is_allowed(B)


def test_progress() -> None:
    assert progress(state()) is None
    assert progress(state(device(A), allowed=(A,))) == 0
    boards_of_ours = (device(A, "verified"), device(B, "failed"), device(C))
    assert progress(state(*boards_of_ours, allowed=(A, B, C))) == 33.3
    assert progress(state(device(A, "verified"))) == 100


def test_strangers_do_not_count_against_progress() -> None:
    assert progress(state(device(A))) is None
    assert progress(state(device(A, "verified"), device(B), allowed=(A,))) == 100


@pytest.mark.parametrize(
    ("added", "verified", "unused"),
    [
        ("2026-01-15T11:00:00Z", "2026-01-15T12:00:00Z", 0),
        ("2026-01-15T12:00:00.9Z", "2026-01-15T12:00:00Z", 0),
        ("2026-01-15T12:00:01Z", "2026-01-15T12:00:00Z", 1),
        (None, "2026-01-15T12:00:00Z", 0),
        ("2026-01-15T12:00:01Z", None, 0),
    ],
)
def test_a_board_allowed_anew_after_it_was_verified_is_unused(
    added: str | None, verified: str | None, unused: int
) -> None:
    read = snapshot(device(A, "verified", verified_at=verified), allowlist=(entry(A, added_at=added),))
    assert unused_entries(apply_snapshot(NOTHING, read).state) == unused


def test_unused_entries_count_a_board_that_was_verified_just_now() -> None:
    entries = (entry(A), entry(B, used=True), entry(C, used=False), entry(D))
    now = apply_snapshot(
        NOTHING, snapshot(device(A, "verified"), device(C, "failed"), allowlist=entries)
    ).state
    assert unused_entries(now) == 2


def test_boards_of_the_registry() -> None:
    now = state(device(A), device(B, "verifying"), device(C, "failed"), allowed=(D,))
    assert boards(now) == {B, D}


def test_status_of_a_board_also_between_sessions() -> None:
    entries = (entry(A), entry(B, used=True), entry(C, used=True))
    between = apply_snapshot(NOTHING, Snapshot(allowlist=entries)).state
    assert [board_status(between, mac) for mac in (A, B, D)] == ["expected", "verified", None]
    during = apply_snapshot(between, snapshot(device(C, "new"), device(D), allowlist=entries)).state
    assert [board_status(during, mac) for mac in (A, C, D)] == ["expected", "new", "discovered"]
