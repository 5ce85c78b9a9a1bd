"""Full reads that several callers ask for at the same time: one read serves all who wait for it."""

import asyncio
from math import inf

from .availability import Part
from .const import DOMAIN, READ_COOLDOWN_SECONDS
from .coordinator import ProvisioningCoordinator


class SharedRefresh:
    """Reads the server, the list of interrupted sessions included.

    A caller gets a read that began after its call; callers that wait for the same turn share one.
    """

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._lock = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None  # waits for its turn
        self._read_at = -inf  # when the last read of the list began, on the event loop's clock

    async def async_refresh(self) -> None:
        """Read now, or when the read that is under way has ended."""
        if self._next is None:
            self._next = self._coordinator.hass.async_create_background_task(
                self._read(), f"{DOMAIN} shared read", eager_start=False
            )
        # A caller may be cancelled; the others still wait for the read.
        await asyncio.shield(self._next)

    async def async_refresh_recently(self) -> None:
        """Read unless a read began a moment ago: another one would see the same."""
        if self._coordinator.hass.loop.time() - self._read_at >= READ_COOLDOWN_SECONDS:
            await self.async_refresh()

    async def _read(self) -> None:
        async with self._lock:
            self._next = None  # later callers need a read of their own
            began = self._coordinator.hass.loop.time()
            self._coordinator.look_around()
            await self._coordinator.async_refresh()
            if (
                self._coordinator.last_update_success
                and Part.RECOVERY not in self._coordinator.availability.stale
            ):
                self._read_at = began
