"""The health of the Pi: what is told, and what is not."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.client.models import SystemInfo
from custom_components.piorchestrator.core.cameras import Camera
from custom_components.piorchestrator.core.readings import count, flag, integer, number, percentage
from custom_components.piorchestrator.core.vitals import Vitals, changed, of_monitor, of_system_info

NOW = datetime(2026, 1, 15, 8, 30, 0, 0, UTC)
TOLD: dict[str, object] = {
    "timestamp": "2026-01-15T08:30:00Z",
    "system_health": {
        "cpu_usage": 12.4,
        "memory_usage": 10,
        "disk_usage": 36.9,
        "temperature": 54.8,
        "uptime": "5 days, 0:00",
        "load_average": "0.20 0.10 0.05",
    },
    "security_metrics": {
        "failed_ssh_attempts": 3,
        "mqtt_secure_connections": 1,
        "certificate_expiry": "2027-01-01T00:00:00Z",
        "threat_level": "LOW",
    },
    "service_status": {"mqtt_connected": True, "mqtt_secure": False, "database_connected": True},
    "network_metrics": {
        "active_connections": 4,
        "bytes_received": 1024,
        "bytes_sent": 2048,
        "packet_loss": 0.5,
        "latency": 12.5,
    },
    "camera_status": {"esp-1": {"online": True}},
    "alerts_count": 2,
    "connected_clients": 1,
}


def test_everything_that_the_monitor_tells() -> None:
    assert of_monitor(TOLD, None, NOW) == Vitals(
        cpu_usage=12.4,
        memory_usage=10,
        disk_usage=36.9,
        temperature=54.8,
        last_boot=NOW - timedelta(days=5),
        load_average=0.2,
        active_connections=4,
        bytes_received=1024,
        bytes_sent=2048,
        packet_loss=0.5,
        latency=12.5,
        failed_ssh_attempts=3,
        mqtt_secure_connections=1,
        threat_level="low",
        certificate_expiry=datetime(2027, 1, 1, tzinfo=UTC),
        alerts_count=2,
        connected_clients=1,
        mqtt_connected=True,
        mqtt_secure=False,
        database_connected=True,
        cameras={"esp-1": Camera(online=True)},
    )


def test_nothing_told_is_nothing_known() -> None:
    assert of_monitor({}, None, NOW) == Vitals()
    assert (
        of_monitor(dict.fromkeys(TOLD, 7) | {"alerts_count": None, "connected_clients": -1}, None, NOW)
        == Vitals()
    )


def test_system_information_tells_less() -> None:
    told = {
        "cpu": {"usage_percent": 3.1},
        "memory": {"used_percent": 10.8},
        "disk": {"used_percent": 36.9},
        "temperature_celsius": 52.6,
        "uptime": 432_000_000_000_000,
        "load_average": {"load_1": 0.2},
    }
    info = SystemInfo.read(told)
    assert info is not None
    assert of_system_info(info, None, NOW) == Vitals(3.1, 10.8, 36.9, 52.6, NOW - timedelta(days=5), 0.2)
    assert of_system_info(SystemInfo(), None, NOW) == Vitals()
    assert of_system_info(SystemInfo(uptime=timedelta(seconds=-1)), None, NOW).last_boot is None


def test_push_and_poll_mean_the_same_start() -> None:
    pushed = of_monitor(TOLD, None, NOW).last_boot
    polled = of_system_info(SystemInfo(uptime=timedelta(days=5, seconds=40)), pushed, NOW).last_boot
    assert polled == pushed


@pytest.mark.parametrize(
    ("told", "load"),
    [
        ("0.20 0.10 0.05", 0.2),
        ("1,5", 1.5),
        ("0,24", 0.24),
        ("0,24 0,18 0,20", 0.24),
        ("0,24, 0,18, 0,20", 0.24),
        ("0,24,0,18,0,20", 0.24),
        ("0,24;0,18;0,20", 0.24),
        ("0,24; 0,18; 0,20", 0.24),
        ("0,24/0,18/0,20", 0.24),
        (" 0.20, 0.10, 0.05", 0.2),
        ("0.20,0.10,0.05", 0.2),
        ("0.20,0.10", 0.2),
        ("1, 2, 3", 1.0),
        ("1,2,3", 1.0),
        ("1;2;3", 1.0),
        ("0", 0.0),
        ("1,2,3,4", None),
        ("12,5e3", None),
        ("0.1.2", None),
        ("1_0", None),
        ("0,,24", None),
        (",24", None),
        ("-0,24", None),
        ("inf", None),
        (",", None),
        ("1" * 400, None),
        (0.7, 0.7),
        ("", None),
        ("high", None),
        (-1, None),
        ("nan", None),
    ],
)
def test_load(told: object, load: float | None) -> None:
    assert of_monitor({"system_health": {"load_average": told}}, None, NOW).load_average == load


@pytest.mark.parametrize("level", ["", None, 3])
def test_no_level(level: object) -> None:
    assert of_monitor({"security_metrics": {"threat_level": level}}, None, NOW).threat_level is None


def test_a_level_is_bounded() -> None:
    level = of_monitor({"security_metrics": {"threat_level": "X" * 1000}}, None, NOW).threat_level
    assert level == "x" * 32


def test_what_changed() -> None:
    assert changed(Vitals(), Vitals()) == frozenset()
    assert changed(Vitals(cpu_usage=1), Vitals(cpu_usage=2, latency=3)) == {"cpu_usage", "latency"}


def test_readings() -> None:
    assert [
        number(value) for value in (1, 2.5, True, "1", None, float("nan"), float("inf"), 10**400, 2**60)
    ] == [
        1.0,
        2.5,
        *[None] * 7,
    ]
    assert [percentage(value) for value in (0, 100, -0.1, 100.1)] == [0.0, 100.0, None, None]
    assert [integer(value) for value in (5.0, 5.5, "5", -5)] == [5, None, None, -5]
    assert [count(value) for value in (0, 5.0, -1, 5.5)] == [0, 5, None, None]
    assert [flag(value) for value in (True, False, 1, "true")] == [True, False, None, None]
