"""Snapshot and events, one state [C §11.6]."""

from dataclasses import replace

import pytest

from custom_components.piorchestrator.client.events import ProvisioningEvent
from custom_components.piorchestrator.client.models import (
    MOST_ITEMS,
    Fault,
    NetworkStatus,
    Session,
    SessionDetail,
)
from custom_components.piorchestrator.core.progress import Counters
from custom_components.piorchestrator.core.recovery import should_follow
from custom_components.piorchestrator.core.state import (
    Change,
    ProvisioningState,
    Snapshot,
    Subject,
    apply_event,
    apply_snapshot,
    changed_keys,
)
from tests.unit.core_samples import SESSION, A, B, about, after, device, entry, snapshot, state, told

NOTHING = ProvisioningState()
CLOSED = SESSION.model_copy(update={"state": "closed"})
NEWER = Session.model_validate({"id": "s-2", "state": "discovering", "created_at": "2026-01-15T13:00:00Z"})
OLDER = Session.model_validate({"id": "s-0", "state": "active", "created_at": "2026-01-15T11:00:00Z"})


def test_a_board_appears_and_moves() -> None:
    change = after(state(allowed=(A,)), told(device(A), "device.discovered"))
    assert change.keys == {A, Subject.COUNTERS}
    assert not change.doubtful
    change = apply_event(change.state, told(device(A, "provisioning", rssi=-60)))
    assert change.keys == {A}
    assert change.state.counters == Counters(total=1)
    change = apply_event(change.state, told(device(A, "verified")))
    assert change.keys == {A, Subject.COUNTERS}
    assert change.state.devices[A] == device(A, "verified", rssi=-60, in_allowlist=True)
    assert change.state.counters == Counters(total=1, provisioned=1, verified=1)


def test_a_repeated_event_changes_nothing() -> None:
    before = state(device(A, "verifying"), allowed=(A,))
    change = apply_event(before, told(device(A, "verifying")))
    assert change == Change(before)
    assert change.state is before


@pytest.mark.parametrize("kind", ["device.state_changed", "device.verified", "something.new"])
def test_a_board_never_seen_is_taken_and_the_list_read_again(kind: str) -> None:
    change = apply_event(state(), told(device(A, "verified"), kind))
    assert A in change.state.devices
    assert change.doubtful


def test_a_late_event_changes_nothing_and_asks_for_a_read() -> None:
    before = state(device(A, "verified", retry_count=1))
    for late in ("discovered", "provisioning", "failed"):
        assert apply_event(before, told(device(A, late))) == Change(before, doubtful=True)


def test_a_retry_whose_beginning_was_lost_asks_for_a_read() -> None:
    """Without a count of retries, the next event may as well be a late one of the attempt that failed."""
    before = state(device(A, "failed"))
    for next_one in ("provisioned", "verifying"):
        assert apply_event(before, told(device(A, next_one))) == Change(before, doubtful=True)
    before = state(device(A, "failed", retry_count=0))
    change = apply_event(before, told(device(A, "provisioned", retry_count=1)))
    assert (change.state.devices[A].state, change.doubtful) == ("provisioned", False)


def test_an_error_goes_with_the_retry() -> None:
    failed = state(device(A, "failed", error_message="no answer", retry_count=0))
    change = apply_event(failed, told(device(A, "provisioning", retry_count=1)))
    assert change.state.devices[A].error_message is None
    assert change.state.counters.failed == 0


@pytest.mark.parametrize(
    ("flag", "listed", "doubtful"),
    [
        (True, True, False),
        (True, False, True),
        (False, True, True),
        (False, False, False),
        (None, True, False),
    ],
)
def test_a_board_that_disagrees_with_the_allowlist_asks_for_a_read(
    flag: bool | None, listed: bool, doubtful: bool
) -> None:
    before = state(device(A), allowed=(A,) if listed else ())
    assert apply_event(before, told(device(A, in_allowlist=flag))).doubtful is doubtful


def test_a_board_without_any_session_asks_for_a_read() -> None:
    assert apply_event(NOTHING, told(device(A), session_id=None)) == Change(NOTHING, doubtful=True)
    assert apply_event(NOTHING, told(device(A))) == Change(NOTHING, unknown_session="s-1")


def test_another_sessions_board_is_not_taken() -> None:
    before = state(device(A))
    assert apply_event(before, told(device(B), session_id="s-9")) == Change(before, unknown_session="s-9")
    assert B in apply_event(before, told(device(B), session_id=None)).state.devices


