"""Age of what the server said, for each part of its API."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .const import LONGEST_AGE_SECONDS, READ_BUDGET_SECONDS
from .dispatch import Dispatcher
from .timer import Timer

# A timer that fires later than this was held up by a process that stood still, as a paused container does.
_LATE_SECONDS: Final = 5.0


class Part(StrEnum):
    """Parts of the API that the server answers by themselves; also the dispatcher's keys of their availability."""

    SESSION = "part.session"  # with its boards
    ALLOWLIST = "part.allowlist"
    NETWORK = "part.network"
    RECOVERY = "part.recovery"


class PartAvailability:
    """Tells which parts are too old to be shown, and notifies their listeners when that changes.

    Attributes:
        stale: parts that the server refused in the last refresh, or answered too long ago.
        old: those that it answered too long ago, or never.
    """

    def __init__(self, hass: HomeAssistant, dispatcher: Dispatcher) -> None:
        self._hass = hass
        self._dispatcher = dispatcher
        self._refused: frozenset[Part] = frozenset()
        self._answered: Mapping[Part, float] = {}
        self._timer = Timer(hass, "PiOrchestrator age of values", self._on_timer)
        self._due = 0.0
        self.stale: frozenset[Part] = frozenset()
        self.old: frozenset[Part] = frozenset()

    @callback
    def async_after_refresh(self, answered: Mapping[Part, float], refused: Collection[Part]) -> None:
        """Take over a refresh: when each part was answered last, in seconds of the event loop's clock."""
        self._answered, self._refused = dict(answered), frozenset(refused)
        self._update()

    @callback
    def async_stop(self) -> None:
        """Stop notifying listeners."""
        self._timer.async_cancel()

    @callback
    def _on_timer(self, now: datetime) -> None:
        if self._hass.loop.time() - self._due > _LATE_SECONDS:
            self._set_timer(READ_BUDGET_SECONDS)  # the refresh, which is overdue as well, comes first
        else:
            self._update()

    def _update(self) -> None:
        now = self._hass.loop.time()
        left = {part: at + LONGEST_AGE_SECONDS - now for part, at in self._answered.items()}
        before = self.stale, self.old
        self.old = frozenset(part for part in Part if left.get(part, 0.0) <= 0)
        self.stale = self._refused | (self.old & left.keys())
        self._timer.async_cancel()
        if waiting := [seconds for seconds in left.values() if seconds > 0]:
            self._set_timer(min(waiting))
        if turned := (before[0] ^ self.stale) | (before[1] ^ self.old):
            self._dispatcher.async_notify(turned)

    def _set_timer(self, seconds: float) -> None:
        self._due = self._hass.loop.time() + seconds
        self._timer.async_set(seconds)
