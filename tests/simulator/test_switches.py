"""Each switch of [C §17]: its default and its other values, seen on the wire."""

import asyncio
import json
import re
from typing import Any

import pytest

from simulator import Board, Fate, Switches

from .conftest import KEY, MAC, OTHER_MAC, Body, Pi, running

DEFAULTS = {
    "auth": "on",
    "auth_error_shape": "flat",
    "unknown_route": "json404",
    "legacy_aliases": "off",
    "extended_routes": "off",
    "status_style": "documented",
    "session_id_style": "uuid",
    "session_style": "full",
    "device_style": "full",
    "null_lists": "off",
    "timeout_style": "go",
    "sse_named": "on",
    "sse_dialect": "entity",
    "sse_also_state_changed": "off",
    "heartbeat": "event",
    "heartbeat_seconds": 15,
    "include_devices_default": "off",
    "device_action_style": "operation",
    "network_style": "handoff",
    "allowlist_duplicate": "reject",
    "allowlist_missing_code": "DEVICE_NOT_FOUND",
    "system_info": "both",
    "ws": "on",
    "recoverable_lists": "interrupted",
    "session_ttl_seconds": 3600,
    "max_attempts": 3,
}


def test_defaults_are_those_of_the_table() -> None:
    assert DEFAULTS.items() <= Switches().as_dict().items()


@pytest.mark.parametrize(
    "pair",
    [
        "auth=maybe",
        "nothing=1",
        "auth",
        "max_attempts=many",
        "heartbeat_seconds=0",
        "session_ttl_seconds=nan",
    ],
)
def test_a_bad_switch_is_refused(pair: str) -> None:
    with pytest.raises(ValueError, match=r"switch"):
        Switches.from_pairs([pair])
    switches = Switches()
    with pytest.raises(ValueError, match=r"switch"):
        switches.update([("auth", "off"), (pair.partition("=")[0], pair.partition("=")[2])])
    assert switches.auth == "on"


def test_a_number_may_come_as_text() -> None:
    assert Switches.from_pairs(["max_attempts=5", "heartbeat_seconds=0.5"]).max_attempts == 5


async def test_auth(pi: Pi) -> None:
    pi.sim.switches.auth = "off"
    assert (await pi.ask("GET", "/allowlist", key=None))[0] == 200
    pi.sim.switches.auth = "on"
    assert (await pi.ask("GET", "/allowlist", key=None))[0] == 401


async def test_auth_error_shape(pi: Pi) -> None:
    pi.sim.switches.auth_error_shape = "nested"
    status, body = await pi.ask("GET", "/allowlist", key=None)
    assert status == 401
    assert body["error"]["code"] == "UNAUTHORIZED"
    assert "code" not in body


async def test_unknown_route(pi: Pi) -> None:
    pi.sim.switches.unknown_route = "html"
    status, content, headers = await pi.raw("GET", "/no/such/route")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<html>" in content


async def test_legacy_aliases(pi: Pi) -> None:
    start = {"target_ssid": "x", "target_password": "y"}
    assert await pi.code("POST", "/batch", body=start) == (404, "NOT_FOUND")
    pi.sim.switches.legacy_aliases = "on"
    status, body = await pi.ask("POST", "/batch", body=start)
    assert status == 201
    session = body["data"]["session"]["id"]
    pi.sim.switches.legacy_aliases = "off"
    assert await pi.code("POST", f"/batch/{session}/close") == (404, "NOT_FOUND")
    pi.sim.switches.legacy_aliases = "on"
    assert (await pi.ask("POST", f"/batch/{session}/close"))[0] == 200


async def test_status_style(pi: Pi) -> None:
    pi.sim.switches.status_style = "all200"
    status, body = await pi.ask("POST", "/batch/start", body={"target_ssid": "x", "target_password": "y"})
    session = body["data"]["session"]["id"]
    await pi.sim.wait_idle()
    statuses = [
        status,
        (await pi.ask("POST", "/allowlist", body={"mac": OTHER_MAC}))[0],
        (await pi.ask("POST", f"/batch/{session}/devices/{MAC}/provision"))[0],
        (await pi.ask("POST", f"/batch/{session}/provision-all"))[0],
    ]
    assert statuses == [200] * 4
    status, body = await pi.ask("DELETE", f"/allowlist/{OTHER_MAC}")
    assert status == 200
    assert body["success"] is True
    assert body["message"]


async def test_session_id_style(pi: Pi) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", await pi.begin())
    pi.sim.stop_session()
    pi.sim.switches.session_id_style = "sess"
    assert re.fullmatch(r"sess_[0-9a-f]{12}", await pi.begin())


