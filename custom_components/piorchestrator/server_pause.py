"""How long a busy server asked not to be sent anything, for everything that waits for it."""

from dataclasses import dataclass
from math import inf
from typing import Final

from .client import PiOrchestratorError

# A timer may be this much early.
_TOLERANCE_SECONDS: Final = 0.01


@dataclass(slots=True)
class ServerPause:
    """The last 429; moments are those of the event loop's clock, in seconds."""

    _until: float = -inf
    _refusal: PiOrchestratorError | None = None

    def begin(self, refusal: PiOrchestratorError, now: float, seconds: float) -> None:
        """Take note of a refusal that asks to wait; a shorter wait does not end a longer one."""
        if now + seconds >= self._until:
            self._until, self._refusal = now + seconds, refusal

    def refusal(self, now: float) -> PiOrchestratorError | None:
        """Return what asked for the wait that is not over."""
        return self._refusal if self.left(now) > _TOLERANCE_SECONDS else None

    def left(self, now: float) -> float:
        """Return the seconds that are left."""
        return max(self._until - now, 0.0)
