"""The last warning or error of the server's log; its stream runs only while somebody wants this entity."""

import asyncio
from datetime import datetime
from functools import partial
from math import inf
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_call_later

from .client import LinkState, LogEntry, LogStream, Severity
from .const import DOMAIN, LOG_SECONDS
from .coordinator import LINK, ProvisioningCoordinator
from .devices import pi_device
from .entity import PiOrchestratorEntity


class LogEvent(PiOrchestratorEntity, EventEntity):
    """Fires with each warning and error, at most one each second: the last one, and how many were left out before it."""

    entity_description: EventEntityDescription

    def __init__(self, coordinator: ProvisioningCoordinator, description: EventEntityDescription) -> None:
        super().__init__(coordinator, description, pi_device(coordinator), {LINK})
        self._stream = LogStream(coordinator.client.transport, self._on_entry, self._on_link)
        self._is_offered = True
        self._is_gone = False
        self._left_out = 0
        self._fired_at = -inf
        self._listening: asyncio.Task[None] | None = None
        self._cancel_timer: CALLBACK_TYPE | None = None

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
        if self._cancel_timer is not None:
            self._cancel_timer()

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
        left = self._fired_at + LOG_SECONDS - self.hass.loop.time()
        if self._cancel_timer is None and left <= 0:
            self._fire(entry, entry.severity)
            return
        if self._cancel_timer is not None:  # one is held back already
            self._cancel_timer()
            self._left_out += 1
        self._cancel_timer = async_call_later(self.hass, left, partial(self._fire, entry, entry.severity))

    @callback
    def _fire(self, entry: LogEntry, severity: Severity, now: datetime | None = None) -> None:
        self._cancel_timer, self._fired_at = None, self.hass.loop.time()
        timestamp = entry.timestamp.isoformat() if entry.timestamp is not None else None
        words = {"message": entry.message, "component": entry.component, "timestamp": timestamp}
        known = {name: text for name, text in words.items() if text is not None}
        self._trigger_event(severity, {**known, "left_out": self._left_out})
        self._left_out = 0
        self.async_write_ha_state()
