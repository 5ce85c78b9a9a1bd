"""The simulator as a Python object: start, steer, watch."""

import asyncio
import contextlib
from pathlib import Path
import socket
from typing import Self

from aiohttp import web

from . import cable
from .control import Control
from .persistence import State, load, save
from .steering import Steering
from .switches import Switches

HOST = "127.0.0.1"  # nothing here is meant to be reached from elsewhere
SAVE_SECONDS = 0.2  # real seconds that changes are gathered before the state file is written


class Simulator(Steering):
    """A PiOrchestrator on a loopback port; use it as an async context manager or start and stop it."""

    def __init__(
        self,
        api_key: str | None = None,
        switches: Switches | None = None,
        speed: float = 1.0,
        state_file: Path | None = None,
        *,
        control: bool = False,
    ) -> None:
        super().__init__(api_key, switches, speed)
        self._state_file = state_file
        self._control = Control(self, {"restart": self.restart, "unplug": self.unplug}) if control else None
        self._dispatcher.control = self._control.handle if self._control else None
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._save_handle: asyncio.TimerHandle | None = None
        self._engine.on_change.append(self._save_soon)
        self._connect_counts()
        self.port = 0

    # Life

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback interface."""
        known = State(list(self._engine.sessions.values()))
        if self._state_file is not None and not known.sessions:
            known = load(self._state_file)
        self._engine.restore(known.sessions, known.allowlist)
        server = web.Server(self._dispatcher.handle, access_log=None, handler_cancellation=True)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen(port)

    async def stop(self) -> None:
        """Drop everything and write the state down."""
        if self._control is not None:
            self._control.close()
        self._drop_connections()
        self._timers.cancel_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = self._site = None
        self._save()
        for waiter in self._waiters:
            waiter.cancel()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def restart(self, downtime: float = 0.0) -> None:
        """Go down for real seconds and come back on the same port; an open session is then interrupted."""
        if self._site is not None:
            await self._site.stop()
        self._drop_connections()
        self._events.lose_held()
        self._engine.interrupt()
        await asyncio.sleep(downtime)
        await self._listen(self.port)

    async def unplug(self, seconds: float | None = None) -> None:
        """Pull the network cable, for real seconds or for good: no packet is acknowledged, nobody is told."""
        sockets = [*self._listening(), *self._connected()]
        for connected in sockets:
            with contextlib.suppress(OSError):  # closed just now
                cable.pull(connected)
        streams = [*self._events.streams, *self._logs.streams]
        for stream in streams:
            stream.hold()
        self.silence_sockets()
        if seconds is None:
            return
        await asyncio.sleep(seconds)
        for connected in sockets:
            with contextlib.suppress(OSError):  # closed meanwhile
                cable.plug(connected)
        for stream in streams:
            stream.release()
        self.unsilence_sockets()

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://{HOST}:{self.port}"

    # Inner matters

    async def _listen(self, port: int) -> None:
        if self._runner is None:
            return
        self._site = web.TCPSite(self._runner, HOST, port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    def _drop_connections(self) -> None:
        for transport in self._transports():
            transport.abort()

    def _transports(self) -> list[asyncio.Transport]:
        server = self._runner.server if self._runner is not None else None
        connections = list(server.connections) if server is not None else []
        return [connection.transport for connection in connections if connection.transport is not None]

    def _connected(self) -> list[socket.socket]:
        return [transport.get_extra_info("socket") for transport in self._transports()]

    def _listening(self) -> list[socket.socket]:
        server = self._site._server if self._site is not None else None  # noqa: SLF001 - nothing public tells
        return list(server.sockets) if isinstance(server, asyncio.Server) else []

    def _connect_counts(self) -> None:
        counts = self._dispatcher.counts
        counts.live_streams = lambda: len(self._events.streams)
        counts.total_streams = lambda: self._events.opened
        counts.live_sockets = lambda: self._monitor.open
        counts.total_sockets = lambda: self._monitor.opened
        counts.live_log_streams = lambda: len(self._logs.streams)
        counts.live_connections = self._connections

    def _connections(self) -> int:
        server = self._runner.server if self._runner is not None else None
        return len(server.connections) if server is not None else 0

    def _save_soon(self) -> None:
        if self._state_file is not None and self._save_handle is None and self._runner is not None:
            self._save_handle = asyncio.get_running_loop().call_later(SAVE_SECONDS, self._save)

    def _save(self) -> None:
        if self._save_handle is not None:
            self._save_handle.cancel()
            self._save_handle = None
        if self._state_file is not None:
            sessions = list(self._engine.sessions.values())
            save(self._state_file, State(sessions, list(self._engine.allowlist.values())))
