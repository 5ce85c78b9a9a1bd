"""What is kept of batches over a restart: the last reports, the one under way, and how many boards there were in all."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import prepare_save_json
from pydantic import BaseModel, ConfigDict

from .const import BATCH_STORE_SECONDS, MOST_REPORTS
from .core.report import MAX_ROWS, BoardRow, Report
from .store_file import JsonObject, ModelStore

# Of all reports together: 20 batches of 200 boards.
MAX_STORED_ROWS: Final = 4000
# Of the file, for texts as long as a server may send them.
MAX_STORED_BYTES: Final = 4 * 1024 * 1024
# MACs that a batch is for.
MAX_NAMED: Final = 2000


class BatchMemory(BaseModel):
    """The file.

    Attributes:
        reports: of the last batches that have ended, the newest first.
        running: the batch that is followed, as it stood when this was written; it ends after a restart, if need be.
        named: MACs that the running batch is for; empty where nobody named any.
        complete: id of the last session that was told to be complete.
        verified: boards verified in all batches that have ended, also in those that are not kept any more.
        counted: by session, how many of them are of a report that has fewer, since boards began again after that.
        running_counted: boards that were verified at some time in the running batch.
    """

    model_config = ConfigDict(frozen=True)

    reports: tuple[Report, ...] = ()
    running: Report | None = None
    named: frozenset[str] = frozenset()
    complete: str | None = None
    verified: int = 0
    counted: dict[str, int] = {}
    running_counted: int = 0

    def find(self, session_id: str | None) -> Report | None:
        """The report of a batch that has ended; None for others."""
        return next((report for report in self.reports if report.session_id == session_id), None)

    def with_report(self, report: Report, verified: int = 0) -> BatchMemory:
        """One batch has ended; one that ended before and was taken up again has still one report.

        `verified` boards were so at some time. What was counted stays counted: a total must not decrease.
        """
        session_id = report.session_id
        others = [other for other in self.reports if other.session_id != session_id]
        before = self.verified_before(session_id)
        count = max(report.figures.verified, verified, self.verified - before)
        counts = {**self.counted, session_id: count}
        reports = _limited((report, *others))
        return self.model_copy(
            update={
                "reports": reports,
                "running": None,
                "running_counted": 0,
                "named": frozenset(),
                "verified": before + count,
                "counted": {
                    kept.session_id: number
                    for kept in reports
                    if (number := counts.get(kept.session_id, 0)) > kept.figures.verified
                },
            }
        )

    def verified_before(self, session_id: str | None) -> int:
        """Boards verified in all other batches that have ended."""
        known = self.find(session_id)
        if known is None:
            return self.verified
        return self.verified - max(known.figures.verified, self.counted.get(known.session_id, 0))


def _limited(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Keep the newest reports, and of all together at most `MAX_STORED_ROWS` rows, those of the oldest go first."""
    kept: list[Report] = []
    left = MAX_STORED_ROWS
    for report in tuple(reports)[:MOST_REPORTS]:
        kept.append(report.with_rows(min(left, MAX_ROWS)))
        left -= len(kept[-1].boards)
    return tuple(kept)


def _from_json(data: object) -> BatchMemory:
    """Make the model from a file of any age and size.

    Row by row: the validation of one large model would keep the event loop waiting, although it runs in the executor.
    """
    if isinstance(data, dict):
        running = data.get("running")
        reports = data.get("reports")
        for report in (running, *(reports if isinstance(reports, list) else ())):
            if isinstance(report, dict) and isinstance(rows := report.get("boards"), list):
                report["boards"] = [BoardRow.model_validate(row) for row in rows]
    return BatchMemory.model_validate(data)


def _to_json(memory: BatchMemory) -> JsonObject:
    """Make JSON data of at most `MAX_STORED_BYTES`: the rows of the oldest reports go first, then these reports."""
    named = sorted(memory.named)[:MAX_NAMED]
    data = memory.model_dump(mode="json", exclude={"reports", "running", "named"}) | {"named": named}
    left = MAX_STORED_BYTES - _size(data)
    reports = [*((memory.running,) if memory.running else ()), *memory.reports]
    bare = [_size_of(report.with_rows(0).model_dump(mode="json")) for report in reports]
    while sum(bare) > left:
        del reports[-1], bare[-1]
    left -= sum(bare)
    found: list[JsonObject] = []
    for report, size in zip(reports, bare, strict=True):
        fitting = _fitting(report, size + left)
        left -= _size_of(fitting) - size
        found.append(fitting)
    running = found.pop(0) if memory.running else None
    return data | {"running": running, "reports": found}


def _fitting(report: Report, most: int) -> JsonObject:
    """Return the report with as many rows as fit into `most` bytes; without any it does."""
    rows = len(report.boards)
    data = report.model_dump(mode="json")
    while rows and _size_of(data) > most:
        rows //= 2
        data = report.with_rows(rows).model_dump(mode="json")
    return data


def _size_of(report: JsonObject) -> int:
    """Return the bytes of a report in the file, indented as deeply as there."""
    return _size({"": {"": [report]}})


def _size(data: JsonObject) -> int:
    """Return the bytes of JSON data as Home Assistant writes it."""
    return len(prepare_save_json(data)[1])


class BatchStore:
    """Keeps a `BatchMemory`; one that cannot be read is no reason not to start."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = ModelStore(
            hass,
            entry_id,
            "batches",
            BatchMemory,
            self._make,
            loss="The reports of earlier batches are lost",
            read=self._read,
            dump=_to_json,
        )
        self._content: Callable[[], BatchMemory] = BatchMemory
        self._is_too_large = False
        self.memory = BatchMemory()

    async def load(self) -> None:
        """Read the file; a file of an earlier version, which had no limit, is written again."""
        self.memory = await self._store.async_load()
        self._content = partial(_itself, self.memory)
        if self._is_too_large:
            self._store.async_delay_save()

    def _read(self, data: object) -> BatchMemory:
        memory = _from_json(data)
        limited = memory.model_copy(
            update={
                "reports": _limited(memory.reports),
                "running": memory.running and memory.running.with_rows(MAX_ROWS),
            }
        )
        self._is_too_large = limited != memory
        return limited

    def _make(self) -> BatchMemory:
        return self._content()

    async def save(self, memory: BatchMemory, content: Callable[[], BatchMemory] | None = None) -> None:
        """Keep it: at once, or a little later if too much was written lately.

        `content` makes what is to be in the file, see `ModelStore`, if that is more than `memory`.
        """
        if content is None and memory == self.memory:
            return
        self.memory, self._content = memory, content or partial(_itself, memory)
        await self._store.async_save()

    @callback
    def async_save_soon(self, content: Callable[[], BatchMemory]) -> None:
        """Write what `content` makes then, within a while: a batch changes with each board, and a card wears out."""
        self._content = content
        self._store.async_delay_save(BATCH_STORE_SECONDS)

    async def flush(self) -> None:
        """Write what waits: the entry is being unloaded, and may be loaded again in a moment."""
        await self._store.async_flush()

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._store.async_remove()


def _itself(memory: BatchMemory) -> BatchMemory:
    return memory
