"""How often something may happen: a burst at once, and then at a steady rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` times at once; each time becomes available again after `seconds`."""

    burst: int
    seconds: float


class RateLimiter:
    """Applies several rates to the same thing. Times are in seconds of one monotonic clock.

    This is the generic cell rate algorithm: one number for each rate, however long the burst is.
    """

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates = tuple(rates)
        self._full_at = [-inf] * len(self._rates)  # when the whole burst is available again

    def wait(self, now: float) -> float:
        """Return the seconds until every rate allows one more; 0 if all of them do."""
        return max(
            (
                full_at - now - (rate.burst - 1) * rate.seconds
                for rate, full_at in zip(self._rates, self._full_at, strict=True)
            ),
            default=0.0,
        )

    def is_allowed(self, now: float) -> bool:
        """Return whether every rate allows one more, which is counted then."""
        if self.wait(now) > 0:
            return False
        self.count(now)
        return True

    def count(self, now: float, times: int = 1) -> None:
        """Count that it happened, whether the rates allow it or not.

        What they do not allow is counted as long as the wait stays short: `times` and one more of the seconds of a rate.
        """
        self._full_at = [
            max(
                full_at,
                min(max(full_at, now) + rate.seconds * times, now + rate.seconds * (rate.burst + times)),
            )
            for rate, full_at in zip(self._rates, self._full_at, strict=True)
        ]
