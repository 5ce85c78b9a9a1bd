"""What is done to the allowlist: the server's own list decides, before a request and after one that went wrong."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from homeassistant.exceptions import HomeAssistantError

from .client import AllowlistEntry, KeyRefusedError, PiOrchestratorError
from .const import DOMAIN, LOGGER, READ_BUDGET_SECONDS
from .coordinator import ProvisioningCoordinator
from .core.device_list import Row
from .core.expected import Compared, Status, compare, differs
from .each_board import BoardResult
from .exceptions import failed, wrong_use
from .once import async_check_loaded, async_send_once, note
from .reauth import async_ask_for_key
from .series import BulkRequests, Outcome, board_result

# A removal of one board waits for a server that is busy for a moment; who asks learns of a longer time at once.
_SINGLE_PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Listed:
    """The server's list by MAC; absence from an incomplete list means nothing."""

    entries: Mapping[str, AllowlistEntry]
    is_complete: bool = True

    def tells_of(self, mac: str) -> bool:
        """Whether it says that a board is listed, or that it is not."""
        return self.is_complete or mac in self.entries


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of the removal of one board; a board that was not on the list is no failure."""

    result: BoardResult
    removed: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one row.

    Attributes:
        status: `new` only where nothing was to be sent.
        differs: the board is there already, with other words.
        result: where it failed.
        may_be_there: it failed, and nothing shows whether the board was added all the same.
    """

    row: Row
    status: str
    differs: bool = False
    result: BoardResult | None = None
    may_be_there: bool = False


class AllowlistCommands:
    """Changes one server's allowlist, one request after the other.

    It has locks of its own: a long import must not keep anyone from stopping a session. Between the requests of an import or
    of a removal other callers have their turns; only a second import waits for the first one, and compares its rows then.
    Every method raises `ServiceValidationError` where nothing was sent, `HomeAssistantError` otherwise.
    """

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._client = coordinator.client
        self._lock = asyncio.Lock()
        self._import_lock = asyncio.Lock()

    @asynccontextmanager
    async def _turn(self, lock: asyncio.Lock | None = None) -> AsyncIterator[None]:
        """Who waited may find the entry unloaded."""
        async with lock or self._lock:
            async_check_loaded(self._coordinator)
            yield

    async def whole(self) -> Mapping[str, AllowlistEntry]:
        """The list as `entries`, for a purpose that needs every row of it.

        Raises:
            HomeAssistantError: rows of it could not be read.
        """
        listed = await self.entries()
        if not listed.is_complete:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="allowlist_incomplete",
                translation_placeholders={"name": self._coordinator.config_entry.title},
            )
        return listed.entries

    async def entries(self) -> Listed:
        """The list as the server has it now."""
        try:
            return await self._read()
        except PiOrchestratorError as error:
            if isinstance(error, KeyRefusedError):
                async_ask_for_key(self._coordinator)
            raise failed(error) from error

    async def add(self, mac: str, description: str | None, container_id: str | None) -> AllowlistEntry:
        """Allow a board that is not on the list yet."""
        async with self._turn():
            if mac in (await self.entries()).entries:
                await self._tell_of(mac)
                raise wrong_use("already_allowed", mac=mac)
            found: AllowlistEntry | None = None

            async def verify() -> bool | None:
                nonlocal found
                after = await self._try_to_read()
                found = after.entries.get(mac) if after is not None else None
                return None if after is None or not after.tells_of(mac) else found is not None

            try:
                written = await async_send_once(
                    self._coordinator, partial(self._client.allow, mac, description, container_id), verify
                )
            except HomeAssistantError as error:
                cause = error.__cause__
                may_be_there = isinstance(cause, PiOrchestratorError) and _may_mean_duplicate(cause)
                if may_be_there and not self._coordinator.is_over and await verify():
                    await self._coordinator.async_request_refresh()
                    raise _already_allowed(mac) from cause
                raise
            await self._coordinator.async_request_refresh()
            return written or found or AllowlistEntry(mac=mac)

    async def remove(self, macs: Iterable[str]) -> list[Removed]:
        """Take boards off the list, one row for each."""
        async_check_loaded(self._coordinator)
        wanted = list(dict.fromkeys(macs))
        bulk = BulkRequests(
            self._coordinator,
            self._is_reachable,
            self._lock,
            patience=None if len(wanted) > 1 else _SINGLE_PATIENCE_SECONDS,
            is_bulk=len(wanted) > 1,
        )
        outcomes = await bulk.run(partial(self._client.disallow, mac) for mac in wanted)
        after = await self._after(bulk, outcomes)
        await self._coordinator.async_request_refresh()
        return [_removed(mac, outcome, after) for mac, outcome in zip(wanted, outcomes, strict=True)]

    async def add_rows(self, rows: Iterable[Row], *, dry_run: bool = False) -> list[Imported]:
        """Allow every board of a list that is not allowed yet, one row for each; a dry run only compares.

        The bulk route is not used: no source shows a server that has it [C §10.6], and it tells no row's outcome.
        """
        if dry_run:  # which need not wait for an import, and an import may wait for the server
            async_check_loaded(self._coordinator)
            return [_imported(found, None, None) for found in compare(rows, await self.whole())]
        async with self._turn(self._import_lock):
            compared = compare(rows, await self.whole())
            new = [found.row for found in compared if found.status is Status.NEW]
            bulk = BulkRequests(self._coordinator, self._is_reachable, self._lock)
            outcomes = await bulk.run(
                partial(self._client.allow, row.mac, row.description, row.container_id) for row in new
            )
            after = await self._after(bulk, outcomes)
            if new:
                await self._coordinator.async_request_refresh()
        by_line = {row.line: outcome for row, outcome in zip(new, outcomes, strict=True)}
        return [_imported(found, by_line.get(found.row.line), after) for found in compared]

    async def _after[T](self, bulk: BulkRequests, outcomes: Sequence[Outcome[T]]) -> Listed | None:
        """Read the list after a bulk operation, where a request of it went wrong: one read for all of them."""
        refusals = [outcome.refusal for outcome in outcomes if outcome.refusal is not None]
        if not refusals:
            return None
        note(self._coordinator, refusals[-1])
        if bulk.is_unreachable or self._coordinator.is_over:
            return None
        return await self._try_to_read()

    async def _read(self) -> Listed:
        found = await self._client.allowlist(budget=READ_BUDGET_SECONDS)
        return Listed({entry.mac: entry for entry in found.entries}, found.is_complete)

    async def _try_to_read(self) -> Listed | None:
        try:
            return await self._read()
        except PiOrchestratorError as error:
            LOGGER.debug("The allowlist was not read: %s", error)
            return None

    async def _is_reachable(self) -> bool:
        return await self._try_to_read() is not None

    async def _tell_of(self, mac: str) -> None:
        """Somebody else allowed the board, and no read has told yet."""
        if mac not in (self._coordinator.data.allowlist or ()):
            await self._coordinator.async_request_refresh()


