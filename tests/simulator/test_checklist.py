"""The eight points of the simulator's check list [C §18]."""

import asyncio
from collections import Counter
import json
import re
from typing import Any

import pytest

from simulator import Board, Fate

from .conftest import KEY, MAC, OTHER_MAC, Body, Pi, running, until

# [C §7], written down here a second time so that a slip in the server's table shows.
REGISTRY = {
    "SESSION_NOT_FOUND": (404, False),
    "SESSION_EXPIRED": (410, False),
    "SESSION_ALREADY_ACTIVE": (409, False),
    "SESSION_ALREADY_CLOSED": (409, False),
    "SESSION_NOT_RECOVERABLE": (409, False),
    "DEVICE_NOT_FOUND": (404, False),
    "DEVICE_NOT_IN_ALLOWLIST": (403, False),
    "DEVICE_ALREADY_PROVISIONING": (409, False),
    "DEVICE_INVALID_STATE": (409, False),
    "MAX_RETRIES_EXCEEDED": (409, False),
    "TOTP_INVALID": (401, True),
    "TOTP_EXPIRED": (401, True),
    "RATE_LIMITED": (429, True),
    "DEVICE_UNREACHABLE": (502, True),
    "DEVICE_REJECTED": (502, True),
    "DEVICE_TIMEOUT": (504, True),
    "CIRCUIT_OPEN": (503, True),
    "VERIFICATION_TIMEOUT": (504, True),
    "NETWORK_ERROR": (503, True),
    "MQTT_UNAVAILABLE": (503, True),
    "DATABASE_ERROR": (500, False),
    "INTERNAL_ERROR": (500, False),
    "VALIDATION_FAILED": (400, False),
    "INVALID_REQUEST": (400, False),
    "MISSING_PARAMETER": (400, False),
}
WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("code", REGISTRY)
async def test_1_every_code_comes_nested_with_its_status_and_flag(pi: Pi, code: str) -> None:
    pi.sim.faults.fail("GET /allowlist", code)
    status, body = await pi.ask("GET", "/allowlist")
    assert (status, body["error"]["retryable"]) == REGISTRY[code]
    assert body["error"]["code"] == code
    assert body["error"]["message"]
    assert WHOLE_SECONDS.fullmatch(body["timestamp"])
    assert len(body["correlation_id"]) == 36
    hint = body["error"].get("retry_after_seconds")
    assert hint == ({429: 30}.get(status, 5) if body["error"]["retryable"] else None)


async def test_1_success_has_envelope_and_request_id(pi: Pi) -> None:
    status, content, headers = await pi.raw("GET", "/allowlist")
    body = json.loads(content)
    assert status == 200
    assert set(body) == {"success", "data", "correlation_id", "timestamp"}
    assert headers["X-Request-Id"] == body["correlation_id"]
    entry = body["data"]["entries"][0]
    assert body["data"]["count"] == 1
    assert {**entry, "added_at": ""} == {
        "mac": MAC,
        "description": "Top shelf",
        "container_id": "fridge-1",
        "added_at": "",
        "used": False,
    }


async def test_1_start_refusals(pi: Pi) -> None:
    good: Body = {"target_ssid": "a", "target_password": "b"}
    start = ("POST", "/batch/start")
    assert await pi.code(*start, data=b"nope") == (400, "INVALID_REQUEST")
    assert await pi.code(*start, body=[1]) == (400, "INVALID_REQUEST")
    bad: list[Any] = [
        {},
        good | {"target_ssid": ""},
        good | {"target_password": ""},
        good | {"target_ssid": 5},
        good | {"config": 1},
        good | {"config": {"discovery_timeout_seconds": 0}},
        good | {"config": {"discovery_timeout_seconds": True}},
    ]
    for body in bad:
        assert await pi.code(*start, body=body) == (400, "VALIDATION_FAILED")
    assert pi.sim.truth().session is None
    await pi.begin()
    assert await pi.code(*start, body=good) == (409, "SESSION_ALREADY_ACTIVE")


