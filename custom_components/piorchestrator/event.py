"""Event entities: what the stream told of session and boards, as the wire names it [C §11.4, §11.5]; the log [C §13]."""

import asyncio
from datetime import datetime
from functools import partial
from math import inf
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import (
    DEVICE_EVENTS,
    SESSION_EVENTS,
    LinkState,
    LogEntry,
    LogStream,
    ProvisioningEvent,
    Severity,
)
from .const import DOMAIN, LOG_SECONDS
from .coordinator import LINK, ProvisioningCoordinator
from .core.rate import RateLimiter
from .devices import pi_device
from .entity import PiOrchestratorEntity, ProvisioningEntity
from .event_words import words_of
from .limited_call import LimitedCall
from .runtime import PiOrchestratorConfigEntry
from .timer import Timer
from .write_rates import BOARD_EVENT_RATES, CHARACTERS_PER_EVENT, LOG_EVENT_RATES, SESSION_EVENT_RATES

PARALLEL_UPDATES = 0  # read-only, fed by the stream

SESSION_EVENT: Final = EventEntityDescription(
    key="session_event", event_types=[kind.replace(".", "_") for kind in SESSION_EVENTS]
)
DEVICE_EVENT: Final = EventEntityDescription(
    key="device_event", event_types=[kind.replace(".", "_") for kind in DEVICE_EVENTS]
)

LOG_EVENT: Final = EventEntityDescription(
    key="log_event",
    event_types=list(Severity),
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the event entities; that of the log only listens where somebody enables it."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities([SessionEvent(coordinator, SESSION_EVENT), BoardEvent(coordinator, DEVICE_EVENT)])
    async_add_entities([LogEvent(coordinator, LOG_EVENT)])


class StreamEvent(ProvisioningEntity, EventEntity):
    """Fires with each event of the stream; never for what a read found out, so nothing is replayed.

    Each event type has rates of its own: of a flood only the last event is written as often as they allow it, and no
    event of another type is left out because of it. The events are written in the order in which they were received.
    """

    entity_description: EventEntityDescription

    def __init__(self, coordinator: ProvisioningCoordinator, description: EventEntityDescription) -> None:
        super().__init__(coordinator, description, {LINK})
        self._limited: dict[str, LimitedCall] = {}
        self._waiting: dict[str, dict[str, Any]] = {}  # the last event of each type, the oldest first

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the stream."""
        await super().async_added_to_hass()
        for kind in self.entity_description.event_types or ():
            self._limited[kind] = LimitedCall(self.hass, partial(self._fire, kind), self._write_rates)
            self.async_on_remove(self._limited[kind].async_cancel)
        self.async_on_remove(self.coordinator.news.async_subscribe(self._on_event))

    @callback
    def _on_event(self, event: ProvisioningEvent) -> None:
        kind = event.type.replace(".", "_")
        if kind in self._limited:
            self._waiting.pop(kind, None)
            self._waiting[kind] = words_of(self.coordinator, event)
            self._limited[kind].async_call()

    def _fire(self, until: str) -> None:
        """Write the event of this type, and before it those of other types that are older."""
        for kind in list(self._waiting):
            words, limited = self._waiting.pop(kind), self._limited[kind]
            self._trigger_event(kind, words)
            self._write()
            characters = sum(len(word) for word in words.values() if isinstance(word, str))
            limited.async_count(characters // CHARACTERS_PER_EVENT)
            if kind == until:
                return  # counted by the limited call itself
            limited.async_cancel()
            limited.async_count(1)


class SessionEvent(StreamEvent):
    """Fires with events of the session, of the network, and with errors."""

    _write_rates = SESSION_EVENT_RATES


class BoardEvent(StreamEvent):
    """Fires with events of boards."""

    _write_rates = BOARD_EVENT_RATES


class LogEvent(PiOrchestratorEntity, EventEntity):
    """Fires with the warnings and errors of the server's log, one a second: the last of the most severe ones.

    The stream of the log runs only while somebody wants this entity.
    """

    entity_description: EventEntityDescription

    def __init__(self, coordinator: ProvisioningCoordinator, description: EventEntityDescription) -> None:
        super().__init__(coordinator, description, pi_device(coordinator), {LINK})
        self._stream = LogStream(coordinator.client.transport, self._on_entry, self._on_link)
        self._is_offered = True
        self._is_gone = False
        self._held_back: tuple[LogEntry, Severity] | None = None
        self._left_out = 0
        self._fired_at = -inf
        self._limiter = RateLimiter(LOG_EVENT_RATES)
        self._listening: asyncio.Task[None] | None = None
        self._timer = Timer(coordinator.hass, f"{DOMAIN} log line", self._fire_held_back)

    @property
    @override
    def available(self) -> bool:
        """The server offers its log; a stream that is lost for a while comes back and resumes."""
        return super().available and self._is_offered

    @override
    async def async_added_to_hass(self) -> None:
        """Listen until the entity is removed; a line of the time before does not fire."""
        await super().async_added_to_hass()
        self._listening = self.coordinator.config_entry.async_create_background_task(
            self.hass, self._stream.run(), f"{DOMAIN} log stream"
        )

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Say nothing more."""
        self._is_gone = True
        if self._listening is not None:
            self._listening.cancel()
        self._timer.async_cancel()

    @override
    @callback
    def _on_change(self) -> None:
        waits = self._stream.state in (LinkState.WAITING, LinkState.REFUSED, LinkState.ABSENT)
        if waits and self.coordinator.stream.state is LinkState.LIVE:
            self._stream.wake()  # the server is back, or has taken another key
        super()._on_change()

    @callback
    def _on_link(self, state: LinkState) -> None:
        if state in (LinkState.REFUSED, LinkState.ABSENT):
            self._is_offered = False
        elif state is LinkState.LIVE:
            self._is_offered = True
        super()._on_change()

    @callback
    def _on_entry(self, entry: LogEntry) -> None:
        if entry.severity is None or self._is_gone:
            return
        if self._held_back is not None:
            self._left_out += 1
            if not _is_less_severe(entry.severity, self._held_back[1]):
                self._held_back = entry, entry.severity
            return
        now = self.hass.loop.time()
        wait = max(self._fired_at + LOG_SECONDS - now, self._limiter.wait(now))
        if wait <= 0:
            self._fire(entry, entry.severity)
            return
        self._held_back = entry, entry.severity
        self._timer.async_set(wait)

    @callback
    def _fire_held_back(self, now: datetime) -> None:
        if self._held_back is not None:
            self._fire(*self._held_back)

    @callback
    def _fire(self, entry: LogEntry, severity: Severity) -> None:
        self._held_back, self._fired_at = None, self.hass.loop.time()
        self._limiter.count(self._fired_at)
        timestamp = entry.timestamp.isoformat() if entry.timestamp is not None else None
        words = {"message": entry.message, "component": entry.component, "timestamp": timestamp}
        known = {name: text for name, text in words.items() if text is not None}
        self._trigger_event(severity, {**known, "left_out": self._left_out})
        self._left_out = 0
        self._write()


def _is_less_severe(one: Severity, other: Severity) -> bool:
    """Whether a warning would replace an error."""
    return one is Severity.WARNING and other is Severity.ERROR
