"""An action reaches the server once, whatever goes wrong [C §6], and a key reaches this server alone [C §4]."""

import asyncio
from collections.abc import Awaitable, Callable
import tracemalloc
import zlib

import pytest

from custom_components.piorchestrator.client import (
    LinkState,
    PiOrchestratorClient,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    UnreachableError,
    UnreadableAnswerError,
    transport,
)
from simulator import Simulator
from tests.conftest import SSID, WIFI_PASSWORD, wait_for

from .bench import MAC, Bench

type Call = Callable[[PiOrchestratorClient], Awaitable[object]]

ACTIONS: dict[str, Call] = {
    "POST /batch/start": lambda client: client.start(SSID, WIFI_PASSWORD),
    "POST /batch/{id}/stop": lambda client: client.stop("s"),
    "POST /batch/{id}/provision-all": lambda client: client.provision_all("s"),
    "POST /batch/{id}/devices/{mac}/provision": lambda client: client.provision("s", MAC),
    "POST /batch/{id}/devices/{mac}/retry": lambda client: client.retry("s", MAC),
    "POST /allowlist": lambda client: client.allow(MAC),
    "DELETE /allowlist/{mac}": lambda client: client.disallow(MAC),
    "POST /sessions/{id}/resume": lambda client: client.resume("s"),
    "POST /batch/{id}/pause": lambda client: client.extended.pause("s"),
    "PATCH /allowlist/{mac}": lambda client: client.extended.update_entry(MAC),
    "DELETE /sessions/{id}": lambda client: client.extended.discard("s"),
}

type Order = Callable[[Simulator, str], None]

FAULTS: dict[str, Order] = {
    "dropped before the work": lambda sim, route: sim.faults.drop(route, times=None),
    "dropped after the work": lambda sim, route: sim.faults.drop(route, after_work=True, times=None),
    "cut inside the answer": lambda sim, route: sim.faults.drop_after(route, 3, times=None),
    "no answer": lambda sim, route: sim.faults.hang(route, times=None),
    "late answer": lambda sim, route: sim.faults.delay(route, 60, times=None),
    "500": lambda sim, route: sim.faults.fail(route, "INTERNAL_ERROR", times=None),
    "503 retryable": lambda sim, route: sim.faults.fail(route, "NETWORK_ERROR", times=None),
    "504 retryable": lambda sim, route: sim.faults.fail(route, "DEVICE_TIMEOUT", times=None),
    "429": lambda sim, route: sim.faults.fail(route, "RATE_LIMITED", times=None),
    "401": lambda sim, route: sim.faults.fail(route, "UNAUTHORIZED", times=None),
    "409": lambda sim, route: sim.faults.fail(route, "DEVICE_ALREADY_PROVISIONING", times=None),
    "no JSON": lambda sim, route: sim.faults.answer(route, body=b"what?", times=None),
    "a list": lambda sim, route: sim.faults.answer(route, body=b"[]", times=None),
    "a failure under 200": lambda sim, route: sim.faults.answer(
        route, body=b'{"success":false,"error":{"code":"X","retryable":true}}', times=None
    ),
}
# The limit of a request; these tests do not wait for it, they let the clock jump.
ONLY_TIME_ENDS = ("no answer", "late answer")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("route", ACTIONS)
async def test_an_action_is_never_repeated(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, route: str, fault: str
) -> None:
    """[C §18.3] Counted on the server."""
    bench.sim.switches.extended_routes = "on"
    FAULTS[fault](bench.sim, route)
    action = asyncio.ensure_future(ACTIONS[route](bench.client))
    # Not earlier: where this machine is held up, the limit of time would end a request that was not sent yet.
    await wait_for(lambda: bench.asked(route) == 1)
    with monkeypatch.context() as later:
        if fault in ONLY_TIME_ENDS:
            loop = asyncio.get_running_loop()
            now = loop.time
            later.setattr(loop, "time", lambda: now() + transport.REQUEST_SECONDS + 1)
        with pytest.raises(PiOrchestratorError):
            await action
    assert bench.asked(route) == 1
    assert sum(bench.sim.counts.requests.values()) == 1
    assert bench.naps == []


@pytest.mark.parametrize("route", ACTIONS)
async def test_an_action_without_a_server_tells_so(bench: Bench, route: str) -> None:
    """A refused connection is no answer."""
    await bench.sim.stop()
    with pytest.raises(UnreachableError):
        await ACTIONS[route](bench.client)


