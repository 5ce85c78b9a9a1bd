"""Whatever the monitor says, nothing is raised and no figure is out of its limits."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from math import isfinite

from hypothesis import given, strategies as st

from custom_components.piorchestrator.core.cameras import CameraMatches, read_cameras
from custom_components.piorchestrator.core.uptime import Uptime, last_boot, parse_uptime
from custom_components.piorchestrator.core.vitals import Vitals, of_monitor

from .strategies import json_values

NOW = datetime(2026, 1, 15, 8, 30, 0, 0, UTC)
SECTIONS = ("system_health", "security_metrics", "service_status", "network_metrics", "camera_status")
NAMES = [figure.name for figure in fields(Vitals)] + [
    "uptime",
    "online",
    "rssi",
    "fps",
    "free_heap",
    "last_seen",
]


@given(
    st.dictionaries(
        st.sampled_from([*SECTIONS, "alerts_count", "connected_clients"]),
        json_values | st.dictionaries(st.sampled_from(NAMES), json_values),
    )
)
def test_any_json(told: dict[str, object]) -> None:
    found = of_monitor(told, None, NOW)
    for figure in fields(Vitals):
        value = getattr(found, figure.name)
        if isinstance(value, float):
            assert isfinite(value)
        if figure.name.endswith("_usage") and value is not None:
            assert 0 <= value <= 100
    assert found.last_boot is None or found.last_boot <= NOW
    CameraMatches().learn(found.cameras, ())


@given(json_values)
def test_any_cameras(told: object) -> None:
    assert all(isinstance(name, str) for name in read_cameras(told))


@given(st.text(max_size=80) | st.integers() | st.floats())
def test_any_uptime(told: object) -> None:
    found = parse_uptime(told)
    assert found is None or found.length >= timedelta()


@given(
    st.integers(0, 10**8),
    st.sampled_from([1, 60, 3600, 86_400]),
    st.lists(st.integers(0, 5 * 86_400), max_size=20),
    st.integers(-30, 30),
)
def test_the_start_is_steady(up: int, resolution: int, moments: list[int], jitter: int) -> None:
    """The Pi rounds its uptime down to what it tells; the moment of its start stays all the same."""
    begun = NOW - timedelta(seconds=up)
    known = None
    seen = set()
    for moment in sorted(moments):
        now = NOW + timedelta(seconds=moment)
        seconds = int((now - begun).total_seconds()) // resolution * resolution
        known = last_boot(
            known,
            Uptime(timedelta(seconds=seconds), timedelta(seconds=resolution)),
            now + timedelta(seconds=jitter),
        )
        seen.add(known)
    assert len(seen) <= 1
