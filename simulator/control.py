"""The control routes under `/_sim/`, for steering a simulator that runs on its own."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from .codes import ApiError
from .entities import Wire
from .envelope import dumps
from .orders import (
    Allow,
    Batch,
    Bytes,
    Copies,
    Event,
    FaultOrder,
    Key,
    Line,
    Mac,
    Nothing,
    Raw,
    Release,
    Seconds,
    Start,
    State,
    Text,
)
from .steering import Steering
from .world import World

type Command = Callable[[Steering, bytes], Awaitable[object] | object]
type Outage = Callable[[float], Awaitable[None]]

PREFIX = "/_sim/"
ANSWER_SECONDS = 0.05  # lets the answer out before the outage takes its connection


class Control:
    """Answers control requests; a mistake in one is a 400 that names the field."""

    def __init__(self, simulator: Steering, outages: Mapping[str, Outage]) -> None:
        self._simulator = simulator
        self._outages = outages
        self._outage: asyncio.Task[None] | None = None

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Read with GET, order with POST and a JSON body."""
        name = request.path.removeprefix(PREFIX)
        if request.method == "GET":
            return self._read(name)
        if request.method != "POST":
            return _answer({"error": "GET or POST"}, 405)
        # A web page cannot send this content type elsewhere without asking first, so none can steer.
        if request.content_type != "application/json":
            return _answer({"error": "send application/json"}, 415)
        try:
            return await self._order(name, await request.read())
        except ValidationError as error:
            problems = error.errors(include_input=False, include_url=False, include_context=False)
            return _answer({"error": "bad body", "problems": problems}, 400)
        except ApiError as error:
            return _answer({"error": error.message, "code": error.code}, error.status)
        except ValueError as error:
            return _answer({"error": str(error)}, 400)

    def close(self) -> None:
        """Give up an outage that is still under way."""
        if self._outage is not None:
            self._outage.cancel()

    async def _order(self, name: str, body: bytes) -> web.Response:
        if (outage := self._outages.get(name)) is not None:
            seconds = Seconds.model_validate_json(body or b"{}").seconds
            self._outage = asyncio.get_running_loop().create_task(_soon(outage, seconds))
            return _answer({"ok": True}, 202)
        command = COMMANDS.get(name)
        if command is None:
            return _answer({"error": "unknown control route", "orders": [*self._outages, *COMMANDS]}, 404)
        outcome = command(self._simulator, body)
        if isinstance(outcome, Awaitable):
            outcome = await outcome
        return _answer({"ok": True, "result": outcome})

    def _read(self, name: str) -> web.Response:
        simulator = self._simulator
        match name:
            case "truth":
                return _answer(asdict(simulator.truth()) | {"settled": simulator.settled})
            case "counts":
                unexpected = {"unexpected": simulator.unexpected, "switched_off": simulator.switched_off}
                return _answer(simulator.counts.as_dict() | unexpected)
            case "switches":
                return _answer({**simulator.switches.as_dict()})
            case "requests":
                return _answer({"requests": [[request.at, request.route] for request in simulator.received]})
            case _:
                reads = ["truth", "counts", "switches", "requests"]
                return _answer({"error": "unknown", "reads": reads}, 404)


async def _soon(outage: Outage, seconds: float) -> None:
    await asyncio.sleep(ANSWER_SECONDS)
    await outage(seconds)


def _answer(body: Wire, status: int = 200) -> web.Response:
    return web.Response(body=dumps(body), status=status, content_type="application/json")


def _command[T](model: type[T], run: Callable[[Steering, T], Awaitable[object] | object]) -> Command:
    adapter = TypeAdapter(model)
    return lambda simulator, body: run(simulator, adapter.validate_json(body or b"{}"))


