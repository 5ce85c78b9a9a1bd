"""The wire's objects lose a detail, never an object [C §8]."""

from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
import pytest

from custom_components.piorchestrator.client.models import (
    Allowlist,
    AllowlistAnswer,
    AllowlistEntry,
    Device,
    DeviceList,
    NetworkStatus,
    Session,
    SessionDetail,
    SessionList,
    SystemInfo,
    WireModel,
)
from custom_components.piorchestrator.client.vocabulary import CLOSED_STATES
from custom_components.piorchestrator.core.state import Snapshot

MAC = "24:6F:28:A1:B2:C3"
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)

SESSION = {
    "id": "s-1",
    "state": "active",
    "target_ssid": "Workshop",
    "created_at": "2026-01-15T12:00:00.000000001Z",
    "updated_at": "2026-01-15T12:00:00Z",
    "expires_at": "2026-01-15T12:00:00Z",
    "device_count": 4,
    "provisioned_count": 3,
    "verified_count": 2,
    "failed_count": 1,
    "config": {"discovery_timeout_seconds": 60, "verification_timeout_seconds": 90},
}
DEVICE = {
    "mac": MAC.lower(),
    "ip": "192.168.4.23",
    "state": "failed",
    "rssi": -71,
    "firmware_version": "2.4.1",
    "discovered_at": "2026-01-15T12:00:00Z",
    "provisioned_at": "2026-01-15T12:00:00Z",
    "verified_at": "2026-01-15T12:00:00Z",
    "error_message": "no answer",
    "retry_count": 1,
    "container_id": "fridge-1",
    "in_allowlist": True,
    "session_id": "s-1",
}


def test_a_whole_session() -> None:
    session = Session.read(SESSION)
    assert session is not None
    assert (session.id, session.state, session.target_ssid) == ("s-1", "active", "Workshop")
    assert session.created_at == session.updated_at == session.expires_at == NOON
    assert (session.device_count, session.provisioned_count) == (4, 3)
    assert (session.verified_count, session.failed_count) == (2, 1)
    assert session.config is not None
    assert session.config.model_dump() == {
        "discovery_timeout_seconds": 60,
        "provisioning_timeout_seconds": None,
        "verification_timeout_seconds": 90,
    }


def test_a_whole_device() -> None:
    device = Device.read(DEVICE)
    assert device is not None
    stamps = dict.fromkeys(("discovered_at", "provisioned_at", "verified_at"), NOON)
    assert device.model_dump() == {**DEVICE, "mac": MAC, **stamps}


@pytest.mark.parametrize(("model", "whole", "identity"), [(Session, SESSION, "id"), (Device, DEVICE, "mac")])
@pytest.mark.parametrize("garbage", [None, "", [], {}, b"x", object(), float("nan"), 1e308, -(10**400)])
def test_any_field_but_the_identity_may_be_missing_or_garbage(
    model: type[WireModel], whole: dict[str, object], identity: str, garbage: object
) -> None:
    alone = model.read({identity: whole[identity]})
    assert alone is not None
    for name in whole:
        read = model.read({**whole, name: garbage})
        if name == identity:
            assert read is None
        elif name == "config" and garbage == {}:
            assert read is not None
        else:
            assert read is not None
            assert getattr(read, name) is None
    assert model.read({**dict.fromkeys(whole, garbage), identity: whole[identity]}) is not None


@pytest.mark.parametrize("raw", [None, [], "x", 5, {}, {"state": "active"}])
def test_what_is_no_object(raw: object) -> None:
    assert Session.read(raw) is None
    assert Device.read(raw) is None