@pytest.mark.parametrize(
    ("kind", "doubtful"),
    [
        ("device.verified", True),
        ("session.closed", True),
        ("connection.established", False),
        ("connection.heartbeat", False),
        ("something.new", False),
    ],
)
def test_an_event_without_a_subject(kind: str, doubtful: bool) -> None:
    before = state()
    assert apply_event(before, ProvisioningEvent(kind, "s-1")) == Change(before, doubtful=doubtful)
    assert apply_event(before, ProvisioningEvent(kind)) == Change(before, doubtful=doubtful)


def test_network_and_fault_belong_to_no_session() -> None:
    up = NetworkStatus(ssid="x", is_active=True, connected_devices=2)
    change = apply_event(NOTHING, ProvisioningEvent("network.started", network=up))
    assert change == Change(replace(NOTHING, network=up), frozenset({Subject.NETWORK}))
    down = NetworkStatus(is_active=False)
    change = apply_event(change.state, ProvisioningEvent("network.stopped", "s-9", network=down))
    assert change.state.network == NetworkStatus(ssid="x", is_active=False, connected_devices=2)
    fault = Fault(code="MQTT_UNAVAILABLE")
    change = apply_event(change.state, ProvisioningEvent("error", fault=fault))
    assert change.keys == {Subject.FAULT}
    assert change.state.fault == fault


def test_the_followed_session_merges() -> None:
    before = state(device(A))
    change = apply_event(before, about(Session(id="s-1", state="paused")))
    assert change.keys == {Subject.SESSION}
    assert change.state.session == SESSION.model_copy(update={"state": "paused"})
    assert change.state.devices == before.devices


def test_closed_is_final() -> None:
    before = state(device(A), session=CLOSED)
    assert apply_event(before, about(SESSION)) == Change(before, doubtful=True)
    assert before.open_session is None


@pytest.mark.parametrize("before", [NOTHING, state(device(A), session=CLOSED)], ids=["none", "closed"])
def test_an_open_session_is_followed_when_none_is_open(before: ProvisioningState) -> None:
    change = apply_event(before, about(NEWER))
    assert change.state.session == NEWER
    assert change.state.devices == {}
    assert change.state.counters == Counters()
    assert change.doubtful
    assert apply_event(before, about(CLOSED.model_copy(update={"id": "s-9"}))).unknown_session == "s-9"


def test_a_started_session_replaces_an_older_one_and_no_board_goes_with_it() -> None:
    before = state(device(A))
    change = apply_event(before, about(NEWER, "session.started"))
    assert change.state.session == NEWER
    assert change.keys == {Subject.SESSION, Subject.COUNTERS, A}
    unsaid = Session(id="s-3", state="discovering")
    assert apply_event(before, about(unsaid, "session.started")).state.session == unsaid


@pytest.mark.parametrize("known", [SESSION, CLOSED])
def test_a_start_of_earlier_days_is_only_named(known: Session) -> None:
    """It may be a late frame, or a Pi whose clock jumped back: the read that looks at it can tell."""
    before = ProvisioningState(session=known)
    assert apply_event(before, about(OLDER, "session.started")) == Change(before, unknown_session=OLDER.id)


def test_a_fault_of_another_session_is_none_of_ours() -> None:
    before = state(device(A))
    event = ProvisioningEvent("error.occurred", session_id="s-9", fault=Fault(code="NETWORK_ERROR"))
    assert apply_event(before, event) == Change(before, unknown_session="s-9")


def test_boards_of_a_flood_are_not_kept() -> None:
    crowd = {f"crowd-{number}": device(A) for number in range(MOST_ITEMS)}
    before = ProvisioningState(session=SESSION, devices=crowd)
    assert apply_event(before, told(device(B))) == Change(before)


def test_another_open_session_is_only_named() -> None:
    before = state(device(A))
    assert apply_event(before, about(NEWER)) == Change(before, unknown_session="s-2")


@pytest.mark.parametrize(
    ("known", "other", "follow"),
    [
        (None, SESSION, True),
        (None, CLOSED, False),
        (CLOSED, OLDER, True),
        (SESSION, NEWER, True),
        (SESSION, OLDER, False),
        (SESSION, SESSION, False),
        (SESSION, Session(id="s-9"), False),
        (Session(id="s-9"), SESSION, True),
        (Session(id="s-9"), Session(id="s-8"), False),
    ],
)
def test_which_session_is_followed(known: Session | None, other: Session, follow: bool) -> None:
    assert should_follow(known, other) is follow


