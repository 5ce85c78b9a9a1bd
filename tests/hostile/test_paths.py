"""Identifiers of the wire in the paths of requests: one segment each, whatever they hold [C §3]."""

from urllib.parse import unquote

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client.extended import segment
from custom_components.piorchestrator.client.models import Session

from .conftest import ClientOf
from .server import Hostile, document, says

IDS = [
    "../../allowlist",
    "..",
    ".",
    "a/b?c=d#e",
    "%2e%2e%2f",
    "%",
    "a b",
    "a\\..\\b",
    ";jsessionid=1",
    "@elsewhere:1/",
    "//elsewhere/x",
    "http://elsewhere/",
    "ünïcödé 😀",
    "\u202egnp.exe",
    "a\r\nX-Injected: yes\r\n\r\nGET /elsewhere HTTP/1.1",
    "\0",
    "&=+",
]


@pytest.mark.parametrize("session_id", IDS)
async def test_the_line_that_arrives(client_of: ClientOf, session_id: str) -> None:
    """Read and act: the same place in the path, no further header, no other path."""
    async with Hostile({"": says(document({"session": {"id": "x"}, "devices": []}))}) as server:
        client = client_of(server)
        await client.session(session_id)
        await client.stop(session_id)
        await client.extended.pause(session_id)
    read, stop, pause = (head.decode("ascii") for head in server.heads)
    for head, method, end in ((read, "GET", ""), (stop, "POST", "/stop"), (pause, "POST", "/pause")):
        verb, path, version = head.split("\r\n")[0].split(" ")
        assert (verb, version) == (method, "HTTP/1.1")
        path = path.removesuffix("?include_devices=true")
        assert path.startswith("/api/v1/provisioning/batch/")
        assert path.endswith(end)
        given_id = path.removeprefix("/api/v1/provisioning/batch/").removesuffix(end)
        assert "/" not in given_id
        assert given_id.strip(".")
        assert unquote(given_id) == session_id
        assert not any(line.lower().startswith("x-injected") for line in head.split("\r\n"))


@given(st.text(min_size=1).filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text)))
def test_any_segment(text: str) -> None:
    """It can be read back, and holds nothing that means anything in a path."""
    found = segment(text)
    assert unquote(found) == text
    assert found.strip(".")
    assert not set(found) & set("/?#\\ \r\n")


@pytest.mark.parametrize("session_id", ["", "a\r\nb", "\0", "x" * 1025, "a\u202eb", None, 5, ["a"]])
def test_what_is_no_identity(session_id: object) -> None:
    """A session that is called so does not exist for us."""
    assert Session.read({"id": session_id}) is None
