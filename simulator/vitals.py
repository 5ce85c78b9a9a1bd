"""Numbers of an imagined Raspberry Pi, the same for the monitor socket and system information."""

import asyncio
import random

from .clock import NANO, Clock, rfc3339
from .entities import Wire


class Vitals:
    """A slow random walk that repeats from run to run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chance = random.Random(7)
        self._cpu = 12.4
        self.temperature = 54.8
        self._started: float | None = None

    def step(self) -> None:
        """Move on a little."""
        self._cpu = round(min(95.0, max(2.0, self._cpu + self._chance.uniform(-3, 3))), 1)
        self.temperature = round(min(80.0, max(40.0, self.temperature + self._chance.uniform(-0.5, 0.5))), 1)

    @property
    def uptime_seconds(self) -> float:
        """Seconds since the first question; a simulator's life is short."""
        now = asyncio.get_running_loop().time()
        self._started = now if self._started is None else self._started
        return now - self._started + 432_000  # the Pi was up five days before, as in the live capture

    def system_info(self) -> Wire:
        """The object of [C §15.1]."""
        return {
            "timestamp": rfc3339(self._clock.now_ns()),
            "cpu": {"usage_percent": self._cpu, "core_count": 4, "per_core": [self._cpu] * 4},
            "memory": {"used_mb": 410, "total_mb": 3796, "used_percent": 10.8, "available_mb": 3270},
            "disk": {"used_gb": 21.4, "total_gb": 57.9, "used_percent": 36.9, "path": "/"},
            "temperature_celsius": self.temperature,
            "uptime": int(self.uptime_seconds * NANO),
            "load_average": {"load_1": 0.2, "load_5": 0.1, "load_15": 0.1},
            "overall_status": "healthy",
        }

    def system_health(self) -> Wire:
        """The monitor's section [C §12]."""
        days, rest = divmod(int(self.uptime_seconds), 86_400)
        return {
            "cpu_usage": self._cpu,
            "memory_usage": 10.8,
            "disk_usage": 36.9,
            "temperature": self.temperature,
            "uptime": f"{days} days, {rest // 3600}:{rest % 3600 // 60:02d}",
            "load_average": "0.20 0.10 0.10",
        }
