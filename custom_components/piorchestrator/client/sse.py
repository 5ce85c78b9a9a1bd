"""Server-sent events: bytes in, events out, without any input or output of its own [C §11.2].

Follows the event stream grammar of the WHATWG HTML standard: LF, CR and CRLF end a line wherever the chunks are cut,
a BOM at the start is dropped, several `data` lines are joined. Whatever bytes come, nothing is raised, and of data and
of a line no more than the limit is kept.
"""

from dataclasses import dataclass

# An event of this contract has some 300 bytes; a session event of 1 MiB does not exist.
MAX_EVENT_BYTES = 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class SseEvent:
    """One dispatched event: its name (`message` when unnamed), its data, and the id in force."""

    event: str
    data: str
    id: str = ""


class SseParser:
    """Incremental parser; one per connection.

    Attributes:
        dropped: events given up because their data or one of their lines was larger than the limit.
        retry: milliseconds the server asks to wait before a reconnect, or None.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._limit = max_event_bytes
        self._partial = bytearray()  # the line that is not complete yet
        self._after_cr = False
        self._at_start = True
        self._event = ""
        self._data = bytearray()  # each of its lines with a line end
        self._overflow = False
        self._id = ""
        self.dropped = 0
        self.retry: int | None = None

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """The events that this chunk completes."""
        if self._after_cr and chunk:
            # The line ended with the CR of the last chunk; its LF is no second line end.
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if not chunk:
            return []
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, tail = chunk.split(b"\n")
        if lines:
            self._keep(lines[0])
            lines[0] = bytes(self._partial)
            self._partial = bytearray()
        events = [event for line in lines if (event := self._line(line)) is not None]
        self._keep(tail)
        return events

    def _keep(self, piece: bytes) -> None:
        """Remember an incomplete line; one byte above the limit tells that it is too long, the rest is not kept."""
        self._partial += piece[: self._limit + 1 - len(self._partial)]

    def _line(self, line: bytes) -> SseEvent | None:
        is_first, self._at_start = self._at_start, False
        if len(line) > self._limit:
            self._give_up()
            return None
        if is_first:
            line = line.removeprefix(_BOM)
        if not line:
            return self._dispatch()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            if len(self._data) + len(value) >= self._limit:
                self._give_up()
            if not self._overflow:
                self._data += value + b"\n"
        elif field == b"event":
            self._event = value.decode(errors="replace")
        elif field == b"id":
            if b"\0" not in value:
                self._id = value.decode(errors="replace")
        elif field == b"retry" and value.isdigit() and len(value) < 10:
            self.retry = int(value)
        return None

    def _give_up(self) -> None:
        """The event that is being read is too large; what is there of it goes, what follows is not kept."""
        self._overflow = True
        self._data = bytearray()

    def _dispatch(self) -> SseEvent | None:
        name, data, overflow = self._event, self._data, self._overflow
        self._event, self._data, self._overflow = "", bytearray(), False
        if overflow:
            self.dropped += 1
            return None
        if not data:
            return None
        return SseEvent(name or "message", data[:-1].decode(errors="replace"), self._id)
