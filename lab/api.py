"""Home Assistant's own interfaces, as a browser uses them: REST for flows, a WebSocket for the rest."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from aiohttp import ClientConnectionError, ClientSession, ClientWebSocketResponse

CLIENT_SECONDS = 30.0

# What Home Assistant answers is JSON of many shapes; the lab looks into a few of them.
type Json = Any


class LabError(RuntimeError):
    """Home Assistant answered something else than the lab counted on."""


class HomeAssistantApi:
    """One logged-in user."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = ClientSession()
        self._socket: ClientWebSocketResponse | None = None
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._listener: asyncio.Task[None] | None = None
        self.tokens: dict[str, Json] = {}
        self.states: dict[str, dict[str, Json]] = {}

    async def __aenter__(self) -> Self:
        """Open nothing yet: `create_owner` logs in."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close both connections."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        if self._socket is not None:
            await self._socket.close()
        await self._session.close()

    async def is_up(self) -> bool:
        """Whether the HTTP server answers."""
        try:
            async with self._session.get(f"{self.url}/manifest.json") as response:
                return response.status == 200
        except ClientConnectionError:
            return False

    async def create_owner(self, user: str, password: str) -> None:
        """Do the first step of onboarding, log in, and follow all states."""
        answer = await self._json(
            "POST",
            "/api/onboarding/users",
            {
                "name": user.title(),
                "username": user,
                "password": password,
                "client_id": f"{self.url}/",
                "language": "en",
            },
        )
        form = {"grant_type": "authorization_code", "code": answer["auth_code"], "client_id": f"{self.url}/"}
        async with self._session.post(f"{self.url}/auth/token", data=form) as response:
            self.tokens = await response.json()
        await self._connect()

    async def _connect(self) -> None:
        self._socket = await self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0)
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": self.tokens["access_token"]})
        if (answer := await self._socket.receive_json())["type"] != "auth_ok":
            raise LabError(f"login refused: {answer}")
        self._listener = asyncio.create_task(self._listen(self._socket))
        await self.command("subscribe_entities")

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            answer = message.json()
            if answer["type"] == "event":
                self._follow(answer["event"])
            elif (future := self._waiting.pop(answer["id"], None)) is not None and not future.done():
                future.set_result(answer)

    def _follow(self, event: Mapping[str, Json]) -> None:
        """The compressed form of states: a for added, c for changed, r for removed."""
        for entity_id, new in event.get("a", {}).items():
            self.states[entity_id] = {"state": new["s"], "attributes": new["a"]}
        for entity_id, change in event.get("c", {}).items():
            known = self.states[entity_id]
            plus, minus = change.get("+", {}), change.get("-", {})
            attributes = {k: v for k, v in known["attributes"].items() if k not in minus.get("a", ())}
            self.states[entity_id] = {
                "state": plus.get("s", known["state"]),
                "attributes": attributes | plus.get("a", {}),
            }
        for entity_id in event.get("r", ()):
            self.states.pop(entity_id, None)

    async def command(self, kind: str, **fields: Json) -> Json:
        """Send one WebSocket command and wait for its result."""
        if self._socket is None:
            raise LabError("not logged in")
        number = self._next_id()
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "type": kind, **fields})
        async with asyncio.timeout(CLIENT_SECONDS):
            answer = await future
        if not answer.get("success", True):
            raise LabError(f"{kind}: {answer['error']}")
        return answer.get("result")

    def _next_id(self) -> int:
        self._last_id = getattr(self, "_last_id", 0) + 1
        return self._last_id

    async def act(self, domain: str, action: str, *, response: bool = False, **data: Json) -> Json:
        """Call an action; its response where one is wanted."""
        result = await self.command(
            "call_service", domain=domain, service=action, service_data=data, return_response=response
        )
        return result["response"] if response else None

    async def flow(self, path: str, start: Mapping[str, Json], *answers: Mapping[str, Json]) -> Json:
        """Walk through a config or subentry flow; each answer fills one form."""
        result = await self._json("POST", path, start)
        for answer in answers:
            if result["type"] != "form" or result.get("errors"):
                raise LabError(f"unexpected step: {result}")
            result = await self._json("POST", f"{path}/{result['flow_id']}", answer)
        return result

    async def continue_flow(self, path: str, flow_id: str, answer: Mapping[str, Json]) -> Json:
        """Fill the form of a flow that is under way."""
        return await self._json("POST", f"{path}/{flow_id}", answer)

    async def post(self, path: str, body: Mapping[str, Json]) -> Json:
        """Save something over REST."""
        return await self._json("POST", path, body)

    async def get(self, path: str) -> Json:
        """Read something over REST."""
        return await self._json("GET", path, None)

    async def _json(self, method: str, path: str, body: Mapping[str, Json] | None) -> Json:
        token = self.tokens.get("access_token")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.request(method, self.url + path, json=body, headers=headers) as response:
            if response.status >= 400:
                raise LabError(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json()
