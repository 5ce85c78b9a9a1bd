"""The system monitor's socket, run by the same supervisor as the event stream [C §12]."""

import asyncio
from collections.abc import Callable, Mapping
import json
import logging
from typing import Final

from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from .backoff import Backoff
from .envelope import read_answer
from .errors import RouteAbsentError, TimedOutError
from .stream import LinkState, LinkStatistics, Supervisor
from .transport import CONNECT_SECONDS, Transport

_LOGGER = logging.getLogger(__name__)

PATH: Final = "/ws/monitor"
PING_SECONDS: Final = 30.0
PONG_SECONDS: Final = 5.0
# Cameras that a hostile or broken server may name before the rest is ignored.
MOST_CAMERAS: Final = 1000

type MonitorData = Mapping[str, object]


class MonitorSocket:
    """Keeps the monitoring object up to date and hands out each new one, merged [C §12]."""

    def __init__(
        self,
        transport: Transport,
        on_data: Callable[[MonitorData], None],
        on_state: Callable[[LinkState], None],
        backoff: Backoff | None = None,
    ) -> None:
        self._transport = transport
        self._on_data = on_data
        self._data: MonitorData = {}
        self._supervisor = Supervisor("monitor socket", self._attempt, on_state, backoff)

    @property
    def state(self) -> LinkState:
        """What the connection is doing."""
        return self._supervisor.state

    @property
    def statistics(self) -> LinkStatistics:
        """Figures since the start."""
        return self._supervisor.statistics

    async def run(self) -> None:
        """Keep the socket until cancelled."""
        await self._supervisor.run()

    def wake(self) -> None:
        """Connect now instead of waiting."""
        self._supervisor.wake()

    async def _attempt(self, link: Supervisor) -> None:
        """One connection, from the upgrade to its end."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS) as limit, self._transport.open_socket(PATH) as ws:
                limit.reschedule(None)
                link.opened()
                self._data = {}  # an update before the first full object starts from nothing
                await self._listen(ws, link)
        except WSServerHandshakeError as error:
            # No key is sent [C §12]: a server that wants one has no socket for us.
            if error.status in (200, 401):
                raise RouteAbsentError("no socket on this server", status=error.status) from error
            read_answer(error.status, error.headers or {}, b"")
            raise

    async def _listen(self, ws: ClientWebSocketResponse, link: Supervisor) -> None:
        loop = asyncio.get_running_loop()
        next_ping = loop.time() + PING_SECONDS
        pong_until: float | None = None
        while True:
            deadline = next_ping if pong_until is None else pong_until
            try:
                async with asyncio.timeout_at(deadline):
                    message = await ws.receive()
            except TimeoutError as error:
                if pong_until is not None:
                    raise TimedOutError("no pong in time") from error
                await ws.send_str('{"type":"ping"}')
                next_ping = loop.time() + PING_SECONDS
                pong_until = loop.time() + PONG_SECONDS
                continue
            if message.type is not WSMsgType.TEXT:
                if message.type is WSMsgType.BINARY:
                    continue
                return
            kind, data = _message(message.data)
            link.proven()
            if kind == "pong":
                pong_until = None
            elif kind == "initial_data" and data is not None:
                self._publish(loop, merge_monitor_data({}, data))
            elif kind == "monitoring_update" and data is not None:
                self._publish(loop, merge_monitor_data(self._data, data))

    def _publish(self, loop: asyncio.AbstractEventLoop, data: MonitorData) -> None:
        self._data = data
        loop.call_soon(self._on_data, data)


def merge_monitor_data(known: MonitorData, update: MonitorData) -> MonitorData:
    """Sections merge field by field, cameras by id, scalars replace; what is missing is unchanged [C §12]."""
    merged = dict(known)
    for name, value in update.items():
        if value is None:
            continue
        before = merged.get(name)
        if not isinstance(value, dict):
            merged[name] = value
        elif name == "camera_status":
            cameras = dict(before) if isinstance(before, dict) else {}
            for camera, fields in value.items():
                if camera in cameras or len(cameras) < MOST_CAMERAS:
                    cameras[camera] = _overlaid(cameras.get(camera), fields)
            merged[name] = cameras
        else:
            merged[name] = _overlaid(before, value)
    return merged


def _overlaid(before: object, value: object) -> object:
    if isinstance(before, dict) and isinstance(value, dict):
        return {**before, **{name: field for name, field in value.items() if field is not None}}
    return value


def _message(text: str) -> tuple[str | None, MonitorData | None]:
    """Type and data of one message; broken ones have neither."""
    try:
        message = json.loads(text)
    except ValueError, RecursionError:
        return None, None
    if not isinstance(message, dict):
        return None, None
    kind, data = message.get("type"), message.get("data")
    return kind if isinstance(kind, str) else None, data if isinstance(data, dict) else None
