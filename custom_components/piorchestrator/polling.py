"""A coordinator whose refresh interval is part of push."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HassJob, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import SHORTEST_WAIT_SECONDS


class SafetyPollingCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Refresh at the interval without listeners and also where the entry's polling is disabled.

    The refresh at the interval is what finds a dead peer and lost events. "Enable polling for changes", a system option
    of each entry, is for integrations that poll instead of receiving events.
    """

    config_entry: ConfigEntry
    _refresh_began: float | None = (
        None  # in seconds of the event loop's clock, where a refresh takes its time
    )

    @callback
    def async_start_polling(self) -> None:
        """Refresh at the interval until the entry is unloaded."""
        # The base class refreshes only while it has a listener; the entities listen to the dispatcher.
        self.config_entry.async_on_unload(self.async_add_listener(lambda: None))

    @override
    @callback
    def _schedule_refresh(self) -> None:
        self._async_unsub_refresh()
        asked, self._retry_after = self._retry_after, None
        seconds = self._update_interval_seconds
        if asked:  # counts from the answer, and is no reason to ask at once
            seconds = max(asked, SHORTEST_WAIT_SECONDS)
        elif seconds is not None and self._refresh_began is not None:
            # From beginning to beginning: values must not be older because the answers are slow.
            elapsed = self.hass.loop.time() - self._refresh_began
            seconds -= min(elapsed, seconds / 2)
        if seconds is not None:
            job = HassJob(self._on_interval, f"{self.name} refresh interval", cancel_on_shutdown=True)
            self._unsub_refresh = async_call_later(self.hass, seconds, job)

    @override
    async def async_refresh(self) -> None:
        """Refresh now, or when the refresh that is under way has ended."""
        await self._shielded(super().async_refresh())

    @override
    async def async_request_refresh(self) -> None:
        """Refresh soon, together with others who ask for it."""
        await self._shielded(super().async_request_refresh())

    async def _until_unload[AnswerT](self, request: Coroutine[Any, Any, AnswerT]) -> AnswerT:
        """Await a request of a refresh; the unload of the entry ends it, for all who wait for the refresh.

        Raises:
            CancelledError: the entry is unloaded. The base class copes with that.
        """
        return await self.config_entry.async_create_background_task(
            self.hass, request, f"{self.name} request", eager_start=True
        )

    async def _shielded(self, refresh: Coroutine[Any, Any, None]) -> None:
        """Finish a refresh whose caller is cancelled, as by a script that restarts; it would count as failed otherwise."""
        task = self.hass.async_create_background_task(refresh, f"{self.name} refresh", eager_start=True)
        await asyncio.shield(task)

    @callback
    def _on_interval(self, now: datetime) -> None:
        self.config_entry.async_create_background_task(
            self.hass, self._handle_refresh_interval(), f"{self.name} refresh", eager_start=True
        )
