"""What is kept of batches over a restart: the last reports, the one under way, and how many boards there were in all."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from pydantic import BaseModel, ConfigDict

from .const import BATCH_STORE_SECONDS, DOMAIN, MOST_REPORTS
from .core.report import Report
from .store_file import StoreFile


class BatchMemory(BaseModel):
    """The file.

    Attributes:
        reports: of the last batches that have ended, the newest first.
        running: the batch that is followed, as it stood when this was written; it ends after a restart, if need be.
        named: MACs that the running batch is for; empty where nobody named any.
        complete: id of the last session that was told to be complete.
        verified: boards verified in all batches that have ended, also in those that are not kept any more.
    """

    model_config = ConfigDict(frozen=True)

    reports: tuple[Report, ...] = ()
    running: Report | None = None
    named: frozenset[str] = frozenset()
    complete: str | None = None
    verified: int = 0

    def find(self, session_id: str | None) -> Report | None:
        """The report of a batch that has ended; None for others."""
        return next((report for report in self.reports if report.session_id == session_id), None)

    def with_report(self, report: Report) -> BatchMemory:
        """One batch has ended; one that ended before and was taken up again has still one report."""
        others = [other for other in self.reports if other.session_id != report.session_id]
        return self.model_copy(
            update={
                "reports": (report, *others)[:MOST_REPORTS],
                "running": None,
                "named": frozenset(),
                "verified": self.verified_before(report.session_id) + report.figures.verified,
            }
        )

    def verified_before(self, session_id: str | None) -> int:
        """Boards verified in all other batches that have ended."""
        known = self.find(session_id)
        return self.verified - (known.figures.verified if known else 0)


class BatchStore:
    """Keeps a `BatchMemory`; one that cannot be read is no reason not to start."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._file = StoreFile(
            hass, f"{DOMAIN}.{entry_id}.batches", BatchMemory, "The reports of earlier batches are lost"
        )
        self._cancel_timer: CALLBACK_TYPE | None = None
        self._writing = asyncio.Lock()
        self.memory = BatchMemory()

    async def load(self) -> None:
        """Read the file."""
        self.memory = await self._file.load()

    async def save(self, memory: BatchMemory) -> None:
        """Write now, if it differs; when this returns, what was written before is on the disk as well."""
        is_due = memory != self.memory or self._cancel_timer is not None
        self._stop_timer()
        self.memory = memory
        async with self._writing:  # who loads the entry anew must not read what is about to be replaced
            if is_due:
                await self._file.save(memory)

    @callback
    def async_save_soon(self, now_is: Callable[[], BatchMemory]) -> None:
        """Write what is then, within a while: a batch changes with each board, and a card wears out."""
        if self._cancel_timer is not None:
            return

        async def write(_: datetime) -> None:
            self._cancel_timer = None
            await self.save(now_is())

        self._cancel_timer = async_call_later(self._hass, BATCH_STORE_SECONDS, write)

    def _stop_timer(self) -> None:
        if self._cancel_timer is not None:
            self._cancel_timer()
            self._cancel_timer = None

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._file.remove()