@pytest.mark.parametrize("identity", ["", "x" * 1025, 5, None, "\ud800"])
def test_an_identity_is_taken_as_it_is_or_not_at_all(identity: object) -> None:
    assert Session.read({"id": identity}) is None


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("rssi", -71.0, -71),
        ("rssi", -71.5, None),
        ("rssi", "-71", None),
        ("rssi", True, None),
        ("rssi", 2**60, None),
        ("retry_count", -1, None),
        ("retry_count", 2.0, 2),
        ("in_allowlist", 1, None),
        ("in_allowlist", False, False),
        ("state", "frobnicated", "frobnicated"),
        ("state", 5, None),
        ("error_message", "x" * 2000, "x" * 1024),
        ("error_message", "a\ud800b", "a?b"),
        ("verified_at", "0001-01-01T00:00:00Z", None),
        ("verified_at", 1768478400, None),
    ],
)
def test_values(field: str, value: object, expected: object) -> None:
    device = Device.read({"mac": MAC, field: value})
    assert device is not None
    assert getattr(device, field) == expected


@pytest.mark.parametrize("state", [*CLOSED_STATES, "discovering", "paused", "closing", "frobnicated", None])
def test_unknown_session_states_are_open(state: str | None) -> None:
    session = Session.read({"id": "s", "state": state})
    assert session is not None
    assert session.is_open == (state not in CLOSED_STATES)


def test_frozen_and_comparable() -> None:
    one, same = Device.read(DEVICE), Device.read({**DEVICE, "unknown": 1})
    assert one == same
    with pytest.raises(ValidationError):
        one.state = "x"  # type: ignore[union-attr, misc]


def test_merging_keeps_what_the_newer_has_not() -> None:
    old, new = Device.read(DEVICE), Device.read({"mac": MAC, "state": "verified", "rssi": None, "ip": ""})
    assert old is not None
    assert new is not None
    assert old.merged(new) == old.model_copy(update={"state": "verified"})
    assert old.merged(new).merged(new) == old.merged(new)


@pytest.mark.parametrize(
    ("raw", "complete"), [(None, True), ([], True), ("x", False), (5, False), ({}, False), (False, False)]
)
def test_lists_that_are_none_are_empty(raw: object, complete: bool) -> None:
    """Null is an empty list; another value tells nothing of what is missing from it."""
    assert DeviceList.read({"devices": raw}) == DeviceList(devices=(), is_complete=complete)
    assert Allowlist.read({"entries": raw, "count": 0}) == Allowlist(entries=(), is_complete=complete)
    assert SessionList.read({"sessions": raw}) == SessionList(sessions=(), is_complete=complete)


def test_a_list_that_is_not_there_is_incomplete() -> None:
    assert DeviceList.read({}) == DeviceList(devices=(), is_complete=False)
    assert Allowlist.read({"count": 0}) == Allowlist(entries=(), is_complete=False)
    assert SessionList.read({}) == SessionList(sessions=(), is_complete=False)
    assert Allowlist.read([]) is None


def test_items_that_are_none_are_left_out() -> None:
    found = DeviceList.read({"devices": [None, DEVICE, {"mac": "nope"}, 5]})
    assert found == DeviceList(devices=(Device(mac=MAC).model_validate(DEVICE),), is_complete=False)


@pytest.mark.parametrize(
    ("beside", "complete"),
    [
        ({"count": 2}, True),
        ({"total": 2, "count": 2}, True),
        ({"count": 3}, False),
        ({"count": 1}, False),
        ({"count": 2, "total": 5}, False),
        ({"count": "3"}, True),
        ({"count": -1}, True),
        ({"count": None}, True),
        ({"is_complete": True, "count": 3}, False),
    ],
)
def test_a_list_that_is_counted_otherwise_is_incomplete(beside: dict[str, object], complete: bool) -> None:
    """Two rows of the same board are two rows."""
    found = Allowlist.read({"entries": [{"mac": MAC}, {"mac": MAC.lower()}], **beside})
    assert found is not None
    assert (len(found.entries), found.is_complete) == (2, complete)


