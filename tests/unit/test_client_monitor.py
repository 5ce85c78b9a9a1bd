"""Partial updates of the monitor [C §12]."""

import json

import pytest

from custom_components.piorchestrator.client.models import LONGEST_TEXT
from custom_components.piorchestrator.client.monitor import (
    MOST_CAMERAS,
    MOST_FIELDS,
    MonitorData,
    merge_monitor_data,
    read_message,
)
from custom_components.piorchestrator.client.redaction import Conceal, SecretMemory

KNOWN: MonitorData = {
    "timestamp": "a",
    "alerts_count": 1,
    "system_health": {"cpu_usage": 1.0, "temperature": 50.0},
    "camera_status": {"one": {"online": True, "rssi": -60}, "two": {"online": False}},
}


@pytest.mark.parametrize(
    ("update", "name", "expected"),
    [
        ({}, "alerts_count", 1),
        ({"alerts_count": 0}, "alerts_count", 0),
        ({"alerts_count": None}, "alerts_count", 1),
        ({"timestamp": "b"}, "timestamp", "b"),
        ({"system_health": {"cpu_usage": 2}}, "system_health", {"cpu_usage": 2, "temperature": 50.0}),
        ({"system_health": {"cpu_usage": None}}, "system_health", KNOWN["system_health"]),
        ({"system_health": None}, "system_health", KNOWN["system_health"]),
        ({"system_health": {}}, "system_health", KNOWN["system_health"]),
        ({"system_health": "broken"}, "system_health", KNOWN["system_health"]),
        ({"alerts_count": {"a": 1}}, "alerts_count", {"a": 1}),
        ({"network_metrics": {"latency": 1}}, "network_metrics", {"latency": 1}),
        ({"network_metrics": []}, "network_metrics", None),
        (
            {"camera_status": {"one": {"rssi": -61}, "three": {"online": True}}},
            "camera_status",
            {"one": {"online": True, "rssi": -61}, "two": {"online": False}, "three": {"online": True}},
        ),
        ({"camera_status": {"one": None, "two": 5}}, "camera_status", KNOWN["camera_status"]),
        ({"camera_status": []}, "camera_status", KNOWN["camera_status"]),
        ({"camera_status": {"four": "broken"}}, "camera_status", KNOWN["camera_status"]),
    ],
)
def test_merging(update: MonitorData, name: str, expected: object) -> None:
    found = merge_monitor_data(KNOWN, update)
    assert found.get(name) == expected
    assert {key: value for key, value in found.items() if key != name} == {
        key: value for key, value in KNOWN.items() if key != name
    }
    assert merge_monitor_data(found, update) == found


def test_what_is_known_is_not_touched() -> None:
    before = repr(KNOWN)
    merge_monitor_data(KNOWN, {"system_health": {"cpu_usage": 9}, "camera_status": {"one": {"rssi": 0}}})
    assert repr(KNOWN) == before


def test_an_update_before_the_first_whole_object_starts_from_nothing() -> None:
    assert merge_monitor_data({}, KNOWN) == KNOWN


def merged(known: MonitorData, update: object, conceal: Conceal = str) -> MonitorData:
    """With an update as it comes from the wire."""
    _, data = read_message(json.dumps({"type": "monitoring_update", "data": update}), conceal)
    assert data is not None
    return merge_monitor_data(known, data)


def test_whatever_comes_what_is_kept_stays_small() -> None:
    data: MonitorData = {}
    for turn in range(2 * MOST_CAMERAS):
        new: dict[str, object] = {
            str(turn): turn,
            "y" * 10_000: 1,
            "long": "x" * 10_000,
            "deep": {"a": [turn]},
        }
        data = merged(data, {**new, "system_health": new, "camera_status": {str(turn): new}})
    cameras = data["camera_status"]
    assert isinstance(cameras, dict)
    assert len(cameras) == MOST_CAMERAS
    for turn in range(2 * MOST_FIELDS):
        data = merged(data, {"camera_status": {"0": {f"f{turn}": turn}}})
    health, cameras = data["system_health"], data["camera_status"]
    assert isinstance(health, dict)
    assert isinstance(cameras, dict)
    assert len(data) <= MOST_FIELDS + 1
    assert len(health) == len(cameras["0"]) == MOST_FIELDS
    assert health["long"] == "x" * LONGEST_TEXT
    assert "deep" not in health
    assert all(len(name) < 10_000 for part in (data, health, cameras) for name in part)


@pytest.mark.parametrize(
    "name",
    [
        *("cam\ud800", "cam\n2026-01-01 ERROR all is lost", "cam\u2028", "cam\u0085", "cam\u202e", "cam\0"),
        *(
            "",
            " ",
            " cam",
            "cam ",
            "c" * 256,
            "c" * 100_000,
            "cam\ufffe",
            "cam\U0010ffff",
            "cam-hunter2",
        ),
    ],
)
def test_names_that_identify_nothing_are_left_out(name: str) -> None:
    """Keys end up in the registries and in states."""
    fields = {"online": True, name: 1}
    update = {name: 1, "camera_status": {name: fields, "cam": fields}, "system_health": fields}
    data = merged({}, update, SecretMemory(["hunter2", "online"]).conceal)
    assert data == {"camera_status": {"cam": {"online": True}}, "system_health": {"online": True}}


def test_a_camera_may_not_be_called_like_a_secret() -> None:
    """Also where the secret is a word of the contract."""
    data = merged({}, {"camera_status": {"online": {"online": True}}}, SecretMemory(["online"]).conceal)
    assert data == {"camera_status": {}}


def test_ids_of_cameras_are_bounded() -> None:
    update = {"camera_status": {"x" * 64: {"online": True}, "y" * 65: {"online": True}}}
    assert merged({}, update, SecretMemory().conceal) == {"camera_status": {"x" * 64: {"online": True}}}


def test_texts_are_safe() -> None:
    data = merged(
        {}, {"security_metrics": {"threat_level": "hunter2\n\ud800x"}}, SecretMemory(["hunter2"]).conceal
    )
    assert data == {"security_metrics": {"threat_level": "*** ?x"}}


def test_what_is_there_still_changes_when_there_is_no_room_for_more() -> None:
    full: dict[str, object] = {str(number): number for number in range(MOST_FIELDS)}
    data = merge_monitor_data({"system_health": full}, {"system_health": {"0": "new", "more": 1}})
    assert data["system_health"] == {**full, "0": "new"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"type":"pong"}', ("pong", None)),
        ('{"type":"initial_data","data":{"a":1}}', ("initial_data", {"a": 1})),
        ('{"type":5,"data":[]}', (None, None)),
        ("{}", (None, None)),
        ("[]", (None, None)),
        ("broken", (None, None)),
        ("[" * 200_000, (None, None)),
    ],
    ids=range(7),
)
def test_messages(text: str, expected: tuple[str | None, MonitorData | None]) -> None:
    assert read_message(text) == expected
