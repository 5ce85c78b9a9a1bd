"""How soon a figure of the monitor is written: a significant change within 5 s, noise within half a minute."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util.dt import utcnow
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.conftest import wait_for

from .pi import NAMED_DIGITS, Pi
from .test_monitor import camera, cpu, push


@pytest.fixture
def monitor() -> str:
    """By poll, which the tests forestall: they push by themselves."""
    return "poll"


@pytest.fixture
def fresh(fresh: Pi) -> Pi:
    """A server without anything to poll."""
    for route in ("GET /api/v1/system/info", "GET /api/system/info"):
        fresh.simulator.faults.answer(route, 404, times=None)
    return fresh


type Later = Callable[[float], None]


@pytest.fixture
def later(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let the clock of the loop jump ahead."""
    clock, ahead = hass.loop.time, 0.0
    monkeypatch.setattr(hass.loop, "time", lambda: clock() + ahead)

    def jump(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    return jump


@pytest.mark.parametrize(
    ("figure", "values"),
    [
        ("system_health.cpu_usage", (17, 88, 83, 78)),
        ("system_health.memory_usage", (40, 45, 40)),
        ("system_health.disk_usage", (40, 45, 50)),
        ("system_health.temperature", (54.8, 56.8, 52.8)),
        ("system_health.load_average", (1.0, 1.1, 0.9)),
        ("network_metrics.packet_loss", (40, 45, 50)),
        ("network_metrics.latency", (10, 11, 20)),
        ("network_metrics.active_connections", (10, 9, 0, 1)),
        ("network_metrics.bytes_received", (20, 22, 25)),
        ("network_metrics.bytes_sent", (20, 1)),
    ],
)
@pytest.mark.usefixtures("every_entity")
async def test_a_significant_change_is_written_within_5_s(
    hass: HomeAssistant, pi: Pi, later: Later, figure: str, values: tuple[float, ...]
) -> None:
    """At once after 5 s without a change; what comes sooner waits for the rest of these seconds."""
    first, *others = values
    section, key = figure.split(".")
    unit = 1_000_000 if key.startswith("bytes") else 1
    push(pi, {section: {key: first * unit}})
    for value in others:
        later(5.1)
        push(pi, {section: {key: value * unit}})
        assert float(pi.state("sensor", key)) == value
    push(pi, {section: {key: first * unit}})
    assert float(pi.state("sensor", key)) == values[-1], "less than 5 s ago"
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=1))
    assert float(pi.state("sensor", key)) == values[-1], "less than 5 s ago"
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=6))
    assert float(pi.state("sensor", key)) == first


@pytest.mark.parametrize(
    ("figure", "value", "noise"),
    [
        ("system_health.cpu_usage", 17, 21.9),
        ("system_health.temperature", 54.8, 53),
        ("system_health.load_average", 1.0, 1.09),
        ("system_health.load_average", 0.0, 0.04),
        ("network_metrics.bytes_received", 20, 21.9),
        ("network_metrics.latency", 0.2, 0.4),
    ],
)
@pytest.mark.usefixtures("every_entity")
async def test_noise_waits_for_half_a_minute(
    pi: Pi, later: Later, figure: str, value: float, noise: float
) -> None:
    """Counted from the last writing, however often it changes meanwhile."""
    section, key = figure.split(".")
    unit = 1_000_000 if key.startswith("bytes") else 1
    push(pi, {section: {key: value * unit}})
    for seconds in (5.1, 12, 12):
        later(seconds)
        push(pi, {section: {key: noise * unit}})
        assert float(pi.state("sensor", key)) == value
        push(pi, {section: {key: value * unit}})
    later(1)
    push(pi, {section: {key: noise * unit}})
    assert float(pi.state("sensor", key)) == noise


async def test_small_steps_add_up(pi: Pi, later: Later) -> None:
    """What counts is the difference to the value that was written."""
    cpu(pi, 10)
    later(5.1)
    for usage in (12, 14, 14.9):
        cpu(pi, usage)
        assert pi.state("sensor", "cpu_usage") == "10.0"
    cpu(pi, 15)
    assert pi.state("sensor", "cpu_usage") == "15.0"


async def test_a_spike_that_is_over_before_it_may_be_written_is_noise(hass: HomeAssistant, pi: Pi) -> None:
    cpu(pi, 10)
    cpu(pi, 88)
    cpu(pi, 11)
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=6))
    assert pi.state("sensor", "cpu_usage") == "10.0"
    async_fire_time_changed(hass, utcnow() + timedelta(seconds=31))
    assert pi.state("sensor", "cpu_usage") == "11.0"


@pytest.mark.usefixtures("every_entity")
async def test_a_significant_change_of_a_camera(pi: Pi, later: Later) -> None:
    before = {"free_heap": 180_000, "fps": 12.5, "last_seen": "2026-01-15T08:30:00Z"}
    after = {"free_heap": 160_000, "fps": 5.0, "last_seen": "2026-01-15T09:30:00Z"}
    camera(pi, **before)
    await wait_for(lambda: pi.state("sensor", f"{NAMED_DIGITS}_free_heap") == "180000")
    later(5.1)
    camera(pi, **after)
    assert pi.state("sensor", f"{NAMED_DIGITS}_free_heap") == "160000"
    assert pi.state("sensor", f"{NAMED_DIGITS}_fps") == "5.0"
    assert pi.state("sensor", f"{NAMED_DIGITS}_last_seen") == "2026-01-15T08:30:00+00:00", "a moment is noise"
    later(25)
    camera(pi, **{**after, "last_seen": "2026-01-15T09:31:00Z"})
    assert pi.state("sensor", f"{NAMED_DIGITS}_last_seen") == "2026-01-15T09:31:00+00:00"
