"""Frames that a server repeats: the same words again at once are no news [C §11.4]."""

from collections import OrderedDict
from math import inf
from typing import Final

from ..client.events import ProvisioningEvent

# Frames that a server repeats follow each other at once; the same words later are another event.
REPETITION_SECONDS: Final = 2.0
# They come close together; more need not be remembered.
_REMEMBERED: Final = 64


class Repetitions:
    """Remembers what was said last."""

    def __init__(self) -> None:
        self._recent: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def contain(self, event: ProvisioningEvent, now: float) -> bool:
        """Whether this was said a moment ago; `now` in seconds of any steady clock."""
        subject = event.device or event.session or event.network or event.fault
        identity = (event.type, event.session_id, event.timestamp, subject)
        last = self._recent.pop(identity, -inf)
        self._recent[identity] = now
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return now - last < REPETITION_SECONDS
