"""The check list of clients, point by point [C §18]."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.client import (
    KeyRefusedError,
    LinkState,
    RefusedError,
    RouteAbsentError,
    SessionConfig,
    UnreachableError,
)
from custom_components.piorchestrator.client.models import Allowlist, SessionList
from custom_components.piorchestrator.core.state import ProvisioningState, apply_event, follow
from simulator import Board
from tests.conftest import API_KEY, SSID, WIFI_PASSWORD, wait_for

from .bench import MAC, OTHER_MAC, Bench


async def test_01_with_and_without_a_key(bench: Bench) -> None:
    """[C §18.1] Works with and without a key; tells a key problem from a one-time code by its code."""
    await bench.client.check_access()
    bench.client.use_key(None)
    with pytest.raises(KeyRefusedError) as missing:
        await bench.client.check_access()
    assert (missing.value.status, missing.value.code) == (401, "UNAUTHORIZED")
    assert not bench.sim.received[-1].has_key
    bench.client.use_key("another key")
    with pytest.raises(KeyRefusedError):
        await bench.client.allowlist()
    bench.sim.switches.auth = "off"
    bench.client.use_key(None)
    await bench.client.check_access()
    session = await bench.begin(Board(MAC))
    for code in ("TOTP_INVALID", "TOTP_EXPIRED"):
        bench.sim.faults.fail("POST /batch/{id}/devices/{mac}/provision", code)
        with pytest.raises(RefusedError) as refused:
            await bench.client.provision(session.id, MAC)
        assert (refused.value.status, refused.value.code, refused.value.retryable) == (401, code, True)


@pytest.mark.parametrize("shape", ["nested", "older", "legacy"])
async def test_02_error_shapes(bench: Bench, shape: str) -> None:
    """[C §18.2] Reads E1, E3 and E5, and keeps the correlation id where there is one."""
    bench.sim.switches.update([("error_shape", shape)])
    with pytest.raises(RefusedError) as refused:
        await bench.client.session("nobody")
    assert refused.value.code == "SESSION_NOT_FOUND"
    assert refused.value.status == 404
    assert refused.value.message
    assert (refused.value.correlation_id is None) is (shape == "legacy")


@pytest.mark.parametrize("shape", ["flat", "nested"])
async def test_02_refused_key_shapes(bench: Bench, shape: str) -> None:
    """[C §18.2] Reads E2, the flat one of the middleware."""
    bench.sim.switches.update([("auth_error_shape", shape)])
    bench.client.use_key(None)
    with pytest.raises(KeyRefusedError) as refused:
        await bench.client.allowlist()
    assert refused.value.message == "API key required"
    assert refused.value.correlation_id


@pytest.mark.parametrize("answer", ["json404", "html"])
async def test_02_absent_routes(bench: Bench, answer: str) -> None:
    """[C §18.2] Reads E4 and HTML as an absent route, without repeating the question."""
    bench.sim.switches.update([("unknown_route", answer)])
    with pytest.raises(RouteAbsentError):
        await bench.client.transport.read("/api/v1/never/heard/of")
    assert bench.sim.unexpected == ["GET /api/v1/never/heard/of"]
    assert bench.naps == []


@pytest.mark.parametrize("status", [404, 405])
async def test_02_empty_404(bench: Bench, status: int) -> None:
    """[C §18.2] A 404 with an empty or plain text body is an absent route."""
    for body in (b"", b"404 page not found"):
        bench.sim.faults.answer("GET /allowlist", status, body, "text/plain")
        with pytest.raises(RouteAbsentError):
            await bench.client.allowlist()


async def test_03_a_post_is_never_repeated(bench: Bench) -> None:
    """[C §18.3] An uncertain outcome is told, not repeated; every fault is in test_once.py."""
    bench.sim.faults.drop("POST /batch/start", after_work=True)
    with pytest.raises(UnreachableError) as lost:
        await bench.client.start(SSID, WIFI_PASSWORD)
    assert lost.value.outcome_unknown
    assert bench.asked("POST /batch/start") == 1
    assert bench.sim.truth().session is not None


@pytest.mark.parametrize(
    ("code", "hint", "wait"),
    [
        ("NETWORK_ERROR", ..., 5),
        ("NETWORK_ERROR", None, 5),
        ("NETWORK_ERROR", 7, 7),
        ("RATE_LIMITED", ..., 30),
        ("RATE_LIMITED", None, 30),
        ("RATE_LIMITED", 2, 2),
    ],
)
async def test_04_waiting_times(bench: Bench, code: str, hint: float | None, wait: float) -> None:
    """[C §18.4] Waits as long as the server says; 5 s, or 30 s for 429, when it does not say."""
    bench.sim.faults.fail("GET /allowlist", code, retry_after=hint)
    assert await bench.client.allowlist() == Allowlist(entries=())
    assert bench.naps == [wait]


@pytest.mark.parametrize("style", ["documented", "all200"])
async def test_05_any_success_status(bench: Bench, style: str) -> None:
    """[C §18.5] Accepts any 2xx, and parses nothing on 204."""
    bench.sim.switches.update([("status_style", style)])
    session = await bench.begin(Board(MAC))
    assert (await bench.client.provision_all(session.id)).initiated_count == 1
    await bench.client.allow(OTHER_MAC)
    assert await bench.client.disallow(OTHER_MAC) is True
    bench.sim.faults.answer("DELETE /allowlist/{mac}", 200)
    assert await bench.client.disallow(OTHER_MAC) is True
    stopped = await bench.client.stop(session.id)
    assert stopped is not None
    assert not stopped.is_open


@pytest.mark.parametrize("named", ["on", "off"])
@pytest.mark.parametrize("dialect", ["entity", "flat", "mixed"])
async def test_06_events(bench: Bench, named: str, dialect: str) -> None:
    """[C §18.6] Named and unnamed, both dialects, unknown types, other versions."""
    bench.sim.switches.update([("sse_named", named), ("sse_dialect", dialect)])
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        session = await bench.begin(Board(MAC))
        bench.sim.provision_all()
        await bench.sim.wait_idle()
        bench.sim.send_event("device.teleported", {"device": {"mac": MAC}}, session.id)
        bench.sim.send_event("device.verified", {"device": {"mac": OTHER_MAC}}, session.id, version="2.0")
        bench.sim.send_event("session.closed", {"session": {"id": "a"}}, "a", version="1.7")
        bench.sim.send_event("session.closed", {"session": {"id": "b"}}, "b", version=None)
        await wait_for(lambda: "b" in {event.session_id for event in ear.events})
        state = ProvisioningState()
        for event in ear.events:
            state = apply_event(state, event).state
            if event.session is not None and event.session.id == session.id and state.session is None:
                state = follow(state, event.session)
        assert "device.teleported" in ear.types
        assert {"a", "b"} <= {event.session_id for event in ear.events}
        assert list(state.devices) == [MAC]
        assert state.devices[MAC].state == "verified"
        assert state.devices[MAC].verified_at is not None
        assert state.network is not None
        assert state.network.is_active is True
        assert ear.stream.statistics.dropped == 1


async def test_07_a_device_from_any_event(bench: Bench) -> None:
    """[C §18.7] Inserts a device from any device event; survives missing fields, unknown states, null lists."""
    bench.sim.switches.null_lists = "on"
    assert await bench.client.allowlist() == Allowlist(entries=())
    assert await bench.client.recoverable() == SessionList(sessions=())
    session = await bench.begin()
    detail = await bench.client.session(session.id)
    assert detail.devices == ()
    state = follow(ProvisioningState(), session)
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        bench.sim.send_event("device.state_changed", {"mac": MAC.lower()}, session.id)
        bench.sim.send_event(
            "device.verified", {"device": {"mac": OTHER_MAC, "state": "odd", "rssi": None}}, session.id
        )
        event = await ear.hears("device.verified")
        for event in ear.events:
            change = apply_event(state, event)
            state = change.state
    assert {mac: device.state for mac, device in state.devices.items()} == {MAC: None, OTHER_MAC: "odd"}
    assert change.doubtful


async def test_08_reads_again_after_each_reconnect(bench: Bench) -> None:
    """[C §18.8] Each connection is told, so that its owner reads again; nothing ever gives up for good."""
    async with bench.listening() as ear:
        for count in range(1, 4):
            await ear.hears("connection.established", count)
            bench.sim.cut_streams()
        await ear.hears("connection.established", 4)
        live = [LinkState.LIVE, LinkState.WAITING, LinkState.CONNECTING] * 3 + [LinkState.LIVE]
        assert ear.states == live


@pytest.mark.parametrize("style", ["go", "clock", "ns", "absent"])
async def test_09_durations_and_times(bench: Bench, style: str) -> None:
    """[C §18.9] Go durations, 0 to 9 fractional digits, year 0001."""
    bench.sim.switches.update([("timeout_style", style)])
    # At this Pi's speed a minute is left.
    session = await bench.begin(config=SessionConfig(discovery_timeout_seconds=6000))
    detail = await bench.client.session(session.id)
    if style == "absent":
        assert detail.timeout_remaining is None
    else:
        assert detail.timeout_remaining is not None
        assert timedelta(seconds=30) < detail.timeout_remaining <= timedelta(seconds=60)
    assert session.created_at is not None
    assert abs(datetime.now(UTC) - session.created_at) < timedelta(seconds=10)
    body = (
        b'{"data":{"entries":[{"mac":"%s","added_at":"2026-01-02T03:04:05.123456789+01:00","used_at":"%s"}]}}'
    )
    answer = body % (MAC.encode(), b"0001-01-01T00:00:00Z")
    bench.sim.faults.answer("GET /allowlist", body=answer)
    (entry,) = (await bench.client.allowlist()).entries
    assert entry.added_at == datetime(2026, 1, 2, 2, 4, 5, 123456, UTC)
    assert entry.used_at is None


@pytest.mark.parametrize(
    "spelling", [MAC, MAC.lower(), "246f28000001", "24-6f-28-00-00-01", "246f.2800.0001"]
)
async def test_10_canonical_macs(bench: Bench, spelling: str) -> None:
    """[C §18.10] Sends canonical MACs, and reads them without case."""
    entry = await bench.client.allow(spelling, "Shelf", "c-1")
    assert (entry.mac, entry.description, entry.container_id) == (MAC, "Shelf", "c-1")
    assert bench.sim.received[-1].json == {"mac": MAC, "description": "Shelf", "container_id": "c-1"}
    await bench.client.disallow(spelling)
    assert bench.sim.received[-1].path.endswith("/allowlist/24%3A6F%3A28%3A00%3A00%3A01")
    bench.sim.faults.answer("GET /allowlist", body=b'{"data":{"entries":[{"mac":"24:6f:28:00:00:01"}]}}')
    assert [entry.mac for entry in (await bench.client.allowlist()).entries] == [MAC]


async def test_11_partial_monitor_updates(bench: Bench) -> None:
    """[C §18.11] Merges partial monitor updates."""
    async with bench.watching() as ear:
        first = await ear.hears(1)
        await bench.sim.send_socket('{"type":"monitoring_update","data":{"alerts_count":77}}')
        await wait_for(lambda: ear.objects[-1]["alerts_count"] == 77)
        assert ear.objects[-1].keys() == first.keys()


@pytest.mark.parametrize("answer", ["json404", "html"])
async def test_12_extended_routes_are_asked_for_once(bench: Bench, answer: str) -> None:
    """[C §18.12] Feature-detects extended routes and remembers the result; all of them are in test_routes.py."""
    bench.sim.switches.update([("unknown_route", answer)])
    for _ in range(3):
        with pytest.raises(RouteAbsentError):
            await bench.client.extended.allowlist_statistics()
    assert bench.asked("GET /allowlist/stats") == 1


async def test_13_nothing_is_destroyed_by_itself(bench: Bench) -> None:
    """[C §18.13] Stop, remove and discard are single calls that somebody makes: reading and listening make none."""
    session = await bench.begin(Board(MAC))
    async with bench.listening() as ear, bench.watching() as monitor:
        await ear.hears("connection.established")
        await monitor.hears(1)
        await bench.client.session(session.id)
        await bench.client.devices(session.id)
        await bench.client.allowlist()
        await bench.client.recoverable()
        bench.sim.cut_streams()
        await ear.hears("connection.established", 2)
    changing = {request.method for request in bench.sim.received} - {"GET"}
    assert changing == {"POST"}
    assert bench.asked("POST /batch/start") == 1
    assert all(
        request.headers["X-API-Key"] == API_KEY
        for request in bench.sim.received
        if "/ws/" not in request.path
    )