def _may_mean_duplicate(error: PiOrchestratorError) -> bool:
    """No source names the code that a duplicate is refused with [C D27]; the list tells."""
    return not error.outcome_unknown and not error.retryable and not isinstance(error, KeyRefusedError)


def _already_allowed(mac: str) -> HomeAssistantError:
    """Another client was faster."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="already_allowed",
        translation_placeholders={"mac": mac},
    )


def _removed(mac: str, outcome: Outcome[bool], after: Listed | None) -> Removed:
    gone = None if after is None or not after.tells_of(mac) else mac not in after.entries
    result = board_result(mac, outcome, done=gone)
    if (refusal := outcome.refusal) is None:
        return Removed(result, removed=outcome.value is True)
    if gone:
        return Removed(BoardResult.ok(mac), removed=refusal.outcome_unknown)
    return Removed(result, removed=False)


def _imported(found: Compared, outcome: Outcome[AllowlistEntry] | None, after: Listed | None) -> Imported:
    row = found.row
    if outcome is None:
        return Imported(row, found.status, found.differs)
    if outcome.error is None:
        return Imported(row, "added")
    refusal = outcome.refusal
    entry = None if after is None else after.entries.get(row.mac)
    if refusal is not None and entry is not None:
        # There now: by our request whose answer was lost, or by somebody else's.
        ours = refusal.outcome_unknown and not differs(row, entry)
        return Imported(row, "added" if ours else Status.PRESENT, differs(row, entry))
    done = False if after is not None and after.tells_of(row.mac) else None
    in_doubt = done is None and refusal is not None and refusal.outcome_unknown
    result = board_result(row.mac, outcome, done=done)
    return Imported(row, "failed", result=result, may_be_there=in_doubt)


def undo_of(imported: Iterable[Imported]) -> list[str]:
    """The boards to remove so that the allowlist is as before an import: those that it added, or may have added."""
    return [found.row.mac for found in imported if found.status == "added" or found.may_be_there]
