"""What no connection may end of: any exception of an attempt or of a listener; and limits of what a server asks for."""

import asyncio
from collections.abc import Awaitable, Callable
import itertools
import logging
from typing import cast

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType
import pytest

from custom_components.piorchestrator.client import Address, LinkState, MonitorSocket, UnreachableError
from custom_components.piorchestrator.client.backoff import Backoff
from custom_components.piorchestrator.client.errors import RefusedError
from custom_components.piorchestrator.client.monitor import MonitorData
from custom_components.piorchestrator.client.stream import LONGEST_HINT_SECONDS, Supervisor
from custom_components.piorchestrator.client.transport import Transport
from tests.unit.virtual import run

UNEXPECTED = (
    *(
        RuntimeError("x"),
        KeyError("x"),
        TypeError(),
        AssertionError("x"),
        RecursionError(),
        MemoryError(),
        EOFError(),
    ),
    *(ExceptionGroup("x", [KeyError()]), StopAsyncIteration(), UnicodeDecodeError("utf-8", b"", 0, 1, "x")),
)


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """The errors that were logged here."""
    return [
        record
        for record in caplog.records
        if record.levelno == logging.ERROR and record.name.startswith("custom_components")
    ]


def supervised(
    attempt: Callable[[Supervisor], Awaitable[None]],
    seconds: float = 1000.0,
    **more: Callable[[LinkState], None],
) -> Supervisor:
    """A supervisor after so many seconds; it may not have ended by itself."""
    link = Supervisor("test", attempt, more.get("on_state", lambda _: None), Backoff(jitter=lambda: 0.0))

    async def main() -> None:
        task = asyncio.create_task(link.run())
        await asyncio.sleep(seconds)
        assert not task.done()
        task.cancel()

    run(main)
    return link


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
def test_any_exception_of_an_attempt_is_an_outage(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged once, and tried again with the usual pauses."""

    async def attempt(link: Supervisor) -> None:
        link.opened()
        raise error

    link = supervised(attempt)
    assert 5 < link.statistics.attempts < 100
    assert link.state is LinkState.WAITING
    assert len(ours(caplog)) == (0 if isinstance(error, ValueError) else 1)


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
def test_any_exception_of_the_listener_to_the_state(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    async def attempt(link: Supervisor) -> None:
        link.opened()

    def fail(state: LinkState) -> None:
        raise error

    link = supervised(attempt, on_state=fail)
    assert link.statistics.connects > 5
    assert len(ours(caplog)) == 1


def test_each_kind_of_exception_is_logged_and_no_more_than_a_few(caplog: pytest.LogCaptureFixture) -> None:
    kinds = [type(f"Odd{number}Error", (Exception,), {}) for number in range(50)]

    async def attempt(link: Supervisor) -> None:
        raise kinds[link.statistics.attempts % 50]

    supervised(attempt, 10_000)
    assert len(ours(caplog)) == 20
    assert len({type(record.exc_info[1]) for record in ours(caplog) if record.exc_info}) == 20


def test_a_hint_of_the_server_has_a_limit() -> None:
    """An hour without push helps nobody."""

    async def attempt(link: Supervisor) -> None:
        raise RefusedError("busy", status=503, retryable=True, retry_after=3600.0)

    link = supervised(attempt, 10.5 * LONGEST_HINT_SECONDS)
    assert link.statistics.attempts == 11


@pytest.mark.parametrize("how", ["read", "act", "stream", "socket"])
async def test_a_closed_session_is_no_connection(how: str) -> None:
    """As Home Assistant leaves it while it stops."""
    session = ClientSession()
    await session.close()
    transport = Transport(session, Address("127.0.0.1", 1), sleep=lambda _: asyncio.sleep(0))
    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "read": lambda: transport.read("/health"),
        "act": lambda: transport.act("POST", "/x"),
        "stream": lambda: transport.open_stream("/x").__aenter__(),
        "socket": lambda: transport.open_socket("/x").__aenter__(),
    }
    with pytest.raises(UnreachableError) as caught:
        await ways[how]()
    assert str(caught.value) == "the session is closed"


async def test_another_runtime_error_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ClientSession() as session:
        transport = Transport(session, Address("127.0.0.1", 1))
        monkeypatch.setattr(session, "_request", _fail)
        with pytest.raises(RuntimeError, match="ours"):
            await transport.act("POST", "/x")


async def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("ours")


class FakeSocket:
    """A socket whose messages are all there at once."""

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.received = 0

    async def receive(self) -> WSMessage:
        """The next one, without any waiting."""
        if self.received == len(self._texts):
            return WSMessage(WSMsgType.CLOSED, None, None)
        self.received += 1
        return WSMessage(WSMsgType.TEXT, self._texts[self.received - 1], None)


def listened(
    *sockets: FakeSocket, meanwhile: Callable[[], Awaitable[None]] | None = None
) -> list[MonitorData]:
    """What the monitor socket hands out of these connections, one after the other."""
    objects: list[MonitorData] = []

    async def main() -> None:
        async with ClientSession() as session:
            socket = MonitorSocket(Transport(session, Address("pi")), objects.append, lambda _: None)
            link = socket._supervisor
            other = asyncio.ensure_future(meanwhile()) if meanwhile else None
            for fake in sockets:
                socket._begin()
                await socket._listen(cast("ClientWebSocketResponse", fake), link)
            await asyncio.sleep(0)
            if other is not None:
                await other

    run(main)
    return objects


UPDATE = '{"type":"monitoring_update","data":{"camera_status":{"%s":{"online":true}}}}'


def test_data_of_an_older_connection_is_not_kept() -> None:
    """What the server no longer knows after a restart does not come back with its first update."""
    first, second = listened(FakeSocket(UPDATE % "one"), FakeSocket(UPDATE % "two"))
    assert first == {"camera_status": {"one": {"online": True}}}
    assert second == {"camera_status": {"two": {"online": True}}}


def test_everything_else_has_its_turn_between_messages() -> None:
    """One piece of the network may hold thousands of them."""
    socket = FakeSocket(*[UPDATE % "one"] * 500)
    seen: list[int] = []

    async def watch() -> None:
        while socket.received < 500:
            seen.append(socket.received)
            await asyncio.sleep(0)

    listened(socket, meanwhile=watch)
    steps = [after - before for before, after in itertools.pairwise(seen)]
    assert len(seen) > 20
    assert max(steps) <= 20
