"""The monitor's socket [C §12]."""

import asyncio
import json

from aiohttp.web import WebSocketResponse
import pytest

from custom_components.piorchestrator.client import LinkState, monitor, stream
from custom_components.piorchestrator.client.monitor import MonitorData
from simulator import Board
from tests.conftest import wait_for

from .bench import MAC, Bench

ROUTE = "GET /ws/monitor"
SECTIONS = {"system_health", "security_metrics", "service_status", "network_metrics", "camera_status"}


async def test_everything_and_then_updates(bench: Bench) -> None:
    """[C §12] `initial_data` in full, then parts of it, merged."""
    async with bench.watching() as ear:
        first = await ear.hears(1)
        assert set(first) >= SECTIONS | {"timestamp", "alerts_count", "connected_clients"}
        later = await ear.hears(3)
        assert set(later) == set(first)
        assert later["timestamp"] != first["timestamp"]
        assert ear.states == [LinkState.LIVE]
        assert ear.socket.statistics.frames >= 3


async def test_cameras(bench: Bench) -> None:
    """[C §12] Merged by id, by fields within."""
    await bench.begin(Board(MAC, rssi=-51))
    bench.sim.provision_all()
    await bench.sim.wait_idle()
    async with bench.watching() as ear:
        await ear.hears(1)
        camera = "esp-246f28000001"
        update = {"camera_status": {camera: {"fps": 9}, "x": {}}}
        await bench.sim.send_socket(json.dumps({"type": "monitoring_update", "data": update}))
        await wait_for(lambda: "x" in _cameras(ear.objects[-1]))
        assert _cameras(ear.objects[-1])[camera].items() >= {"fps": 9, "rssi": -51, "online": True}.items()


def _cameras(data: MonitorData) -> dict[str, dict[str, object]]:
    cameras = data["camera_status"]
    assert isinstance(cameras, dict)
    return cameras


async def test_an_update_before_everything(bench: Bench) -> None:
    """[C §12] Starts from an empty object."""
    async with bench.watching() as ear:
        await ear.hears(1)
        bench.sim.silence_sockets()
        ear.socket._data = {}
        bench.sim.unsilence_sockets()
        await bench.sim.send_socket('{"type":"monitoring_update","data":{"alerts_count":3}}')
        await wait_for(lambda: ear.objects[-1].get("alerts_count") == 3)


async def test_garbage(bench: Bench) -> None:
    """[C §12] Unknown types, broken JSON and odd data are ignored."""
    async with bench.watching() as ear:
        await ear.hears(1)
        odd = (
            "{broken",
            "[]",
            '"x"',
            '{"type":7}',
            '{"type":"error","message":"x"}',
            '{"type":"initial_data"}',
        )
        for text in (*odd, '{"type":"monitoring_update","data":[]}', "[" * 100_000, ""):
            await bench.sim.send_socket(text)
        (server_side,) = bench.sim._monitor._sockets
        await server_side.send_bytes(b"\xff\xfe")
        await bench.sim.send_socket('{"type":"monitoring_update","data":{"alerts_count":5}}')
        await wait_for(lambda: ear.objects[-1]["alerts_count"] == 5)
        assert ear.states == [LinkState.LIVE]


