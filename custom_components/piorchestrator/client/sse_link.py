"""A supervised stream of server-sent events: the request, its watch over silence, and frames handed on [C §11, §13]."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Mapping
from math import inf
from typing import Final

from .backoff import Backoff
from .errors import RefusedError, RouteAbsentError, TimedOutError
from .sse import SseEvent, SseParser
from .stream import LinkState, SupervisedLink, Supervisor, Turns, keep_alive
from .transport import REQUEST_SECONDS, Transport, refuse_compressed

# Three missed heartbeats, and never sooner than three of the usual interval of 15 s [C §11.7, §13].
MISSED_HEARTBEATS: Final = 3
SHORTEST_SILENCE_SECONDS: Final = 45.0


class Heartbeats:
    """How long a connection may be silent: `longest_silence` until a heartbeat tells its interval.

    The first interval is counted from the opening, lest a server with rare heartbeats be left before its second one.
    """

    def __init__(self, opened: float, longest_silence: float | None) -> None:
        self._last = opened
        self.longest_silence = longest_silence

    def beat(self, now: float) -> None:
        """A heartbeat came."""
        self.longest_silence = max(SHORTEST_SILENCE_SECONDS, MISSED_HEARTBEATS * (now - self._last))
        self._last = now


class SseLink(SupervisedLink):
    """What the two event streams of the server share.

    Attributes:
        proof_seconds: The server begins each connection with a frame. Only that one shows that nothing holds the stream
            back, and it has to come so soon, whatever else comes before; None where the server promises none.
    """

    proof_seconds: float | None = None

    def __init__(
        self,
        name: str,
        transport: Transport,
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None,
    ) -> None:
        super().__init__(name, on_state, backoff)
        self._transport = transport
        self._last_byte: float | None = None

    @property
    def silence(self) -> float:
        """Seconds since anything was received; infinite before the first connection."""
        return inf if self._last_byte is None else asyncio.get_running_loop().time() - self._last_byte

    async def _listen(
        self,
        link: Supervisor,
        path: str,
        *,
        last_event_id: str | None = None,
        longest_silence: float | None = None,
    ) -> None:
        """One connection, from the request to its end.

        Raises:
            RouteAbsentError: there is no such stream.
        """
        loop = asyncio.get_running_loop()
        # A server that accepts and never answers is as good as none.
        async with (
            asyncio.timeout(REQUEST_SECONDS) as limit,
            self._transport.open_stream(path, last_event_id) as response,
        ):
            if response.status != 200 or response.content_type != "text/event-stream":
                try:
                    await self._transport.answer_of(response)
                except RefusedError as error:
                    if error.status != 404:
                        raise
                raise RouteAbsentError("no event stream in the answer", status=response.status)
            refuse_compressed(response)
            keep_alive(response.connection)
            limit.reschedule(None)
            self._last_byte = loop.time()
            self._on_open(path, response.headers)
            link.opened(is_live=self.proof_seconds is None)
            parser, watch = SseParser(), Heartbeats(self._last_byte, longest_silence)
            chunks = response.content.iter_any()
            proof_due = None if self.proof_seconds is None else self._last_byte + self.proof_seconds
            while True:
                is_held_back = proof_due is not None and not link.is_proven
                try:
                    async with asyncio.timeout(watch.longest_silence) as silence:
                        if is_held_back:
                            silence.reschedule(proof_due)
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    reason = "nothing was delivered" if is_held_back else "heartbeats stopped"
                    raise TimedOutError(reason) from error
                if chunk is None:
                    return
                self._last_byte = loop.time()
                before = parser.dropped
                turns = Turns()
                for frame in parser.feed(chunk):
                    link.proven()
                    self._on_frame(frame, watch, link)
                    await turns.after_frame()
                link.statistics.dropped += parser.dropped - before

    @abstractmethod
    def _on_open(self, path: str, headers: Mapping[str, str]) -> None:
        """The server accepted; nothing was received yet."""

    @abstractmethod
    def _on_frame(self, frame: SseEvent, watch: Heartbeats, link: Supervisor) -> None:
        """One frame; whatever is in it, nothing may be raised."""