@pytest.mark.parametrize(
    ("raw", "count", "complete"),
    [([DEVICE, {"mac": None}], 1, False), ([DEVICE], 1, True), ("x", None, True)],
)
def test_the_boards_of_a_session_tell_whether_rows_are_missing(
    raw: object, count: int | None, complete: bool
) -> None:
    """What is no list at all is as good as absent: the boards have a route of their own."""
    detail = SessionDetail.read({"session": SESSION, "devices": raw, "is_complete": True})
    assert detail is not None
    assert (None if detail.devices is None else len(detail.devices), detail.is_complete) == (count, complete)


@pytest.mark.parametrize("empty", [None, []])
@pytest.mark.parametrize("count", [None, 0, 1])
def test_a_session_with_boards_and_none_of_them_removes_none(empty: object, count: int | None) -> None:
    detail = SessionDetail.read({"session": {"id": "s", "device_count": count}, "devices": empty})
    assert detail is not None
    assert detail.lacks_every_board == bool(count)
    assert Snapshot(detail, allowlist=()).is_complete == (not count)


def test_session_detail_bare_or_wrapped() -> None:
    wrapped = SessionDetail.read({"session": SESSION, "devices": [DEVICE], "timeout_remaining": "45s"})
    assert wrapped is not None
    assert wrapped.devices is not None
    assert wrapped.devices[0].mac == MAC
    assert wrapped.timeout_remaining == timedelta(seconds=45)
    bare = SessionDetail.read(SESSION)
    assert bare is not None
    assert bare.session == wrapped.session
    assert bare.devices is None
    assert SessionDetail.read({"session": {}}) is None
    assert SessionDetail.read([]) is None


def test_devices_that_are_missing_are_not_an_empty_list() -> None:
    absent, null = (
        SessionDetail.read({"session": SESSION}),
        SessionDetail.read({"session": SESSION, "devices": None}),
    )
    assert absent is not None
    assert null is not None
    assert absent.devices is None
    assert null.devices == ()


@pytest.mark.parametrize(
    ("raw", "active"),
    [
        ({"is_active": True}, True),
        ({"connected": True}, True),
        ({"is_active": False, "connected": True}, False),
        ({"is_active": None, "connected": False}, False),
        ({"connected": 1}, None),
        ({}, None),
    ],
)
def test_network_status_and_its_older_name(raw: object, active: bool | None) -> None:
    status = NetworkStatus.read(raw)
    assert status is not None
    assert status.is_active is active
    assert NetworkStatus.read([]) is None


def test_allowlist_answer_bare_or_wrapped() -> None:
    entry = {"mac": MAC, "used": False}
    expected = AllowlistEntry(mac=MAC, used=False)
    for raw in (entry, {"entry": entry, "message": "x"}):
        answer = AllowlistAnswer.read(raw)
        assert answer is not None
        assert answer.entry == expected
    assert AllowlistAnswer.read({"message": "x"}) == AllowlistAnswer(entry=None)
    assert AllowlistAnswer.read(5) is None


def test_system_information() -> None:
    """[C §15.1]; uptime comes in nanoseconds."""
    info = SystemInfo.read(
        {
            "timestamp": "2026-01-15T12:00:00.123456789Z",
            "cpu": {"usage_percent": 3.1},
            "memory": {"used_percent": 10.8},
            "disk": {"used_percent": 36.9},
            "temperature_celsius": 52.6,
            "uptime": 432_000_000_000_000,
            "load_average": {"load_1": 0.2, "load_5": 0.1, "load_15": 0},
            "overall_status": "healthy",
        }
    )
    assert info is not None
    assert (info.cpu_usage, info.memory_usage, info.disk_usage, info.temperature) == (3.1, 10.8, 36.9, 52.6)
    assert (info.load_1, info.load_5, info.load_15) == (0.2, 0.1, 0)
    assert info.uptime == timedelta(days=5)


@pytest.mark.parametrize("raw", [{}, {"cpu": None, "memory": [], "disk": 5}, {"cpu": {"usage_percent": "3"}}])
def test_system_information_without_figures(raw: object) -> None:
    info = SystemInfo.read(raw)
    assert info is not None
    assert info.model_dump(exclude_none=True) == {}