def _fault(sim: Steering, order: FaultOrder) -> None:
    faults, route, times = sim.faults, order.route, order.times
    match order.kind:
        case "fail":
            faults.fail(
                route,
                order.code,
                times,
                order.status,
                retry_after=... if order.retry_after == "default" else order.retry_after,
                retryable=order.retryable,
                message=order.message,
            )
        case "answer":
            body = order.body.encode()
            faults.answer(
                route, order.status or 200, body, order.content_type, headers=order.headers, times=times
            )
        case "redirect":
            faults.redirect(route, order.location, order.status or 307, times)
        case "delay":
            faults.delay(route, order.seconds, times, after_work=order.after_work is not False)
        case "hang":
            faults.hang(route, times)
        case "drop":
            faults.drop(route, after_work=order.after_work is True, times=times)
        case "drop_after":
            faults.drop_after(route, order.after_bytes, times)


def _bytes(order: Raw) -> bytes:
    return base64.b64decode(order.base64) if order.base64 is not None else (order.text or "").encode()


def _switch(sim: Steering, pairs: dict[str, str | float]) -> None:
    sim.switches.update(pairs.items())


def _set_key(sim: Steering, order: Key) -> None:
    sim.api_key = order.key


COMMANDS: dict[str, Command] = {
    "world": _command(World, lambda sim, o: sim.load_world(o)),
    "batch": _command(Batch, lambda sim, o: sim.load_world(World.batch(o.count, o.seed))),
    "allow": _command(Allow, lambda sim, o: sim.allow(o.mac, o.description, o.container_id)),
    "disallow": _command(Mac, lambda sim, o: sim.disallow(o.mac)),
    "switches": _command(dict[str, str | float], _switch),
    "key": _command(Key, _set_key),
    "fault": _command(FaultOrder, _fault),
    "clear-faults": _command(Nothing, lambda sim, _: sim.faults.clear()),
    "start": _command(Start, lambda sim, o: sim.start_session(o.ssid)),
    "stop": _command(Nothing, lambda sim, _: sim.stop_session()),
    "expire": _command(Nothing, lambda sim, _: sim.expire_session()),
    "resume": _command(Nothing, lambda sim, _: sim.resume_session()),
    "provision-all": _command(Nothing, lambda sim, _: sim.provision_all()),
    "provision": _command(Mac, lambda sim, o: sim.provision(o.mac)),
    "retry": _command(Mac, lambda sim, o: sim.retry(o.mac)),
    "state": _command(State, lambda sim, o: sim.force_state(o.state, o.mac)),
    "clock": _command(Seconds, lambda sim, o: sim.jump_clock(o.seconds)),
    "cut": _command(Bytes, lambda sim, o: sim.cut_streams(o.after_bytes)),
    "silence": _command(Nothing, lambda sim, _: sim.silence_streams()),
    "unsilence": _command(Nothing, lambda sim, _: sim.unsilence_streams()),
    "unplug-streams": _command(Nothing, lambda sim, _: sim.unplug_streams()),
    "mute": _command(Nothing, lambda sim, _: sim.mute_events()),
    "unmute": _command(Nothing, lambda sim, _: sim.unmute_events()),
    "hold": _command(Nothing, lambda sim, _: sim.hold_events()),
    "release": _command(Release, lambda sim, o: sim.release_events(backwards=o.backwards)),
    "repeat": _command(Copies, lambda sim, o: sim.repeat_events(o.copies)),
    "raw": _command(Raw, lambda sim, o: sim.send_raw(_bytes(o), o.chunk)),
    "event": _command(Event, lambda sim, o: sim.send_event(o.type, o.payload, o.session_id, o.version)),
    "cut-sockets": _command(Nothing, lambda sim, _: sim.cut_sockets()),
    "silence-sockets": _command(Nothing, lambda sim, _: sim.silence_sockets()),
    "unsilence-sockets": _command(Nothing, lambda sim, _: sim.unsilence_sockets()),
    "socket": _command(Text, lambda sim, o: sim.send_socket(o.text)),
    "log": _command(Line, lambda sim, o: sim.log(o.level, o.component, o.message)),
    "log-raw": _command(Raw, lambda sim, o: sim.log_raw(_bytes(o))),
    "cut-logs": _command(Nothing, lambda sim, _: sim.cut_log_streams()),
}
