"""The route table: fixed segments win over parameters [C §10], and some routes hang on a switch."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import json
from urllib.parse import unquote

from aiohttp import web

from .codes import ApiError
from .entities import Wire
from .world import canonical_mac

BASE = "/api/v1/provisioning"


@dataclass
class Call:
    """One request on its way to a handler."""

    request: web.BaseRequest
    body: bytes
    correlation_id: str
    params: dict[str, str]
    drop_after: int | None = None

    def query(self, name: str) -> str | None:
        """A query parameter."""
        return self.request.query.get(name)

    def json(self, *, optional: bool = False) -> Wire:
        """The body as an object, or `INVALID_REQUEST`."""
        if optional and not self.body.strip():
            return {}
        try:
            body = json.loads(self.body)
        except ValueError, RecursionError:
            raise ApiError("INVALID_REQUEST", "body is not JSON") from None
        if not isinstance(body, dict):
            raise ApiError("INVALID_REQUEST", "body is not an object")
        return body

    @property
    def mac(self) -> str:
        """The path's MAC in canonical form."""
        return read_mac(self.params["mac"])


def read_mac(text: object) -> str:
    """Canonical MAC of a text from outside, or `VALIDATION_FAILED` [C §3]."""
    try:
        return canonical_mac(text if isinstance(text, str) else "")
    except ValueError as error:
        raise ApiError("VALIDATION_FAILED", str(error)) from None


def optional_text(body: Wire, name: str) -> str | None:
    """An optional text of a body; null and empty mean not set."""
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ApiError("VALIDATION_FAILED", f"{name} must be a string")
    return value


type Handler = Callable[[Call], web.Response]
type StreamHandler = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    """A method, a pattern and what answers; `enabled` asks the switch it depends on."""

    method: str
    segments: tuple[str, ...]
    name: str
    handler: Handler | None
    stream: StreamHandler | None
    enabled: Callable[[], bool]

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Parameters if the path fits."""
        if len(segments) != len(self.segments):
            return None
        found: dict[str, str] = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            if pattern.startswith("{"):
                if not segment:
                    return None
                found[pattern[1:-1]] = unquote(segment)
            elif pattern != segment:
                return None
        return found


@dataclass(frozen=True)
class Resolved:
    """Outcome of a look-up; `named` tells a route that is only switched off from one nobody knows."""

    name: str
    route: Route | None
    params: dict[str, str]
    named: bool


class Router:
    """Finds the handler of a path."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(
        self,
        method: str,
        path: str,
        handler: Handler | None = None,
        *,
        stream: StreamHandler | None = None,
        enabled: Callable[[], bool] = lambda: True,
    ) -> None:
        """Register a route; the name drops the base path of the provisioning core."""
        name = f"{method} {path.removeprefix(BASE)}"
        route = Route(method, tuple(path.split("/")), name, handler, stream, enabled)
        self._routes.append(route)
        self._routes.sort(key=lambda route: [segment.startswith("{") for segment in route.segments])

    def resolve(self, method: str, raw_path: str) -> Resolved:
        """The enabled route that fits best."""
        path = raw_path.partition("?")[0]
        segments = tuple(path.split("/"))
        off: str | None = None
        for route in self._routes:
            params = route.match(segments) if route.method == method else None
            if params is None:
                continue
            if route.enabled():
                return Resolved(route.name, route, params, named=True)
            off = off or route.name
        return Resolved(off or f"{method} {path.removeprefix(BASE)}", None, {}, named=off is not None)
