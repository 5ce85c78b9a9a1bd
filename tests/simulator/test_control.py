"""The control routes and the command line."""

import asyncio
from pathlib import Path
import signal
import sys

import aiohttp
import pytest

from simulator.__main__ import main
from simulator.control import COMMANDS

from .conftest import KEY, MAC, Pi, running, until

ROOT = Path(__file__).parents[2]


async def test_off_by_default(pi: Pi) -> None:
    assert await pi.code("GET", "/_sim/truth") == (404, "NOT_FOUND")


async def test_steering() -> None:
    async with running(control=True) as pi:

        async def order(name: str, body: object = None, expect: int = 200) -> None:
            status, answer = await pi.ask(
                "POST", f"/_sim/{name}", body={} if body is None else body, key=None
            )
            assert status == expect, answer

        await order("world", {"boards": [{"mac": MAC}], "allowlist": [{"mac": "24:6F:28:00:00:77"}]})
        async with pi.listen() as listener:
            await order("start", {"ssid": "Elsewhere"})
            await order("start", expect=409)
            await pi.sim.wait_idle()
            await order("provision-all")
            await pi.sim.wait_idle()
            await order("event", {"type": "odd", "payload": {"a": 1}})
            await order("raw", {"base64": "OiBoaQoK", "chunk": 1})
            await until(lambda: listener.bytes.endswith(b": hi\n\n"))
            assert "odd" in listener.types
            await order("cut")
            await until(lambda: listener.over)
        truth = (await pi.ask("GET", "/_sim/truth"))[1]
        assert truth["devices"][MAC]["state"] == "verified"
        assert truth["settled"] is True
        await order("switches", {"unknown_route": "html", "max_attempts": 5})
        assert pi.sim.switches.max_attempts == 5
        await order("switches", {"max_attempts": "many"}, expect=400)
        await order("batch", {"count": 3})
        assert len(pi.sim.truth().allowlist) == 5
        faults: list[tuple[dict[str, object], int]] = [
            ({"kind": "fail", "code": "RATE_LIMITED", "retry_after": None}, 429),
            ({"kind": "answer", "status": 202, "body": "{}"}, 202),
            ({"kind": "redirect", "location": "http://127.0.0.1:9/"}, 307),
        ]
        for fault, status in faults:
            await order("fault", fault | {"route": "GET /allowlist"})
            assert (await pi.raw("GET", "/allowlist"))[0] == status
        # A POST, because aiohttp's client repeats a GET by itself when a kept-alive connection breaks.
        await order("fault", {"kind": "drop", "route": "POST /allowlist"})
        with pytest.raises(aiohttp.ClientConnectionError):
            await pi.raw("POST", "/allowlist", body={"mac": MAC})
        await order("key", {"key": "another"})
        assert (await pi.raw("GET", "/allowlist"))[0] == 401
        counts = (await pi.ask("GET", "/_sim/counts"))[1]
        assert counts["requests"]["GET /allowlist"] == 4
        assert counts["streams_opened"] == 1
        await order("restart", expect=202)
        await until(lambda: not pi.sim.counts.connections)
        await _listening(pi)
        await order("resume")
        await order("nonsense", expect=404)
        await order("fault", {"kind": "explode", "route": "*"}, expect=400)


async def _listening(pi: Pi) -> None:
    """Wait until the port is open again: connections are gone before."""
    async with asyncio.timeout(5):
        while True:
            try:
                await pi.raw("GET", "/health")
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)
            else:
                return


@pytest.mark.parametrize("name", sorted({*COMMANDS, "restart"}))
async def test_an_order_with_a_wrong_body_changes_nothing(name: str) -> None:
    async with running(control=True) as pi:
        bodies: list[object] = [{"no such field": []}, [1]]
        for body in bodies:
            assert (await pi.ask("POST", f"/_sim/{name}", body=body))[0] == 400
        assert (await pi.ask("POST", f"/_sim/{name}", data=b"{}"))[0] == 415
        assert pi.sim.truth().session is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["--host", "192.0.2.1"],
        ["--host", "pi.local"],
        ["--switch", "auth=perhaps"],
        ["--world", "no-such-file.json"],
        ["--speed", "0"],
    ],
)
def test_bad_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "error:" in capsys.readouterr().err


async def test_command_line_serves_and_ends_cleanly() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "simulator", "--port", "0", "--api-key", KEY, "--switch", "session_id_style=sess"),
        *("--world", "simulator/worlds/demo.json", "--speed", "20", "--control"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    url = line.split()[-1]
    assert url.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession(headers={"X-API-Key": KEY}) as http:
        start = {"target_ssid": "x", "target_password": "y"}
        async with http.post(f"{url}/api/v1/provisioning/batch/start", json=start) as answer:
            assert (await answer.json())["data"]["session"]["id"].startswith("sess_")
        async with http.get(f"{url}/_sim/truth") as answer:
            assert len((await answer.json())["allowlist"]) == 10
        async with http.get(f"{url}/api/v1/provisioning/batch/events") as answer:
            assert answer.status == 200
            process.send_signal(signal.SIGINT)
            rest, errors = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, rest, errors) == (0, b"", b"")
