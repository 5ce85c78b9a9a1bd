"""One open SSE connection: raw, synchronous writes, so that an event is out before its call's answer."""

import asyncio
from collections import deque
import contextlib
import socket

from aiohttp import web

MAX_BUFFER = 16 * 1024 * 1024  # a peer that never reads is dropped; above any test's oversized line


class Stream:
    """Writes frames, or withholds, splits and cuts them as a fault says."""

    def __init__(self, request: web.BaseRequest, session_id: str | None = None) -> None:
        self._request = request
        self._closed = asyncio.Event()
        self._queue: deque[tuple[bytes, int | None]] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._ready = False
        self._left: int | None = None
        self.session_id = session_id
        self.silent = False
        self._held = False

    async def run(self, first: bytes) -> web.StreamResponse:
        """Open with the first bytes and stay until somebody closes."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-cache",
                "Connection": "keep-alive",
                "X-Accel-Buffering": "no",
            }
        )
        response.enable_chunked_encoding()
        await response.prepare(self._request)
        # aiohttp holds the head back until the first body bytes; from here on the transport is written to directly.
        await response.write(first[: self._left])
        self._spend(len(first))
        self._ready = True
        self._flush()
        try:
            await self._closed.wait()
        finally:
            if self._pump is not None:
                self._pump.cancel()
        return response

    def send(self, data: bytes, chunk: int | None = None) -> None:
        """Write bytes; with `chunk` in pieces of that many, each one a write of its own."""
        if self.silent or self._closed.is_set():
            return
        self._queue.append((data, chunk))
        self._flush()

    def hold(self) -> None:
        """Keep what is written until `release`, as the kernel does for a peer that does not answer."""
        self._held = True

    def release(self) -> None:
        """Write what was kept."""
        self._held = False
        self._flush()

    def cut(self, after_bytes: int | None = None) -> None:
        """Break the connection now, or once so many more bytes were written."""
        if after_bytes is not None:
            self._left = after_bytes
            return
        self._closed.set()
        if self._request.transport is not None:
            self._request.transport.abort()

    @property
    def socket(self) -> socket.socket | None:
        """What it is written to."""
        transport = self._request.transport
        return transport.get_extra_info("socket") if transport is not None else None

    async def flushed(self) -> None:
        """Wait until pieces still to be written are out."""
        if self._pump is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump

    def _flush(self) -> None:
        if self._held or not self._ready or (self._pump is not None and not self._pump.done()):
            return
        while self._queue and self._queue[0][1] is None:
            self._write(self._queue.popleft()[0])
        if self._queue:
            self._pump = asyncio.get_running_loop().create_task(self._pieces())

    async def _pieces(self) -> None:
        while self._queue:
            data, chunk = self._queue.popleft()
            size = chunk or len(data)
            for start in range(0, len(data), size):
                self._write(data[start : start + size])
                await asyncio.sleep(0)

    def _write(self, data: bytes) -> None:
        transport = self._request.transport
        if transport is None or transport.is_closing() or not data:
            return
        if self._left is not None:
            data = data[: self._left]
        if data:
            transport.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._spend(len(data))
        if transport.get_write_buffer_size() > MAX_BUFFER:
            self.cut()

    def _spend(self, count: int) -> None:
        if self._left is None:
            return
        self._left -= count
        if self._left <= 0:
            self._closed.set()
            if self._request.transport is not None:
                self._request.transport.close()  # unlike abort, what was written still arrives
