"""Both dialects read into one form [C §11.3–§11.6]."""

from datetime import UTC, datetime
import json

import pytest

from custom_components.piorchestrator.client.events import (
    ProvisioningEvent,
    UndecodableEventError,
    decode_event,
)
from custom_components.piorchestrator.client.models import Device, Fault, NetworkStatus, Session
from custom_components.piorchestrator.client.redaction import SecretMemory
from custom_components.piorchestrator.client.vocabulary import DEVICE_EVENTS, KNOWN_EVENTS, SESSION_EVENTS

MAC = "24:6F:28:A1:B2:C3"
WHEN = datetime(2026, 1, 15, 8, 34, 10, tzinfo=UTC)


def decode(kind: object, payload: object = None, **envelope: object) -> ProvisioningEvent:
    whole = {
        "version": "1.0",
        "type": kind,
        "timestamp": "2026-01-15T08:34:10Z",
        "payload": payload,
        **envelope,
    }
    return decode_event(json.dumps(whole))


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("device.discovered", "discovered"),
        ("device.provisioning_started", "provisioning"),
        ("device.provisioning_completed", "provisioned"),
        ("device.provisioning_failed", "failed"),
        ("device.verified", "verified"),
        ("device.state_changed", None),
    ],
)
def test_the_type_implies_the_state_when_the_payload_does_not(kind: str, state: str | None) -> None:
    device = decode(kind, {"device": {"mac": MAC}}).device
    assert device is not None
    assert device.state == state
    said = decode(kind, {"device": {"mac": MAC, "state": "verifying"}}).device
    assert said is not None
    assert said.state == "verifying"


def test_entity_dialect() -> None:
    event = decode(
        "device.provisioning_failed",
        {"device": {"mac": MAC, "state": "failed", "error_message": "no answer", "session_id": "s-1"}},
    )
    assert event == ProvisioningEvent(
        "device.provisioning_failed",
        "s-1",
        WHEN,
        device=Device(mac=MAC, state="failed", error_message="no answer", session_id="s-1"),
    )
    session = {"id": "s-1", "state": "active", "target_ssid": "x"}
    assert decode("session.state_changed", {"session": session}) == ProvisioningEvent(
        "session.state_changed", "s-1", WHEN, session=Session(id="s-1", state="active", target_ssid="x")
    )
    status = {"ssid": "x", "is_active": True, "connected_devices": 2}
    assert decode("network.started", {"status": status}).network == NetworkStatus(
        ssid="x", is_active=True, connected_devices=2
    )


def test_flat_dialect() -> None:
    found = decode(
        "device.discovered",
        {"mac": MAC.lower(), "ip": "1.2.3.4", "rssi": -60, "firmware_version": "2", "in_allowlist": True},
        session_id="s-1",
    )
    assert found.session_id == "s-1"
    assert found.device == Device(
        mac=MAC,
        ip="1.2.3.4",
        rssi=-60,
        firmware_version="2",
        in_allowlist=True,
        state="discovered",
        discovered_at=WHEN,
    )
    failed = decode("device.state_changed", {"mac": MAC, "new_state": "failed", "error": "refused"}).device
    assert failed == Device(mac=MAC, state="failed", error_message="refused")
    assert decode("network.status_changed", {"ssid": "x", "is_active": False}).network == NetworkStatus(
        ssid="x", is_active=False
    )
    assert decode("session.status", {"session": {"id": "s-1"}}).session == Session(id="s-1")


def test_a_status_that_is_no_network() -> None:
    assert decode("connection.heartbeat", {"status": "ok"}).network is None
    assert decode("odd", {"status": {"ssid": "x"}}).network == NetworkStatus(ssid="x")


@pytest.mark.parametrize(("state", "field"), [("provisioned", "provisioned_at"), ("verified", "verified_at")])
def test_a_state_leaves_its_time_unless_the_payload_has_one(state: str, field: str) -> None:
    device = decode("device.state_changed", {"mac": MAC, "new_state": state}).device
    assert device is not None
    assert getattr(device, field) == WHEN
    own = decode(
        "device.verified", {"device": {"mac": MAC, "state": state, field: "2026-01-01T00:00:00Z"}}
    ).device
    assert own is not None
    assert getattr(own, field) == datetime(2026, 1, 1, tzinfo=UTC)
    unset = {"mac": MAC, "state": state, field: "0001-01-01T00:00:00Z"}  # Go's way to leave a time out
    unset_device = decode("device.verified", {"device": unset}).device
    assert unset_device is not None
    assert getattr(unset_device, field) == WHEN
    timeless = decode("device.state_changed", {"mac": MAC, "new_state": state}, timestamp=None).device
    assert timeless is not None
    assert getattr(timeless, field) is None


