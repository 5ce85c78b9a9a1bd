"""What the tests of the client share: the Pi, the client, and what its streams said."""

import asyncio
from collections.abc import AsyncIterator
import contextlib
from dataclasses import dataclass, field

from aiohttp import ClientSession

from custom_components.piorchestrator.client import (
    EventStream,
    LinkState,
    MonitorSocket,
    PiOrchestratorClient,
    ProvisioningEvent,
    Session,
    SessionConfig,
)
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.monitor import MonitorData
from custom_components.piorchestrator.client.stream import SupervisedLink
from simulator import Board, Simulator
from tests.conftest import SSID, WIFI_PASSWORD, wait_for

MAC = "24:6F:28:00:00:01"
OTHER_MAC = "24:6F:28:00:00:02"


@dataclass
class EventEar:
    """An event stream that runs, and everything it told."""

    stream: EventStream
    events: list[ProvisioningEvent]
    states: list[LinkState]

    @property
    def types(self) -> list[str]:
        """Types of all events so far."""
        return [event.type for event in self.events]

    def last_of(self, kind: str) -> ProvisioningEvent:
        """The newest event of a type."""
        return [event for event in self.events if event.type == kind][-1]

    async def hears(self, kind: str, count: int = 1) -> ProvisioningEvent:
        """Wait for so many events of a type."""
        await wait_for(lambda: self.types.count(kind) >= count)
        return self.last_of(kind)

    async def reaches(self, state: LinkState) -> None:
        """Wait for a state of the link."""
        await wait_for(lambda: self.stream.state is state)


@dataclass
class MonitorEar:
    """A monitor socket that runs, and everything it told."""

    socket: MonitorSocket
    objects: list[MonitorData]
    states: list[LinkState]

    async def hears(self, count: int) -> MonitorData:
        """Wait for so many objects."""
        await wait_for(lambda: len(self.objects) >= count)
        return self.objects[-1]

    async def reaches(self, state: LinkState) -> None:
        """Wait for a state of the link."""
        await wait_for(lambda: self.socket.state is state)


@dataclass
class Bench:
    """The Pi and its client."""

    sim: Simulator
    client: PiOrchestratorClient
    http: ClientSession
    naps: list[float] = field(default_factory=list)

    async def nap(self, seconds: float) -> None:
        """Stands in for the pauses between attempts of a read."""
        self.naps.append(seconds)

    async def begin(self, *boards: Board, config: SessionConfig | None = None) -> Session:
        """A session over REST that has found its boards."""
        self.sim.add_boards(boards)
        session = await self.client.start(SSID, WIFI_PASSWORD, config)
        await wait_for(lambda: len(self.sim.truth().devices) == len(boards))
        return session

    def asked(self, route: str) -> int:
        """How often the server was asked for a route."""
        return self.sim.counts.requests[route]

    @contextlib.asynccontextmanager
    async def listening(self, pause: float = 0.02) -> AsyncIterator[EventEar]:
        """An event stream that connects at once and comes back soon."""
        events: list[ProvisioningEvent] = []
        states: list[LinkState] = []
        stream = EventStream(
            self.client.transport, events.append, states.append, Backoff(first=pause, ceiling=pause)
        )
        async with running(stream):
            yield EventEar(stream, events, states)

    @contextlib.asynccontextmanager
    async def watching(self, pause: float = 0.02) -> AsyncIterator[MonitorEar]:
        """A monitor socket that connects at once and comes back soon."""
        objects: list[MonitorData] = []
        states: list[LinkState] = []
        socket = MonitorSocket(
            self.client.transport, objects.append, states.append, Backoff(first=pause, ceiling=pause)
        )
        async with running(socket):
            yield MonitorEar(socket, objects, states)


@contextlib.asynccontextmanager
async def running(link: SupervisedLink) -> AsyncIterator[None]:
    """Run a link for as long as the block takes; it may not end by itself."""
    task = asyncio.create_task(link.run())
    try:
        yield
        assert not task.done(), task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
