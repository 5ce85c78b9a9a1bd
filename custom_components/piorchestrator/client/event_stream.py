"""The provisioning event stream: one supervised connection for all sessions [C §11]."""

import asyncio
from collections.abc import Callable
import logging
from math import inf
from typing import Final, override

from .backoff import Backoff
from .errors import RefusedError, RouteAbsentError, TimedOutError
from .events import (
    CONNECTION_HEARTBEAT,
    UNKNOWN_VERSION,
    ProvisioningEvent,
    UndecodableEventError,
    decode_event,
)
from .rest import BASE
from .sse import SseParser
from .stream import LinkState, SupervisedLink, Supervisor, keep_alive
from .transport import REQUEST_SECONDS, Transport

_LOGGER = logging.getLogger(__name__)

PATH: Final = f"{BASE}/batch/events"
# Three missed heartbeats, and never sooner than three of the assumed interval of 15 s [C §11.7].
MISSED_HEARTBEATS: Final = 3
SHORTEST_SILENCE_SECONDS: Final = 45.0


class EventStream(SupervisedLink):
    """Delivers decoded events in order, one loop callback each: a faulty listener harms neither stream nor sibling.

    Attributes:
        speaks_another_version: an event had a major version that is not understood [C §11.3]; so until a later
            connection begins with one that is.
    """

    def __init__(
        self,
        transport: Transport,
        on_event: Callable[[ProvisioningEvent], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("event stream", on_state, backoff)
        self._transport = transport
        self._on_event = on_event
        self._reported: set[str] = set()
        self._last_byte: float | None = None
        self.speaks_another_version = False
        self._is_first = True  # of this connection: nothing that has a version came yet

    @property
    def silence(self) -> float:
        """Seconds since anything was received; infinite before the first connection."""
        return inf if self._last_byte is None else asyncio.get_running_loop().time() - self._last_byte

    @override
    async def _attempt(self, link: Supervisor) -> None:
        """One connection, from the request to its end."""
        loop = asyncio.get_running_loop()
        # A server that accepts and never answers is as good as none.
        async with asyncio.timeout(REQUEST_SECONDS) as limit, self._transport.open_stream(PATH) as response:
            if response.status != 200 or response.content_type != "text/event-stream":
                try:
                    await self._transport.answer_of(response)
                except RefusedError as error:
                    if error.status != 404:
                        raise
                raise RouteAbsentError("no event stream in the answer", status=response.status)
            keep_alive(response.connection)
            limit.reschedule(None)
            self._is_first = True
            link.opened()
            self._last_byte = loop.time()
            parser, watch = SseParser(), _Heartbeats(self._last_byte)
            chunks = response.content.iter_any()
            while True:
                try:
                    async with asyncio.timeout(watch.longest_silence):
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    raise TimedOutError("heartbeats stopped") from error
                if chunk is None:
                    return
                self._last_byte = loop.time()
                before = parser.dropped
                for frame in parser.feed(chunk):
                    link.proven()
                    self._deliver(loop, frame.data, watch, link)
                link.statistics.dropped += parser.dropped - before

    def _deliver(
        self, loop: asyncio.AbstractEventLoop, data: str, watch: _Heartbeats, link: Supervisor
    ) -> None:
        try:
            event = decode_event(data)
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
        elif not event.is_known:
            self._report_once(f"unknown type {event.type}")
        loop.call_soon(self._on_event, event)

    def _report_once(self, reason: str) -> None:
        """One log line per reason; a hostile server gets no more than a few."""
        if reason not in self._reported and len(self._reported) < 20:
            self._reported.add(reason)
            _LOGGER.info("Skipping events of the stream that cannot be understood: %s", reason)


class _Heartbeats:
    """How long this connection may be silent: without limit until a heartbeat was seen on it [C §11.7].

    The first interval is counted from the opening, lest a server with rare heartbeats be left before its second one.
    """

    def __init__(self, opened: float) -> None:
        self._last = opened
        self.longest_silence: float | None = None

    def beat(self, now: float) -> None:
        self.longest_silence = max(SHORTEST_SILENCE_SECONDS, MISSED_HEARTBEATS * (now - self._last))
        self._last = now
