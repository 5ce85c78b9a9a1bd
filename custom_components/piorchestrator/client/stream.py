"""The one supervisor of a long-lived connection: connect, watch, back off, report the state [C §11.7]."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
import logging
import socket
import traceback
from typing import Final

from aiohttp import ClientError
from aiohttp.connector import Connection

from .backoff import Backoff
from .errors import KeyRefusedError, PiOrchestratorError, RouteAbsentError, TimedOutError, UnreachableError

_LOGGER = logging.getLogger(__name__)

# A server that asks for a longer wait is asked again all the same: an hour without push helps nobody.
LONGEST_HINT_SECONDS: Final = 60.0
# A route that is absent comes with an update of the server, which restarts it; nobody waits for it.
ABSENT_RECHECK_SECONDS: Final = 300.0
# A connection that ends sooner after its beginning is one of a server that comes and goes. A restart may cause a few of
# them, and each is followed by the shortest pause; a server that goes on so is treated as one that is not there.
SHORT_LIFE_SECONDS: Final = 10.0
MOST_SHORT_LIVES: Final = 5
# 30 s idle, then 3 probes 8 s apart: a dead peer is found 54 s after its last byte, without any heartbeat.
_KEEPALIVE_IDLE_SECONDS: Final = 30
_KEEPALIVE_INTERVAL_SECONDS: Final = 8
_KEEPALIVE_PROBES: Final = 3
_MOST_FAULTS_LOGGED: Final = 20
# One piece of the network may hold thousands of frames, each of which is work for Home Assistant of up to a millisecond,
# and of a hostile server up to a tenth of a second; after so many, or so long, everything else has its turn.
_FRAMES_PER_TURN: Final = 20
_SECONDS_PER_TURN: Final = 0.005


class LinkState(StrEnum):
    """What a supervised connection is doing."""

    CONNECTING = "connecting"
    LIVE = "live"
    WAITING = "waiting"  # for the next attempt; heals by itself
    REFUSED = "refused"  # the key; waits for another one
    ABSENT = "absent"  # no such route on this server


@dataclass(slots=True)
class LinkStatistics:
    """What happened on a connection so far, for diagnostics."""

    attempts: int = 0
    connects: int = 0
    frames: int = 0
    dropped: int = 0
    last_error: str | None = None


class Turns:
    """Divides what one connection brings at once."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begin()

    def _begin(self) -> None:
        self._frames_left = _FRAMES_PER_TURN
        self._until = self._loop.time() + _SECONDS_PER_TURN

    async def after_frame(self) -> None:
        """Let everything else have its turn where it is due."""
        self._frames_left -= 1
        if self._frames_left <= 0 or self._loop.time() >= self._until:
            await asyncio.sleep(0)
            self._begin()


type Attempt = Callable[["Supervisor"], Awaitable[None]]