async def test_a_message_beyond_the_limit_ends_the_connection(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[Design §6] Messages have size limits."""
    monkeypatch.setattr("custom_components.piorchestrator.client.transport.MAX_MESSAGE_BYTES", 20_000)
    async with bench.watching() as ear:
        await ear.hears(1)
        await bench.sim.send_socket("x" * 20_001)
        await wait_for(lambda: ear.socket.statistics.connects == 2)
        await ear.reaches(LinkState.LIVE)


@pytest.fixture
def _quick_pings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ping each 50 ms, an answer within 200 ms; the busy test machine needs no more."""
    monkeypatch.setattr(monitor, "PING_SECONDS", 0.05)
    monkeypatch.setattr(monitor, "PONG_SECONDS", 0.2)


@pytest.mark.usefixtures("_quick_pings")
async def test_pings_are_answered(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """[C §12] Each is sent once the last one was answered, and nobody is dropped."""
    pings: list[str] = []
    answer = bench.sim._monitor._answer

    async def listen(socket: WebSocketResponse, text: str) -> None:
        pings.append(text)
        await answer(socket, text)

    monkeypatch.setattr(bench.sim._monitor, "_answer", listen)
    async with bench.watching() as ear:
        await wait_for(lambda: len(pings) >= 5)
        assert ear.states == [LinkState.LIVE]
        assert set(pings) == {'{"type":"ping"}'}


@pytest.mark.usefixtures("_quick_pings")
async def test_a_peer_without_a_pong_is_dead(bench: Bench) -> None:
    """[C §14] Half open: the next connection is a new one, although nobody answers the closing."""
    async with bench.watching() as ear:
        await ear.hears(1)
        bench.sim.silence_sockets()
        await wait_for(lambda: ear.socket.statistics.connects == 2)
        assert ear.socket.statistics.last_error == "no pong in time"
        await ear.reaches(LinkState.LIVE)
        assert ear.states == [LinkState.LIVE, LinkState.WAITING, LinkState.CONNECTING, LinkState.LIVE]


async def test_leaving_a_silent_peer_is_quick(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unloading does not wait ten seconds, aiohttp's limit elsewhere, for a closing word that never comes."""

    async def deaf(socket: WebSocketResponse) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(bench.sim._monitor, "_listen", deaf)
    async with bench.watching() as ear:
        await ear.hears(1)
        left = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - left < 5


async def test_a_cut_socket_comes_back(bench: Bench) -> None:
    """[C §12] Each connection begins with everything."""
    async with bench.watching() as ear:
        for count in (1, 2, 3):
            await wait_for(lambda count=count: ear.socket.statistics.connects == count)  # type: ignore[misc]
            seen = len(ear.objects)
            await ear.hears(seen + 1)
            bench.sim.cut_sockets()
        await wait_for(lambda: ear.socket.statistics.connects == 4)
    await wait_for(lambda: bench.sim.counts.sockets == 0)


async def test_no_socket(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """[C D36] An absent socket is normal; looked for again much later, or when woken."""
    bench.sim.switches.ws = "off"
    async with bench.watching() as ear:
        await ear.reaches(LinkState.ABSENT)
        await asyncio.sleep(0.1)
        assert bench.asked(ROUTE) == 1
        bench.sim.switches.ws = "on"
        ear.socket.wake()
        await ear.hears(1)
    monkeypatch.setattr(stream, "ABSENT_RECHECK_SECONDS", 0.02)
    bench.sim.switches.ws = "off"
    async with bench.watching() as ear:
        await ear.reaches(LinkState.ABSENT)
        bench.sim.switches.ws = "on"
        await ear.hears(1)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, LinkState.ABSENT),
        (204, LinkState.WAITING),
        (401, LinkState.ABSENT),
        (404, LinkState.ABSENT),
        (500, LinkState.WAITING),
        (503, LinkState.WAITING),
    ],
)
async def test_a_refused_upgrade(bench: Bench, status: int, state: LinkState) -> None:
    """[C §12] Absent where there is no socket for us; otherwise tried again."""
    bench.sim.faults.answer(ROUTE, status, b"", "text/html" if status == 200 else "text/plain", times=None)
    async with bench.watching(pause=30) as ear:
        await ear.reaches(state)
        assert ear.states == [state]
        assert ear.objects == []


async def test_a_server_that_never_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The upgrade has a time limit, the socket has none."""
    monkeypatch.setattr(monitor, "CONNECT_SECONDS", 0.1)
    bench.sim.faults.hang(ROUTE)
    async with bench.watching() as ear:
        await ear.hears(1)
        assert ear.socket.statistics.last_error == "no answer in time"
        await asyncio.sleep(0.2)
        assert ear.states == [LinkState.WAITING, LinkState.CONNECTING, LinkState.LIVE]
