"""What a test or a second client can do to the simulator while it runs."""

import asyncio
from collections.abc import Iterable, Mapping
import contextlib
from dataclasses import dataclass

from . import cable
from .clock import Clock, Timers
from .codes import ApiError
from .dispatch import Dispatcher
from .engine import Engine
from .entities import Config, Session, Wire, network_wire
from .envelope import Envelopes
from .events import EventHub
from .extended import Extended
from .faults import Faults
from .logs import LogHub
from .monitor import Monitor
from .recorder import Counts, ReceivedRequest
from .rest import Rest
from .routing import BASE, Router
from .switches import Switches
from .system import System
from .vitals import Vitals
from .world import Board, World, canonical_mac


@dataclass(frozen=True)
class Truth:
    """What is so, in wire form with every field, whatever the switches leave out.

    `interrupted` has the ids of sessions that wait to be resumed, the one that moved last first.
    """

    session: Wire | None
    sessions: list[Wire]
    devices: dict[str, Wire]
    allowlist: dict[str, Wire]
    network: Wire
    interrupted: list[str]


class Steering:
    """The parts of a server and every lever on them; `Simulator` adds the listening."""

    def __init__(self, api_key: str | None, switches: Switches | None, speed: float) -> None:
        self._switches = switches or Switches()
        self._clock = Clock()
        self._timers = Timers(speed)
        self._events = EventHub(self._clock, self._timers, self._switches, self._network)
        self._logs = LogHub(self._clock, self._timers)
        self._engine = Engine(self._clock, self._timers, self._switches, self._events, self._logs.log)
        self._vitals = Vitals(self._clock)
        self._monitor = Monitor(self._clock, self._timers, self._engine, self._vitals)
        self._waiters: list[asyncio.Future[None]] = []
        self._engine.on_change.append(self._wake)
        self.faults = Faults()
        self._dispatcher = self._routes()
        self._dispatcher.api_key = api_key

    # Settings

    @property
    def switches(self) -> Switches:
        """The switches; assign to their attributes."""
        return self._switches

    @property
    def api_key(self) -> str | None:
        """The key the server wants; None refuses every key."""
        return self._dispatcher.api_key

    @api_key.setter
    def api_key(self, key: str | None) -> None:
        self._dispatcher.api_key = key

    @property
    def counts(self) -> Counts:
        """Numbers of requests, streams, sockets, connections."""
        return self._dispatcher.counts

    @property
    def received(self) -> list[ReceivedRequest]:
        """Every request since the start."""
        return self._dispatcher.received

    @property
    def unexpected(self) -> list[str]:
        """Requests to routes nobody ever named."""
        return self._dispatcher.unexpected

    @property
    def switched_off(self) -> list[str]:
        """Requests to routes the contract names but a switch has off: a client's probes."""
        return self._dispatcher.switched_off

    # The world

    def add_board(self, board: Board) -> None:
        """Put a board next to the Pi; it is found once a session looks for it."""
        self._engine.add_board(board)

    def add_boards(self, boards: Iterable[Board]) -> None:
        """Put several boards next to the Pi."""
        for board in boards:
            self.add_board(board)

    def load_world(self, world: World) -> None:
        """Add everything of a world."""
        self.add_boards(world.boards)
        for seed in world.allowlist:
            self.allow(seed.mac, seed.description, seed.container_id)

    def allow(self, mac: str, description: str | None = None, container_id: str | None = None) -> None:
        """Put a MAC on the allowlist."""
        self._engine.allow(canonical_mac(mac), description, container_id)

    def disallow(self, mac: str) -> None:
        """Take a MAC off the allowlist."""
        self._engine.disallow(canonical_mac(mac))

    def truth(self) -> Truth:
        """The state a client should show."""
        session = self._engine.newest
        return Truth(
            session=session.wire() if session else None,
            sessions=[session.wire() for session in self._engine.sessions.values()],
            devices={mac: device.wire() for mac, device in session.devices.items()} if session else {},
            allowlist={mac: entry.wire() for mac, entry in self._engine.allowlist.items()},
            network=network_wire(self._engine.connected_devices, active=self._engine.network_active),
            interrupted=[
                session.id
                for session in sorted(
                    self._engine.sessions.values(), key=lambda s: s.updated_ns, reverse=True
                )
                if session.interrupted and not session.closed
            ],
        )

    # A second client

    def start_session(
        self,
        ssid: str = "Workshop",
        password: str = "",  # noqa: ARG002 - as in the call; it goes nowhere
        config: Config | Mapping[str, int] | None = None,
    ) -> str:
        """Start a session as another client would."""
        limits = config if isinstance(config, Config) else Config(**(config or {}))
        return self._engine.start(ssid, limits).id

    def stop_session(self) -> None:
        """Stop the newest session."""
        self._engine.stop(self._newest())

    def expire_session(self) -> None:
        """Let the newest session run out of time now."""
        self._engine.expire(self._newest())

    def resume_session(self) -> None:
        """Resume the newest session after a restart."""
        self._engine.resume(self._newest())

    def provision_all(self, *, only_allowlisted: bool = True) -> int:
        """Provision all waiting devices; how many were begun."""
        return self._engine.provision_all(self._newest(), only_allowlisted=only_allowlisted)[0]

    def provision(self, mac: str) -> None:
        """Provision one device."""
        self._engine.provision(self._newest(), canonical_mac(mac))

    def retry(self, mac: str) -> None:
        """Retry one failed device."""
        self._engine.retry(self._newest(), canonical_mac(mac))

    def force_state(self, state: str, mac: str | None = None) -> None:
        """Give a device, or without a MAC the session, any state text; told and shown like a real one."""
        self._engine.force_state(self._newest(), state, canonical_mac(mac) if mac else None)

    # Time

    @property
    def settled(self) -> bool:
        """Whether no device is on its way and no board is due."""
        return self._engine.settled

    async def wait_idle(self, timeout: float = 60.0) -> None:
        """Wait until settled, at most so many real seconds."""
        async with asyncio.timeout(timeout):
            while not self.settled:
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter

    def jump_clock(self, seconds: float) -> None:
        """Set the wall clock forward, or back with a negative number."""
        self._clock.jump(seconds)

    # Streams

    def cut_streams(self, after_bytes: int | None = None) -> None:
        """Break all event streams, now or once so many more bytes were written."""
        for stream in self._events.streams:
            stream.cut(after_bytes)

    def silence_streams(self) -> None:
        """Write nothing more to the event streams open now, without closing them."""
        for stream in self._events.streams:
            stream.silent = True

    def unsilence_streams(self) -> None:
        """Write to them again; what was said in between is lost."""
        for stream in self._events.streams:
            stream.silent = False

    def unplug_streams(self) -> None:
        """Pull the cable of the event streams open now alone, as a router does that forgot a connection."""
        self.silence_streams()
        for stream in self._events.streams:
            if (connected := stream.socket) is not None:
                with contextlib.suppress(OSError):  # closed just now
                    cable.pull(connected)

    def mute_events(self) -> None:
        """Lose every event on all streams while heartbeats go on."""
        self._events.muted = True

    def unmute_events(self) -> None:
        """Tell events again."""
        self._events.muted = False

    def hold_events(self) -> None:
        """Keep events back."""
        self._events.hold()

    def release_events(self, *, backwards: bool = False) -> None:
        """Send the events kept back, in the wrong order if asked."""
        self._events.release(backwards=backwards)

    def repeat_events(self, copies: int) -> None:
        """Send every event so many times; 1 is normal."""
        self._events.copies = copies

    def send_raw(self, data: bytes, chunk: int | None = None) -> None:
        """Write raw bytes to every event stream, in pieces of `chunk` bytes."""
        for stream in self._events.streams:
            stream.send(data, chunk)

    async def flushed(self) -> None:
        """Wait until pieces of `send_raw` are out."""
        for stream in self._events.streams:
            await stream.flushed()

    def send_event(
        self, kind: str, payload: object, session_id: str | None = None, version: str | None = "1.0"
    ) -> None:
        """Send any event; `version=None` leaves the field out."""
        self._events.publish(kind, payload, session_id, version)

    def send_error(self, code: str, message: str, *, retryable: bool = False) -> None:
        """Send the event of a fault that belongs to no call."""
        self._events.error(code, message, retryable=retryable)

    # Sockets and log

    def cut_sockets(self) -> None:
        """Break all monitor sockets."""
        self._monitor.cut()

    def silence_sockets(self) -> None:
        """Say nothing more on the sockets open now, not even a pong."""
        self._monitor.silence()

    def unsilence_sockets(self) -> None:
        """Speak on them again."""
        self._monitor.unsilence()

    async def send_socket(self, text: str) -> None:
        """Send any text to every socket."""
        await self._monitor.send(text)

    def log(self, level: str, component: str, message: str) -> None:
        """Write a line to the log stream."""
        self._logs.log(level, component, message)

    def log_raw(self, data: bytes) -> None:
        """Write raw bytes to every log stream."""
        for stream in self._logs.streams:
            stream.send(data)

    def tell_log_history(self) -> None:
        """Send the lines of earlier days to every client from now on, as some servers may."""
        self._logs.tells_history = True

    def forget_log(self) -> None:
        """Begin to number anew, as after a restart of the server."""
        self._logs.forget()

    def silence_log_streams(self) -> None:
        """Say nothing more on the log streams open now."""
        for stream in self._logs.streams:
            stream.silent = True

    def cut_log_streams(self) -> None:
        """Break all log streams."""
        for stream in self._logs.streams:
            stream.cut()

    def _newest(self) -> Session:
        session = self._engine.newest
        if session is None:
            raise ApiError("SESSION_NOT_FOUND")
        return session

    def _network(self) -> Wire:
        engine, style = self._engine, self._switches.network_style
        return network_wire(engine.connected_devices, active=engine.network_active, style=style)

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    def _routes(self) -> Dispatcher:
        switches, engine = self._switches, self._engine
        envelopes = Envelopes(self._clock, switches)
        router = Router()
        rest = Rest(engine, switches, envelopes)
        rest.add_to(router)
        Extended(engine, switches, envelopes, rest, self._clock).add_to(router)
        System(engine, switches, envelopes, self._vitals, self._clock).add_to(router)
        router.add(
            "GET", f"{BASE}/batch/events", stream=lambda c: self._events.serve(c.request, c.drop_after)
        )
        for path in ("/api/v1/system/logs/stream", "/api/v1/dashboard/logs"):
            router.add("GET", path, stream=lambda c: self._logs.serve(c.request, c.drop_after))
        router.add(
            "GET",
            "/ws/monitor",
            stream=lambda c: self._monitor.serve(c.request),
            enabled=lambda: switches.ws == "on",
        )
        return Dispatcher(router, switches, envelopes, self.faults)
