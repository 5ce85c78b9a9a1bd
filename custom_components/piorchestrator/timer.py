"""A timer that is set and cancelled as often as needed."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Timer:
    """One delayed call at a time, and none while Home Assistant stops."""

    def __init__(self, hass: HomeAssistant, name: str, function: Callable[[datetime], None]) -> None:
        self._hass = hass
        self._function = function
        self._job = HassJob(self._on_time, name, cancel_on_shutdown=True)
        self._cancel: CALLBACK_TYPE | None = None

    @property
    def is_set(self) -> bool:
        """Whether a call waits for its time."""
        return self._cancel is not None

    @callback
    def async_set(self, seconds: float) -> None:
        """Call the function after so many seconds, instead of the call that waits."""
        self.async_cancel()
        self._cancel = async_call_later(self._hass, seconds, self._job)

    @callback
    def async_cancel(self) -> None:
        """Drop the call that waits, if any."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @callback
    def _on_time(self, now: datetime) -> None:
        self._cancel = None
        self._function(now)
