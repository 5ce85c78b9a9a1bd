"""A server that answers whatever bytes a test wants: the simulator speaks HTTP too well to break it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
import json
import ssl
from typing import Final, Self

# More than any limit of the client, and written in one piece: the server's own work should not count.
PIECE_BYTES: Final = 256 * 1024


@dataclass(frozen=True)
class Visit:
    """One request and the way to its answer."""

    head: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        """As it stands in the first line, query included."""
        return self.head.split(b" ")[1].decode()

    async def say(self, data: bytes) -> None:
        """Send this."""
        self.writer.write(data)
        await self.writer.drain()

    async def flood(self, beginning: bytes, for_ever: bytes) -> None:
        """Send the same again and again, until the client leaves."""
        await self.say(beginning)
        piece = for_ever * max(1, PIECE_BYTES // len(for_ever))
        while True:
            await self.say(piece)

    async def drip(self, data: bytes, pause: float = 0.05) -> None:
        """Send it byte by byte, and the last one for ever."""
        for byte in data:
            await self.say(bytes([byte]))
            await asyncio.sleep(pause)
        while True:
            await self.say(data[-1:])
            await asyncio.sleep(pause)

    async def hold(self) -> None:
        """Say no more, and leave the connection open."""
        await asyncio.Event().wait()


type Answer = Callable[[Visit], Awaitable[None]]


def says(data: bytes) -> Answer:
    """These bytes, and the end of the connection."""
    return lambda visit: visit.say(data)


def document(body: object, status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer; bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers]
    if not any(line.startswith("Content-Type:") for line in headers):
        lines.append("Content-Type: application/json")
    return "\r\n".join((*lines, "", "")).encode() + content


@dataclass
class Hostile:
    """Answers by the path's beginning, the longest one first; the empty one is for all the rest.

    Attributes:
        heads: of all requests that came, as they came.
        received: what came and was no request.
    """

    answers: dict[str, Answer]
    certificate: ssl.SSLContext | None = None
    heads: list[bytes] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    port: int = 0

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        if (
            self.certificate is not None
        ):  # asyncio tells a debugging loop of each handshake that the client breaks off
            asyncio.get_running_loop().set_debug(False)
        self._server = await asyncio.start_server(self._visited, "127.0.0.1", 0, ssl=self.certificate)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def asked(self, path: str) -> int:
        """How many requests came for paths that begin so."""
        return sum(head.split(b" ")[1].startswith(path.encode()) for head in self.heads)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._tasks)

    def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, of one request: each answer ends it."""
        try:
            visit = Visit(await reader.readuntil(b"\r\n\r\n"), reader, writer)
            self.heads.append(visit.head)
            key = max((path for path in self.answers if visit.path.startswith(path)), key=len)
            await self.answers[key](visit)
        except asyncio.IncompleteReadError as error:
            self.received += error.partial
        except ConnectionError:
            pass
        with suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()
