"""The server's wall clock, its texts, and timers in simulated seconds."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
import time

NANO = 1_000_000_000


class Clock:
    """Wall clock that can be made to jump; timers do not follow it, as in Go."""

    def __init__(self) -> None:
        self.offset_ns = 0

    def now_ns(self) -> int:
        """Nanoseconds since 1970 as this server believes."""
        return time.time_ns() + self.offset_ns

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward (or back)."""
        self.offset_ns += int(seconds * NANO)

    def stamp(self) -> str:
        """Now, for envelopes and events: whole seconds [C §3]."""
        return rfc3339(self.now_ns() // NANO * NANO)


def rfc3339(moment_ns: int) -> str:
    """UTC with `Z` and up to nine digits, trailing zeros dropped, as Go writes it [C §3]."""
    seconds, fraction = divmod(moment_ns, NANO)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f".{fraction:09d}".rstrip("0").rstrip(".")
    return f"{text}{digits}Z"


def go_duration(seconds: int) -> str:
    """Text of a whole number of seconds by Go's `Duration.String()` [C D17]."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, rest = divmod(rest, 60)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


type Key = tuple[str, ...]


class Timers:
    """Named timers on the event loop; `speed` divides every duration."""

    def __init__(self, speed: float) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self.speed = speed
        self._handles: dict[Key, asyncio.TimerHandle] = {}

    def after(self, key: Key, seconds: float, call: Callable[[], None]) -> None:
        """Run `call` once after simulated seconds, in place of an earlier timer of this name."""
        self.cancel(key)

        def fire() -> None:
            self._handles.pop(key, None)
            call()

        loop = asyncio.get_running_loop()
        self._handles[key] = loop.call_later(max(0.0, seconds) / self.speed, fire)

    def real(self, seconds: float) -> float:
        """Real seconds that simulated seconds take."""
        return seconds / self.speed

    def remaining(self, key: Key) -> float | None:
        """Real seconds until this timer fires, None without one."""
        handle = self._handles.get(key)
        return None if handle is None else max(0.0, handle.when() - asyncio.get_running_loop().time())

    def pending(self, *prefix: str) -> bool:
        """Whether a timer whose name begins so is waiting."""
        return any(key[: len(prefix)] == prefix for key in self._handles)

    def cancel(self, key: Key) -> None:
        """Forget one timer."""
        handle = self._handles.pop(key, None)
        if handle is not None:
            handle.cancel()

    def cancel_all(self, *prefix: str) -> None:
        """Forget every timer whose name begins so."""
        for key in [key for key in self._handles if key[: len(prefix)] == prefix]:
            self.cancel(key)
