"""An interrupted session: followed, listed, taken up again [C §9.1, §10.5]."""

from dataclasses import replace

import pytest

from custom_components.piorchestrator.client.models import Session
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    Subject,
    apply_event,
    apply_snapshot,
    changed_keys,
    taken_up,
)
from tests.unit.core_samples import SESSION, A, about, device, state

NOTHING = ProvisioningState()
OTHER = Session.model_validate(
    {"id": "s-2", "state": "active", "target_ssid": "y", "created_at": "2026-01-15T13:00:00Z"}
)
CLOSED = SESSION.model_copy(update={"state": "closed"})
RUNNING = state(device(A, "verifying"), allowed=(A,))


def listed(*sessions: Session) -> Snapshot:
    return Snapshot(recoverable=sessions)


def test_nothing_is_known_before_the_list_is_read() -> None:
    assert NOTHING.recoverable is None
    assert not NOTHING.is_interrupted
    assert NOTHING.open_session is NOTHING.unfinished_session is None


def test_a_list_makes_the_followed_session_an_interrupted_one() -> None:
    change = apply_snapshot(RUNNING, listed(OTHER, SESSION))
    assert change.keys == {Subject.RECOVERY, Subject.SESSION}
    assert change.state.is_interrupted
    assert change.state.open_session is None
    assert change.state.unfinished_session == SESSION
    assert change.state.devices == RUNNING.devices, "boards stay in sight"
    again = apply_snapshot(change.state, listed(OTHER, SESSION))
    assert again.keys == frozenset()


def test_another_session_of_the_list_does_not_interrupt_the_followed_one() -> None:
    change = apply_snapshot(RUNNING, listed(OTHER))
    assert change.keys == {Subject.RECOVERY}
    assert not change.state.is_interrupted
    assert change.state.open_session == SESSION


def test_a_closed_session_is_not_interrupted() -> None:
    now = replace(state(session=CLOSED), recoverable=(CLOSED,))
    assert not now.is_interrupted
    assert now.open_session is now.unfinished_session is None


def test_a_list_that_was_not_read_is_kept() -> None:
    before = replace(RUNNING, recoverable=(SESSION,))
    assert apply_snapshot(before, Snapshot()).state.recoverable == (SESSION,)
    assert apply_snapshot(before, listed()).state.recoverable == ()


def test_an_empty_list_is_news_after_none() -> None:
    assert apply_snapshot(RUNNING, listed()).keys == {Subject.RECOVERY}


def test_leaving_the_list_is_a_change_of_the_session() -> None:
    before = replace(RUNNING, recoverable=(SESSION,))
    assert changed_keys(before, RUNNING) == {Subject.RECOVERY, Subject.SESSION}


@pytest.mark.parametrize("interrupted", [True, False])
def test_a_session_that_speaks_takes_over_from_an_interrupted_one_alone(interrupted: bool) -> None:
    """[C §9.1]: a new one may begin beside it."""
    before = replace(RUNNING, recoverable=(SESSION,) if interrupted else ())
    change = apply_event(before, about(OTHER))
    assert (change.state.session_id == "s-2") is interrupted
    assert (change.unknown_session == "s-2") is not interrupted


def test_a_session_that_speaks_beside_an_interrupted_one_is_followed_whatever_the_times_say() -> None:
    """The clock may have been set back by the power cut that interrupted the first one."""
    untimed = OTHER.model_copy(update={"created_at": None})
    before = replace(RUNNING, recoverable=(SESSION,))
    assert apply_event(before, about(untimed)).state.session_id == "s-2"
    known = replace(state(session=OTHER), recoverable=(OTHER,))
    for kind in ("session.started", "session.state_changed"):
        assert apply_event(known, about(SESSION, kind)).state.session_id == "s-1"


def test_an_older_session_that_speaks_beside_a_closed_one_is_looked_at_first() -> None:
    known = state(session=OTHER.model_copy(update={"state": "closed"}))
    change = apply_event(known, about(SESSION))
    assert change.state.session_id == "s-2"
    assert change.unknown_session == "s-1"


def test_taking_up_the_followed_session_keeps_its_boards() -> None:
    before = replace(RUNNING, recoverable=(OTHER, SESSION))
    now = taken_up(before, SESSION)
    assert now.recoverable == (OTHER,)
    assert now.devices == RUNNING.devices
    assert now.open_session == SESSION


def test_taking_up_another_session_leaves_the_boards_of_the_first_behind() -> None:
    now = taken_up(replace(RUNNING, recoverable=(OTHER, SESSION)), OTHER)
    assert now.session_id == "s-2"
    assert not now.devices
    assert now.recoverable == (SESSION,)
    assert now.open_session == OTHER


@pytest.mark.parametrize("recoverable", [None, ()])
def test_taking_up_without_a_list(recoverable: tuple[Session, ...] | None) -> None:
    before = replace(NOTHING, recoverable=recoverable)
    assert taken_up(before, SESSION) == replace(before, session=SESSION)
