"""Pauses between attempts that go on for ever [C §11.7]."""

from collections.abc import Callable
from random import random

FIRST_SECONDS = 1.0
CEILING_SECONDS = 30.0
_JITTER = 0.25


class Backoff:
    """1, 2, 4 … 24 s, each stretched by up to a quarter, to 30 s at most: clients do not return in step.

    The pause doubles by itself instead of being a power of the attempt's number: it cannot overflow.
    """

    def __init__(
        self,
        first: float = FIRST_SECONDS,
        ceiling: float = CEILING_SECONDS,
        jitter: Callable[[], float] = random,
    ) -> None:
        self._first = first
        self._ceiling = ceiling
        self._jitter = jitter
        self._pause = first

    def next(self) -> float:
        """Seconds to wait now, at most the ceiling; the next pause is longer."""
        pause = self._pause
        self._pause = min(pause * 2, self._ceiling)
        # Below the ceiling there is room for the jitter, also in the last and longest pause.
        return min(pause, self._ceiling / (1 + _JITTER)) * (1 + _JITTER * self._jitter())

    def reset(self) -> None:
        """Begin anew: the connection has delivered something."""
        self._pause = self._first
