"""Health, the log stream, the monitor's faults, the state file."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from simulator import Board, World

from .conftest import KEY, MAC, OTHER_MAC, Pi, running, until


@pytest.mark.parametrize("path", ["/health", "/api/health", "/api/v1/health"])
async def test_health(pi: Pi, path: str) -> None:
    status, body = await pi.ask("GET", path, key=None)
    assert status == 200
    assert body["status"] == "healthy"
    assert "success" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/wifi/status",
        "/api/v1/wifi/scan",
        "/api/v1/cameras",
        "/api/v1/espcam/paired",
        "/api/v1/onboarding/auto/status",
        "/api/v1/door/status",
        "/api/v1/config",
        "/api/v1/network/tailscale",
        "/api/v1/sessions",
        "/api/v1/diagnostics/sessions",
    ],
)
async def test_other_v1_routes_are_enveloped(pi: Pi, path: str) -> None:
    assert await pi.get(path)
    assert pi.sim.unexpected == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/dashboard/cameras",
        "/api/dashboard/diagnostics/cameras",
        "/api/devices",
        "/api/dashboard/config",
        "/api/dashboard/bridge/status",
        "/api/dashboard/logs",
        "/api/wifi/status",
    ],
)
async def test_legacy_routes_need_no_key(pi: Pi, path: str) -> None:
    status, body = await pi.ask("GET", path, key=None)
    assert status == 200
    assert body


async def test_verified_boards_become_cameras(pi: Pi) -> None:
    await pi.begin()
    await pi.sim.wait_idle()
    pi.sim.provision_all()
    await pi.sim.wait_idle()
    assert (await pi.get("/api/v1/espcam/paired"))["cameras"][0]["mac_address"] == MAC
    assert (await pi.ask("GET", "/api/dashboard/cameras"))[1]["cameras"][0]["mac_address"] == MAC
    async with pi.http.ws_connect(f"{pi.sim.url}/ws/monitor") as socket:
        data = (await socket.receive_json(timeout=2))["data"]
        assert set(data["camera_status"]) == {"esp-246f28000001"}


@pytest.mark.parametrize("path", ["/api/v1/system/logs/stream", "/api/v1/dashboard/logs"])
async def test_log_stream_resumes(pi: Pi, path: str) -> None:
    for number in range(3):
        pi.sim.log("info", "test", f"line {number}")
    async with pi.http.get(pi.sim.url + path, headers={"Last-Event-ID": "1"}) as answer:
        read = b""
        while b"line 2" not in read:
            read += await answer.content.readany()
        assert b"line 0" not in read
        assert b"id: 2\nevent: log\ndata: {" in read
        data = next(line for line in read.decode().split("\n") if line.startswith("data: "))
        assert set(json.loads(data[6:])) == {"id", "timestamp", "level", "component", "message"}
        assert pi.sim.counts.log_streams == 1
        while b"event: keepalive\ndata: {}\n\n" not in read:
            read += await asyncio.wait_for(answer.content.readany(), 10)
    await until(lambda: pi.sim.counts.log_streams == 0)


async def test_log_stream_starts_with_what_is_new(pi: Pi) -> None:
    pi.sim.log("info", "test", "old")
    async with pi.http.get(f"{pi.sim.url}/api/v1/dashboard/logs") as answer:
        pi.sim.log("warn", "test", "new")
        read = b""
        while b"new" not in read:
            read += await answer.content.readany()
        assert b"old" not in read


async def _pong(socket: aiohttp.ClientWebSocketResponse) -> None:
    while (await socket.receive_json(timeout=0.25))["type"] != "pong":
        pass


async def test_monitor_faults(pi: Pi) -> None:
    async with pi.http.ws_connect(f"{pi.sim.url}/ws/monitor") as socket:
        await socket.receive(timeout=2)
        await socket.send_str("not json")
        while (answer := await socket.receive_json(timeout=2))["type"] != "error":
            assert answer["type"] == "monitoring_update"
        await pi.sim.send_socket('{"type":"surprise"}')
        while (await socket.receive_json(timeout=2))["type"] != "surprise":
            pass
        pi.sim.silence_sockets()
        await socket.send_json({"type": "ping"})
        with pytest.raises(TimeoutError):
            await _pong(socket)
    pi.sim.unsilence_sockets()
    async with pi.http.ws_connect(f"{pi.sim.url}/ws/monitor") as socket:
        await socket.receive(timeout=2)
        pi.sim.cut_sockets()
        while (message := await socket.receive(timeout=2)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await until(lambda: pi.sim.counts.sockets == 0)
    assert pi.sim.counts.sockets_opened == 2


async def test_state_file_keeps_allowlist_sessions_and_devices(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    async with running(state_file=file) as pi:
        pi.sim.add_board(Board(MAC, description="Kühlregal"))
        session = await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.provision_all()
        await pi.sim.wait_idle()
        await pi.ask("POST", "/allowlist", body={"mac": OTHER_MAC})
        before = pi.sim.truth()
        # Written while it runs, not only at its end.
        await until(lambda: file.exists() and OTHER_MAC in file.read_text())
    async with running(state_file=file) as pi:
        after = pi.sim.truth()
        assert (after.devices, after.allowlist) == (before.devices, before.allowlist)
        assert [s["id"] for s in (await pi.get("/sessions/recoverable"))["sessions"]] == [session]
        assert (await pi.ask("POST", f"/sessions/{session}/resume"))[0] == 200
    file.write_text("{}x")
    with pytest.raises(ValueError, match="JSON"):
        async with running(state_file=file):
            pytest.fail("must not start")


def test_world_files(tmp_path: Path) -> None:
    demo = World.from_file(Path(__file__).parents[2] / "simulator" / "worlds" / "demo.json")
    assert len(demo.boards) == 12
    assert sum(not board.allowed for board in demo.boards) == 2
    assert {board.fate.value for board in demo.boards} == {
        "verify",
        "slow",
        "reject",
        "reject_once",
        "never_verify",
    }
    assert all(board.description and board.container_id for board in demo.boards if board.allowed)
    for text in ('{"boards":[{"mac":"nope"}]}', '{"boards":[{"mac":"24:6F:28:00:00:01","colour":1}]}', "["):
        bad = tmp_path / "bad.json"
        bad.write_text(text)
        with pytest.raises(ValueError, match=r"mac|colour|JSON"):
            World.from_file(bad)
    assert KEY not in repr(demo)