def test_the_error_of_an_entity_wins() -> None:
    both = {"device": {"mac": MAC, "state": "failed", "error": "short", "error_message": "long"}}
    device = decode("device.provisioning_failed", both).device
    assert device is not None
    assert device.error_message == "long"


@pytest.mark.parametrize("kind", ["error", "error.occurred"])
def test_faults_stay_faults_also_when_they_name_a_board(kind: str) -> None:
    expected = Fault(code="MQTT_UNAVAILABLE", message="down", retryable=True)
    payload = {"code": "MQTT_UNAVAILABLE", "message": "down", "retryable": True}
    assert decode(kind, payload).fault == expected
    named = decode(kind, {**payload, "mac": MAC, "status": {}, "session": {}, "session_id": "s-1"})
    assert named == ProvisioningEvent(kind, "s-1", WHEN, fault=expected)


@pytest.mark.parametrize(
    ("payload", "subject"),
    [
        ({"device": {"mac": MAC}}, "device"),
        ({"mac": MAC}, "device"),
        ({"session": {"id": "s"}}, "session"),
        ({"id": "s", "target_ssid": "x"}, "session"),
        ({"status": {"ssid": "x"}}, "network"),
        ({"ssid": "x", "is_active": True}, "network"),
        ({"message": "hello"}, None),
        ({"ssid": "x"}, None),
    ],
)
def test_unknown_types_are_read_by_their_payload(payload: object, subject: str | None) -> None:
    event = decode("something.new", payload)
    assert not event.is_known
    subjects = [
        name for name in ("device", "session", "network", "fault") if getattr(event, name) is not None
    ]
    assert subjects == ([subject] if subject else [])


@pytest.mark.parametrize("payload", [None, [], "x", 5, {}, {"device": "x"}, {"device": {"mac": "nope"}}])
@pytest.mark.parametrize("kind", [*DEVICE_EVENTS, "session.started", "session.closed"])
def test_without_a_subject_nothing_is_invented(kind: str, payload: object) -> None:
    event = decode(kind, payload)
    assert event.device is None
    assert event.session is None
    assert event.is_known


@pytest.mark.parametrize("kind", ["connection.established", "connection.heartbeat"])
def test_connection_events_have_no_subject(kind: str) -> None:
    assert decode(kind, None) == ProvisioningEvent(kind, None, WHEN)
    assert decode(kind, {"message": "hello", "session_id": "s-1"}).session_id == "s-1"


def test_the_envelope_names_the_session_before_the_payload_does() -> None:
    payload = {"device": {"mac": MAC, "session_id": "inner"}}
    assert decode("device.verified", payload, session_id="outer").session_id == "outer"
    assert decode("device.verified", payload, session_id="").session_id == "inner"
    assert decode("device.verified", {"mac": MAC, "session_id": "flat"}).session_id == "flat"
    assert decode("device.verified", {"device": None}).session_id is None


@pytest.mark.parametrize("version", ["1.0", "1.7", "1", 1, 1.0, 1.7, None, "", "1.x"])
def test_versions_that_are_read(version: object) -> None:
    assert decode("device.verified", version=version).type == "device.verified"


@pytest.mark.parametrize("version", ["2.0", "0.9", "11.0", 2, 11, 0, True, [1], {"1": 1}, "v1"])
def test_versions_that_are_not(version: object) -> None:
    with pytest.raises(UndecodableEventError, match="unknown version"):
        decode("device.verified", version=version)


