"""A proxy between Home Assistant and the Pi that treats event streams as real ones do: keeps them back, or closes them."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

STREAM = b" /api/v1/provisioning/batch/events"
COMMENT = b"8\r\n: wait\n\n\r\n"  # one chunk of a body


class Buffering(StrEnum):
    """What it keeps of an event stream."""

    NOTHING = "nothing"
    HEAD = "the head and all of the body"
    ALL = "all of the body"
    COMMENTS = "all of the body, with comments in its place"
    AFTER_FIRST = "after the first frame"


class Proxy:
    """Passes bytes on, one connection to the server for each of a client.

    Attributes:
        buffering: What it keeps back, of streams that begin from now on.
        streams: How many streams began.
        kept: How many bytes are kept back.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._open: set[asyncio.StreamWriter] = set()
        self._streams: set[_Connection] = set()
        self.buffering = Buffering.NOTHING
        self.streams = 0
        self.kept = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()

    def close_streams(self) -> None:
        """Close the streams that are open, as a proxy does with silent ones."""
        for stream in tuple(self._streams):
            stream.client.close()
            stream.server.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            answers, server = await asyncio.open_connection("127.0.0.1", self._server_port)
            connection = _Connection(self, client, server)
            self._open |= {client, server}
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(connection.requests(reader))
                    tasks.create_task(connection.answers(answers))
            except* OSError:
                pass
            finally:
                self._open -= {client, server}
                self._streams.discard(connection)
                client.close()
                server.close()

    def stream_begins(self, connection: _Connection) -> Buffering:
        """A client asks for an event stream."""
        self.streams += 1
        self._streams.add(connection)
        return self.buffering


class _Connection:
    """One client, and its connection to the server."""

    def __init__(self, proxy: Proxy, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self.client = client
        self.server = server
        self._buffering: Buffering | None = None  # where a stream was asked for
        self._head = b""
        self._frames = 0

    async def requests(self, reader: asyncio.StreamReader) -> None:
        """Pass on what the client sends."""
        while data := await reader.read(65536):
            if STREAM in data:
                self._buffering = self._proxy.stream_begins(self)
            self.server.write(data)
        self.server.close()

    async def answers(self, reader: asyncio.StreamReader) -> None:
        """Pass on what the server sends, except what is kept back."""
        while data := await reader.read(65536):
            self.client.write(data if self._buffering is None else self._of_stream(data))
        self.client.close()

    def _of_stream(self, data: bytes) -> bytes:
        passed = b""
        if not self._head.endswith(b"\r\n\r\n"):
            head, end, data = (self._head + data).partition(b"\r\n\r\n")
            self._head = head + end
            passed = self._head if end else b""
        if data and self._buffering is Buffering.AFTER_FIRST and self._frames == 0:
            self._frames, passed, data = 1, passed + data, b""
        if self._buffering is Buffering.NOTHING:
            return passed + data
        if self._buffering is Buffering.HEAD:
            passed = b""
        if self._buffering is Buffering.COMMENTS and passed:
            self._comments = asyncio.create_task(self._comment())
        self._proxy.kept += len(data)
        return passed

    async def _comment(self) -> None:
        while not self.client.is_closing():
            await asyncio.sleep(0.1)
            self.client.write(COMMENT)
