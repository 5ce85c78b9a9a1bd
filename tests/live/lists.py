"""What the tests of the allowlist share: a delivery of boards, and ways to count."""

from collections.abc import Awaitable, Callable
from typing import Any

from custom_components.piorchestrator.client import AllowlistEntry
from simulator import Simulator
from tests.live.home import Home

ADD = "POST /allowlist"
LIST = "GET /allowlist"
REMOVE = "DELETE /allowlist/{mac}"
FIRST = "24:6F:28:09:00:00"
OTHER = "24:6F:28:09:FF:FF"


def mac(number: int) -> str:
    return f"24:6F:28:09:{number >> 8:02X}:{number & 255:02X}"


def delivery(count: int) -> str:
    """As a spreadsheet of somewhere writes it."""
    rows = [
        f"{mac(number).replace(':', '-').lower()};Board {number};fridge-{number % 7}"
        for number in range(count)
    ]
    return "\ufeffMAC address;Name;Container\r\n" + "\r\n".join(rows) + "\r\n"


def counts(answer: dict[str, Any]) -> dict[str, int]:
    """The totals that are not zero."""
    names = ("new", "added", "present", "duplicate", "invalid", "failed")
    return {name: answer[name] for name in names if answer[name]}


def rows(answer: dict[str, Any], result: str) -> list[dict[str, Any]]:
    return [row for row in answer["results"] if row["result"] == result]


def allowed(pi: Simulator) -> set[str]:
    return set(pi.truth().allowlist)


def sent(pi: Simulator, route: str = ADD) -> int:
    return pi.counts.requests[route]


def before_request(home: Home, number: int, act: Callable[[], Awaitable[object] | None]) -> None:
    """Let something happen right before the client sends its addition of this number; they count from 1."""
    client = home.coordinator.client
    send = client.allow
    count = 0

    async def allow(
        mac: str, description: str | None = None, container_id: str | None = None
    ) -> AllowlistEntry:
        nonlocal count
        count += 1
        if count == number and (waiting := act()) is not None:
            await waiting
        return await send(mac, description, container_id)

    client.allow = allow  # type: ignore[method-assign]