def test_a_missing_version_is_the_first() -> None:
    assert decode_event('{"type":"device.verified"}') == ProvisioningEvent("device.verified")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "no JSON object"),
        ("{", "no JSON object"),
        ("[" * 200_000, "no JSON object"),
        ("1" * 5000, "no JSON object"),
        ("[]", "no JSON object"),
        ("null", "no JSON object"),
        ('"x"', "no JSON object"),
        ("{}", "no type"),
        ('{"type":""}', "no type"),
        ('{"type":5}', "no type"),
    ],
    ids=range(10),
)
def test_undecodable(data: str, reason: str) -> None:
    with pytest.raises(UndecodableEventError) as caught:
        decode_event(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize("depth", [1000, 10_000, 30_000, 60_000])
@pytest.mark.parametrize(
    "field", ['"version"', '"payload":{"mac"', '"payload":{"device":{"mac"', '"session_id"']
)
def test_depth_is_no_way_out(depth: int, field: str) -> None:
    """Whatever depth JSON itself still takes, nothing else of ours fails on it."""
    deep = "[" * depth + "]" * depth
    data = '{"type":"device.verified",' + f"{field}:{deep}" + "}" * (field.count("{") + 1)
    try:
        event = decode_event(data)
    except UndecodableEventError as error:
        assert error.reason in {"no JSON object", "unknown version"}  # noqa: PT017 - both outcomes are right
    else:
        assert event.device is None


@pytest.mark.parametrize("place", ["envelope", "payload"])
@pytest.mark.parametrize("value", ["s\ud800", "s" * 256, "s\n", " s", " ", "s\u202e", 5, ["s"]])
def test_a_session_id_that_is_none(place: str, value: object) -> None:
    """The event means one session, and nobody can say which: it is none of the others."""
    where = {"session_id": value}
    with pytest.raises(UndecodableEventError) as caught:
        decode(
            "device.verified", where if place == "payload" else {}, **(where if place == "envelope" else {})
        )
    assert caught.value.reason == "a session id that is none"


@pytest.mark.parametrize("kind", ["x" * 65, "a\nb", "a\u2028b", "x\ud800", "\u202ex", " "])
def test_a_type_that_is_none(kind: str) -> None:
    with pytest.raises(UndecodableEventError) as caught:
        decode(kind)
    assert caught.value.reason == "no type"


def test_known_events() -> None:
    assert len(KNOWN_EVENTS) == 2 + len(SESSION_EVENTS) + len(DEVICE_EVENTS) == 18


QUOTE = "key hunter2 refused"
CONCEAL = SecretMemory(["hunter2", "error", "NETWORK_ERROR", "verified"]).conceal


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("error.occurred", {"code": QUOTE, "message": QUOTE, "correlation_id": "id-hunter2"}),
        ("device.state_changed", {"mac": MAC, "error_message": QUOTE, "ip": QUOTE, "container_id": QUOTE}),
        ("device.state_changed", {"mac": MAC, "error": QUOTE, "state": QUOTE, "firmware_version": QUOTE}),
        ("session.state_changed", {"id": "s", "state": QUOTE, "target_ssid": QUOTE}),
        ("network.status_changed", {"ssid": QUOTE}),
    ],
)
def test_secrets_are_concealed_in_every_text(kind: str, payload: object) -> None:
    event = decode_event(json.dumps({"type": kind, "payload": payload}), CONCEAL)
    assert "hunter2" not in repr(event)
    assert "key *** refused" in repr(event)
    assert event.fault is None or event.fault.correlation_id is None


@pytest.mark.parametrize(
    "payload",
    [{"mac": MAC, "session_id": "s-hunter2"}, {"device": {"mac": MAC}, "session_id": "hunter2"}],
)
def test_an_event_of_a_session_that_quotes_a_secret(payload: object) -> None:
    with pytest.raises(UndecodableEventError):
        decode_event(json.dumps({"type": "device.verified", "payload": payload}), CONCEAL)


def test_a_type_that_quotes_a_secret() -> None:
    with pytest.raises(UndecodableEventError):
        decode_event(json.dumps({"type": "x.hunter2"}), CONCEAL)


def test_words_of_the_contract_are_not_concealed() -> None:
    """A password may be any word, also one of the contract's."""
    event = decode_event('{"type":"error","payload":{"code":"NETWORK_ERROR","message":"error"}}', CONCEAL)
    assert event.fault == Fault(code="NETWORK_ERROR", message="error")
    event = decode_event(json.dumps({"type": "device.verified", "payload": {"mac": MAC}}), CONCEAL)
    assert event.device is not None
    assert event.device.state == "verified"