async def test_1_odd_input_is_no_error_of_the_server(pi: Pi) -> None:
    huge = {"target_ssid": "x" * 2**21, "target_password": "y"}
    assert await pi.code("POST", "/batch/start", body=huge) == (413, "INVALID_REQUEST")
    assert await pi.code("POST", "/batch/start", data=b"[" * 100_000) == (400, "INVALID_REQUEST")
    async with pi.listen() as listener:
        odd = {"target_ssid": "\ud800 Größe", "target_password": "y"}
        status, body = await pi.ask("POST", "/batch/start", body=odd)
        assert (status, body["data"]["session"]["target_ssid"]) == (201, "? Größe")
        await listener.has("session.started")
    assert (await pi.ask("GET", "/allowlist?api_key=%ff%fe", key=None))[0] == 401
    assert (await pi.raw("GET", "/batch/%ff/%00/x"))[0] == 404


async def test_1_session_refusals(pi: Pi) -> None:
    for method, path in (
        ("GET", "/batch/nobody"),
        ("GET", "/batch/nobody/devices"),
        ("POST", "/batch/nobody/stop"),
        ("POST", "/batch/nobody/provision-all"),
        ("POST", f"/batch/nobody/devices/{MAC}/provision"),
        ("POST", f"/batch/nobody/devices/{MAC}/retry"),
        ("POST", "/sessions/nobody/resume"),
    ):
        assert await pi.code(method, path) == (404, "SESSION_NOT_FOUND")
    session = await pi.begin()
    assert await pi.code("POST", f"/sessions/{session}/resume") == (409, "SESSION_NOT_RECOVERABLE")
    assert await pi.code("GET", f"/batch/{session}/devices?state=flying") == (400, "VALIDATION_FAILED")
    assert (await pi.ask("POST", f"/batch/{session}/stop"))[0] == 200
    for action in ("stop", "provision-all", f"devices/{MAC}/provision", f"devices/{MAC}/retry"):
        assert await pi.code("POST", f"/batch/{session}/{action}") == (409, "SESSION_ALREADY_CLOSED")
    assert await pi.code("POST", f"/sessions/{session}/resume") == (409, "SESSION_ALREADY_CLOSED")


async def test_1_device_refusals(pi: Pi) -> None:
    pi.sim.add_board(Board(OTHER_MAC, allowed=False))
    session = await pi.begin()
    await pi.sim.wait_idle()
    device = f"/batch/{session}/devices"
    assert await pi.code("POST", f"{device}/24:6F:28:00:00:99/provision") == (404, "DEVICE_NOT_FOUND")
    assert await pi.code("POST", f"{device}/nope/provision") == (400, "VALIDATION_FAILED")
    assert await pi.code("POST", f"{device}/{OTHER_MAC}/provision") == (403, "DEVICE_NOT_IN_ALLOWLIST")
    assert await pi.code("POST", f"{device}/{MAC}/retry") == (409, "DEVICE_INVALID_STATE")
    status, body = await pi.ask("POST", f"{device}/{MAC.lower().replace(':', '%3A')}/provision")
    assert (status, body["data"]["mac"], body["data"]["state"]) == (202, MAC, "provisioning")
    assert await pi.code("POST", f"{device}/{MAC}/provision") == (409, "DEVICE_ALREADY_PROVISIONING")
    await pi.sim.wait_idle()
    assert await pi.code("POST", f"{device}/{MAC}/provision") == (409, "DEVICE_INVALID_STATE")


async def test_1_allowlist(pi: Pi) -> None:
    assert await pi.code("POST", "/allowlist", body={"mac": "nope"}) == (400, "VALIDATION_FAILED")
    _, body = await pi.ask("POST", "/allowlist", body={"mac": "246F28000003"})
    assert "Invalid MAC address format" in body["error"]["details"]
    assert await pi.code("POST", "/allowlist", body={}) == (400, "VALIDATION_FAILED")
    assert await pi.code("POST", "/allowlist", data=b"{") == (400, "INVALID_REQUEST")
    status, body = await pi.ask("POST", "/allowlist", body={"mac": "24-6f-28-00-00-03", "description": ""})
    assert status == 201
    assert body["data"]["entry"]["mac"] == "24:6F:28:00:00:03"
    assert "description" not in body["data"]["entry"]
    status, content, _ = await pi.raw("DELETE", "/allowlist/24:6f:28:00:00:03")
    assert (status, content) == (204, b"")
    assert await pi.code("DELETE", "/allowlist/24:6F:28:00:00:03") == (404, "DEVICE_NOT_FOUND")
    assert await pi.code("DELETE", "/allowlist/all") == (400, "VALIDATION_FAILED")


