"""The order of the requests that change something: one at a time, and a stop of the session before all others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from weakref import WeakSet

from homeassistant.core import CALLBACK_TYPE, callback

from .const import LOGGER
from .coordinator import ProvisioningCoordinator
from .core.state import Subject
from .exceptions import session_stopped, wrong_use
from .once import async_check_loaded

# A stop waits this long for a request that is under way; one that hangs would keep it for half a minute.
STOP_WAIT_SECONDS: Final = 1.0

type Prepare = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Intent:
    """What was so when a request was asked for.

    Attributes:
        session_id: The session that the request is meant for; None where it does not depend on the followed one.
        asked_at: On the event loop's clock.
        stopped: Set once a stop of the session is asked for after that.
    """

    session_id: str | None
    asked_at: float
    stopped: asyncio.Event = field(default_factory=asyncio.Event)


class RequestQueue:
    """Lets one request at a time go to the server."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        self._coordinator = coordinator
        self._listeners: set[CALLBACK_TYPE] = set()
        self._lock = asyncio.Lock()
        self._stop_lock = asyncio.Lock()
        self._intents: WeakSet[Intent] = WeakSet()  # of the requests that are not over

    @property
    def is_stopping(self) -> bool:
        """Whether a stop waits for its turn, or for its answer."""
        return self._stop_lock.locked()

    @callback
    def async_on_turn_over(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` after each request and each stop; return what ends that."""
        self._listeners.add(listener)
        return partial(self._listeners.discard, listener)

    def intent(self, *, of_session: bool = True) -> Intent:
        """Return what is so now; to be called before anything is waited for.

        Args:
            of_session: The request is meant for the followed session only.
        """
        session_id = self._coordinator.data.session_id if of_session else None
        intent = Intent(session_id, self._coordinator.hass.loop.time())
        self._intents.add(intent)
        return intent

    @asynccontextmanager
    async def turn(self, intent: Intent, prepare: Prepare | None = None) -> AsyncIterator[None]:
        """Wait for the requests before this one and for any stop, then check that it is still to be sent.

        Args:
            intent: Of the request.
            prepare: Awaited when it is the request's turn, before the checks.

        Raises:
            ServiceValidationError: the request is not to be sent any more.
        """
        try:
            await self._acquire(intent)
            try:
                if prepare is not None:
                    await prepare()
                if intent.stopped.is_set():
                    raise session_stopped()
                self._check(intent)
                yield
            finally:
                self._lock.release()
        finally:
            self.async_tell_over()

    async def _acquire(self, intent: Intent) -> None:
        """Take the lock while no stop waits for it or is under way: a stop that came meanwhile goes first."""
        while True:
            if intent.stopped.is_set():
                raise session_stopped()
            async with self._stop_lock:
                pass
            await self._lock.acquire()
            if not self.is_stopping:
                return
            self._lock.release()

    @asynccontextmanager
    async def turn_of_stop(self) -> AsyncIterator[None]:
        """Let a stop go first: nothing that was asked for before it is sent any more.

        A request that is under way is waited for STOP_WAIT_SECONDS only, once there is a session to stop; then the stop is
        sent beside it, since a request that hangs may take half a minute. A second stop waits for the answer to the first
        one.

        Raises:
            ServiceValidationError: the stop is not to be sent any more.
        """
        earlier = tuple(self._intents)
        has_session = self._coordinator.data.unfinished_session is not None
        if has_session:
            _end(earlier)
        intent = self.intent(of_session=has_session)
        try:
            async with self._stop_lock:
                is_locked = await self._acquire_for_stop(earlier, has_session=has_session)
                try:
                    self._check(intent)
                    yield
                finally:
                    if is_locked:
                        self._lock.release()
        finally:
            self.async_tell_over()

    async def _acquire_for_stop(self, earlier: Iterable[Intent], *, has_session: bool) -> bool:
        """Wait for the request that is under way; return whether it has ended.

        Without a session there is nothing to stop, and no limit: the request may be the one that starts it.
        """
        try:
            async with asyncio.timeout(None) as limit:

                @callback
                def check() -> None:
                    is_known = has_session or self._coordinator.data.unfinished_session is not None
                    if limit.when() is None and is_known:
                        _end(earlier)
                        limit.reschedule(self._coordinator.hass.loop.time() + STOP_WAIT_SECONDS)

                unsubscribe = self._coordinator.dispatcher.async_subscribe(Subject.SESSION, check)
                check()
                try:
                    return await self._lock.acquire()
                finally:
                    unsubscribe()
        except TimeoutError:
            LOGGER.debug("The session is stopped while another request waits for its answer")
            return False

    def _check(self, intent: Intent) -> None:
        async_check_loaded(self._coordinator)
        if intent.session_id is not None and intent.session_id != self._coordinator.data.session_id:
            raise wrong_use("no_session")

    @callback
    def async_tell_over(self) -> None:
        """Call the listeners; also where it is known only after a turn that nothing was done in it."""
        for listener in tuple(self._listeners):
            listener()


def _end(intents: Iterable[Intent]) -> None:
    """Let nothing of these be sent any more."""
    for intent in intents:
        intent.stopped.set()