async def test_session_style(pi: Pi) -> None:
    session = await pi.begin()
    full = (await pi.get(f"/batch/{session}"))["session"]
    pi.sim.switches.session_style = "minimal"
    minimal = (await pi.get(f"/batch/{session}"))["session"]
    assert set(full) - set(minimal) == {"updated_at", "expires_at", "config"}
    truth = pi.sim.truth().session
    assert truth is not None
    assert "config" in truth


async def test_device_style(pi: Pi) -> None:
    session = await pi.begin()
    await pi.sim.wait_idle()
    full = (await pi.get(f"/batch/{session}/devices"))["devices"][0]
    pi.sim.switches.device_style = "minimal"
    minimal = (await pi.get(f"/batch/{session}/devices"))["devices"][0]
    assert set(full) - set(minimal) == {"retry_count", "in_allowlist"}


async def test_null_lists() -> None:
    async with running() as pi:
        session = await pi.begin()
        paths = {
            "/allowlist": "entries",
            "/sessions/recoverable": "sessions",
            f"/batch/{session}/devices": "devices",
        }
        for path, name in paths.items():
            assert await pi.get(path) == {name: [], "count": 0}
        pi.sim.switches.null_lists = "on"
        for path, name in paths.items():
            assert await pi.get(path) == {name: None, "count": 0}


async def test_timeout_style(pi: Pi) -> None:
    session = await pi.begin(discovery_timeout_seconds=50 * 3661)  # 50 is this simulator's speed
    seen: list[Any] = []
    for style in ("go", "clock", "ns", "absent"):
        pi.sim.switches.update([("timeout_style", style)])
        seen.append((await pi.get(f"/batch/{session}")).get("timeout_remaining"))
    assert seen[0] in {"1h1m1s", "1h1m0s"}
    assert seen[1] in {"01:01:01", "01:01:00"}
    assert 3_655_000_000_000 < seen[2] < 3_661_000_000_000
    assert seen[3] is None


async def test_include_devices_default(pi: Pi) -> None:
    session = await pi.begin()
    assert "devices" not in await pi.get(f"/batch/{session}")
    assert "devices" in await pi.get(f"/batch/{session}?include_devices=true")
    pi.sim.switches.include_devices_default = "on"
    assert "devices" in await pi.get(f"/batch/{session}")
    assert "devices" not in await pi.get(f"/batch/{session}?include_devices=false")


@pytest.mark.parametrize(
    ("style", "names"),
    [("operation", {"mac", "state", "message"}), ("device", {"device", "message"}), ("empty", set())],
)
async def test_device_action_style(pi: Pi, style: str, names: set[str]) -> None:
    pi.sim.switches.update([("device_action_style", style)])
    session = await pi.begin()
    await pi.sim.wait_idle()
    status, body = await pi.ask("POST", f"/batch/{session}/devices/{MAC}/provision")
    assert status == 202
    assert set(body["data"]) == names


async def test_network_style(pi: Pi) -> None:
    idle = {"ssid": "DelicasaOnboard", "is_active": False, "connected_devices": 0}
    assert await pi.get("/batch/network") == idle
    pi.sim.switches.network_style = "interface"
    session = await pi.begin()
    busy = {"interface": "wlan1", "ssid": "DelicasaOnboard", "connected": True}
    assert await pi.get("/batch/network") == busy
    assert (await pi.get(f"/batch/{session}"))["network_status"] == busy


async def test_allowlist_duplicate(pi: Pi) -> None:
    twice = {"mac": MAC.lower(), "description": "again"}
    status, body = await pi.ask("POST", "/allowlist", body=twice)
    assert (status, body["error"]["code"]) == (400, "VALIDATION_FAILED")
    assert "already" in body["error"]["details"]
    pi.sim.switches.allowlist_duplicate = "upsert"
    status, body = await pi.ask("POST", "/allowlist", body=twice)
    assert (status, body["data"]["entry"]["description"]) == (200, "again")
    assert (await pi.get("/allowlist"))["count"] == 1


async def test_allowlist_missing_code(pi: Pi) -> None:
    pi.sim.switches.allowlist_missing_code = "DEVICE_NOT_IN_ALLOWLIST"
    assert await pi.code("DELETE", f"/allowlist/{OTHER_MAC}") == (404, "DEVICE_NOT_IN_ALLOWLIST")


async def test_system_info(pi: Pi) -> None:
    bare: Body = (await pi.ask("GET", "/api/system/info"))[1]
    inner = await pi.get("/api/v1/system/info")
    assert "success" not in bare
    assert set(bare) == set(inner)
    assert isinstance(bare["uptime"], int)
    pi.sim.switches.system_info = "legacy_only"
    assert await pi.code("GET", "/api/v1/system/info") == (404, "NOT_FOUND")
    assert (await pi.ask("GET", "/api/system/info"))[0] == 200


