"""Session events that arrive late: they must not put the session back [C §11.6]."""

from datetime import UTC, datetime, timedelta

from custom_components.piorchestrator.client import ProvisioningEvent, Session
from custom_components.piorchestrator.core.state import ProvisioningState, apply_event

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def _session(state: str, seconds: int | None) -> Session:
    moment = None if seconds is None else NOON + timedelta(seconds=seconds)
    return Session(id="s", state=state, updated_at=moment)


def _after(known: Session, event: Session) -> tuple[str | None, bool]:
    change = apply_event(
        ProvisioningState(session=known),
        ProvisioningEvent("session.state_changed", session_id="s", session=event),
    )
    assert change.state.session is not None
    return change.state.session.state, change.doubtful


def test_a_late_event_asks_for_a_read() -> None:
    assert _after(_session("closing", 5), _session("active", 4)) == ("closing", True)


def test_the_same_moment_is_not_late() -> None:
    assert _after(_session("discovering", 5), _session("active", 5)) == ("active", False)


def test_without_times_the_event_is_believed() -> None:
    assert _after(_session("discovering", None), _session("active", 5)) == ("active", False)
    assert _after(_session("discovering", 5), _session("active", None)) == ("active", False)
