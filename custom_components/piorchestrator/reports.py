"""One report for each batch, however it ends, and the boards that are expected of the one under way."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .batch_store import BatchMemory, BatchStore
from .client import Fault
from .const import DOMAIN, REPORT_SECONDS
from .coordinator import ProvisioningCoordinator
from .core.expectation import Expectation
from .core.report import MAX_ROWS, Ending, Outcome, Report, ending_of, faults_of, report_of
from .core.state import ProvisioningState
from .happenings import Happening, Kind, async_tell

# Keys of the dispatcher: a batch has ended, or is for other boards than before.
REPORTS: Final = "reports"
EXPECTED: Final = "expected"


class Reports:
    """Watches the batch that is followed, and writes its report when it has ended.

    What is under way is kept as the last state that was seen of it: a report of it is made only when somebody asks, so
    that an event costs the same with one board and with a thousand.
    """

    def __init__(self, hass: HomeAssistant, coordinator: ProvisioningCoordinator, store: BatchStore) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._store = store
        self._last: ProvisioningState | None = None  # of the session that runs
        self._faults: dict[str, Fault] = {}
        self._is_watching = False
        self._watched_since: float | None = None  # steady; None where the batch had begun before
        self._waiting: defaultdict[str, set[asyncio.Future[Report]]] = defaultdict(set)
        self._ending: str | None = None  # its last read is under way
        self._finishing = asyncio.Lock()
        self._verified: frozenset[str] = frozenset()  # boards of the session that were so at some time
        self._least_verified = 0  # how many there were before the restart of Home Assistant, or the report
        self._unreported: dict[str | None, int] = {}  # the same of sessions whose report is being made
        self._expectation = Expectation()
        self._expected_of: tuple[object, ...] = ()
        self._checked: tuple[ProvisioningState, frozenset[str]] | None = None

    @property
    def finished(self) -> tuple[Report, ...]:
        """Of the last batches, the newest first."""
        return self._store.memory.reports

    @property
    def running(self) -> Report | None:
        """Of the batch that is followed, as far as it is."""
        memory = self._store.memory
        if self._last is None:
            return memory.running
        known = self._known(self._last.session_id)
        return self._maker(self._last, memory, known)()

    @property
    def _watched(self) -> float | None:
        """Seconds since the running batch began, by a monotonic clock; None where that is not known."""
        return None if self._watched_since is None else self._hass.loop.time() - self._watched_since

    @property
    def is_named(self) -> bool:
        """Somebody said which boards the batch is for."""
        return bool(self._store.memory.named)

    @property
    def verified(self) -> int:
        """Boards verified ever, those of the running batch included; each counts once for each batch, and stays counted."""
        memory = self._store.memory
        counts = dict(self._unreported)
        if self._last is not None:
            counts[self._last.session_id] = self._count
        elif memory.running is not None:
            counts.setdefault(memory.running.session_id, self._counted_before(memory.running.session_id))
        # What an earlier report of the same session counted is counted once.
        known = sum(memory.verified - memory.verified_before(session_id) for session_id in counts)
        return memory.verified - known + sum(counts.values())

    @property
    def _count(self) -> int:
        """Boards that were verified in the session that runs, those that began again or were forgotten included."""
        return max(len(self._verified), self._least_verified)

    def _counted_before(self, session_id: str | None) -> int:
        """Boards of a session that are counted already: in its report, or in the file as the running batch."""
        memory = self._store.memory
        count = max(memory.verified - memory.verified_before(session_id), self._unreported.get(session_id, 0))
        if memory.running is None or memory.running.session_id != session_id:
            return count
        return max(count, memory.running.figures.verified, memory.running_counted)

    @property
    def expectation(self) -> Expectation:
        """Of the batch as it stands; computed anew only when something that it hangs on has changed."""
        state, named = self._coordinator.data, self._store.memory.named
        key = (state.devices, state.allowlist, state.used_before, state.session_id, named)
        if len(key) != len(self._expected_of) or any(
            new is not old for new, old in zip(key, self._expected_of, strict=True)
        ):
            self._expectation, self._expected_of = Expectation.of(state, named), key
        return self._expectation

    async def async_start(self) -> None:
        """Watch from now on; what ended while nobody watched gets its report now."""
        entry = self._coordinator.config_entry
        entry.async_on_unload(self._coordinator.dispatcher.async_observe(self._on_change))
        entry.async_on_unload(self._flush)
        followed = self._coordinator.session_id
        if (running := self._left_behind(followed)) is not None:
            await self._finish(running, Ending.LOST if followed is None else Ending.REPLACED)
        self._watch(self._coordinator.data)
        self._is_watching = True

    @callback
    def async_restore(self, verified: int) -> None:
        """Go on from a total that was shown before, where the file with the batches is lost."""
        memory, missing = self._store.memory, verified - self.verified
        if missing > 0 and not memory.reports and not memory.verified:
            self._store.memory = memory.model_copy(update={"verified": missing})
            self._save_now()

    async def async_name(self, macs: Collection[str]) -> None:
        """Say which boards the running batch is for; none for the unused ones of the allowlist."""
        await self._save(self._store.memory.model_copy(update={"named": frozenset(macs)}))
        self._coordinator.dispatcher.async_notify({EXPECTED})

    async def async_report_of(self, session_id: str) -> Report:
        """The report of a batch, waited for until it has ended.

        Raises:
            TimeoutError: it has not ended.
        """
        is_running = self._last is not None and self._last.session_id == session_id
        if (found := self.find(session_id)) is not None and not is_running:
            return found
        future: asyncio.Future[Report] = self._hass.loop.create_future()
        self._waiting[session_id].add(future)
        try:
            async with asyncio.timeout(REPORT_SECONDS):
                return await future
        finally:
            if (waiting := self._waiting.get(session_id)) is not None:
                waiting.discard(future)
                if not waiting:
                    del self._waiting[session_id]

    def find(self, session_id: str) -> Report | None:
        """The report of a batch that has ended; None for others."""
        return self._store.memory.find(session_id)

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        if keys <= {REPORTS, EXPECTED}:
            return
        self._watch(self._coordinator.data, keys)

    @callback
    def _watch(self, state: ProvisioningState, keys: Collection[str] = ()) -> None:
        """Take a state in: another session, an end, or one step more, of the boards among these keys."""
        last = self._last
        if last is not None and last.session_id != state.session_id:
            self._end(last, Ending.REPLACED if last.unfinished_session else Ending.CLOSED)
        if state.session is None:
            return
        if last is None and (running := self._left_behind(state.session_id)) is not None:
            self._create_task(self._finish(running, Ending.REPLACED))
        if state.session.is_open:
            self._go_on(state, keys)
        elif self._last is not None or _is_of(self._stored_running, state.session_id):
            self._take(state, keys)
            self._read_and_end(state.session.id)
        if self._last is not None:
            self._check_complete(state)

    def _left_behind(self, followed: str | None) -> Report | None:
        """The batch that ran before a restart, where another one or none is followed now."""
        running = self._stored_running
        return None if running is None or running.session_id == followed else running

    @property
    def _stored_running(self) -> Report | None:
        """The batch that ran when the file was written; None once its report is being made."""
        running = self._store.memory.running
        return None if running is None or running.session_id in self._unreported else running

    def _go_on(self, state: ProvisioningState, keys: Collection[str]) -> None:
        is_new = self._last is None
        self._take(state, keys)
        if is_new:  # from here on its end is ours to tell, also after a power cut
            self._save_now()
        else:
            self._store.async_save_soon(self._content(self._store.memory))

    def _take(self, state: ProvisioningState, keys: Collection[str]) -> None:
        """Take over a state of the same session, and what it has forgotten since the one before."""
        if self._last is None:
            known = self._known(state.session_id)
            rows = known.boards if known else ()
            self._verified = frozenset(
                row.mac for row in rows if row.was_verified or row.outcome is Outcome.VERIFIED
            )
            self._least_verified = self._counted_before(state.session_id)
            keys = state.devices.keys()
            self._faults = faults_of(known, state.devices) if known else {}
            # One that was found with boards may have begun while no event was received.
            has_begun_now = self._is_watching and known is None and not state.devices
            self._watched_since = self._hass.loop.time() if has_begun_now else None
        elif len(state.devices) < len(self._last.devices):
            self._keep_forgotten(self._last, state)
        if new := {mac for mac in keys if mac not in self._verified and _is_verified(state, mac)}:
            self._verified |= new
        # The word about an attempt says nothing about the next one.
        faults = {mac: fault for mac, fault in self._faults.items() if _has_failed(state, mac)}
        self._faults = faults | {mac: known.fault for mac, known in state.faults.items()}
        self._last = state

    def _keep_forgotten(self, last: ProvisioningState, state: ProvisioningState) -> None:
        """Keep the rows of boards that the server does not know any more: they are in our file alone."""
        devices = {mac: device for mac, device in last.devices.items() if mac not in state.devices}
        forgotten = replace(last, devices=devices)
        known = report_of(forgotten, (), self._faults, self._known(last.session_id), verified=self._verified)
        update = {"running": known, "running_counted": self._count}
        self._store.memory = self._store.memory.model_copy(update=update)
        self._save_now()

    def _known(self, session_id: str | None) -> Report | None:
        """What is kept of a session that is followed, also of one that had ended and goes on."""
        memory = self._store.memory
        return memory.running if _is_of(memory.running, session_id) else memory.find(session_id)

    @callback
    def _read_and_end(self, session_id: str) -> None:
        """The event of the end may have come before those of the last boards: read once more, then write the report."""
        if self._ending == session_id:
            return
        self._ending = session_id

        async def end() -> None:
            await self._coordinator.async_refresh()
            self._ending = None
            last = self._last
            # It may have ended meanwhile, or was gone for a moment only.
            if last is not None and last.session_id == session_id and last.unfinished_session is None:
                self._end(last, Ending.CLOSED)

        self._coordinator.config_entry.async_create_background_task(self._hass, end(), f"{DOMAIN} report")

    @callback
    def _end(self, state: ProvisioningState, ending: Ending) -> None:
        """Make the report, and let go of the session at once: the next one may be there already."""
        if state.session is None:
            return
        if ending is Ending.CLOSED:
            ending = ending_of(state.session, self._watched)
        memory, known = self._store.memory, self._known(state.session_id)
        make = self._maker(state, memory, known)
        self._unreported[state.session.id] = self._count
        self._last, self._faults, self._watched_since = None, {}, None
        # The boards of the next batch may be named before the report of a large one is made.
        self._store.memory = memory.model_copy(update={"named": frozenset()})
        self._create_task(self._report(make, ending, in_executor=len(state.devices) > MAX_ROWS))

    async def _report(self, make: Callable[[], Report | None], ending: Ending, *, in_executor: bool) -> None:
        async with self._finishing:
            report = await self._hass.async_add_executor_job(make) if in_executor else make()
            if report is not None:
                await self._finish(report, ending)

    async def _finish(self, report: Report, ending: Ending) -> None:
        """Keep the report, then tell of it: whoever is told must find it.

        A batch that another one had replaced, or that the server did not know for a while, may have gone on: its report
        is made anew, and told once.
        """
        known = self.find(report.session_id)
        report = report.ended(ending, dt_util.utcnow())
        memory = self._store.memory
        memory = memory.with_report(report, self._counted_before(report.session_id))
        if self._last is not None:  # the next batch has begun
            memory = memory.model_copy(update={"named": self._store.memory.named})
        self._unreported.pop(report.session_id, None)
        await self._save(memory)
        for future in self._waiting.pop(report.session_id, ()):
            if not future.done():
                future.set_result(report)
        self._coordinator.dispatcher.async_notify({REPORTS, EXPECTED})
        if known is None:
            self._tell(Kind.SESSION_FINISHED, report.session_id, _words(report))

    @callback
    def _check_complete(self, state: ProvisioningState) -> None:
        """Tell once that the last expected board is verified."""
        memory, before = self._store.memory, self._checked
        self._checked = state, memory.named
        if before is not None and _is_as_complete(state, before[0]) and memory.named is before[1]:
            return  # most events are none of a board's last steps
        if not self.expectation.is_complete or memory.complete == state.session_id:
            return
        self._store.memory = memory.model_copy(update={"complete": state.session_id})
        self._save_now()
        self._tell(Kind.BATCH_COMPLETE, state.session_id, {"expected": len(self.expectation.expected)})

    def _tell(self, kind: Kind, session_id: str | None, words: Mapping[str, str | float | None]) -> None:
        entry_id = self._coordinator.config_entry.entry_id
        async_tell(self._hass, Happening(kind, entry_id, session_id, words=MappingProxyType(dict(words))))

    @callback
    def _save_now(self) -> None:
        self._create_task(self._save(self._store.memory))

    async def _save(self, memory: BatchMemory) -> None:
        await self._store.save(memory, self._content(memory))

    def _content(self, memory: BatchMemory) -> Callable[[], BatchMemory]:
        """Return what makes the content of the file, in the executor: the running batch may have many boards."""
        if self._last is None:
            return partial(_with_running, memory, None, 0)
        known = self._known(self._last.session_id)
        return partial(_with_running, memory, self._maker(self._last, memory, known), self._count)

    def _maker(
        self, state: ProvisioningState, memory: BatchMemory, known: Report | None
    ) -> Callable[[], Report | None]:
        """Return what makes the report of the running batch, in any thread."""
        return partial(
            report_of, state, memory.named, self._faults, known, self._watched, verified=self._verified
        )

    @callback
    def _create_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that an unload waits for."""
        self._coordinator.config_entry.async_create_task(self._hass, work, f"{DOMAIN} report")

    async def _flush(self) -> None:
        """Write what waits: the entry is being unloaded, and may be loaded again in a moment."""
        async with self._finishing:  # a report that is being made
            await self._store.flush()


def _with_running(memory: BatchMemory, make: Callable[[], Report | None] | None, counted: int) -> BatchMemory:
    return (
        memory if make is None else memory.model_copy(update={"running": make(), "running_counted": counted})
    )


def _is_as_complete(state: ProvisioningState, before: ProvisioningState) -> bool:
    """Whether nothing has changed that makes a batch complete."""
    return (
        state.session_id == before.session_id
        and state.counters.verified == before.counters.verified
        and state.allowlist is before.allowlist
    )


def _is_verified(state: ProvisioningState, mac: str) -> bool:
    device = state.devices.get(mac)
    return device is not None and device.state == "verified"


def _has_failed(state: ProvisioningState, mac: str) -> bool:
    device = state.devices.get(mac)
    return device is not None and device.state == "failed"


def _is_of(report: Report | None, session_id: str | None) -> bool:
    return report is not None and report.session_id == session_id


def _words(report: Report) -> dict[str, str | float | None]:
    figures = report.figures
    return {
        "outcome": report.outcome,
        "ending": report.ending,
        "target_ssid": report.target_ssid,
        "verified": figures.verified,
        "failed": figures.failed,
        "unfinished": figures.unfinished,
        "missing": figures.missing,
        "success_rate": figures.success_rate,
    }