async def test_ws(pi: Pi) -> None:
    pi.sim.switches.ws = "off"
    assert await pi.code("GET", "/ws/monitor") == (404, "NOT_FOUND")
    assert pi.sim.unexpected == []


async def test_recoverable_lists(pi: Pi) -> None:
    await pi.begin()
    assert await pi.get("/sessions/recoverable") == {"sessions": [], "count": 0}
    pi.sim.switches.recoverable_lists = "all_open"
    assert (await pi.get("/sessions/recoverable"))["count"] == 1


async def test_session_ttl_seconds(pi: Pi) -> None:
    pi.sim.switches.session_ttl_seconds = 65
    async with pi.listen() as listener:
        session = await pi.begin()
        closed = await listener.has("session.closed")
        order = [kind for kind in listener.types if kind.startswith("session")]
        assert order.count("session.timeout_warning") == 1
        assert order.index("session.timeout_warning") < order.index("session.closed")
    assert closed["payload"]["session"]["state"] == "closed"
    assert (await pi.get(f"/batch/{session}"))["session"]["state"] == "closed"
    for action in ("stop", "provision-all", f"devices/{MAC}/provision"):
        assert await pi.code("POST", f"/batch/{session}/{action}") == (410, "SESSION_EXPIRED")
    assert await pi.code("POST", f"/sessions/{session}/resume") == (410, "SESSION_EXPIRED")


@pytest.mark.parametrize("most", [1, 2])
async def test_max_attempts(most: int) -> None:
    async with running() as pi:
        pi.sim.switches.max_attempts = most
        pi.sim.add_board(Board(MAC, fate=Fate.REJECT))
        session = await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.provision(MAC)
        retry = ("POST", f"/batch/{session}/devices/{MAC}/retry")
        for _ in range(most - 1):
            await pi.sim.wait_idle()
            assert (await pi.ask(*retry))[0] == 202
        await pi.sim.wait_idle()
        assert await pi.code(*retry) == (409, "MAX_RETRIES_EXCEEDED")
        assert pi.sim.truth().devices[MAC]["retry_count"] == most - 1


async def test_error_shape(pi: Pi) -> None:
    pi.sim.switches.error_shape = "older"
    _, body = await pi.ask("GET", "/batch/nobody")
    assert body["error"] == {"code": "SESSION_NOT_FOUND", "message": "Session not found"}
    assert "request_id" in body
    assert "correlation_id" not in body
    pi.sim.switches.error_shape = "legacy"
    _, body = await pi.ask("GET", "/batch/nobody")
    assert body == {"error": "Session not found", "code": "SESSION_NOT_FOUND", "retryable": False}


async def test_closing_seconds(pi: Pi) -> None:
    pi.sim.switches.closing_seconds = 10
    session = await pi.begin()
    _, body = await pi.ask("POST", f"/batch/{session}/stop")
    assert body["data"]["session"]["state"] == "closing"
    again = {"target_ssid": "x", "target_password": "y"}
    assert await pi.code("POST", "/batch/start", body=again) == (409, "SESSION_ALREADY_ACTIVE")
    async with asyncio.timeout(10):
        while (await pi.get(f"/batch/{session}"))["session"]["state"] != "closed":
            continue


async def test_retry_route(pi: Pi) -> None:
    pi.sim.switches.retry_route = "off"
    pi.sim.add_board(Board(OTHER_MAC, fate=Fate.REJECT_ONCE))
    session = await pi.begin()
    await pi.sim.wait_idle()
    pi.sim.provision(OTHER_MAC)
    await pi.sim.wait_idle()
    device = f"/batch/{session}/devices/{OTHER_MAC}"
    assert await pi.code("POST", f"{device}/retry") == (404, "NOT_FOUND")
    assert (await pi.ask("POST", f"{device}/provision"))[0] == 202
    await pi.sim.wait_idle()
    assert pi.sim.truth().devices[OTHER_MAC]["state"] == "verified"


async def test_extended_routes(pi: Pi) -> None:
    assert await pi.code("GET", "/allowlist/stats") == (404, "NOT_FOUND")
    pi.sim.switches.extended_routes = "on"
    assert await pi.get("/allowlist/stats") == {"total": 1, "used": 0, "available": 1}
    assert json.dumps(pi.sim.switched_off) == '["GET /allowlist/stats"]'
    assert KEY not in json.dumps(await pi.get(f"/allowlist/{MAC}"))
