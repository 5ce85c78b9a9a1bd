"""When a session ends: whatever the clocks say, and however late or odd the answer is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client.models import Session, SessionDetail
from custom_components.piorchestrator.core.session_end import Receipt, local_time, moved_end, read_end
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    Subject,
    apply_event,
    apply_snapshot,
)

from .core_samples import about

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PI = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)  # what a Pi without a battery believes
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
CENTURY = timedelta(days=36_500)


def detail(
    left: timedelta | str | float | None = None,
    *,
    ends: datetime | None = None,
    sent: datetime | None = None,
    state: str = "active",
    discovery: int | None = None,
) -> SessionDetail:
    session = {
        "id": "s-1",
        "state": state,
        "expires_at": ends,
        "config": {"discovery_timeout_seconds": discovery} if discovery else None,
    }
    found = SessionDetail.model_validate({"session": session, "timeout_remaining": left})
    return found.model_copy(update={"sent_at": sent})


def end(
    answer: SessionDetail,
    known: datetime | None = None,
    at: datetime = NOW,
    took: timedelta = timedelta(),
    *,
    is_interrupted: bool = False,
) -> datetime | None:
    return read_end(known, answer, Receipt(at, took), is_interrupted=is_interrupted)


@pytest.mark.parametrize("ends", [None, PI + HOUR, NOW + 4 * HOUR, NOW - HOUR, NOW + CENTURY])
@pytest.mark.parametrize("sent", [None, PI, NOW + CENTURY])
@pytest.mark.parametrize("left", ["1h0m0s", "01:00:00", 3600, 3_600_000_000_000, "3600"])
def test_the_time_left_counts_from_the_receipt(
    left: str | float, sent: datetime | None, ends: datetime | None
) -> None:
    assert end(detail(left, ends=ends, sent=sent)) == NOW + HOUR


@pytest.mark.parametrize(
    "left",
    [None, "", "soon", "0s", "-5s", "-1h", "2562047h47m16.854775807s", "169h", "1e3h", -1, True, [], {}],
)
def test_without_it_both_times_are_those_of_the_pi(left: str | None) -> None:
    assert end(detail(left, ends=PI + HOUR, sent=PI)) == NOW + HOUR
    assert end(detail(left, ends=PI - MINUTE, sent=PI)) == NOW - MINUTE
    assert end(detail(left, ends=NOW + HOUR)) == NOW + HOUR, "the difference of the clocks is not known"
    assert end(detail(left, ends=PI + HOUR)) is None, "but not by half a century"
    assert end(detail(left, ends=PI + CENTURY, sent=PI)) is None
    assert end(detail(left, sent=PI)) is None
    assert end(detail(left), NOW + HOUR) == NOW + HOUR


@pytest.mark.parametrize(
    ("left", "discovery", "ends"),
    [
        (60, None, HOUR),
        (1, None, HOUR),
        (61, None, HOUR),
        (300, 300, HOUR),
        (3601, None, timedelta(seconds=3601)),
        (301, 120, timedelta(seconds=301)),
        (3600, 2_000_000_000, HOUR),
    ],
)
def test_what_is_left_for_discovery_is_not_what_is_left_for_the_session(
    left: float, discovery: int | None, ends: timedelta
) -> None:
    answer = detail(left, ends=PI + HOUR, sent=PI, state="discovering", discovery=discovery)
    assert end(answer) == NOW + ends
    assert end(answer, is_interrupted=True) == NOW + timedelta(seconds=left), "nothing is discovered then"


def test_unknown_while_only_the_time_for_discovery_is_told() -> None:
    assert end(detail(30, state="discovering")) is None


@pytest.mark.parametrize("seconds", [-5, -4.9, 0, 3, 5])
def test_jitter_does_not_move_it(seconds: float) -> None:
    known = NOW + HOUR + timedelta(seconds=seconds)
    assert end(detail("1h"), known) == known


@pytest.mark.parametrize("seconds", [-3600, -5.1, 5.1, 3600])
def test_more_than_jitter_moves_it(seconds: float) -> None:
    assert end(detail("1h"), NOW + HOUR + timedelta(seconds=seconds)) == NOW + HOUR


def test_a_drift_moves_it_once_it_adds_up() -> None:
    """Each read differs from the one before by 2 s."""
    known, moves = NOW + HOUR, 0
    for number in range(1, 10):
        found = end(detail("1h"), known, NOW + 2 * number * SECOND)
        assert found is not None
        moves += found != known
        known = found
    assert moves == 3


@pytest.mark.parametrize("late", [8, 0])
def test_a_slow_answer_does_not_move_it(late: float) -> None:
    """Whether the server wrote it when the request came, or just before it sent the answer."""
    left = HOUR - timedelta(seconds=8 - late)
    assert end(detail(left), NOW + HOUR, NOW + 8 * SECOND, took=8 * SECOND) == NOW + HOUR


def test_a_clock_of_home_assistant_that_was_set_moves_it() -> None:
    assert end(detail("59m30s"), NOW + HOUR, NOW + 4 * HOUR) == NOW + 5 * HOUR - 30 * SECOND


def test_without_a_receipt_nothing_is_known() -> None:
    assert read_end(None, detail("1h"), None, is_interrupted=False) is None
    assert read_end(NOW, detail("1h"), None, is_interrupted=False) == NOW


@given(
    st.timedeltas(),
    st.timedeltas(),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
)
def test_no_answer_is_too_odd(left: timedelta, took: timedelta, ends: datetime, sent: datetime) -> None:
    found = end(detail(left, ends=ends, sent=sent), took=abs(took) % HOUR)
    assert found is None or abs(found - NOW) <= timedelta(days=7)


def session(ends: datetime | None, state: str = "active") -> Session:
    return Session.model_validate({"id": "s-1", "state": state, "expires_at": ends})


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (PI, PI + MINUTE, NOW + MINUTE),
        (PI, PI - MINUTE, NOW - MINUTE),
        (PI, PI + 5 * SECOND, NOW),
        (None, PI, NOW),
        (PI, None, NOW),
        (PI, NOW, None),
    ],
)
def test_an_event_moves_it_as_far_as_on_the_pi(
    before: datetime | None, after: datetime | None, moved: datetime | None
) -> None:
    assert moved_end(NOW, session(before), session(after)) == moved
    assert moved_end(None, session(before), session(after)) is None


@pytest.mark.parametrize(
    ("moment", "sent", "local"),
    [(None, PI, None), (PI + HOUR, PI, NOW + HOUR), (PI, None, PI), (NOW, PI, NOW), (PI, NOW, PI)],
)
def test_local_time(moment: datetime | None, sent: datetime | None, local: datetime | None) -> None:
    assert local_time(moment, sent, NOW) == local


def read(state: ProvisioningState, answer: SessionDetail, at: datetime = NOW) -> ProvisioningState:
    return apply_snapshot(state, Snapshot(answer, receipt=Receipt(at))).state


def test_in_the_state() -> None:
    """It changes the session; another session has another end."""
    state = read(ProvisioningState(), detail("1h", ends=PI + HOUR))
    assert state.ends_at == NOW + HOUR
    later = apply_snapshot(state, Snapshot(detail("59m57s", ends=PI + HOUR), receipt=Receipt(NOW + SECOND)))
    assert later.keys == frozenset()
    longer = apply_snapshot(state, Snapshot(detail("2h", ends=PI + HOUR), receipt=Receipt(NOW)))
    assert longer.keys == {Subject.SESSION}
    assert longer.state.ends_at == NOW + 2 * HOUR
    other = SessionDetail(session=Session(id="s-2", state="active"), devices=())
    assert read(state, other).ends_at is None


def test_an_answer_that_is_older_than_an_event() -> None:
    """The session was extended while the read was under way; the answer may know of it or not."""
    state = read(ProvisioningState(), detail("1h", ends=PI + HOUR))
    extended = about(session(PI + 2 * HOUR))
    assert apply_event(state, extended).state.ends_at == NOW + 2 * HOUR
    for left, ends in (("59m59s", HOUR), ("1h59m59s", 2 * HOUR)):
        answer = Snapshot(detail(left, ends=PI + ends), receipt=Receipt(NOW + SECOND))
        assert apply_snapshot(state, answer, [extended]).state.ends_at == NOW + 2 * HOUR
    gone = replace(state, session=session(PI, "closed"))
    assert apply_event(gone, extended).state.ends_at == state.ends_at
