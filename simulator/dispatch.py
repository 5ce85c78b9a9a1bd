"""From a request to its answer: recorded, disturbed by faults, checked for the key, routed."""

import asyncio
from collections.abc import Awaitable, Callable
import json
import time
import uuid

from aiohttp import web

from .access import refuse_key
from .codes import ApiError
from .envelope import Envelopes
from .faults import Fault, Faults
from .recorder import Counts, ReceivedRequest
from .routing import Call, Resolved, Router
from .switches import Switches

type Control = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

CONTROL_PREFIX = "/_sim/"


class Dispatcher:
    """Handles every request of the server."""

    def __init__(self, router: Router, switches: Switches, envelopes: Envelopes, faults: Faults) -> None:
        self._router = router
        self._switches = switches
        self._envelopes = envelopes
        self._faults = faults
        self.api_key: str | None = None
        self.control: Control | None = None
        self.counts = Counts()
        self.received: list[ReceivedRequest] = []
        self.unexpected: list[str] = []
        self.switched_off: list[str] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        if self.control is not None and request.path.startswith(CONTROL_PREFIX):
            return await self.control(request)
        resolved = self._router.resolve(request.method, request.raw_path)
        correlation_id = str(uuid.uuid4())
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            error = ApiError("INVALID_REQUEST", "body is too large", status=413)
            return self._envelopes.error(error, correlation_id)
        self._record(request, resolved, body)
        cut = self._faults.take("drop_after", resolved.name)
        call = Call(request, body, correlation_id, resolved.params, cut.after_bytes if cut else None)
        early = await self._disturb(request, resolved)
        response = early if early is not None else await self._answer(call, resolved)
        late = self._faults.take("delay", resolved.name, after_work=True)
        if late is not None:
            await asyncio.sleep(late.seconds)
        if self._faults.take("drop", resolved.name, after_work=True):
            _abort(request)
        if cut is not None and isinstance(response, web.Response):
            return await _partial(request, response, cut.after_bytes)
        return response

    async def _disturb(self, request: web.BaseRequest, resolved: Resolved) -> web.StreamResponse | None:
        delay = self._faults.take("delay", resolved.name, after_work=False)
        if delay is not None:
            await asyncio.sleep(delay.seconds)
        if self._faults.take("hang", resolved.name):
            await asyncio.Event().wait()
        if self._faults.take("drop", resolved.name, after_work=False):
            _abort(request)
            return web.Response()
        answer = self._faults.take("answer", resolved.name)
        return _raw(answer) if answer is not None else None

    async def _answer(self, call: Call, resolved: Resolved) -> web.StreamResponse:
        refusal = refuse_key(call.request, self._switches, self.api_key)
        if refusal is not None:
            return self._envelopes.error(refusal, call.correlation_id)
        fault = self._faults.take("fail", resolved.name)
        if fault is not None and fault.error is not None:
            return self._envelopes.error(fault.error, call.correlation_id)
        route = resolved.route
        if route is None:
            (self.switched_off if resolved.named else self.unexpected).append(resolved.name)
            return self._envelopes.not_found(call.request.path)
        if route.stream is not None:
            return await route.stream(call)
        if route.handler is None:
            return self._envelopes.not_found(call.request.path)
        try:
            return route.handler(call)
        except ApiError as error:
            return self._envelopes.error(error, call.correlation_id)

    def _record(self, request: web.BaseRequest, resolved: Resolved, body: bytes) -> None:
        self.counts.requests[resolved.name] += 1
        try:
            content: object = json.loads(body) if body else None
        except ValueError, RecursionError:
            content = None
        path = request.raw_path.partition("?")[0]
        query = dict(request.query)
        received = ReceivedRequest(
            request.method, path, resolved.name, time.monotonic(), query, request.headers.copy(), content
        )
        self.received.append(received)


def _raw(fault: Fault) -> web.Response:
    headers = {"Content-Type": fault.content_type} | dict(fault.headers)
    return web.Response(status=fault.status, body=fault.body, headers=headers)


def _abort(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _partial(request: web.BaseRequest, response: web.Response, count: int) -> web.StreamResponse:
    """Announce the whole length, send a part of it and hang up."""
    body = response.body if isinstance(response.body, bytes) else b""
    partial = web.StreamResponse(status=response.status, headers=response.headers)
    partial.content_length = len(body)
    await partial.prepare(request)
    await partial.write(body[:count])
    if request.transport is not None:
        request.transport.close()
    return partial
