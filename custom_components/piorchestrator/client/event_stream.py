"""The provisioning event stream: one supervised connection for all sessions [C §11]."""

import asyncio
from collections.abc import Callable, Mapping
import logging
from math import inf
from typing import Final, override

from .backoff import Backoff
from .events import (
    UNKNOWN_VERSION,
    ProvisioningEvent,
    UndecodableEventError,
    decode_event,
)
from .rest import BASE
from .sse import SseEvent
from .sse_link import Heartbeats, SseLink
from .stream import LinkState, Supervisor
from .transport import Transport
from .vocabulary import CONNECTION_ESTABLISHED, CONNECTION_HEARTBEAT

_LOGGER = logging.getLogger(__name__)

PATH: Final = f"{BASE}/batch/events"
# The server sends `connection.established` at once.
FIRST_FRAME_SECONDS: Final = 10.0


class EventStream(SseLink):
    """Delivers decoded events in order, one loop callback each: a faulty listener harms neither stream nor sibling.

    Attributes:
        speaks_another_version: an event had a major version that is not understood [C §11.3]; so until a later
            connection begins with one that is.
        events: how many events came, greetings and heartbeats left out.
    """

    def __init__(
        self,
        transport: Transport,
        on_event: Callable[[ProvisioningEvent], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("event stream", transport, on_state, backoff)
        self._on_event = on_event
        self._reported: set[str] = set()
        self.speaks_another_version = False
        self._is_first = True  # of this connection: nothing that has a version came yet
        self._heard_at = -inf
        self.events = 0
        self.proof_seconds = FIRST_FRAME_SECONDS

    @property
    def event_silence(self) -> float:
        """Seconds since an event, or since this connection began; infinite before the first one."""
        return asyncio.get_running_loop().time() - self._heard_at

    @override
    async def _attempt(self, link: Supervisor) -> None:
        await self._listen(link, PATH)

    @override
    def _on_open(self, path: str, headers: Mapping[str, str]) -> None:
        self._is_first = True
        self._heard_at = asyncio.get_running_loop().time()

    @override
    def _on_frame(self, frame: SseEvent, watch: Heartbeats, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        try:
            event = decode_event(frame.data, self._transport.conceal)
        except UndecodableEventError as error:
            link.statistics.dropped += 1
            if error.reason == UNKNOWN_VERSION:
                self.speaks_another_version, self._is_first = True, False
            self._report_once(error.reason)
            return
        if self._is_first:
            self.speaks_another_version = self._is_first = False
        if event.type == CONNECTION_HEARTBEAT:
            watch.beat(loop.time())
        elif event.type != CONNECTION_ESTABLISHED:
            self._heard_at = loop.time()
            self.events += 1
        if not event.is_known:
            self._report_once(f"unknown type {event.type}")
        self._deliver(self._on_event, event)

    def _report_once(self, reason: str) -> None:
        """One log line per reason; a hostile server gets no more than a few."""
        if reason not in self._reported and len(self._reported) < 20:
            self._reported.add(reason)
            _LOGGER.info("Skipping events of the stream that cannot be understood: %s", reason)
