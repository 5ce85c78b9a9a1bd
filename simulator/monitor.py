"""The monitor WebSocket [C §12]."""

import asyncio
import contextlib
import json

from aiohttp import WSMsgType, web

from .clock import Clock, Timers, rfc3339
from .engine import Engine
from .entities import Wire
from .vitals import Vitals

UPDATE_SECONDS = 5  # [C §12]


class Monitor:
    """Serves sockets: everything once, then updates; pings are answered at once."""

    def __init__(self, clock: Clock, timers: Timers, engine: Engine, vitals: Vitals) -> None:
        self._clock = clock
        self._timers = timers
        self._engine = engine
        self._vitals = vitals
        self._sockets: dict[web.WebSocketResponse, web.BaseRequest] = {}
        self._silent: set[web.WebSocketResponse] = set()
        self.opened = 0
        self.alerts = 0

    @property
    def open(self) -> int:
        """How many sockets there are."""
        return len(self._sockets)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one client."""
        socket = web.WebSocketResponse(autoping=False, autoclose=False)
        await socket.prepare(request)
        self._sockets[socket] = request
        self.opened += 1
        updates = asyncio.get_running_loop().create_task(self._update(socket))
        try:
            await self._listen(socket)
        finally:
            updates.cancel()
            self._sockets.pop(socket, None)
            self._silent.discard(socket)
        return socket

    async def send(self, text: str) -> None:
        """Send any text to every socket."""
        for socket in list(self._sockets):
            await self._send(socket, text)

    async def send_update(self, data: Wire) -> None:
        """Send a partial update."""
        await self.send(json.dumps({"type": "monitoring_update", "data": data}))

    def cut(self) -> None:
        """Break every socket without a closing word."""
        for request in list(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()

    def silence(self) -> None:
        """Say nothing more on the sockets open now: no updates, no pongs, no closing."""
        self._silent.update(self._sockets)

    def unsilence(self) -> None:
        """Speak again."""
        self._silent.clear()

    def snapshot(self) -> Wire:
        """Every field of the monitoring object."""
        now = rfc3339(self._clock.now_ns())
        uptime = f"{int(self._vitals.uptime_seconds)}s"
        return {
            "timestamp": now,
            "system_health": self._vitals.system_health(),
            "security_metrics": {
                "failed_ssh_attempts": 0,
                "last_security_check": now,
                "mqtt_secure_connections": 1,
                "certificate_expiry": "",
                "encryption_level": "TLS 1.3",
                "threat_level": "LOW",
            },
            "service_status": {
                "mqtt_connected": True,
                "mqtt_secure": True,
                "api_responding": True,
                "database_connected": True,
                "last_health_check": now,
                "service_uptime": uptime,
            },
            "network_metrics": {
                "active_connections": self.open,
                "bytes_received": 1_048_576,
                "bytes_sent": 2_097_152,
                "packet_loss": 0.0,
                "latency": 12.5,
            },
            "camera_status": self.cameras(),
            "alerts_count": self.alerts,
            "connected_clients": self.open,
        }

    def cameras(self) -> Wire:
        """Verified boards report as cameras, as on the Pi once they send MQTT status [C §15.4]."""
        now = rfc3339(self._clock.now_ns())
        session = self._engine.newest
        devices = session.devices.values() if session else ()
        return {
            f"esp-{device.mac.replace(':', '').lower()}": {
                "online": True,
                "rssi": device.rssi,
                "free_heap": 180_000,
                "last_seen": now,
            }
            for device in devices
            if device.state == "verified"
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        while True:
            message = await socket.receive()
            if message.type in {WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR}:
                return
            if socket in self._silent:
                continue
            with contextlib.suppress(ConnectionError):
                if message.type is WSMsgType.CLOSE:
                    await socket.close()
                    return
                if message.type is WSMsgType.PING:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    await self._answer(socket, message.data)

    async def _answer(self, socket: web.WebSocketResponse, text: str) -> None:
        with contextlib.suppress(ValueError, RecursionError):
            body = json.loads(text)
            if isinstance(body, dict) and body.get("type") == "ping":
                await self._send(socket, json.dumps({"type": "pong"}))
                return
        answer = {"type": "error", "code": "INVALID_REQUEST", "message": "message not understood"}
        await self._send(socket, json.dumps(answer))

    async def _update(self, socket: web.WebSocketResponse) -> None:
        told = self.snapshot()
        await self._send(socket, json.dumps({"type": "initial_data", "data": told}))
        while True:
            await asyncio.sleep(self._timers.real(UPDATE_SECONDS))
            self._vitals.step()
            now = self.snapshot()
            always = ("timestamp", "system_health")
            data = {name: value for name, value in now.items() if name in always or told[name] != value}
            told = now
            await self._send(socket, json.dumps({"type": "monitoring_update", "data": data}))

    async def _send(self, socket: web.WebSocketResponse, text: str) -> None:
        if socket not in self._silent:
            with contextlib.suppress(ConnectionError):
                await socket.send_str(text)
