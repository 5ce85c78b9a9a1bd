"""Event entity of the server's log: warnings and errors, while somebody wants them [C §13]."""

import asyncio
from datetime import datetime
from functools import partial
from math import inf
from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import CONF_PASSWORD, EntityCategory
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .client import LinkState, LogEntry, LogStream
from .const import DOMAIN, LOG_SECONDS, SUBENTRY_NETWORK
from .coordinator import ProvisioningCoordinator
from .devices import pi_device
from .entity import PiOrchestratorEntity

LOG_EVENT: Final = EventEntityDescription(
    key="log_event",
    event_types=["warning", "error"],
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)
# What a server sends of the past comes at once.
_HISTORY_SECONDS: Final = 2.0
_KINDS: Final = {"warn": "warning", "warning": "warning", "error": "error"}


class LogEvent(PiOrchestratorEntity, EventEntity):
    """Fires with warnings and errors of the server; the stream runs only while the entity is there.

    A burst is told by its last line and the number of those left out.
    """

    entity_description: EventEntityDescription

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        super().__init__(coordinator, LOG_EVENT, pi_device(coordinator), ())
        self._stream = LogStream(coordinator.client.transport, self._on_entry, self._on_state)
        self._since: datetime | None = None
        self._opened_at = inf
        self._fired_at = -inf
        self._waiting: CALLBACK_TYPE | None = None
        self._held: LogEntry | None = None
        self._left_out = 0

    @property
    @override
    def available(self) -> bool:
        """The log arrives."""
        return self._stream.state is LinkState.LIVE

    @override
    async def async_added_to_hass(self) -> None:
        """Open the stream; it ends with the entity."""
        await super().async_added_to_hass()
        self._since = dt_util.utcnow()
        task = self.coordinator.config_entry.async_create_background_task(
            self.hass, self._stream.run(), f"{DOMAIN} log stream"
        )
        self.async_on_remove(partial(_cancel, task))
        self.async_on_remove(self._forget_wait)

    @callback
    def _on_state(self, state: LinkState) -> None:
        if state is LinkState.LIVE:
            self._opened_at = min(self._opened_at, self.hass.loop.time())  # the first time: later ones resume
        self._on_change()

    @callback
    def _on_entry(self, entry: LogEntry) -> None:
        if (entry.level or "").lower() not in _KINDS or self._is_history(entry):
            return
        if self._held is not None:
            self._left_out += 1
        self._held = entry
        left = self._fired_at + LOG_SECONDS - self.hass.loop.time()
        if left <= 0:
            self._fire()
        elif self._waiting is None:
            self._waiting = async_call_later(self.hass, left, self._waited)

    def _is_history(self, entry: LogEntry) -> bool:
        """A server may begin with lines of earlier days; later on, a clock that is wrong hides nothing."""
        if self._since is None or self.hass.loop.time() - self._opened_at > _HISTORY_SECONDS:
            return False
        return entry.timestamp is not None and entry.timestamp < self._since

    @callback
    def _waited(self, now: datetime) -> None:
        self._waiting = None
        self._fire()

    def _fire(self) -> None:
        entry, left_out = self._held, self._left_out
        self._held, self._left_out = None, 0
        if entry is None:
            return
        self._fired_at = self.hass.loop.time()
        attributes = {
            "message": self._concealed(entry.message),
            "component": self._concealed(entry.component),
            "timestamp": entry.timestamp.isoformat() if entry.timestamp else None,
            "left_out": left_out or None,
        }
        self._trigger_event(
            _KINDS[(entry.level or "").lower()],
            {name: value for name, value in attributes.items() if value is not None},
        )
        self.async_write_ha_state()

    def _concealed(self, text: str | None) -> str | None:
        """A server that logs a secret does not bring it into a state."""
        entry = self.coordinator.config_entry
        secrets = [profile.data[CONF_PASSWORD] for profile in entry.get_subentries_of_type(SUBENTRY_NETWORK)]
        for secret in (self.coordinator.client.transport.api_key, *secrets):
            if text and secret:
                text = text.replace(secret, "***")
        return text

    @callback
    def _forget_wait(self) -> None:
        if self._waiting is not None:
            self._waiting()
            self._waiting = None


def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
