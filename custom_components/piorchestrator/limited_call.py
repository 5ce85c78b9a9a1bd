"""A call whose rate is limited: at once while the rates allow it, else once as soon as they do."""

from collections.abc import Callable, Iterable
from datetime import datetime

from homeassistant.core import HomeAssistant, callback

from .core.rate import Rate, RateLimiter
from .timer import Timer


class LimitedCall:
    """Like Home Assistant's `Debouncer` with `immediate=True`, but a burst of calls is not delayed.

    Calls that come too fast become one, which runs as soon as the rates allow it. The function reads the value that it
    needs when it runs, so the last value is never lost.
    """

    def __init__(self, hass: HomeAssistant, function: Callable[[], None], rates: Iterable[Rate]) -> None:
        self._hass = hass
        self._function = function
        self._limiter = RateLimiter(rates)
        self._timer = Timer(hass, "piorchestrator rate limit", self._run)

    @callback
    def async_call(self) -> None:
        """Call the function now or later; a call that waits already stands for this one."""
        if self._timer.is_set:
            return
        if (wait := self._limiter.wait(self._hass.loop.time())) > 0:
            self._timer.async_set(wait)
        else:
            self._run()

    @callback
    def async_count(self, times: int) -> None:
        """Count a call as so many more, because of what it writes."""
        self._limiter.count(self._hass.loop.time(), times)

    @callback
    def async_cancel(self) -> None:
        """Drop the call that waits, if any."""
        self._timer.async_cancel()

    def _run(self, now: datetime | None = None) -> None:
        self._limiter.count(self._hass.loop.time())
        self._function()