async def test_1_unknown_route_is_e4(pi: Pi) -> None:
    status, body = await pi.ask("GET", "/batch/x/y/z?api_key=secret")
    assert status == 404
    assert "correlation_id" not in body
    assert body["error"] == {
        "code": "NOT_FOUND",
        "message": "API endpoint not found",
        "path": "/api/v1/provisioning/batch/x/y/z",
        "retryable": False,
    }
    assert pi.sim.unexpected == ["GET /batch/x/y/z"]
    await pi.ask("GET", "/network/status")
    assert pi.sim.switched_off == ["GET /network/status"]
    assert len(pi.sim.unexpected) == 1


@pytest.mark.parametrize(
    "call",
    [
        ("GET", "/allowlist"),
        ("GET", "/batch/events"),
        ("GET", "/batch/nothing/like/this"),
        ("POST", "/batch/start"),
        ("GET", "/sessions/recoverable"),
        ("GET", "/api/v1/door/status"),
        ("PUT", "/api/v1/config/x"),
        ("POST", "/api/system/reset"),
    ],
)
async def test_2_a_missing_or_wrong_key_is_flat_and_before_routing(pi: Pi, call: tuple[str, str]) -> None:
    for key, text in ((None, "API key required"), ("wrong", "Invalid API key")):
        status, body = await pi.ask(*call, key=key)
        assert status == 401
        assert body["error"] == text
        assert (body["code"], body["retryable"], body["success"]) == ("UNAUTHORIZED", False, False)
        assert body["correlation_id"]
        assert WHOLE_SECONDS.fullmatch(body["timestamp"])
    assert pi.sim.unexpected == []


async def test_2_key_in_query_and_header_wins(pi: Pi) -> None:
    assert (await pi.ask("GET", f"/allowlist?api_key={KEY}", key=None))[0] == 200
    assert (await pi.ask("GET", f"/allowlist?api_key={KEY}", key="wrong"))[0] == 401
    pi.sim.api_key = None
    assert (await pi.ask("GET", "/allowlist"))[0] == 401
    for path in ("/health", "/api/system/info", "/api/v1/config", "/api/v1/cameras"):
        assert (await pi.ask("GET", path, key=None))[0] == 200


async def test_3_established_first_many_clients_and_filter(pi: Pi) -> None:
    async with pi.listen() as all_of_it, pi.listen("?session_id=other") as other:
        session = await pi.begin()
        async with pi.listen(f"?session_id={session}") as mine:
            pi.sim.stop_session()
            for listener in (all_of_it, mine):
                await listener.has("session.closed")
            await other.has("network.stopped")
            assert pi.sim.counts.streams == 3
            for listener in (all_of_it, other, mine):
                assert listener.types[0] == "connection.established"
                assert "session_id" not in listener.events[0]
            assert {event.get("session_id") for event in other.events} == {None}
            assert "session.closed" in mine.types
    assert all_of_it.answer.headers["Content-Type"] == "text/event-stream"
    assert "Content-Length" not in all_of_it.answer.headers
    await until(lambda: pi.sim.counts.streams == 0)
    assert pi.sim.counts.streams_opened == 3


async def test_3_frame_is_as_captured(pi: Pi) -> None:
    async with pi.listen() as listener:
        first = listener.bytes.split(b"\n")
    assert first[0] == b"event:connection.established"
    assert re.fullmatch(
        rb'data:\{"version":"1.0","type":"connection.established","timestamp":"[-0-9T:]+Z",'
        rb'"payload":\{"message":"Connected to batch provisioning events"\}\}',
        first[1],
    )
    assert first[2:] == [b"", b""]


async def test_4_an_event_precedes_the_answer_of_its_call(pi: Pi) -> None:
    pi.sim.faults.delay("POST /batch/start", 0.3)
    async with pi.listen() as listener:
        call = asyncio.create_task(pi.begin())
        await listener.has("session.started")
        assert not call.done()
        session = await call
        started = await listener.has("session.started")
        assert started["payload"]["session"] == (await pi.get(f"/batch/{session}"))["session"] | {
            name: started["payload"]["session"][name] for name in ("updated_at", "device_count")
        }


