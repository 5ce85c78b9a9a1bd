"""Every fault that concerns single calls: [C §17], anchors §3.3."""

import asyncio
import json

import aiohttp
import pytest

from simulator import Board, Fate

from .conftest import KEY, MAC, PASSWORD, Pi, running, until

START = {"target_ssid": "Workshop", "target_password": PASSWORD}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("UNAUTHORIZED", 401),
        ("TOTP_INVALID", 401),
        ("TOTP_EXPIRED", 401),
        ("DEVICE_NOT_IN_ALLOWLIST", 403),
        ("SESSION_NOT_FOUND", 404),
        ("RATE_LIMITED", 429),
        ("NETWORK_ERROR", 503),
    ],
)
async def test_a_stream_refused_at_connect_and_in_mid_life(pi: Pi, code: str, status: int) -> None:
    async with pi.listen() as listener:
        pi.sim.faults.fail("GET /batch/events", code, times=1)
        pi.sim.cut_streams()
        await until(lambda: listener.over)
    answer, body = await pi.ask("GET", "/batch/events")
    assert answer == status
    flat = body["error"] if isinstance(body["error"], dict) else body
    assert flat["code"] == code
    async with pi.listen() as listener:
        assert listener.types == ["connection.established"]


async def test_times_counts_down_and_none_is_for_ever(pi: Pi) -> None:
    pi.sim.faults.fail("GET /allowlist", "DATABASE_ERROR", times=2)
    assert [(await pi.ask("GET", "/allowlist"))[0] for _ in range(3)] == [500, 500, 200]
    pi.sim.faults.fail("*", "DATABASE_ERROR", times=None)
    assert [(await pi.ask("GET", path))[0] for path in ("/allowlist", "/health", "/batch/x")] == [500] * 3
    pi.sim.faults.clear()
    assert (await pi.ask("GET", "/allowlist"))[0] == 200


async def test_a_fault_meets_only_its_route(pi: Pi) -> None:
    pi.sim.faults.fail("GET /batch/{id}", "INTERNAL_ERROR")
    session = await pi.begin()
    assert (await pi.ask("GET", "/batch/network"))[0] == 200
    assert (await pi.ask("GET", f"/batch/{session}"))[0] == 500
    assert (await pi.ask("GET", f"/batch/{session}"))[0] == 200


async def test_waiting_hints(pi: Pi) -> None:
    pi.sim.faults.fail("GET /allowlist", "RATE_LIMITED")
    pi.sim.faults.fail("GET /allowlist", "RATE_LIMITED", retry_after=None)
    pi.sim.faults.fail("GET /allowlist", "CIRCUIT_OPEN", retry_after=7)
    pi.sim.faults.fail("GET /allowlist", "CIRCUIT_OPEN", retryable=False)
    pi.sim.faults.fail("GET /allowlist", "BREWING", status=418, message="short and stout")
    seen = []
    for _ in range(5):
        status, content, headers = await pi.raw("GET", "/allowlist")
        error = json.loads(content)["error"]
        seen.append(
            (status, error["retryable"], error.get("retry_after_seconds"), headers.get("Retry-After"))
        )
    assert seen == [
        (429, True, 30, "30"),
        (429, True, None, None),
        (503, True, 7, None),
        (503, False, None, None),
        (418, False, None, None),
    ]
    assert error["message"] == "short and stout"


async def test_raw_answers(pi: Pi) -> None:
    html, huge = b"<html>hello</html>", b"x" * 5_000_000
    pi.sim.faults.answer("GET /allowlist", 200, html, "text/html", headers={"X-Odd": "1"})
    pi.sim.faults.answer("GET /allowlist", 200, b'{"success": tru')
    pi.sim.faults.answer("GET /allowlist", 404, b"404 page not found", "text/plain")
    pi.sim.faults.answer("GET /allowlist", 200, huge)
    pi.sim.faults.redirect("GET /allowlist", "http://127.0.0.1:9/elsewhere")
    status, content, headers = await pi.raw("GET", "/allowlist")
    assert (status, content, headers["Content-Type"], headers["X-Odd"]) == (200, html, "text/html", "1")
    assert (await pi.raw("GET", "/allowlist"))[1] == b'{"success": tru'
    assert (await pi.raw("GET", "/allowlist"))[0] == 404
    assert (await pi.raw("GET", "/allowlist"))[1] == huge
    status, _, headers = await pi.raw("GET", "/allowlist")
    assert (status, headers["Location"]) == (307, "http://127.0.0.1:9/elsewhere")
    assert (await pi.ask("GET", "/allowlist"))[0] == 200


@pytest.mark.parametrize("after_work", [True, False])
async def test_drop_with_and_without_the_work(pi: Pi, after_work: bool) -> None:
    pi.sim.faults.drop("POST /batch/start", after_work=after_work)
    with pytest.raises(aiohttp.ClientConnectionError):
        await pi.ask("POST", "/batch/start", body=START)
    assert (pi.sim.truth().session is not None) is after_work
    assert pi.sim.counts.requests["POST /batch/start"] == 1


