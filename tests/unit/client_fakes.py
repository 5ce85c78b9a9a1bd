"""A session of aiohttp that answers from a list and keeps what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from typing import cast

from aiohttp import ClientSession, ClientTimeout
from yarl import URL

from custom_components.piorchestrator.client.address import Address
from custom_components.piorchestrator.client.transport import Transport


@dataclass
class FakeContent:
    """A body in the pieces it arrives in."""

    pieces: list[bytes]

    async def iter_chunked(self, _: int) -> AsyncIterator[bytes]:
        """Hand out the pieces as they are."""
        for piece in self.pieces:
            yield piece


@dataclass
class FakeAnswer:
    """An answer; a number of seconds says how long it takes."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: list[bytes] | None = None
    seconds: float = 0.0
    closed: bool = False

    @property
    def content(self) -> FakeContent:
        """JSON of the body, unless pieces are given."""
        return FakeContent([json.dumps(self.body).encode()] if self.pieces is None else self.pieces)

    def close(self) -> None:
        """Remember that the connection was given up."""
        self.closed = True


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    url: URL
    headers: Mapping[str, str]
    json: object
    timeout: ClientTimeout
    allow_redirects: bool


class FakeSession:
    """Gives the answers in turn, the last one for ever; exceptions are raised."""

    def __init__(self, *answers: FakeAnswer | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[Asked] = []

    @asynccontextmanager
    async def request(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        timeout: ClientTimeout,
        allow_redirects: bool,
        json: object = None,
        **_: object,
    ) -> AsyncIterator[FakeAnswer]:
        """Answer one request within its time limit."""
        self.asked.append(Asked(method, url, headers, json, timeout, allow_redirects))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        async with asyncio.timeout(timeout.total):
            await asyncio.sleep(answer.seconds)
        yield answer


class Rig:
    """A transport over a fake session, and the pauses it made."""

    def __init__(self, *answers: FakeAnswer | Exception, api_key: str | None = None) -> None:
        self.session = FakeSession(*answers)
        self.slept: list[float] = []
        self.transport = Transport(
            cast("ClientSession", self.session), Address("pi"), api_key, sleep=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds)

    @property
    def asked(self) -> list[Asked]:
        """The requests so far."""
        return self.session.asked
