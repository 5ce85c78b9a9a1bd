"""What the HTTP library quotes of an answer does not get into the log with the causes of an exception."""

import asyncio
from collections.abc import Awaitable, Callable
import logging
import traceback
from typing import Final

import pytest

from custom_components.piorchestrator.client import LinkState, MonitorSocket, PiOrchestratorClient
from tests.conftest import API_KEY, wait_for

from .conftest import ClientOf
from .server import Hostile, document, says

ANSWERS: Final[dict[str, bytes]] = {
    "status line": f"HZZP {API_KEY} \r\n\r\n".encode(),
    "name of a header": f"HTTP/1.1 200 OK\r\nX y {API_KEY}\x00: a\r\n\r\n".encode(),
    "value of a header": f"HTTP/1.1 200 OK\r\nX-Echo: {API_KEY}\x00\r\n\r\n".encode(),
    "length": f"HTTP/1.1 200 OK\r\nContent-Length: {API_KEY}\r\n\r\n".encode(),
    "chunk": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{API_KEY}\r\n".encode(),
    "chunk of a stream": (
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"2\r\n: \r\n{API_KEY}\r\n"
    ).encode(),
    "coding": document(b"xx", "200 OK", f"Content-Encoding: {API_KEY}"),
    "location": document(b"", "302 Found", f"Location: http://[{API_KEY}/"),
    "reason": document({"error": {"message": "x"}}, f"500 {API_KEY}"),
    "kind": document(b"x", "200 OK", f"Content-Type: text/{API_KEY}; charset={API_KEY}"),
    "request id": document(b"", "403 Forbidden", f"X-Request-Id: {API_KEY}"),
}


async def stream(client: PiOrchestratorClient) -> None:
    async with client.transport.open_stream("/x") as response:
        await client.transport.answer_of(response)


async def socket(client: PiOrchestratorClient) -> None:
    async with client.transport.open_socket("/x"):
        pass


WAYS: Final[dict[str, Callable[[PiOrchestratorClient], Awaitable[object]]]] = {
    "read": lambda client: client.health(),
    "change": lambda client: client.provision_all("s"),
    "stream": stream,
    "socket": socket,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", ANSWERS)
async def test_the_causes_of_an_exception(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture, way: str, answer: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Hostile({"": says(ANSWERS[answer])}) as server:
        client = client_of(server)
        caught: Exception | None = None
        try:
            await WAYS[way](client)
        except Exception as error:  # noqa: BLE001 - none may hold the key, whichever it is
            caught = error
        assert API_KEY not in "".join(traceback.format_exception(caught))
        assert caught is None or type(caught).__module__.startswith("custom_components.")
    assert server.heads
    formatted = "".join(logging.Formatter().format(record) for record in caplog.records)
    assert API_KEY not in formatted


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "404 Not Found", "503 Unavailable", "204 No Content", "101 Switching"]
)
async def test_a_refused_upgrade(client_of: ClientOf, caplog: pytest.LogCaptureFixture, status: str) -> None:
    """The monitor's handshake: the refusal is kept without the key, and logged without it."""
    caplog.set_level(logging.DEBUG)
    states: list[LinkState] = []
    refusal = document(b"", status, f"X-Request-Id: {API_KEY}", f"Sec-WebSocket-Accept: {API_KEY}")
    async with Hostile({"": says(refusal)}) as server:
        monitor = MonitorSocket(client_of(server).transport, print, states.append)
        await run_until_it_fails(monitor)
    assert monitor.statistics.last_error
    formatted = "".join(logging.Formatter().format(record) for record in caplog.records)
    assert "monitor socket ended" in formatted
    assert API_KEY not in f"{monitor.statistics}{formatted}"


async def run_until_it_fails(monitor: MonitorSocket) -> None:
    task = asyncio.create_task(monitor.run())
    try:
        await wait_for(lambda: monitor.statistics.last_error is not None)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
