"""The order of the requests that change something: one at a time, and a stop of the session before all others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from .const import LOGGER
from .coordinator import ProvisioningCoordinator
from .exceptions import session_stopped, wrong_use
from .once import async_check_loaded

# A stop waits this long for a request that is under way; one that hangs would keep it for half a minute.
STOP_WAIT_SECONDS: Final = 1.0

type Prepare = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Intent:
    """What was so when a request was asked for.

    Attributes:
        session_id: The followed session; the request is not meant for another one.
        stopped: Set once somebody stops a session after that.
    """

    session_id: str | None
    stopped: asyncio.Event


class RequestQueue:
    """Lets one request at a time go to the server."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._lock = asyncio.Lock()
        self._stop_lock = asyncio.Lock()
        self._stopped = asyncio.Event()  # set and replaced by each stop

    @property
    def is_stopping(self) -> bool:
        """Whether a stop waits for its turn, or for its answer."""
        return self._stop_lock.locked()

    def intent(self) -> Intent:
        """Return what is so now; to be called before anything is waited for."""
        return Intent(self._coordinator.data.session_id, self._stopped)

    @asynccontextmanager
    async def turn(self, intent: Intent | None = None, prepare: Prepare | None = None) -> AsyncIterator[None]:
        """Wait for the requests before this one, then check that it is still to be sent.

        Args:
            intent: Of the request; None for one that does not depend on the followed session.
            prepare: Awaited when it is the request's turn, before the checks.

        Raises:
            ServiceValidationError: the request is not to be sent any more.
        """
        if intent is not None and intent.stopped.is_set():
            raise session_stopped()
        async with self._lock:
            if prepare is not None:
                await prepare()
            if intent is not None and intent.stopped.is_set():
                raise session_stopped()
            self._check(intent)
            yield

    @asynccontextmanager
    async def turn_of_stop(self) -> AsyncIterator[None]:
        """Let a stop go first: nothing that was asked for before it is sent any more.

        A request that is under way is waited for STOP_WAIT_SECONDS only; then the stop is sent beside it, since a request
        that hangs may take half a minute. A second stop waits for the answer to the first one.

        Raises:
            ServiceValidationError: the stop is not to be sent any more.
        """
        seconds = None
        if self._coordinator.data.unfinished_session is not None:
            seconds = STOP_WAIT_SECONDS
            self._stopped.set()
            self._stopped = asyncio.Event()
        intent = self.intent()
        async with self._stop_lock:
            is_locked = False
            try:
                async with asyncio.timeout(seconds):
                    is_locked = await self._lock.acquire()
            except TimeoutError:
                LOGGER.debug("The session is stopped while another request waits for its answer")
            try:
                self._check(intent)
                yield
            finally:
                if is_locked:
                    self._lock.release()

    def _check(self, intent: Intent | None) -> None:
        async_check_loaded(self._coordinator)
        if intent is None or intent.session_id is None:
            return
        if intent.session_id != self._coordinator.data.session_id:
            raise wrong_use("no_session")
