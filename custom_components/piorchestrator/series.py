"""Many requests of one kind: one after the other, until it makes no sense to go on [C §6]."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from .client import (
    ErrorCode,
    KeyRefusedError,
    PiOrchestratorError,
    RouteAbsentError,
    UnreachableError,
    category_of,
)
from .coordinator import ProvisioningCoordinator
from .each_board import BoardResult, accepted
from .exceptions import translation_of, uncertain
from .once import note

# All waiting that a busy server asks for in one series; nobody waits longer for the answer of an action.
PATIENCE_SECONDS = 300.0
# A server that names no time, or none at all, is not asked again at once.
SHORTEST_WAIT_SECONDS = 1.0
# Requests without an answer in a row, each of which may take its whole time limit, though reads are answered.
MOST_UNANSWERED = 5


@dataclass(frozen=True, slots=True)
class Outcome[T]:
    """What became of one request: its value, or an error; what was not `sent` has the error that ended the series."""

    value: T | None = None
    error: PiOrchestratorError | None = None
    sent: bool = True


class Series:
    """Sends one request at a time: the server keeps the list's order, and none follows one that ended it.

    A request is sent again only after a 429, which was not carried out; never after an uncertain outcome.

    Attributes:
        gone: the server did not even answer a read.
    """

    def __init__(self, coordinator: ProvisioningCoordinator, is_there: Callable[[], Awaitable[bool]]) -> None:
        self._coordinator = coordinator
        self._is_there = is_there
        self._patience = PATIENCE_SECONDS
        self._unanswered = 0
        self.gone = False

    async def run[T](self, requests: Iterable[Callable[[], Awaitable[T]]]) -> list[Outcome[T]]:
        """One outcome for each request, in order; the last error is remembered."""
        outcomes: list[Outcome[T]] = []
        last: PiOrchestratorError | None = None
        end: PiOrchestratorError | None = None
        for request in requests:
            end = end or self._unloaded()
            outcome = await self._outcome(request) if end is None else Outcome(error=end, sent=False)
            outcomes.append(outcome)
            if outcome.sent and outcome.error is not None:
                last = outcome.error
                end = last if await self._ends(last) else None
            else:
                self._unanswered = 0
        if last is not None:
            note(self._coordinator, last)
        return outcomes

    async def _outcome[T](self, request: Callable[[], Awaitable[T]]) -> Outcome[T]:
        while True:
            try:
                return Outcome(await request())
            except PiOrchestratorError as error:
                wait = max(error.retry_after or 0.0, SHORTEST_WAIT_SECONDS)
                if not _is_busy(error) or not error.retryable or wait > self._patience:
                    return Outcome(error=error)
            self._patience -= wait
            await asyncio.sleep(wait)
            if (unloaded := self._unloaded()) is not None:
                return Outcome(error=unloaded, sent=False)

    async def _ends(self, error: PiOrchestratorError) -> bool:
        """Whether no further request makes sense."""
        if not isinstance(error, UnreachableError):
            self._unanswered = 0
            return _is_busy(error) or isinstance(error, KeyRefusedError | RouteAbsentError)
        self._unanswered += 1
        self.gone = not await self._is_there()
        return self.gone or self._unanswered == MOST_UNANSWERED

    def _unloaded(self) -> PiOrchestratorError | None:
        """An entry that is no longer loaded has nothing to say to its server."""
        return (
            UnreachableError("the integration was unloaded meanwhile") if self._coordinator.is_over else None
        )


def _is_busy(error: PiOrchestratorError) -> bool:
    return error.status == 429 or error.code == ErrorCode.RATE_LIMITED


def row_of(
    mac: str, error: PiOrchestratorError | None, *, sent: bool = True, settled: bool = False
) -> BoardResult:
    """The row of one board; `settled`: a read after the error shows that nothing was done."""
    if error is None:
        return accepted(mac)
    certain = not sent or not error.outcome_unknown or (settled and error.retryable)
    return BoardResult(
        mac=mac,
        accepted=False,
        code=error.code or (translation_of(error)[0] if certain else "outcome_unknown"),
        message=error.message if certain else str(uncertain(error)),
        correlation_id=error.correlation_id,
        retry_after=error.retry_after,
        category=category_of(error.code),
    )
