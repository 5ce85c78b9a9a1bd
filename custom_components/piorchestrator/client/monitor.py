"""The system monitor's socket, run by the same supervisor as the event stream [C §12]."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import islice
from socket import SHUT_RDWR
from typing import Final, override

from aiohttp import ClientWebSocketResponse, WSMsgType

from .backoff import Backoff
from .document import MOST_VALUES_OF_FRAME, ReceivedNames, read_document
from .errors import TimedOutError
from .redaction import Conceal
from .stream import LinkState, SupervisedLink, Supervisor, Turns
from .transport import CONNECT_SECONDS, Transport

PATH: Final = "/ws/monitor"
PING_SECONDS: Final = 30.0
PONG_SECONDS: Final = 5.0
GOODBYE_SECONDS: Final = 1.0  # for the closing frame to leave; a peer on the LAN that reads needs none
# Cameras that a hostile or broken server may name before the rest is ignored.
MOST_CAMERAS: Final = 1000
# A camera's id is the beginning of entity ids, which have at most 255 characters.
LONGEST_CAMERA_ID: Final = 64
# Sections have at most six fields; what a server adds to them finds room, what a broken one invents does not.
MOST_FIELDS: Final = 32

_CAMERAS: Final = "camera_status"
# Names of the contract: known ones stay readable, whatever a secret is.
_NAMES: Final = frozenset(
    {
        "system_health", "security_metrics", "service_status", "network_metrics", _CAMERAS,
        "cpu_usage", "memory_usage", "disk_usage", "temperature", "uptime", "load_average",
        "active_connections", "bytes_received", "bytes_sent", "packet_loss", "latency",
        "failed_ssh_attempts", "mqtt_secure_connections", "threat_level", "certificate_expiry",
        "mqtt_connected", "mqtt_secure", "database_connected", "alerts_count", "connected_clients",
        "online", "rssi", "free_heap", "last_seen", "fps",
    }
)  # fmt: skip

type MonitorData = Mapping[str, object]


class MonitorSocket(SupervisedLink):
    """Keeps the monitoring object up to date and hands out each new one, merged [C §12]."""

    def __init__(
        self,
        transport: Transport,
        on_data: Callable[[MonitorData], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("monitor socket", on_state, backoff)
        self._transport = transport
        self._on_data = on_data
        self._data: MonitorData = {}

    @override
    async def _attempt(self, link: Supervisor) -> None:
        """One connection, from the upgrade to its end."""
        async with asyncio.timeout(CONNECT_SECONDS) as limit, self._transport.open_socket(PATH) as ws:
            limit.reschedule(None)
            link.opened()
            self._begin()
            try:
                await self._listen(ws, link)
            finally:
                await _leave(ws)

    def _begin(self) -> None:
        """Keep nothing of an older connection: an update before the first full object starts from nothing."""
        self._data = {}

    async def _listen(self, ws: ClientWebSocketResponse, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        next_ping = loop.time() + PING_SECONDS
        pong_until: float | None = None
        turns = Turns()
        while True:
            deadline = next_ping if pong_until is None else pong_until
            try:
                async with asyncio.timeout_at(deadline):
                    await turns.after_frame()  # what is there already is received without any waiting
                    message = await ws.receive()
            except TimeoutError as error:
                if pong_until is not None:
                    raise TimedOutError("no pong in time") from error
                next_ping = loop.time() + PING_SECONDS
                pong_until = loop.time() + PONG_SECONDS
                async with asyncio.timeout_at(pong_until):  # a peer that reads nothing takes no ping either
                    await ws.send_str('{"type":"ping"}')
                continue
            if message.type is not WSMsgType.TEXT:
                if message.type is WSMsgType.BINARY:
                    continue
                return
            kind, data = read_message(message.data, self._transport.conceal)
            link.proven()
            if kind == "pong":
                pong_until = None
            elif kind == "initial_data" and data is not None:
                self._publish(merge_monitor_data({}, data))
            elif kind == "monitoring_update" and data is not None:
                self._publish(merge_monitor_data(self._data, data))

    def _publish(self, data: MonitorData) -> None:
        self._data = data
        self._deliver(self._on_data, data)


async def _leave(ws: ClientWebSocketResponse) -> None:
    """Say goodbye; a peer that reads nothing is cut off, lest what waits to be sent to it keep us and the socket."""
    found = ws.get_extra_info("socket")
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await ws.close()
    finally:
        if found is not None:
            with suppress(OSError):  # it is closed already
                found.shutdown(SHUT_RDWR)


def merge_monitor_data(known: MonitorData, update: MonitorData) -> MonitorData:
    """Sections merge field by field, cameras by id, scalars replace; what is missing is unchanged [C §12]."""
    merged = dict(known)
    for name, value in update.items():
        if not _has_room(merged, name, MOST_FIELDS):
            continue
        before = merged.get(name)
        if name == _CAMERAS:
            merged[name] = _cameras(before, value)
        elif isinstance(value, dict):
            merged[name] = _overlaid(before, value)
        elif not isinstance(before, dict) and (scalar := _scalar(value)) is not None:
            merged[name] = scalar
    return merged


def _cameras(before: object, value: object) -> dict[str, object]:
    cameras = dict(before) if isinstance(before, dict) else {}
    for camera, fields in value.items() if isinstance(value, dict) else ():
        if isinstance(fields, dict) and _has_room(cameras, camera, MOST_CAMERAS):
            cameras[camera] = _overlaid(cameras.get(camera), fields)
    return cameras


def _overlaid(before: object, value: Mapping[str, object]) -> dict[str, object]:
    fields = dict(before) if isinstance(before, dict) else {}
    for name, field in value.items():
        if (scalar := _scalar(field)) is not None and _has_room(fields, name, MOST_FIELDS):
            fields[name] = scalar
    return fields


def _has_room(known: Mapping[str, object], name: str, most: int) -> bool:
    return name in known or len(known) < most


def _scalar(value: object) -> str | float | None:
    """No field of the monitor is a list or an object; keeping one would keep whatever is in it."""
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, int | float) else None


def read_message(text: str, conceal: Conceal = str) -> tuple[str | None, MonitorData | None]:
    """Type and data of one message; broken ones have neither.

    Names of sections, fields and cameras that identify nothing are left out: they end up in registries and states.
    """
    message = read_document(text, conceal, MOST_VALUES_OF_FRAME)
    if message is None:
        return None, None
    kind, data = message.get("type"), message.get("data")
    if isinstance(data, dict):
        names = ReceivedNames(conceal)
        data = {name: _section(name, value, names) for name, value in _named(data, names).items()}
    return kind if isinstance(kind, str) else None, data if isinstance(data, dict) else None


def _section(name: str, value: object, names: ReceivedNames) -> object:
    if not isinstance(value, dict):
        return value
    if name != _CAMERAS:
        return _named(value, names)
    cameras: dict[str, object] = {}
    for camera, fields in islice(value.items(), MOST_CAMERAS):
        if isinstance(fields, dict) and names.has(camera, LONGEST_CAMERA_ID):
            cameras[camera] = _named(fields, names)
    return cameras


def _named(values: Mapping[str, object], names: ReceivedNames) -> dict[str, object]:
    """Those with a name; of names beyond the contract no more are looked at than there is room for."""
    others = islice((name for name in values if name not in _NAMES), MOST_FIELDS)
    wanted = _NAMES.union(name for name in others if names.has(name))
    return {name: value for name, value in values.items() if name in wanted}