def test_a_read_replaces_everything_it_brings() -> None:
    before = state(device(A, "failed", error_message="x"), allowed=(A,))
    change = apply_snapshot(before, snapshot(device(B, "verified", error_message="y"), allowlist=(entry(B),)))
    assert change.state.devices == {B: device(B, "verified", in_allowlist=True)}
    assert change.state.counters == Counters(total=1, provisioned=1, verified=1)
    assert change.state.allowlist == {B: entry(B)}
    assert change.keys == {A, B, Subject.COUNTERS, Subject.ALLOWLIST}


def test_a_read_keeps_what_it_does_not_bring() -> None:
    before = after(
        state(device(A), allowed=(A,)), ProvisioningEvent("x", network=NetworkStatus(ssid="x"))
    ).state
    assert apply_snapshot(before, Snapshot()) == Change(before)
    bare = apply_snapshot(before, Snapshot(SessionDetail(session=CLOSED)))
    assert bare.keys == {Subject.SESSION}
    assert bare.state.devices == before.devices


def test_a_read_of_another_session_takes_no_board_along() -> None:
    other = Session(id="s-2", state="active")
    detail = SessionDetail(session=other)
    after_read = apply_snapshot(state(device(A)), Snapshot(detail)).state
    assert (after_read.session, after_read.devices, after_read.counters.total) == (other, {}, 0)


def test_the_network_of_a_read() -> None:
    inner, own = NetworkStatus(ssid="inner"), NetworkStatus(ssid="own")
    detail = SessionDetail(session=SESSION, devices=(), network_status=inner)
    assert apply_snapshot(NOTHING, Snapshot(detail)).state.network == inner
    assert apply_snapshot(NOTHING, Snapshot(detail, network=own)).state.network == own
    assert apply_snapshot(NOTHING, Snapshot(network=own)).state.network == own


def test_a_session_that_is_gone_is_closed_with_its_boards() -> None:
    before = state(device(A))
    change = apply_snapshot(before, Snapshot(gone=True))
    assert change.state.open_session is None
    assert change.state.session == CLOSED
    assert change.state.devices == before.devices
    assert apply_snapshot(NOTHING, Snapshot(gone=True)) == Change(NOTHING)


def test_events_during_a_read_move_boards_forward_only() -> None:
    """Whether they are older than the read cannot be told."""
    read = snapshot(device(A, "verified"), device(B, "provisioning"))
    change = apply_snapshot(state(), read, [told(device(A, "provisioning")), told(device(B, "verifying"))])
    assert [board.state for board in change.state.devices.values()] == ["verified", "verifying"]
    assert not change.doubtful


def test_an_event_that_may_be_newer_than_the_read_asks_for_another() -> None:
    read = snapshot(device(A, "failed"))
    assert apply_snapshot(state(), read, [told(device(A, "provisioning"))]).doubtful
    assert apply_snapshot(state(), read, [told(device(A, "verifying"))]).doubtful
    assert not apply_snapshot(state(), read, [told(device(A, "failed"))]).doubtful
    assert apply_snapshot(state(), snapshot(), [told(device(B, "verified"))]).doubtful
    assert apply_snapshot(state(), snapshot(session=CLOSED), [about(SESSION)]).doubtful


def test_an_event_of_a_read_board_that_disagrees_with_the_list_is_doubtful() -> None:
    read = snapshot(device(A))
    assert apply_snapshot(state(), read, [told(device(A, in_allowlist=True))]).doubtful


def test_an_unknown_session_that_spoke_during_a_read_is_named() -> None:
    events = [told(device(B), session_id="s-9"), told(device(A))]
    change = apply_snapshot(state(), snapshot(device(A)), events)
    assert change.unknown_session == "s-9"
    assert apply_snapshot(state(), snapshot()).unknown_session is None


def test_events_of_a_session_that_began_during_the_read() -> None:
    change = apply_snapshot(
        state(session=CLOSED),
        snapshot(session=CLOSED),
        [about(NEWER, "session.started"), told(device(A), "device.discovered", "s-2")],
    )
    assert change.state.session == NEWER
    assert A in change.state.devices
    assert change.doubtful


def test_keys_of_the_allowlist_name_the_boards_that_differ() -> None:
    one, two = state(allowed=(A,)), state(allowed=(A, B))
    assert changed_keys(one, two) == {Subject.ALLOWLIST, B}
    assert changed_keys(NOTHING, one) == {Subject.SESSION, Subject.ALLOWLIST, A}
    assert changed_keys(two, two) == frozenset()
