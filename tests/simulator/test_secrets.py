"""Point 8 of [C §18]: nothing ever echoes the Wi-Fi password or the key."""

import asyncio
import contextlib
from pathlib import Path

import aiohttp

from simulator import Board, Fate, Switches

from .conftest import KEY, MAC, PASSWORD, Pi, running, until

CALLS = [
    ("GET", "/batch/{id}?include_devices=true"),
    ("GET", "/batch/{id}/devices"),
    ("GET", "/batch/network"),
    ("GET", "/network/status"),
    ("GET", "/allowlist"),
    ("GET", "/allowlist/stats"),
    ("GET", f"/allowlist/{MAC}"),
    ("PATCH", f"/allowlist/{MAC}"),
    ("POST", "/allowlist"),
    ("POST", "/allowlist/bulk"),
    ("POST", "/allowlist/bulk-remove"),
    ("GET", "/sessions/recoverable"),
    ("GET", "/sessions/history"),
    ("POST", "/sessions/{id}/resume"),
    ("POST", "/batch/{id}/pause"),
    ("POST", "/batch/{id}/resume"),
    ("POST", "/batch/{id}/devices/" + MAC + "/provision"),
    ("POST", "/batch/{id}/devices/" + MAC + "/retry"),
    ("POST", "/batch/{id}/devices/" + MAC + "/skip"),
    ("POST", "/batch/{id}/provision-all"),
    ("POST", "/batch"),
    ("POST", "/batch/start"),
    ("GET", "/health"),
    ("GET", "/api/system/info"),
    ("GET", "/api/v1/system/info"),
    ("POST", "/api/v1/wifi/connect"),
    ("GET", "/api/v1/config"),
    ("PUT", "/api/v1/config/x"),
    ("GET", "/api/v1/no/such/route"),
    ("GET", "/_sim/truth"),
    ("GET", "/_sim/counts"),
    ("GET", "/_sim/switches"),
    ("POST", "/_sim/key"),
    ("POST", "/_sim/fault"),
    ("POST", "/batch/{id}/stop"),
    ("POST", "/batch/{id}/close"),
    ("DELETE", "/sessions/{id}"),
    ("DELETE", "/allowlist/all"),
]


async def test_8_no_answer_event_log_or_file_holds_a_secret(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    switches = Switches(extended_routes="on")
    async with running(switches=switches, control=True, state_file=state) as pi:
        pi.sim.add_board(Board(MAC, fate=Fate.REJECT))
        log = asyncio.create_task(_read_log(pi))
        await until(lambda: pi.sim.counts.log_streams == 1)
        async with pi.listen() as listener, pi.http.ws_connect(f"{pi.sim.url}/ws/monitor") as socket:
            seen = [(await socket.receive()).data.encode()]
            session = await pi.begin()
            await pi.sim.wait_idle()
            body = {"target_ssid": "x", "target_password": PASSWORD, "description": "d", "note": PASSWORD}
            for method, path in CALLS:
                asked = path.replace("{id}", session)
                for sent, data in ((None, None), (body, None), (None, PASSWORD.encode())):
                    joint = "&" if "?" in asked else "?"
                    for key in (KEY, "wrong"):
                        _, content, headers = await pi.raw(
                            method, f"{asked}{joint}api_key={KEY}", key=key, body=sent, data=data
                        )
                        seen += [content, str(headers).encode()]
            await pi.sim.wait_idle()
            await socket.send_str(PASSWORD)
            seen.append((await socket.receive()).data.encode())
            assert len(listener.events) > 5
            seen.append(listener.bytes)
        pi.sim.cut_log_streams()
        seen.append(await log)
        assert b"session" in seen[-1]
        assert len(seen) > 100
    seen.append(state.read_bytes())
    everything = b"".join(seen)
    for secret in (PASSWORD, KEY):
        assert secret.encode() not in everything
    assert session.encode() in everything


async def _read_log(pi: Pi) -> bytes:
    read = b""
    async with pi.http.get(f"{pi.sim.url}/api/v1/system/logs/stream") as answer:
        with contextlib.suppress(aiohttp.ClientError):  # it is cut in the end; what came counts
            async for piece in answer.content.iter_any():
                read += piece
    return read
