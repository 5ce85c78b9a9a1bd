"""Events that are received while a refresh is under way; they are applied once more on top of what it read."""

from collections import deque
from typing import Final

from ..client.events import ProvisioningEvent

# A server that sends more than this within a refresh is refreshed once more instead.
MOST_EVENTS: Final = 5000


class EventBuffer:
    """The events of one refresh, in order, up to a limit.

    Attributes:
        is_crowded: there were more events than the limit; the refresh may lack some of them.
    """

    def __init__(self) -> None:
        self._events: deque[ProvisioningEvent] = deque()
        self._received = 0
        self.is_crowded = False

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: ProvisioningEvent) -> None:
        """Keep an event, unless the limit is reached: a flood must end the refresh, not prolong it."""
        if self._received >= MOST_EVENTS:
            self.is_crowded = True
            return
        self._received += 1
        self._events.append(event)

    def take(self) -> ProvisioningEvent:
        """Remove and return the oldest event."""
        return self._events.popleft()
