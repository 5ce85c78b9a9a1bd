"""The provisioning event stream [C §11]: frames, both dialects, heartbeats, and what can be done to them."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from .clock import Clock, Timers
from .entities import Device, Session, Wire
from .envelope import dumps
from .streams import Stream
from .switches import Switches

ESTABLISHED = "Connected to batch provisioning events"
VERSION = "1.0"
PROGRESS = {"discovered": 0, "provisioning": 10, "provisioned": 50, "verifying": 75, "verified": 100}


class EventHub:
    """Everyone who listens, and everything that can go wrong on the way to them."""

    def __init__(self, clock: Clock, timers: Timers, switches: Switches, network: Callable[[], Wire]) -> None:
        self._clock = clock
        self._timers = timers
        self._switches = switches
        self._network = network
        self._streams: list[Stream] = []
        self._beats: dict[Stream, asyncio.TimerHandle] = {}
        self._held: list[tuple[bytes, str | None]] | None = None
        self._count = 0
        self.opened = 0
        self.muted = False
        self.copies = 1
        self.cut_new_after: int | None = None
        switches.listen(self._retime)

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The connections that are open now."""
        return tuple(self._streams)

    async def serve(self, request: web.BaseRequest, drop_after: int | None = None) -> web.StreamResponse:
        """Serve one client until it goes or is cut."""
        session_id = request.query.get("session_id") or None
        stream = Stream(request, session_id)
        if drop_after is not None:
            stream.cut(after_bytes=drop_after)
        payload: Wire = {"message": ESTABLISHED}
        if session_id:
            payload["session_id"] = session_id
        self._streams.append(stream)
        self.opened += 1
        self._beat_later(stream)
        try:
            return await stream.run(self.frame("connection.established", payload))
        finally:
            self._streams.remove(stream)
            self._beats.pop(stream).cancel()

    # Publishing

    def session(self, kind: str, session: Session) -> None:
        """Tell about a session [C §11.4], or `session.status` in the flat dialect."""
        wire = session.wire(self._switches.session_style)
        self.publish("session.status" if self._flat() else kind, {"session": wire}, session.id)

    def device(self, kind: str, session: Session, device: Device, previous: str) -> None:
        """Tell about a device by its own event, or as a delta in the flat dialect [C §11.5]."""
        if not self._flat():
            wire = device.wire(self._switches.device_style) | {"session_id": session.id}
            self.publish(kind, {"device": wire}, session.id)
            also = self._switches.sse_also_state_changed == "on"
            if also and kind != "device.state_changed":
                self.publish("device.state_changed", {"device": wire}, session.id)
            return
        if kind == "device.discovered":
            names = ("mac", "ip", "rssi", "firmware_version", "in_allowlist")
            full = device.wire()
            self.publish(kind, {name: full[name] for name in names}, session.id)
            return
        delta: Wire = {"mac": device.mac, "previous_state": previous, "new_state": device.state}
        if device.state in PROGRESS:
            delta["progress"] = PROGRESS[device.state]
        if device.error_message:
            delta["error"] = device.error_message
        self.publish("device.state_changed", delta, session.id)

    def network(self, kind: str) -> None:
        """Tell that the onboarding Wi-Fi went up or down."""
        status = self._network()
        if self._flat():
            self.publish("network.status_changed", status)
        else:
            self.publish(kind, {"status": status})

    def error(self, code: str, message: str, *, retryable: bool) -> None:
        """Tell a fault that belongs to no call."""
        payload: Wire = {"code": code, "message": message, "retryable": retryable}
        self.publish("error" if self._flat() else "error.occurred", payload)

    def publish(
        self, kind: str, payload: object, session_id: str | None = None, version: str | None = VERSION
    ) -> None:
        """Frame and send one event to everyone it concerns, subject to the faults."""
        if self.muted:
            return
        frame = self.frame(kind, payload, session_id, version)
        for _ in range(self.copies):
            if self._held is not None:
                self._held.append((frame, session_id))
            else:
                self._send(frame, session_id)

    def frame(
        self, kind: str, payload: object, session_id: str | None = None, version: str | None = VERSION
    ) -> bytes:
        """Bytes of one event as captured: no space after the colons, one data line [C §11.2]."""
        envelope: Wire = {"type": kind, "timestamp": self._clock.stamp()}
        if version is not None:
            envelope = {"version": version} | envelope
        if session_id is not None:
            envelope["session_id"] = session_id
        envelope["payload"] = payload
        data = dumps(envelope)
        name = f"event:{kind}\n".encode() if self._switches.sse_named == "on" else b""
        return b"%sdata:%s\n\n" % (name, data)

    def hold(self) -> None:
        """Keep events back until `release`."""
        if self._held is None:
            self._held = []

    def release(self, *, backwards: bool = False) -> None:
        """Send what was kept back, last one first if asked."""
        held, self._held = self._held or [], None
        for frame, session_id in reversed(held) if backwards else held:
            self._send(frame, session_id)

    def lose_held(self) -> None:
        """Forget what was kept back, as a server does that restarts; later events are kept back as before."""
        if self._held is not None:
            self._held = []

    def _send(self, frame: bytes, session_id: str | None) -> None:
        for stream in self.streams:
            if not (stream.session_id and session_id) or stream.session_id == session_id:
                stream.send(frame)

    def _flat(self) -> bool:
        if self._switches.sse_dialect != "mixed":
            return self._switches.sse_dialect == "flat"
        self._count += 1
        return self._count % 2 == 0

    # Heartbeats

    def _beat_later(self, stream: Stream) -> None:
        seconds = self._timers.real(self._switches.heartbeat_seconds)
        self._beats[stream] = asyncio.get_running_loop().call_later(seconds, self._beat, stream)

    def _beat(self, stream: Stream) -> None:
        if self._switches.heartbeat == "event":
            stream.send(self.frame("connection.heartbeat", None))
        elif self._switches.heartbeat == "comment":
            stream.send(b": heartbeat\n\n")
        self._beat_later(stream)

    def _retime(self) -> None:
        for stream, handle in list(self._beats.items()):
            handle.cancel()
            self._beat_later(stream)
