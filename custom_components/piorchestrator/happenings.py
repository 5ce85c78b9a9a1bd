"""What happened, as triggers tell it: each thing once, and nothing for what a resync or a restart merely shows again."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType

from .const import DOMAIN, LOGGER
from .happening_rates import async_may_fire

# Of each kind and entry while Home Assistant starts: many boards do not displace the word about their batch.
MAX_QUEUED: Final = 100


class Kind(StrEnum):
    """What can happen; the keys of the triggers."""

    SESSION_STARTED = "session_started"
    SESSION_FINISHED = "session_finished"
    SESSION_EXPIRING = "session_expiring"
    DEVICE_DISCOVERED = "device_discovered"
    DEVICE_VERIFIED = "device_verified"
    DEVICE_FAILED = "device_failed"
    RECOVERY_AVAILABLE = "recovery_available"
    BATCH_COMPLETE = "batch_complete"


type Words = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on one server.

    Attributes:
        entry_id: of the config entry.
        mac: the board that it is about; None where it is about the batch.
        words: what a trigger tells of it: plain values, no secrets.
    """

    kind: Kind
    entry_id: str
    session_id: str | None = None
    mac: str | None = None
    words: Words = field(default_factory=lambda: MappingProxyType({}))


# Sent with each happening of each entry: a trigger may be there before the entry is loaded, and stay when it goes.
SIGNAL_HAPPENED: Final = SignalType[Happening](f"{DOMAIN}_happened")


@dataclass(slots=True)
class _Queue:
    """What happened on one server while Home Assistant starts."""

    by_kind: dict[Kind, deque[tuple[int, Happening]]] = field(default_factory=dict)
    count: int = 0
    is_overflow_logged: bool = False

    def add(self, happening: Happening) -> bool:
        """Add it; False where the oldest of its kind had to go."""
        waiting = self.by_kind.setdefault(happening.kind, deque(maxlen=MAX_QUEUED))
        has_room = len(waiting) < MAX_QUEUED
        self.count += 1
        waiting.append((self.count, happening))
        return has_room

    def in_order(self) -> list[Happening]:
        """What waits, of all kinds, the oldest first."""
        waiting = sorted(chain.from_iterable(self.by_kind.values()), key=itemgetter(0))
        return [happening for _, happening in waiting]


_QUEUES: Final[HassKey[dict[str, _Queue]]] = HassKey(f"{DOMAIN}_queued_happenings")


@callback
def async_tell(hass: HomeAssistant, happening: Happening) -> None:
    """Tell every trigger; what is found while Home Assistant starts is told once automations can hear it."""
    if hass.state is CoreState.running:
        _async_send(hass, happening)
        return
    queues = hass.data.setdefault(_QUEUES, {})
    if (queue := queues.get(happening.entry_id)) is None:
        queue = queues[happening.entry_id] = _Queue()
        async_at_started(hass, partial(_async_deliver, entry_id=happening.entry_id))
    if not queue.add(happening) and not queue.is_overflow_logged:
        queue.is_overflow_logged = True
        LOGGER.warning(
            "More than %s trigger events before the start is over: the oldest are dropped", MAX_QUEUED
        )


@callback
def async_drop_queued(hass: HomeAssistant, entry_id: str) -> None:
    """Drop what waits of an entry that is removed."""
    hass.data.get(_QUEUES, {}).pop(entry_id, None)


@callback
def _async_deliver(hass: HomeAssistant, *, entry_id: str) -> None:
    queue = hass.data.get(_QUEUES, {}).pop(entry_id, None)
    for happening in queue.in_order() if queue else ():
        _async_send(hass, happening)


@callback
def _async_send(hass: HomeAssistant, happening: Happening) -> None:
    if async_may_fire(hass, happening.entry_id, happening.kind, happening.mac):
        async_dispatcher_send(hass, SIGNAL_HAPPENED, happening)