@pytest.mark.parametrize("after_work", [True, False])
async def test_delay(pi: Pi, after_work: bool) -> None:
    pi.sim.faults.delay("POST /batch/start", 1.0, after_work=after_work)
    call = asyncio.create_task(pi.begin())
    await until(lambda: pi.sim.counts.requests["POST /batch/start"] == 1)
    await asyncio.sleep(0.03)
    assert (pi.sim.truth().session is not None) is after_work
    assert not call.done()
    assert await call


async def test_accepts_and_never_answers(pi: Pi) -> None:
    pi.sim.faults.hang("GET /allowlist")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await pi.ask("GET", "/allowlist")
    assert (await pi.ask("GET", "/allowlist"))[0] == 200
    pi.sim.faults.hang("GET /batch/events")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), pi.listen():
            pytest.fail("no stream should open")


async def test_drop_after_n_bytes_of_an_answer(pi: Pi) -> None:
    pi.sim.faults.drop_after("GET /allowlist", 10)
    async with pi.http.get(
        f"{pi.sim.url}/api/v1/provisioning/allowlist", headers={"X-API-Key": KEY}
    ) as answer:
        assert answer.status == 200
        assert await answer.content.readexactly(10) == b'{"success"'
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_key_changed_on_the_server(pi: Pi) -> None:
    async with pi.listen() as listener:
        pi.sim.api_key = "another"
        assert (await pi.ask("GET", "/allowlist"))[0] == 401
        pi.sim.start_session()
        await listener.has("session.started")  # a stream that is open stays so
    assert (await pi.ask("GET", "/allowlist", key="another"))[0] == 200


async def test_restart_refuses_for_its_downtime_and_counts_go_on(pi: Pi) -> None:
    port = pi.sim.port
    await pi.ask("GET", "/allowlist")
    down = asyncio.create_task(pi.sim.restart(downtime=0.2))
    await asyncio.sleep(0.05)
    with pytest.raises(aiohttp.ClientConnectionError):
        await pi.ask("GET", "/allowlist")
    await down
    assert (await pi.ask("GET", "/allowlist"))[0] == 200
    assert pi.sim.port == port
    assert pi.sim.counts.requests["GET /allowlist"] == 2


async def test_session_expires_in_a_gap(pi: Pi) -> None:
    session = await pi.begin()
    async with pi.listen() as listener:
        pi.sim.cut_streams()
        await until(lambda: listener.over)
        pi.sim.expire_session()
    assert (await pi.get(f"/batch/{session}"))["session"]["state"] == "closed"
    assert await pi.code("POST", f"/batch/{session}/stop") == (410, "SESSION_EXPIRED")


async def test_clock_jump(pi: Pi) -> None:
    before = (await pi.ask("GET", "/health"))[1]["timestamp"]
    pi.sim.jump_clock(-86_400 * 365)
    after = (await pi.ask("GET", "/health"))[1]["timestamp"]
    assert int(after[:4]) == int(before[:4]) - 1
    await pi.begin()
    await pi.sim.wait_idle()
    assert pi.sim.truth().devices[MAC]["state"] == "discovered"  # timers do not follow the wall clock


async def test_what_was_received(pi: Pi) -> None:
    await pi.begin()
    await pi.ask("GET", "/allowlist?available=true", key=None)
    start, read = pi.sim.received
    assert (start.method, start.path, start.route) == (
        "POST",
        "/api/v1/provisioning/batch/start",
        "POST /batch/start",
    )
    assert isinstance(start.json, dict)
    assert start.json["target_ssid"] == "Workshop"
    assert (start.has_key, read.has_key) == (True, False)
    assert start.headers["x-api-key"] == KEY
    assert read.query == {"available": "true"}
    assert KEY not in repr(start)
    assert PASSWORD not in repr(start)


async def test_unknown_states(pi: Pi) -> None:
    async with pi.listen() as listener:
        session = await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.force_state("hibernating", MAC)
        pi.sim.force_state("dreaming")
        told = await listener.has("device.state_changed")
        assert told["payload"]["device"]["state"] == "hibernating"
    data = await pi.get(f"/batch/{session}?include_devices=true")
    assert data["devices"][0]["state"] == "hibernating"
    assert data["session"]["state"] == "dreaming"
    assert await pi.code("POST", f"/batch/{session}/provision-all") == (409, "DEVICE_INVALID_STATE")


async def test_connections_end_with_stop_and_the_port_can_be_used_again() -> None:
    async with running() as pi:
        pi.sim.add_board(Board(MAC, fate=Fate.NEVER_VERIFY))
        await pi.begin()
        async with pi.listen() as listener:
            assert pi.sim.counts.connections >= 1
            port = pi.sim.port
            await pi.sim.stop()
            await until(lambda: listener.over)
            assert (pi.sim.counts.connections, pi.sim.counts.streams) == (0, 0)
        await pi.sim.start(port)
        assert (await pi.get("/sessions/recoverable"))["count"] == 1
