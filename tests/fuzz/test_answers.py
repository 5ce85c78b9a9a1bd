"""A server that answers with any bytes at all, on a real socket: data or an error of ours, nothing else [C §5]."""

import asyncio
import json
from urllib.parse import quote

from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.piorchestrator.client.address import Address
from custom_components.piorchestrator.client.envelope import Answer
from custom_components.piorchestrator.client.errors import PiOrchestratorError
from custom_components.piorchestrator.client.extended import segment
from custom_components.piorchestrator.client.transport import Transport
from tests.fuzz.strategies import json_values, texts

# A hundred times what an answer on loopback takes: whoever waits longer waits for ever.
PATIENCE_SECONDS = 10.0

# What a parser of HTTP looks at, right and wrong.
_STATUS_LINES = (
    *(f"HTTP/1.1 {status} X" for status in (100, 101, 103, 200, 204, 206, 302, 304, 401, 404, 429, 500, 599)),
    "HTTP/1.0 200 OK",
    "HTTP/9.9 200 OK",
    "HTTP/1.1 999 X",
    "HTTP/1.1 20 X",
    "HTTP/1.1 200",
    "ICY 200 OK",
    "",
)
_HEADERS = (
    "Content-Length: 5",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 1\r\nContent-Length: 2",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Content-Encoding: gzip",
    "Content-Encoding: br",
    "Content-Type: text/html",
    "Content-Type: application/json; charset=nonsense",
    "Location: http://127.0.0.1:1/",
    "Location: //[",
    "Set-Cookie: a=b; expires=never",
    "Retry-After: 1e99",
    "X-Request-Id: \x01\x02",
    "Connection: upgrade\r\nUpgrade: websocket",
    "Expect: 100-continue",
    "no colon",
    ": no name",
    " folded",
)
_odd_heads = st.builds(
    lambda status, headers: "\r\n".join((status, *headers, "", "")).encode("latin-1", "replace"),
    st.sampled_from(_STATUS_LINES),
    st.lists(
        st.one_of(st.sampled_from(_HEADERS), texts.map(lambda text: f"X-Request-Id: {text}")), max_size=4
    ),
)
# Most bodies are only looked at behind a head that is right.
heads = st.one_of(st.just(b"HTTP/1.1 200 OK\r\n\r\n"), st.just(b"HTTP/1.1 409 X\r\n\r\n"), _odd_heads)
bodies = st.one_of(
    st.binary(max_size=60),
    json_values.map(lambda value: json.dumps({"success": True, "data": value}).encode()),
    st.sampled_from(
        (b"5\r\n{}\r\n0\r\n\r\n", b"ffffffffffffffff\r\n", b"\x1f\x8b\x08\x00", b"0\r\nX: y\r\n\r\n")
    ),
)
answers = st.one_of(st.binary(max_size=80), st.builds(bytes.__add__, heads, bodies))


async def _ask(answer: bytes, path: str) -> Answer | None:
    """One request that changes something, which nobody repeats, to a server that says this and goes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, ClientSession() as http, asyncio.timeout(PATIENCE_SECONDS):
        try:
            return await Transport(http, Address("127.0.0.1", port, ssl=False)).act("POST", path)
        except PiOrchestratorError as error:
            assert len(str(error)) <= 2000  # noqa: PT017 - both outcomes are right
            return None


@pytest.mark.usefixtures("socket_enabled")
@settings(suppress_health_check=[*settings().suppress_health_check, HealthCheck.function_scoped_fixture])
@given(answers, st.one_of(texts, st.text("./%?#\\ :\r\n", max_size=6)))
def test_any_bytes_are_an_answer_or_an_error_of_ours(answer: bytes, name: str) -> None:
    found = asyncio.run(_ask(answer, f"/api/v1/{segment(name.encode(errors='replace').decode())}"))
    assert found is None or isinstance(found.data, dict)


@pytest.mark.usefixtures("socket_enabled")
def test_a_good_one_is_read() -> None:
    """Where every answer were an error the test above would prove nothing."""
    body = b'{"success":true,"data":{"x":1},"correlation_id":"c-1"}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert asyncio.run(_ask(head + body, "/")) == Answer({"x": 1}, "c-1")


@given(st.one_of(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text("./%\\", min_size=1)))
def test_a_name_of_the_wire_is_one_segment(name: str) -> None:
    """Whatever an identifier holds, it neither leaves its place in the path nor adds a query [C §3]."""
    path = Address("pi", 80, ssl=False).url.with_path(f"/a/{segment(name)}/b", encoded=True)
    assert (path.query_string, path.fragment) == ("", "")
    assert path.raw_path.count("/") == 3
    assert path.raw_path not in ("/a/./b", "/a/../b", "/b", "/a/b")
    assert path.raw_path.split("/")[2].replace("%2E", ".") == quote(name, safe="")