@pytest.mark.parametrize(
    "fault", ["dropped before the work", "cut inside the answer", "503 retryable", "429"]
)
async def test_a_read_is_tried_three_times(bench: Bench, fault: str) -> None:
    """With pauses of 0.5 and 1 s, or as long as the server says; but its caller waits half a minute at most."""
    FAULTS[fault](bench.sim, "GET /allowlist")
    with pytest.raises(PiOrchestratorError):
        await bench.client.allowlist()
    # Where a connection ends without an answer aiohttp asks once more by itself, which a read allows.
    assert bench.asked("GET /allowlist") == {"dropped before the work": 6, "429": 2}.get(fault, 3)
    assert bench.naps == {"503 retryable": [5, 5], "429": [30]}.get(fault, [0.5, 1])


@pytest.mark.parametrize("fault", ["500", "401", "409", "no JSON", "a list"])
async def test_a_final_refusal_of_a_read_is_not_repeated(bench: Bench, fault: str) -> None:
    """[C §6]."""
    FAULTS[fault](bench.sim, "GET /allowlist")
    with pytest.raises(PiOrchestratorError):
        await bench.client.allowlist()
    assert bench.asked("GET /allowlist") == 1


async def test_a_read_that_heals(bench: Bench) -> None:
    """[C §6] The second attempt counts."""
    bench.sim.faults.drop("GET /allowlist")
    bench.sim.allow(MAC)
    assert [entry.mac for entry in (await bench.client.allowlist()).entries] == [MAC]
    assert bench.asked("GET /allowlist") == 2


async def test_a_read_keeps_its_budget(bench: Bench) -> None:
    """A server that hangs costs no more than the budget, and a wait that does not fit in is not begun."""
    bench.sim.faults.hang("GET /allowlist")
    began = asyncio.get_running_loop().time()
    with pytest.raises(UnreachableError):
        await bench.client.allowlist(budget=0.1)
    assert asyncio.get_running_loop().time() - began < 2
    bench.sim.faults.clear()
    bench.sim.faults.fail("GET /allowlist", "RATE_LIMITED")
    with pytest.raises(RefusedError):
        await bench.client.allowlist(budget=20)
    assert bench.naps == []
    assert bench.asked("GET /allowlist") == 2


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False), (200_000, False)])
async def test_the_size_of_answers_is_limited(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    fits: bool,
) -> None:
    """[C §3, design §6]."""
    monkeypatch.setattr(transport, "MAX_BODY_BYTES", 1000)
    bench.sim.faults.answer("GET /health", body=b"{}".ljust(size), times=None)
    if fits:
        await bench.client.health()
        return
    with pytest.raises(UnreadableAnswerError, match="too large"):
        await bench.client.health()
    assert bench.asked("GET /health") == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(bench: Bench, elsewhere: Simulator, status: int) -> None:
    """[C §4] The key stays here; nobody else is asked anything."""
    bench.sim.faults.redirect("*", elsewhere.url, status, times=None)
    for read in (bench.client.health, bench.client.allowlist):
        with pytest.raises(RouteAbsentError):
            await read()
    for change in (
        lambda: bench.client.allow(MAC),
        lambda: bench.client.stop("s"),
        lambda: bench.client.extended.pause("s"),
    ):
        with pytest.raises(RouteAbsentError) as caught:  # what a redirect leads to may have done it
            await change()
        assert caught.value.outcome_unknown
    async with bench.listening() as ear:
        await ear.reaches(LinkState.ABSENT)
    assert bench.asked("GET /batch/events") == 1
    assert elsewhere.received == []


@pytest.mark.parametrize("status", [301, 307])
async def test_a_redirected_socket_is_not_followed(bench: Bench, elsewhere: Simulator, status: int) -> None:
    """[C §12] aiohttp alone would follow."""
    bench.sim.faults.redirect("GET /ws/monitor", f"{elsewhere.url}/ws/monitor", status, times=None)
    async with bench.watching() as ear:
        await ear.reaches(LinkState.ABSENT)
    assert bench.asked("GET /ws/monitor") == 1
    assert elsewhere.received == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_compressed_answers_are_not_unpacked(bench: Bench, encoding: str) -> None:
    """Identity was asked for: 10 KB could hold 10 MB, and more of it each time."""
    bomb = {"Content-Encoding": encoding}
    body = zlib.compress(b"[" * 10_000_000, wbits=31)
    bench.sim.faults.answer("GET /health", body=body, headers=bomb, times=None)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableAnswerError, match="compressed"):
            await bench.client.health()
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    bench.sim.faults.answer(
        "GET /batch/events", body=body, content_type="text/event-stream", headers=bomb, times=1
    )
    async with bench.listening() as ear:
        await ear.reaches(LinkState.WAITING)
        assert ear.stream.statistics.last_error == "the answer is compressed"
        await ear.reaches(LinkState.LIVE)
