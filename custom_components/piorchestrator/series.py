"""Bulk requests: many requests of one kind, one after the other, until it makes no sense to go on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from homeassistant.exceptions import HomeAssistantError

from .client import PiOrchestratorError, UnreachableError, concerns_every_request
from .const import DOMAIN, SHORTEST_WAIT_SECONDS
from .coordinator import ProvisioningCoordinator
from .each_board import BoardResult
from .exceptions import OperationEndedError, not_loaded
from .once import async_check_loaded

# Total waiting that a busy server may ask for in one bulk operation; an action is not kept longer than that.
PATIENCE_SECONDS = 300.0
# The same for one of its requests: a server that asks for more does not take the next one either, and who waits learns it.
REQUEST_PATIENCE_SECONDS = 30.0
# Requests without an answer in a row, each of which may take its whole time limit, though reads are answered.
MOST_UNANSWERED = 5


@dataclass(frozen=True, slots=True)
class Outcome[T]:
    """The outcome of one request.

    Attributes:
        value: What the server answered.
        error: Of the client where the request was sent, of Home Assistant where it was not legal any more; the error
            that ended the operation where it was skipped.
        skipped: Nothing was sent, because the operation ended before the turn of this request.
    """

    value: T | None = None
    error: PiOrchestratorError | HomeAssistantError | None = None
    skipped: bool = False

    @property
    def refusal(self) -> PiOrchestratorError | None:
        """The error of a request that was sent."""
        if self.skipped or not isinstance(self.error, PiOrchestratorError):
            return None
        return self.error


class BulkRequests:
    """Sends one request at a time; after one that concerns all of them, the rest is skipped.

    That is a refused key, an absent route, a session that is over, a server that stays busy or does not even answer a
    read, and several requests in a row without an answer. The unload of the entry and a stop of Home Assistant end the
    operation as well.

    A request is sent again only after a 429, which was not carried out; never after an uncertain outcome. Nothing is held
    while the operation waits: other commands have their turns, and another bulk operation waits for the server as well.

    Attributes:
        is_unreachable: the server did not even answer a read.
    """

    def __init__(
        self,
        coordinator: ProvisioningCoordinator,
        is_reachable: Callable[[], Awaitable[bool]],
        lock: asyncio.Lock,
        *,
        patience: float | None = None,
        is_bulk: bool = True,
        interrupted: asyncio.Event | None = None,
    ) -> None:
        """Initialize the operation.

        Args:
            coordinator: Of the server.
            is_reachable: Reads the server after a request without an answer.
            lock: Held for each request, and never while the server is waited for.
            patience: Seconds to wait for a busy server in total.
            is_bulk: Nothing is sent while the server has asked others to wait; a single request is sent in any case.
            interrupted: Ends such a wait early.
        """
        self._coordinator = coordinator
        self._is_reachable = is_reachable
        self._lock = lock
        self._patience = PATIENCE_SECONDS if patience is None else patience
        self._is_bulk = is_bulk
        self._server_pause = coordinator.server_pause
        self._interrupted = interrupted or asyncio.Event()
        self._unanswered = 0
        self.is_unreachable = False

    async def run[T](self, requests: Iterable[Callable[[], Awaitable[T]]]) -> list[Outcome[T]]:
        """Return one outcome for each request, in order."""
        outcomes: list[Outcome[T]] = []
        end: PiOrchestratorError | HomeAssistantError | None = None
        for request in requests:
            if end is not None:
                outcomes.append(Outcome(error=end, skipped=True))
                continue
            outcome = await self._send(request)
            outcomes.append(outcome)
            if await self._should_end(outcome):
                end = outcome.error
        return outcomes

    async def _send[T](self, request: Callable[[], Awaitable[T]]) -> Outcome[T]:
        patience = min(REQUEST_PATIENCE_SECONDS, self._patience)
        while True:
            async with self._lock:
                outcome = await self._send_unless_paused(request)
            refusal = outcome.error
            if not isinstance(refusal, PiOrchestratorError) or not _was_not_carried_out(refusal):
                return outcome
            left = self._server_pause.left(self._coordinator.hass.loop.time())
            wait = max(left, SHORTEST_WAIT_SECONDS)
            if wait > patience:
                return outcome
            patience -= wait
            self._patience -= wait
            await self._pause(wait)

    async def _send_unless_paused[T](self, request: Callable[[], Awaitable[T]]) -> Outcome[T]:
        """Send the request; nothing is sent while the server has asked to wait, also where it asked another operation.

        Except where it asked for more than a request waits: an operation that begins later finds out with one request
        whether that is still so, as a single command does.
        """
        loop = self._coordinator.hass.loop
        try:
            self._check_running()
            refusal = self._server_pause.refusal(loop.time())
            may_wait = self._is_bulk and self._server_pause.left(loop.time()) <= REQUEST_PATIENCE_SECONDS
            if refusal is not None and may_wait and not self._interrupted.is_set():
                return Outcome(error=refusal, skipped=True)
            return Outcome(await request())
        except OperationEndedError as error:
            return Outcome(error=error, skipped=True)
        except HomeAssistantError as error:
            return Outcome(error=error)
        except PiOrchestratorError as error:
            if _was_not_carried_out(error):
                wait = max(error.retry_after or 0.0, SHORTEST_WAIT_SECONDS)
                self._server_pause.begin(error, loop.time(), wait)
            return Outcome(error=error)

    async def _should_end[T](self, outcome: Outcome[T]) -> bool:
        """Whether the outcome of one request concerns those that follow."""
        error = outcome.error
        if isinstance(error, HomeAssistantError):
            return outcome.skipped
        if not isinstance(error, UnreachableError):
            self._unanswered = 0
            return error is not None and concerns_every_request(error)
        self._unanswered += 1
        if self._coordinator.is_over:  # an entry that was unloaded reads nothing any more
            return False
        self.is_unreachable = not await self._is_reachable()
        return self.is_unreachable or self._unanswered == MOST_UNANSWERED

    def _check_running(self) -> None:
        """Check that the entry is loaded, and stays so.

        Raises:
            OperationEndedError: nothing is to be sent any more.
        """
        async_check_loaded(self._coordinator)
        if self._coordinator.hass.is_stopping:
            raise not_loaded(self._coordinator.config_entry.title)

    async def _pause(self, seconds: float) -> None:
        """Wait for a busy server; an interruption and the unload of the entry end the wait early."""
        # A task of the entry, which is cancelled by the unload.
        waiting = self._coordinator.config_entry.async_create_background_task(
            self._coordinator.hass, self._interrupted.wait(), f"{DOMAIN} bulk requests"
        )
        try:
            await asyncio.wait({waiting}, timeout=seconds)
        finally:
            waiting.cancel()


def _was_not_carried_out(error: PiOrchestratorError) -> bool:
    return error.is_rate_limited and error.retryable and not error.outcome_unknown


def board_result[T](mac: str, outcome: Outcome[T], *, done: bool | None) -> BoardResult:
    """Return the row of one board.

    Args:
        mac: The board.
        outcome: Of its request.
        done: Whether a read after the error shows that the request was carried out; None where nothing was read.
    """
    error = outcome.error
    if error is None:
        return BoardResult.ok(mac)
    if (refusal := outcome.refusal) is None:
        return BoardResult.from_error(mac, error, skipped=outcome.skipped)
    if not refusal.outcome_unknown:
        return BoardResult.from_error(mac, refusal)
    if done:
        return BoardResult.ok(mac)
    # A retryable refusal and a read that shows no change leave no doubt.
    return BoardResult.from_error(mac, refusal, certain=done is False and refusal.retryable)