async def test_4_every_transition_has_its_event_and_shows_in_get(pi: Pi) -> None:
    async with pi.listen() as listener:
        session = await pi.begin()
        await pi.sim.wait_idle()
        await pi.ask("POST", f"/batch/{session}/provision-all", body={"only_allowlisted": True})
        await listener.has("device.verified")
        assert [kind for kind in listener.types if kind.startswith(("device", "network"))] == [
            "network.started",
            "device.discovered",
            "device.provisioning_started",
            "device.provisioning_completed",
            "device.state_changed",
            "device.verified",
        ]
        last = (await listener.has("device.verified"))["payload"]["device"]
        assert last["session_id"] == session
        detail = await pi.get(f"/batch/{session}?include_devices=true")
        assert detail["devices"] == [{name: value for name, value in last.items() if name != "session_id"}]
        assert detail["devices"] == list(pi.sim.truth().devices.values())
        entry = (await pi.get("/allowlist"))["entries"][0]
        assert (entry["used"], entry["used_at"]) == (True, last["verified_at"])
        assert (await pi.get("/allowlist?available=true"))["entries"] == []


async def test_4_order_of_start_and_stop(pi: Pi) -> None:
    async with pi.listen() as listener:
        session = await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.provision(MAC)
        await pi.ask("POST", f"/batch/{session}/stop")
        await listener.has("network.stopped")
        assert listener.types[1:3] == ["network.started", "session.started"]
        tail = listener.events[-5:]
        assert [event["type"] for event in tail] == [
            "device.provisioning_failed",
            "session.state_changed",
            "session.state_changed",
            "session.closed",
            "network.stopped",
        ]
        assert [event["payload"]["session"]["state"] for event in tail[1:4]] == [
            "active",
            "closing",
            "closed",
        ]
        assert tail[0]["payload"]["device"]["error_message"]


async def test_5_counters_follow_the_devices() -> None:
    async with running() as pi:
        fates = [Fate.VERIFY, Fate.VERIFY, Fate.REJECT, Fate.UNREACHABLE, Fate.SLOW]
        for number, fate in enumerate(fates):
            pi.sim.add_board(Board(f"24:6F:28:00:01:{number:02X}", fate=fate))
        async with pi.listen() as listener:
            session = await pi.begin()
            await pi.sim.wait_idle()
            pi.sim.provision_all()
            await pi.sim.wait_idle()
            for event in listener.events:
                counted = (event["payload"] or {}).get("session")
                if counted:
                    assert counted["provisioned_count"] >= counted["verified_count"]
            data = await pi.get(f"/batch/{session}?include_devices=true")
        states = Counter(device["state"] for device in data["devices"])
        assert states == {"verified": 3, "failed": 2}
        names = ("device_count", "provisioned_count", "verified_count", "failed_count")
        assert [data["session"][name] for name in names] == [5, 3, 3, 2]


async def test_6_one_open_session_at_most(pi: Pi) -> None:
    first = await pi.begin()
    again = {"target_ssid": "x", "target_password": "y"}
    assert await pi.code("POST", "/batch/start", body=again) == (409, "SESSION_ALREADY_ACTIVE")
    await pi.ask("POST", f"/batch/{first}/stop")
    second = await pi.begin()
    assert second != first
    states = [session["state"] for session in pi.sim.truth().sessions]
    assert states == ["closed", "discovering"]


async def test_7_monitor_socket() -> None:
    async with running(speed=20.0) as pi, pi.http.ws_connect(f"{pi.sim.url}/ws/monitor") as socket:
        first = await socket.receive_json(timeout=2)
        assert first["type"] == "initial_data"
        assert set(first["data"]) == {
            "timestamp",
            "system_health",
            "security_metrics",
            "service_status",
            "network_metrics",
            "camera_status",
            "alerts_count",
            "connected_clients",
        }
        await socket.send_json({"type": "ping"})
        assert await socket.receive_json(timeout=2) == {"type": "pong"}
        began = asyncio.get_running_loop().time()
        update = await socket.receive_json(timeout=2)
        assert update["type"] == "monitoring_update"
        assert set(first["data"]["system_health"]) == set(update["data"]["system_health"])
        assert "alerts_count" not in update["data"]
        await socket.receive_json(timeout=2)
        assert 0.2 < asyncio.get_running_loop().time() - began < 3  # two updates of 5 s at speed 20
        assert pi.sim.counts.sockets == 1
    await until(lambda: pi.sim.counts.sockets == 0)
