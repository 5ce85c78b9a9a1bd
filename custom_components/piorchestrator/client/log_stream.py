"""The server's log, as far as it streams it [C §13, D37]."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, override

from pydantic import model_validator

from .backoff import Backoff
from .codec import parse_http_date, wire_line
from .document import MOST_VALUES_OF_FRAME, read_document
from .errors import RouteAbsentError
from .models import LONGEST_TEXT, Identifier, Instant, Text, WireModel
from .redaction import Conceal
from .sse import SseEvent
from .sse_link import SHORTEST_SILENCE_SECONDS, Heartbeats, SseLink
from .stream import LinkState, Supervisor
from .transport import Transport

PATHS: Final = ("/api/v1/system/logs/stream", "/api/v1/dashboard/logs")
# What a server sends of earlier days comes in one piece; entries after this time are new, whatever its clock says.
HISTORY_SECONDS: Final = 5.0
_LONGEST_ID: Final = 64  # of a number [C §13]; it goes back to the server in a header


class Severity(StrEnum):
    """The levels that somebody should know of."""

    WARNING = "warning"
    ERROR = "error"


_SEVERITIES: Final = {
    "warn": Severity.WARNING,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
    "err": Severity.ERROR,
    # Of the usual loggers of Go, beyond the contract's four levels.
    "fatal": Severity.ERROR,
    "panic": Severity.ERROR,
    "critical": Severity.ERROR,
}


class LogEntry(WireModel):
    """One line of the log [C §13]; `source` is the older name of `component`."""

    id: Identifier = None
    timestamp: Instant = None
    level: Text = None
    component: Text = None
    message: Text = None

    @model_validator(mode="before")
    @classmethod
    def _older_name(cls, raw: object) -> object:
        if not isinstance(raw, Mapping) or "source" not in raw:
            return raw
        shows_nothing = wire_line(raw.get("component"), LONGEST_TEXT) is None
        return {**raw, "component": raw["source"]} if shows_nothing else raw

    @property
    def severity(self) -> Severity | None:
        """None for what is of no consequence, and for levels that nobody knows."""
        return _SEVERITIES.get(self.level.lower()) if self.level is not None else None


def read_entry(data: str, conceal: Conceal) -> LogEntry | None:
    """The line in a frame, without secrets; None where there is none."""
    document = read_document(data, conceal, MOST_VALUES_OF_FRAME)
    return None if document is None else LogEntry.read(document)


class LogStream(SseLink):
    """Delivers the lines that were written since it began, each once, also across a gap where the server can resume."""

    def __init__(
        self,
        transport: Transport,
        on_entry: Callable[[LogEntry], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("log stream", transport, on_state, backoff)
        self._on_entry = on_entry
        self._path = PATHS[0]
        self._last_id: str | None = None
        self._newest: datetime | None = None  # time of the last line, or just before the first connection
        # As they were when the present connection began.
        self._resumed_after: int | None = None
        self._known_until = datetime.min.replace(tzinfo=UTC)
        self._history_until = 0.0

    @override
    async def _attempt(self, link: Supervisor) -> None:
        try:
            await self._try(link, self._path)
        except RouteAbsentError:
            await self._try(link, PATHS[1 - PATHS.index(self._path)])

    async def _try(self, link: Supervisor, path: str) -> None:
        # Keep-alives are promised each 15 s [C §13]: silence means something before the first one came.
        await self._listen(link, path, last_event_id=self._last_id, longest_silence=SHORTEST_SILENCE_SECONDS)

    @override
    def _on_open(self, path: str, headers: Mapping[str, str]) -> None:
        self._path = path
        if self._newest is None:
            # The server's own clock, if it tells it: a line of the same second is as good as new.
            began = parse_http_date(headers.get("Date")) or datetime.now(UTC)
            self._newest = began - timedelta(microseconds=1)
        self._known_until = self._newest
        self._resumed_after = _number(self._last_id)
        self._history_until = asyncio.get_running_loop().time() + HISTORY_SECONDS

    @override
    def _on_frame(self, frame: SseEvent, watch: Heartbeats, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if frame.event == "keepalive":
            watch.beat(now)
            self._history_until = now
        elif frame.event in ("log", "message"):
            entry = read_entry(frame.data, self._transport.conceal)
            if entry is None:
                link.statistics.dropped += 1
            else:
                if not self._is_history(entry, frame.id, now):
                    self._deliver(self._on_entry, entry)
                self._newest = entry.timestamp or self._newest
        if frame.id and len(frame.id) <= _LONGEST_ID and frame.id.isascii() and frame.id.isprintable():
            self._last_id = frame.id

    def _is_history(self, entry: LogEntry, event_id: str, now: float) -> bool:
        """Whether a line was written before this stream began, or came on an earlier connection already.

        What the server repeats at the beginning of a connection is told apart by its number, else by its time.
        """
        if now >= self._history_until:
            return False
        number = _number(event_id)
        if number is not None and self._resumed_after is not None and number > self._resumed_after:
            return False
        if entry.timestamp is not None and entry.timestamp <= self._known_until:
            return True
        self._history_until = now  # history has an end; from here on no clock matters
        return False


def _number(event_id: str | None) -> int | None:
    """Ids are numbers [C §13]; of others no order is known."""
    if event_id is None or not event_id.isascii() or not event_id.isdecimal() or len(event_id) > _LONGEST_ID:
        return None
    return int(event_id)