class FaultLog:
    """Logs unexpected exceptions, each kind once: a fault that returns with every event must not fill the log."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._logged: set[str] = set()

    def call[T](self, listener: Callable[[T], None], item: T) -> None:
        """Call a listener; an exception in it affects no other listener."""
        try:
            listener(item)
        except Exception as error:  # noqa: BLE001 - a listener is not ours, and the connection must survive it
            self.log(f"A listener of the {self._name} failed", error)

    def log(self, message: str, error: Exception) -> None:
        """Log an exception with its traceback, unless one of this kind from the same place was logged before."""
        frames = traceback.extract_tb(error.__traceback__)
        kind = (
            f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}"
            if frames
            else type(error).__name__
        )
        if kind not in self._logged and len(self._logged) < _MOST_FAULTS_LOGGED:
            self._logged.add(kind)
            _LOGGER.error("%s", message, exc_info=error)


class Supervisor:
    """Runs attempts for ever; an attempt calls `opened` once connected and `proven` with its first frame.

    `on_state` is told each change of the state once, and nothing else.
    """

    def __init__(
        self,
        name: str,
        attempt: Attempt,
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        self._name = name
        self._attempt = attempt
        self._on_state = on_state
        self._backoff = backoff or Backoff()
        self._wake = asyncio.Event()
        self._drop: asyncio.Event = asyncio.Event()
        self._opened_at = 0.0
        self._is_taken = False
        self.is_proven = False  # a frame came by this connection
        self.is_held_back = False  # the last connection was taken, and nothing came by it
        self.was_closed_by_peer = False  # and not found dead by us
        self._short_lives = 0  # in a row
        self.state = LinkState.CONNECTING
        self.statistics = LinkStatistics()
        self.faults = FaultLog(name)

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        while True:
            self._wake.clear()  # whoever wakes from here on knows something that this attempt may not
            self._set(LinkState.CONNECTING)
            state, pause = await self._one_attempt()
            self._set(state)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    def wake(self) -> None:
        """Try again now: there is another key, or the server was seen alive."""
        self._wake.set()

    def drop(self) -> None:
        """Give the present connection up: it was found dead by other means."""
        if self.state is LinkState.LIVE:
            self._drop.set()

    def opened(self, *, is_live: bool = True) -> None:
        """The server accepted; `is_live`: that is enough to be live, although nothing was said yet."""
        self.statistics.connects += 1
        self._opened_at = asyncio.get_running_loop().time()
        self._is_taken = True
        self._wake.clear()
        if is_live:
            self._set(LinkState.LIVE)

    def proven(self) -> None:
        """A frame came: the next outage starts with the shortest pause, unless such connections end all the time."""
        self.statistics.frames += 1
        self.is_proven = True
        self.is_held_back = False
        self._set(LinkState.LIVE)

    async def _one_attempt(self) -> tuple[LinkState, float | None]:
        """The state to wait in afterwards, and for how long."""
        self.statistics.attempts += 1
        self._drop.clear()
        self._is_taken = self.is_proven = False
        error: PiOrchestratorError
        try:
            await self._droppable()
            error = UnreachableError("the server closed the connection")
        except PiOrchestratorError as caught:
            error = caught
        except TimeoutError:  # of the answer: what connects has a shorter limit
            self._is_taken = True
            error = TimedOutError("no answer in time")
        except (ClientError, OSError, ValueError) as caught:
            # ValueError: aiohttp's name for lines and frames that are none.
            error = UnreachableError(type(caught).__name__)
        except Exception as caught:  # noqa: BLE001 - push must survive every fault, also one of this code
            self.faults.log(f"The {self._name} failed and is connected again", caught)
            error = UnreachableError(type(caught).__name__)
        self.statistics.last_error = str(error)
        self.is_held_back = self._is_taken and not self.is_proven
        self.was_closed_by_peer = not isinstance(error, TimedOutError)
        if self.is_proven:
            self._mind_life(asyncio.get_running_loop().time() - self._opened_at)
        _LOGGER.debug("%s ended: %s", self._name, error)
        if isinstance(error, KeyRefusedError):
            return LinkState.REFUSED, None
        if isinstance(error, RouteAbsentError):
            return LinkState.ABSENT, ABSENT_RECHECK_SECONDS
        return LinkState.WAITING, max(
            self._backoff.next(), min(error.retry_after or 0.0, LONGEST_HINT_SECONDS)
        )

    def _mind_life(self, seconds: float) -> None:
        self._short_lives = self._short_lives + 1 if seconds < SHORT_LIFE_SECONDS else 0
        if self._short_lives <= MOST_SHORT_LIVES:
            self._backoff.reset()

    async def _droppable(self) -> None:
        """Run the attempt until it ends or `drop` is called."""
        attempt = asyncio.ensure_future(self._attempt(self))
        drop = asyncio.ensure_future(self._drop.wait())
        try:
            await asyncio.wait({attempt, drop}, return_when=asyncio.FIRST_COMPLETED)
            if not attempt.done():
                raise TimedOutError("the connection was found dead")
            # Not by us: aiohttp cancels all who wait for room in a full buffer when one of them gives up.
            if attempt.cancelled():
                raise UnreachableError("the connection was stuck")
            attempt.result()
        finally:
            for task in (attempt, drop):
                task.cancel()
            await asyncio.gather(attempt, drop, return_exceptions=True)

    def _set(self, state: LinkState) -> None:
        if state is not self.state:
            self.state = state
            self.faults.call(self._on_state, state)


class SupervisedLink(ABC):
    """A connection that its own supervisor keeps; what event stream and monitor socket share."""

    def __init__(
        self, name: str, on_state: Callable[[LinkState], None], backoff: Backoff | None = None
    ) -> None:
        self._supervisor = Supervisor(name, self._attempt, on_state, backoff)

    @property
    def state(self) -> LinkState:
        """What the connection is doing."""
        return self._supervisor.state

    @property
    def is_held_back(self) -> bool:
        """Whether the last connection was taken, and nothing came by it."""
        return self._supervisor.is_held_back

    @property
    def was_closed_by_peer(self) -> bool:
        """Whether the last connection ended without being found dead by us."""
        return self._supervisor.was_closed_by_peer

    @property
    def statistics(self) -> LinkStatistics:
        """Figures since the start."""
        return self._supervisor.statistics

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        await self._supervisor.run()

    def wake(self) -> None:
        """Connect now instead of waiting."""
        self._supervisor.wake()

    def drop(self) -> None:
        """Give a live connection up: the peer was found dead or deaf by other means."""
        self._supervisor.drop()

    def _deliver[T](self, listener: Callable[[T], None], item: T) -> None:
        """Hand an item on, in its own turn of the loop: a listener that fails harms neither stream nor sibling."""
        asyncio.get_running_loop().call_soon(self._supervisor.faults.call, listener, item)

    @abstractmethod
    async def _attempt(self, link: Supervisor) -> None:
        """One connection, from the request to its end."""


def keep_alive(connection: Connection | None) -> None:
    """Let the kernel find a dead peer; aiohttp leaves this off."""
    transport = connection.transport if connection else None
    found = transport.get_extra_info("socket") if transport else None
    if found is None:
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        ("TCP_KEEPIDLE", _KEEPALIVE_IDLE_SECONDS),
        ("TCP_KEEPINTVL", _KEEPALIVE_INTERVAL_SECONDS),
        ("TCP_KEEPCNT", _KEEPALIVE_PROBES),
    ):
        if (number := getattr(socket, option, None)) is not None:  # not every system has all three
            found.setsockopt(socket.IPPROTO_TCP, number, value)
