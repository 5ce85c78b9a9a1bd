"""The server's log, one supervised connection: it resumes where it broke off [C §13]."""

import asyncio
from collections.abc import Callable, Mapping
import json
import logging
from typing import Final, override

from pydantic import AliasChoices, Field

from .backoff import Backoff
from .errors import RefusedError, RouteAbsentError, TimedOutError
from .models import Instant, Text, WireModel
from .sse import SseParser
from .stream import LinkState, SupervisedLink, Supervisor, keep_alive
from .transport import REQUEST_SECONDS, Transport

_LOGGER = logging.getLogger(__name__)

PATHS: Final = ("/api/v1/system/logs/stream", "/api/v1/dashboard/logs")
# Three missed keep-alives of 15 s [C §13].
LONGEST_SILENCE_SECONDS: Final = 45.0
# A line of a log has some hundred bytes; what is larger is no line.
_MAX_LINE_BYTES: Final = 64 * 1024


class LogEntry(WireModel):
    """One line of the server's log."""

    level: Text = None
    message: Text = None
    timestamp: Instant = None
    component: Text = Field(default=None, validation_alias=AliasChoices("component", "source"))


class LogStream(SupervisedLink):
    """Delivers lines in order, one loop callback each; a line that was seen before a break does not come again."""

    def __init__(
        self,
        transport: Transport,
        on_entry: Callable[[LogEntry], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("log stream", on_state, backoff)
        self._transport = transport
        self._on_entry = on_entry
        self._path = PATHS[0]
        self._last_id = ""

    @override
    async def _attempt(self, link: Supervisor) -> None:
        """One connection; where the path is absent, the other one is tried at once and remembered."""
        try:
            await self._listen(link)
        except RouteAbsentError:
            self._path = PATHS[1 - PATHS.index(self._path)]
            await self._listen(link)

    async def _listen(self, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        resume = {"Last-Event-ID": self._last_id} if self._last_id else {}
        async with (
            asyncio.timeout(REQUEST_SECONDS) as limit,
            self._transport.open_stream(self._path, resume) as response,
        ):
            if response.status != 200 or response.content_type != "text/event-stream":
                try:
                    await self._transport.answer_of(response)
                except RefusedError as error:
                    if error.status != 404:
                        raise
                raise RouteAbsentError("no log stream in the answer", status=response.status)
            keep_alive(response.connection)
            limit.reschedule(None)
            link.opened()
            parser = SseParser(_MAX_LINE_BYTES)
            chunks = response.content.iter_any()
            while True:
                try:
                    async with asyncio.timeout(LONGEST_SILENCE_SECONDS):
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    raise TimedOutError("keep-alives stopped") from error
                if chunk is None:
                    return
                for frame in parser.feed(chunk):
                    link.proven()
                    self._last_id = _header_text(frame.id) or self._last_id
                    if frame.event in ("log", "message") and (entry := read_entry(frame.data)) is not None:
                        loop.call_soon(self._on_entry, entry)


def read_entry(data: str) -> LogEntry | None:
    """The line of one frame; None where it is none."""
    try:
        raw = json.loads(data)
    except ValueError, RecursionError:
        return None
    if not isinstance(raw, Mapping) or not raw:
        return None
    return LogEntry.read(raw)


def _header_text(text: str) -> str:
    """An id that may stand in a header: numbers [C §13]; anything else is not sent back."""
    return text if text.isascii() and text.isdigit() and len(text) <= 32 else ""
