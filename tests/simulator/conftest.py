"""A simulator and a plain client for it; Home Assistant plays no part here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
import contextlib
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from simulator import Board, Simulator, Switches

KEY = "canary-simulator-key"
PASSWORD = "canary-simulator-password"
MAC = "24:6F:28:00:00:01"
OTHER_MAC = "24:6F:28:00:00:02"

type Body = dict[str, Any]  # JSON of any shape; what is in it is what the tests are about


@pytest.fixture(autouse=True)
def _custom_integrations(socket_enabled: None) -> None:
    """Stands in for the fixture of the whole suite, which would start a Home Assistant for each test."""


class Pi:
    """The simulator, and requests to it."""

    def __init__(self, sim: Simulator, http: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.http = http

    async def raw(
        self,
        method: str,
        path: str,
        *,
        key: str | None = KEY,
        body: object = None,
        data: bytes | None = None,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, bytes and headers; paths without /api are below the provisioning core."""
        full = path if path.startswith(("/api", "/health", "/ws", "/_sim")) else f"/api/v1/provisioning{path}"
        headers = {"X-API-Key": key} if key else {}
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        url = URL(self.sim.url + full, encoded=True)
        async with self.http.request(
            method, url, headers=headers, data=data, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read(), answer.headers

    async def ask(
        self,
        method: str,
        path: str,
        *,
        key: str | None = KEY,
        body: object = None,
        data: bytes | None = None,
    ) -> tuple[int, Body]:
        """Status and JSON body."""
        status, content, _ = await self.raw(method, path, key=key, body=body, data=data)
        return status, json.loads(content) if content else {}

    async def get(self, path: str) -> Body:
        """Data of a read that must succeed."""
        status, body = await self.ask("GET", path)
        assert status == 200, body
        data: Body = body["data"]
        return data

    async def begin(self, **config: int) -> str:
        """Start a session over REST."""
        request = {"target_ssid": "Workshop", "target_password": PASSWORD, "config": config}
        status, body = await self.ask("POST", "/batch/start", body=request)
        assert status in {200, 201}, body
        session_id: str = body["data"]["session"]["id"]
        return session_id

    async def code(
        self, method: str, path: str, *, body: object = None, data: bytes | None = None
    ) -> tuple[int, str]:
        """Status and error code of a refusal."""
        status, answer = await self.ask(method, path, body=body, data=data)
        assert answer["success"] is False
        return status, answer["error"]["code"]

    @contextlib.asynccontextmanager
    async def listen(self, query: str = "", key: str | None = KEY) -> AsyncIterator[Listener]:
        """An event stream that is read in the background."""
        url = f"{self.sim.url}/api/v1/provisioning/batch/events{query}"
        headers = {"X-API-Key": key} if key else {}
        async with self.http.get(url, headers=headers) as answer:
            assert answer.status == 200, await answer.read()
            listener = Listener(answer)
            reading = asyncio.create_task(listener.read())
            try:
                await until(lambda: bool(listener.events))
                yield listener
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


class Listener:
    """What came over one stream."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.bytes = b""
        self.pieces: list[bytes] = []
        self.over = False

    async def read(self) -> None:
        """Collect until the end."""
        try:
            async for piece in self.answer.content.iter_any():
                self.pieces.append(piece)
                self.bytes += piece
        except aiohttp.ClientError:
            pass
        finally:
            self.over = True

    @property
    def frames(self) -> list[tuple[str | None, str]]:
        """Event name and data of each complete frame."""
        found: list[tuple[str | None, str]] = []
        for block in self.bytes.decode(errors="replace").split("\n\n")[:-1]:
            name, data = None, None
            for line in block.split("\n"):
                field, _, value = line.partition(":")
                if field == "event":
                    name = value
                elif field == "data":
                    data = value
            if data is not None:
                found.append((name, data))
        return found

    @property
    def events(self) -> list[Body]:
        """Every envelope."""
        return [json.loads(data) for _, data in self.frames]

    @property
    def types(self) -> list[str]:
        """Every type, in order."""
        return [event["type"] for event in self.events]

    async def has(self, kind: str, count: int = 1) -> Body:
        """Wait for the event and give it back."""
        await until(lambda: self.types.count(kind) >= count)
        return [event for event in self.events if event["type"] == kind][count - 1]


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the conditions have no event of their own
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def running(
    speed: float = 50.0,
    switches: Switches | None = None,
    state_file: Path | None = None,
    *,
    control: bool = False,
) -> AsyncIterator[Pi]:
    """A simulator of its own."""
    simulator = Simulator(KEY, switches, speed, state_file, control=control)
    async with simulator as sim, aiohttp.ClientSession() as http:
        yield Pi(sim, http)


@pytest.fixture
async def pi(socket_enabled: None) -> AsyncIterator[Pi]:
    """A simulator fifty times as fast as a Pi, with one board that is allowed and works."""
    async with running() as pi:
        pi.sim.add_board(Board(MAC, description="Top shelf", container_id="fridge-1"))
        yield pi
