"""The log stream [C §13]; lines never hold more than ids, MACs and states."""

import asyncio
from collections import deque
import json

from aiohttp import web

from .clock import Clock, Timers
from .streams import Stream

KEEPALIVE_SECONDS = 15  # [C §13]
KEPT = 500  # enough to resume after any short gap


class LogHub:
    """Keeps the last lines, tells new ones, resumes after `Last-Event-ID`.

    Attributes:
        tells_history: every client gets all kept lines at first, whatever it asks for.
    """

    def __init__(self, clock: Clock, timers: Timers) -> None:
        self._clock = clock
        self._timers = timers
        self._lines: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._streams: list[Stream] = []
        self._next = 1
        self.tells_history = False

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The connections that are open now."""
        return tuple(self._streams)

    def log(self, level: str, component: str, message: str) -> None:
        """Write one line."""
        number, self._next = self._next, self._next + 1
        entry = {
            "id": f"a{number}",
            "timestamp": self._clock.stamp(),
            "level": level,
            "component": component,
            "message": message,
        }
        frame = _frame(number, "log", json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
        self._lines.append((number, frame))
        for stream in self.streams:
            stream.send(frame)

    def forget(self) -> None:
        """Begin to number anew."""
        self._lines.clear()
        self._next = 1

    async def serve(self, request: web.BaseRequest, drop_after: int | None = None) -> web.StreamResponse:
        """Serve one client."""
        seen = request.headers.get("Last-Event-ID", "")
        first = b": connected\n\n"
        if self.tells_history:
            first += b"".join(frame for _, frame in self._lines)
        elif seen.isdecimal():
            first += b"".join(frame for number, frame in self._lines if number > int(seen))
        stream = Stream(request)
        if drop_after is not None:
            stream.cut(after_bytes=drop_after)
        self._streams.append(stream)
        keepalive = asyncio.get_running_loop().create_task(self._keep_alive(stream))
        try:
            return await stream.run(first)
        finally:
            keepalive.cancel()
            self._streams.remove(stream)

    async def _keep_alive(self, stream: Stream) -> None:
        while True:
            await asyncio.sleep(self._timers.real(KEEPALIVE_SECONDS))
            stream.send(_frame(self._next - 1, "keepalive", "{}"))


def _frame(number: int, name: str, data: str) -> bytes:
    return f"id: {number}\nevent: {name}\ndata: {data}\n\n".encode()
