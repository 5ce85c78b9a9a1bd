"""Rows in the recorder from one hour of the Pi's monitor: `python -m benchmarks.monitor` prints them for each noisy figure.

Two sources, an update every 5 s: the simulator, which is a quiet Pi, and an imagined busy one, whose jobs start and end at
random. Three ways to write: every change; every change as noise, but a threshold; and as it is, a significant change within
seconds. The delay is the longest time, in seconds, that a significant change was not shown.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import exp, inf
import random
import sys
from typing import Final

from custom_components.piorchestrator.const import NOISE_SECONDS, SIGNIFICANT_SECONDS
from custom_components.piorchestrator.core.noise import Noise, Significance
from custom_components.piorchestrator.core.vitals import Vitals, of_monitor
from custom_components.piorchestrator.monitor_sensors import VITAL_SENSORS
from simulator.clock import Clock
from simulator.vitals import Vitals as SimulatedPi

_UPDATE_SECONDS: Final = 5.0
_UPDATES: Final = 720
_NOISY: Final = {sensor.key: sensor.noise for sensor in VITAL_SENSORS if sensor.noise is not None}
_NOW: Final = datetime(2026, 1, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Pauses:
    """Seconds between two rows, by kind of the change."""

    significant: float
    noise: float

    def of(self, change: Significance) -> float:
        """Return the seconds for a change."""
        return {
            Significance.NEWS: 0.0,
            Significance.SIGNIFICANT: self.significant,
            Significance.NOISE: self.noise,
        }[change]


WAYS: Final = {
    "every change": Pauses(0.0, 0.0),
    "all noise": Pauses(NOISE_SECONDS, NOISE_SECONDS),
    "significant": Pauses(SIGNIFICANT_SECONDS, NOISE_SECONDS),
}


def quiet() -> Iterator[Vitals]:
    """Updates of the simulator."""
    pi = SimulatedPi(Clock())
    for _ in range(_UPDATES):
        pi.step()
        yield of_monitor({"system_health": pi.system_health()}, None, _NOW)


def busy() -> Iterator[Vitals]:
    """Updates of a Pi with jobs of half a minute on average, and as much time between them."""
    chance = random.Random(7)  # noqa: S311 - the same from run to run
    vitals, is_busy = Vitals(temperature=50.0, load_average=0.2, bytes_received=0, bytes_sent=0), False
    for _ in range(_UPDATES):
        is_busy ^= chance.random() < _UPDATE_SECONDS / 30
        cpu = min(100.0, max(0.0, chance.gauss(80 if is_busy else 10, 6)))
        before = (vitals.temperature or 0.0, vitals.load_average or 0.0)
        warm, load = 1 - exp(-_UPDATE_SECONDS / 120), 1 - exp(-_UPDATE_SECONDS / 60)
        vitals = replace(
            vitals,
            cpu_usage=round(cpu, 1),
            memory_usage=round(chance.gauss(45 if is_busy else 40, 0.5), 1),
            disk_usage=36.9,
            temperature=round(before[0] + warm * (45 + cpu / 4 - before[0]) + chance.gauss(0, 0.3), 1),
            load_average=round(before[1] + load * (cpu / 25 - before[1]), 2),
            active_connections=chance.randint(2, 5) + 10 * is_busy,
            bytes_received=(vitals.bytes_received or 0) + chance.randint(1_000, 500_000),
            bytes_sent=(vitals.bytes_sent or 0) + chance.randint(1_000, 500_000),
            packet_loss=round(chance.expovariate(5), 1),
            latency=round(chance.lognormvariate(2.5, 0.2), 1),
        )
        yield vitals


def measure(values: list[float], noise: Noise, pauses: Pauses) -> tuple[int, float]:
    """Return the rows, and the longest delay of a significant change in seconds."""
    rows, written, written_at = 1, values[0], 0.0
    longest, late_since = 0.0, inf
    for index, value in enumerate(values):
        now = index * _UPDATE_SECONDS
        change = noise.significance(written, value)
        late_since = inf if change is Significance.NOISE else min(late_since, now)
        # A change that waits is written between two updates, unless the next one comes first.
        if value != written and (due := max(now, written_at + pauses.of(change))) < now + _UPDATE_SECONDS:
            longest = max(longest, due - late_since)
            rows, written, written_at, late_since = rows + 1, value, due, inf
    return rows, longest


async def main() -> None:
    """Replay, and print."""
    sys.stdout.write(f"{'':30}" + "".join(f"{name:>22}" for name in WAYS) + "\n")
    for source in (quiet, busy):
        updates = list(source())
        total = dict.fromkeys(WAYS, 0)
        for key, noise in _NOISY.items():
            values = [value for update in updates if (value := getattr(update, key)) is not None]
            if not values:
                continue
            cells = {name: measure(values, noise, pauses) for name, pauses in WAYS.items()}
            total = {name: total[name] + rows for name, (rows, _) in cells.items()}
            words = "".join(f"{rows:10} rows {late:4.0f} s" for rows, late in cells.values())
            sys.stdout.write(f"{source.__name__:8}{key:20}{words}\n")
        sys.stdout.write(
            f"{source.__name__:8}{'all':20}"
            + "".join(f"{rows:10} rows       " for rows in total.values())
            + "\n"
        )


if __name__ == "__main__":
    asyncio.run(main())  # the simulator asks its loop for the time
