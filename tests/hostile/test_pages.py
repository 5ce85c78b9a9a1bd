"""Pages in place of answers: a request that may have been carried out is not followed by another one."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from custom_components.piorchestrator.client import PiOrchestratorClient, PiOrchestratorError

from .conftest import ClientOf
from .server import Hostile, Visit, document, says

MAC: Final = "24:6F:28:00:00:01"
PAGE: Final = b"<!doctype html><html><title>Sign in</title></html>"
HTML: Final = "Content-Type: text/html; charset=utf-8"
STATUSES: Final = (
    *(
        "201 Created",
        "202 Accepted",
        "203 X",
        "400 Bad Request",
        "401 Unauthorized",
        "402 X",
        "403 Forbidden",
    ),
    *(
        "407 X",
        "410 Gone",
        "418 X",
        "429 Too Many",
        "451 X",
        "500 Oops",
    ),
    *("502 Bad Gateway", "503 Unavailable", "504 Timeout", "511 Network Authentication Required", "520 X"),
)
REDIRECTS: Final = (
    "300 Choices",
    "301 Moved",
    "302 Found",
    "303 See Other",
    "305 X",
    "307 Temporary",
    "308 Permanent",
)
E4: Final = {"success": False, "error": {"code": "NOT_FOUND", "message": "gone", "path": "/api/v1/x"}}
PAGES: Final[dict[str, bytes]] = {
    **{f"page {status}": document(PAGE, status, HTML) for status in STATUSES},
    **{f"page as JSON {status}": document(PAGE, status) for status in STATUSES},
    **{f"redirect {status}": document(PAGE, status, HTML, "Location: /portal") for status in REDIRECTS},
    **{
        f"empty redirect {status}": document(b"", status, "Location: http://127.0.0.1:9/")
        for status in REDIRECTS
    },
    "a page after a mark": document(b"\xef\xbb\xbf\n" + PAGE, "403 Forbidden", "Content-Type: text/plain"),
    "XML": document(b"<?xml version='1.0'?><error/>", "403 Forbidden", "Content-Type: application/xml"),
    "JSON called a page": document(E4, "403 Forbidden", HTML),
    "XML with success": document(b"<?xml version='1.0'?><ok/>", "200 OK", "Content-Type: application/xml"),
    "a comment": document(b"<!-- done -->", "200 OK", HTML),
    "words called a page": document(b"OK", "200 OK", HTML),
    "words": document(b"OK", "200 OK", "Content-Type: text/plain"),
    "a list": document(b"[]", "200 OK"),
    "an error without a code": document({"error": "no route matched"}, "404 Not Found"),
    "a message without a code": document({"message": "no route matched"}, "405 Method Not Allowed"),
    "E4 with another status": document(E4, "403 Forbidden"),
    "E4 with success": document(E4, "200 OK"),
    "forbidden": document({"error": {"code": "FORBIDDEN", "message": "no"}}, "403 Forbidden"),
    "a fault": document({"error": {"code": "INTERNAL_ERROR", "message": "no"}}, "500 Oops"),
}
CHANGES: Final[dict[str, Callable[[PiOrchestratorClient], Awaitable[object]]]] = {
    "start": lambda client: client.start("ssid", "password"),
    "stop": lambda client: client.stop("s"),
    "retry": lambda client: client.retry("s", MAC),
    "discard": lambda client: client.discard("s"),
    "disallow many": lambda client: client.extended.disallow_many([MAC]),
}
ABSENT: Final[dict[str, bytes]] = {
    "E4": document(E4, "404 Not Found"),
    "404": document(b"", "404 Not Found"),
    "405": document(b"", "405 Method Not Allowed"),
    "404 of Go": document(b"404 page not found\n", "404 Not Found", "Content-Type: text/plain"),
    "the dashboard's page": document(PAGE, "200 OK", HTML),
    "a page with 404": document(PAGE, "404 Not Found", HTML),
    "a page with 405": document(PAGE, "405 Method Not Allowed", HTML),
    "E4 called a page": document(E4, "404 Not Found", HTML),
}


STARTED: Final = {"success": True, "data": {"session": {"id": "s", "state": "active", "target_ssid": "ssid"}}}


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted"])
@pytest.mark.parametrize("kind", [HTML, "Content-Type: application/xhtml+xml", "Content-Type: text/plain"])
async def test_a_change_that_succeeded_with_a_wrong_label(
    client_of: ClientOf, kind: str, status: str
) -> None:
    """Its JSON counts: it is not sent a second time."""
    async with Hostile({"": says(document(STARTED, status, kind))}) as server:
        found = await client_of(server).start("ssid", "password")
    assert len(server.heads) == 1
    assert found.id == "s"


async def test_the_update_of_an_entry_that_is_redirected(client_of: ClientOf) -> None:
    """The route is not remembered as absent: what answered may have passed the change on."""
    async with Hostile({"": says(PAGES["redirect 302 Found"])}) as server:
        client = client_of(server)
        for _ in range(2):
            with pytest.raises(PiOrchestratorError) as caught:
                await client.extended.update_entry(MAC, "shelf")
            assert caught.value.outcome_unknown
        assert len(server.heads) == 2
        server.answers[""] = says(ABSENT["E4"])
        for _ in range(2):
            with pytest.raises(PiOrchestratorError):
                await client.extended.update_entry(MAC, "shelf")
        assert len(server.heads) == 3


async def tried(
    client_of: ClientOf, change: str, answer: bytes
) -> tuple[list[str], PiOrchestratorError | None]:
    """The requests that a change sends to a server that answers all of them so, and what became of it."""
    async with Hostile({"": says(answer)}) as server:
        error = None
        try:
            await CHANGES[change](client_of(server))
        except PiOrchestratorError as caught:
            error = caught
        return [head.split(b" HTTP")[0].decode() for head in server.heads], error


@pytest.mark.parametrize("change", CHANGES)
async def test_a_page_is_followed_by_nothing(client_of: ClientOf, change: str) -> None:
    for name, answer in PAGES.items():
        requests, error = await tried(client_of, change, answer)
        assert len(requests) == 1, (name, requests)
        # A stop or a discard takes 404 and 410 of the server itself for the end of the session.
        if error is None:
            assert change in ("stop", "discard"), name
            assert name == "an error without a code", name


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("absent", ABSENT)
async def test_an_absent_route_is_followed_by_the_other_name(
    client_of: ClientOf, change: str, absent: str
) -> None:
    requests, error = await tried(client_of, change, ABSENT[absent])
    assert error is not None
    assert len(requests) == (4 if change == "discard" else 2)
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize(
    "page", ["page 201 Created", "page 403 Forbidden", "page 410 Gone", "redirect 302 Found"]
)
@pytest.mark.parametrize("before", [1, 2, 3])
async def test_a_page_at_a_later_step(client_of: ClientOf, page: str, before: int) -> None:
    """Of giving a session up: own route, stop, close, resume."""
    heads: list[bytes] = []

    async def answer(visit: Visit) -> None:
        heads.append(visit.head)
        await visit.say(PAGES[page] if len(heads) > before else ABSENT["E4"])

    async with Hostile({"": answer}) as server:
        with pytest.raises(PiOrchestratorError) as caught:
            await client_of(server).discard("s")
    assert caught.value.outcome_unknown
    assert len(heads) == before + 1
