"""Promise 9: an uncertain outcome is looked up, never tried again: counted on the server."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.client import stream, transport
from tests.promises.conftest import SetUp
from tests.promises.house import House, record
from tests.promises.mutation import noticed

SPEED = 100
WORKING = "24:6F:28:29:00:00"
WAITING = "24:6F:28:29:00:01"
FAILED = "24:6F:28:29:00:02"
FRESH = "24:6F:28:29:00:77"

# Everything that can go wrong with one request, the first time; the second would go through.
FAULTS: dict[str, dict[str, object]] = {
    "lost on the way": {"kind": "drop", "after_work": False},
    "answer lost": {"kind": "drop", "after_work": True},
    "never answered": {"kind": "hang"},
    "answered too late": {"kind": "delay", "seconds": 1.5, "after_work": True},
    "answer cut": {"kind": "drop_after", "after_bytes": 5},
    "busy": {"kind": "fail", "code": "RATE_LIMITED", "retry_after": 0.2},
    "in trouble": {"kind": "fail", "code": "NETWORK_ERROR", "retry_after": 0.2},
    "broken": {"kind": "fail", "code": "INTERNAL_ERROR"},
    "a page": {"kind": "answer", "status": 502, "body": "<html>", "content_type": "text/html"},
    **{
        f"a page with {status}": {
            "kind": "answer",
            "status": status,
            "body": "<html>",
            "content_type": "text/html",
        }
        for status in (201, 401, 403, 410)
    },
    "no JSON": {"kind": "answer", "status": 200, "body": "{", "content_type": "application/json"},
    "sent elsewhere": {"kind": "redirect", "location": "/api/v1/provisioning/allowlist"},
}


async def _no_session(house: House) -> None:
    session = (await house.so()).session
    if session is not None and session["state"] != "closed":
        await house.pi.order("stop")
    await house.truth()


async def _session(house: House) -> None:
    await _no_session(house)
    await house.pi.order("start")
    await house.settled()
    await house.truth()


async def _worked_on(house: House) -> None:
    await _session(house)
    await house.pi.order("provision", {"mac": WORKING})
    await house.pi.order("provision", {"mac": FAILED})
    await house.settled()
    await house.truth()


async def _interrupted(house: House) -> None:
    await _session(house)
    await house.pi.order("restart", {"seconds": 0})
    await house.deaf()
    await house.streaming()
    await house.truth()


async def _listed(house: House) -> None:
    await house.pi.order("allow", {"mac": FRESH})
    await house.coordinator.async_refresh()
    await house.truth()


async def _not_listed(house: House) -> None:
    await house.pi.order("disallow", {"mac": FRESH})
    await house.coordinator.async_refresh()


type Prepare = Callable[[House], Awaitable[None]]

# The action, its data, how things stand before, and the one route that may be asked, once.
ACTIONS: tuple[tuple[str, dict[str, object], Prepare, str], ...] = (
    ("start_session", {}, _no_session, "POST /batch/start"),
    ("stop_session", {}, _session, "POST /batch/{id}/stop"),
    ("provision_all", {}, _session, "POST /batch/{id}/provision-all"),
    ("provision_device", {"mac": WAITING}, _session, "POST /batch/{id}/devices/{mac}/provision"),
    ("retry_device", {"mac": FAILED}, _worked_on, "POST /batch/{id}/devices/{mac}/retry"),
    ("resume_session", {}, _interrupted, "POST /sessions/{id}/resume"),
    ("add_to_allowlist", {"mac": FRESH}, _not_listed, "POST /allowlist"),
    ("remove_from_allowlist", {"mac": FRESH}, _listed, "DELETE /allowlist/{mac}"),
    ("import_allowlist", {"content": FRESH}, _not_listed, "POST /allowlist"),
)
# Lists wait and send the row again that a busy server turned away: that one was never carried out [C §6].
WAITED_FOR = {("import_allowlist", "busy"), ("remove_from_allowlist", "busy")}


@noticed("client/transport.py", "middlewares=(_only_once,) if is_change else None", "middlewares=None")
@noticed("client/transport.py", "self.conceal, is_change=is_change", "self.conceal")
@noticed(
    "client/transport.py",
    "        return await self._request(method, path, query=query, body=body)",
    "        await self._request(method, path, query=query, body=body)\n"
    "        return await self._request(method, path, query=query, body=body)",
)
@pytest.mark.timeout(240)
async def test_no_action_reaches_the_server_twice(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 9: every action under every fault of its one request."""
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 1.0)
    monkeypatch.setattr("custom_components.piorchestrator.coordinator.READ_COOLDOWN_SECONDS", 0.05)
    # This Pi restarts dozens of times in a minute, and its stream is waited for each time.
    monkeypatch.setattr(stream, "MOST_SHORT_LIVES", 1000)
    house = await set_up(SPEED)
    boards: list[dict[str, object]] = [{"mac": WORKING}, {"mac": WAITING}, {"mac": FAILED, "fate": "reject"}]
    await house.pi.order("world", {"boards": boards})
    await house.coordinator.async_refresh()
    sent = 0
    for (action, data, prepare, route), name in ((action, name) for action in ACTIONS for name in FAULTS):
        await house.pi.order("clear-faults")
        await prepare(house)
        before = await _changes(house)
        await house.pi.order("fault", {**FAULTS[name], "route": route, "times": 1})
        with suppress(HomeAssistantError):
            await house.call(action, **data)
        after = await _changes(house)
        asked = {where: after[where] - before.get(where, 0) for where in after}
        asked = {where: count for where, count in asked.items() if count}
        expected = {route: 2} if (action, name) in WAITED_FOR else {route: 1}
        assert asked == expected, f"{action}, {name}: {asked}"
        sent += 1
    record(9, "combinations of action and fault", sent, "")
    record(9, "requests sent twice", 0, "")


async def _changes(house: House) -> dict[str, int]:
    """Every request so far that may change something, by route."""
    requests: dict[str, int] = (await house.counts())["requests"]
    return {route: count for route, count in requests.items() if not route.startswith("GET")}
