"""Everything a stream can do wrong ends with the truth in Home Assistant and no exception [C §11]."""

import asyncio
from collections.abc import Callable
from functools import partial
import json

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator import const
from simulator import Board, Fate, Simulator
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.journal import lines
from tests.live.truth import differences, truth

MACS = [f"24:6F:28:04:00:{index:02X}" for index in range(4)]
FATES = [Fate.VERIFY, Fate.REJECT_ONCE, Fate.VERIFY, Fate.REJECT]
GET_SESSION = "GET /batch/{id}"


@pytest.fixture
def speed() -> float:
    """Work is done before somebody waits for it."""
    return 40


async def found(home: Home) -> None:
    """A session that another client started, with its boards."""
    pi = home.simulator
    pi.add_boards(Board(mac, fate=fate) for mac, fate in zip(MACS, FATES, strict=True))
    pi.start_session()
    await truth(home, clients=False)
    await wait_for(lambda: len(pi.truth().devices) == len(MACS))
    await truth(home, clients=False)
    # No read of the beginning is left to come to the rescue.
    await asyncio.sleep(const.READ_COOLDOWN_SECONDS + 0.1)


async def work_and_stop(home: Home) -> None:
    """The rest of the batch by the other client."""
    pi = home.simulator
    pi.provision_all()
    await pi.wait_idle()
    await truth(home, clients=False)
    for mac in (MACS[1], MACS[3]):
        pi.retry(mac)
    await pi.wait_idle()
    await truth(home, clients=False)
    pi.stop_session()
    await truth(home)


async def test_push_alone_keeps_the_truth(home: Home) -> None:
    await found(home)
    reads = home.simulator.counts.requests[GET_SESSION]
    await work_and_stop(home)
    # The one for the report, once the session is over.
    assert home.simulator.counts.requests[GET_SESSION] <= reads + 1


def frame(kind: object, payload: object, version: object = "1.0", **more: object) -> bytes:
    """One event as the server writes it."""
    envelope = {"version": version, "type": kind, "timestamp": "2026-01-15T08:30:02Z", "payload": payload}
    return b"data:" + json.dumps(envelope | more).encode() + b"\n\n"


NOISE: dict[str, bytes] = {
    "broken JSON": b'data: {"version":"1.0","type":\n\n',
    "no object": b"data: [1, 2]\n\ndata: null\n\ndata: 7\n\n",
    "deep nesting": b"data: " + b"[" * 100_000 + b"\n\n",
    "line of 1 MiB": b"data: " + b"x" * 1024 * 1024 + b"\n\n",
    "event of 1 MiB": frame(
        "device.state_changed", {"device": {"mac": MACS[0], "error_message": "x" * 1024 * 1024}}
    ),
    "line of 3 MiB that never ends, then one that does": b"data: " + b"x" * 3 * 1024 * 1024 + b"\n\n",
    "unknown type": frame("device.levitated", {"device": {"mac": MACS[0], "state": "verified"}}, "2.0")
    + frame("weather.changed", {"rain": True}),
    "version 2": frame("device.verified", {"device": {"mac": MACS[0], "state": "verified"}}, "2.0"),
    "version of a strange kind": frame("device.verified", {"device": {"mac": MACS[0]}}, {"major": 3}),
    "type of a strange kind": frame(7, {"mac": MACS[0]}) + frame(None, None) + frame("", {}),
    "no payload": frame("device.verified", None)
    + frame("session.closed", None)
    + frame("network.stopped", None),
    "payload of a strange kind": frame("device.verified", [MACS[0]]) + frame("session.closed", "closed"),
    "MAC that is none": frame("device.verified", {"device": {"mac": "kitchen", "state": "verified"}}),
    "device without a MAC": frame("device.verified", {"device": {"state": "verified"}}),
    "another session's device": frame(
        "device.verified", {"device": {"mac": MACS[0], "state": "verified"}}, session_id="nobody-knows"
    ),
    "another session's end": frame("session.closed", {"session": {"id": "nobody-knows", "state": "closed"}}),
    "names, ids, comments": b": hello\nid: 7\nretry: 1\nevent: error\ndata\n\nevent\n\n\n\n",
    "no UTF-8": b"data: \xff\xfe\x00\x80\n\n\x00\n\n",
    "all three line ends": b"data: {}\r\rdata: {}\r\n\r\ndata: {}\n\n",
    "byte order mark": b"\xef\xbb\xbfdata: {}\n\n",
    "event named error": b"event: error\n" + frame("error", {"code": "MQTT_UNAVAILABLE", "message": "away"}),
}


async def test_noise_between_events(home: Home) -> None:
    """After each kind the next good event is understood."""
    await found(home)
    pi = home.simulator
    for number, noise in enumerate(NOISE.values()):
        pi.send_raw(noise)
        pi.send_raw(noise, chunk=max(1, len(noise) // 50))
        await pi.flushed()
        pi.add_board(Board(f"24:6F:28:04:01:{number:02X}", allowed=False))
        count = str(len(MACS) + number + 1)
        await wait_for(partial(home.shows, count, "device_count"))
        await wait_for(lambda: not differences(home, clients=False))
    assert pi.counts.streams_opened == 1, "noise is no reason to reconnect"
    await work_and_stop(home)


async def test_noise_is_told_once(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(50):
        home.simulator.send_raw(NOISE["broken JSON"] + NOISE["version 2"] + NOISE["unknown type"])
    statistics = home.coordinator.stream.statistics
    await wait_for(lambda: statistics.dropped >= 150)
    told = [line for line in lines(caplog) if "Skipping events" in line]
    assert len(told) == 3
    assert len(set(told)) == 3


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("mac", [MACS[0], None], ids=["board", "session"])
async def test_state_that_nobody_knows(home: Home, mac: str | None, caplog: pytest.LogCaptureFixture) -> None:
    await found(home)
    pi = home.simulator
    for _ in range(3):
        pi.force_state("levitating", mac)
        await truth(home, clients=False)
        pi.force_state("discovered" if mac else "active", mac)
        await truth(home, clients=False)
    assert len([line for line in lines(caplog) if "levitating" in line]) <= 1
    await work_and_stop(home)


async def test_both_dialects_in_one_stream(home: Home) -> None:
    home.simulator.switches.sse_dialect = "mixed"
    await found(home)
    await work_and_stop(home)


async def test_every_event_three_times(home: Home) -> None:
    home.simulator.repeat_events(3)
    await found(home)
    await work_and_stop(home)


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("dialect", ["entity", "flat"])
async def test_events_in_the_wrong_order(home: Home, dialect: str) -> None:
    pi = home.simulator
    pi.switches.sse_dialect = dialect  # type: ignore[assignment]
    await found(home)

    async def shuffled(work: Callable[[Simulator], object]) -> None:
        pi.hold_events()
        work(pi)
        await pi.wait_idle()
        pi.release_events(backwards=True)
        await truth(home, clients=False)

    await shuffled(lambda pi: pi.provision_all())
    await shuffled(lambda pi: pi.retry(MACS[1]))
    await shuffled(lambda pi: pi.retry(MACS[3]))
    await shuffled(lambda pi: pi.stop_session())
    await truth(home)


@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
async def test_bytes_one_at_a_time(home: Home, line_end: bytes) -> None:
    """Cuts inside UTF-8, between CR and LF, inside a field's name: all of them occur."""
    pi = home.simulator
    pi.add_board(Board(MACS[0], container_id="Kühlschrank-🛠"))
    pi.start_session("Büro ☕")
    await wait_for(lambda: len(pi.truth().devices) == 1)
    await truth(home, clients=False)
    await asyncio.sleep(const.READ_COOLDOWN_SECONDS + 0.1)
    reads = pi.counts.requests[GET_SESSION]
    pi.hold_events()
    pi.provision_all()
    await pi.wait_idle()
    frames = b"".join(held for held, _ in pi._events._held or [])
    pi._events._held = []
    pi.release_events()
    assert "Büro ☕".encode() in frames
    pi.send_raw(frames.replace(b"\n", line_end), chunk=1)
    await pi.flushed()
    await truth(home, clients=False)
    assert home.value("status", MACS[0]) == "verified"
    assert pi.counts.requests[GET_SESSION] == reads


@pytest.mark.usefixtures("impatient")
async def test_cut_at_every_place_of_an_event(home: Home) -> None:
    """Also inside a character of several bytes, and between the line's end and the empty line."""
    await found(home)
    pi = home.simulator
    for after in (1, 6, 7, 8, 9, 40, 41, 42, 43):
        opened = pi.counts.streams_opened
        pi.cut_streams(after_bytes=after)
        pi.send_raw("data:ü☕🛠\r\n\r\n".encode() * 3)
        await home.reconnected(opened)
    await home.streaming()
    await work_and_stop(home)


async def test_events_before_the_answer_of_their_call(home: Home) -> None:
    pi = home.simulator
    pi.faults.delay("POST *", 0.4, times=None)
    pi.add_boards(Board(mac, fate=fate) for mac, fate in zip(MACS, FATES, strict=True))
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == len(MACS))
    await truth(home, clients=False)
    await home.press("provision_all")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("retry_failed")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)


@pytest.mark.usefixtures("brisk")
async def test_reads_that_are_old_when_they_arrive(home: Home) -> None:
    """The batch moves on by events while the answer of a read is under way."""
    pi = home.simulator
    pi.faults.delay("GET *", 0.5, times=None)
    pi.add_boards(Board(mac, fate=fate, provision_seconds=8) for mac, fate in zip(MACS, FATES, strict=True))
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == len(MACS))
    await home.press("provision_all")
    for _ in range(6):
        home.hass.async_create_task(home.coordinator.async_refresh())
        await asyncio.sleep(0.1)
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("retry_failed")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)


async def test_answers_that_are_lost(home: Home) -> None:
    """The work was done: a read finds that out, and nothing is sent twice [C §6]."""
    pi = home.simulator
    pi.add_boards(Board(mac, fate=fate) for mac, fate in zip(MACS, FATES, strict=True))
    for route in ("start", "{id}/provision-all", "{id}/devices/{mac}/retry", "{id}/stop"):
        pi.faults.drop(f"POST /batch/{route}", after_work=True)
    await home.press_start()
    await wait_for(lambda: len(pi.truth().devices) == len(MACS))
    await truth(home, clients=False)
    await home.press("provision_all")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("retry_failed")
    await pi.wait_idle()
    await truth(home, clients=False)
    await home.press("stop_session")
    await truth(home)
    posts = {route: count for route, count in pi.counts.requests.items() if route.startswith("POST")}
    assert posts == {
        "POST /batch/start": 1,
        "POST /batch/{id}/provision-all": 1,
        "POST /batch/{id}/devices/{mac}/retry": 2,
        "POST /batch/{id}/stop": 1,
    }


@pytest.mark.parametrize("lost", ["drop", "fail"])
async def test_calls_that_are_lost(home: Home, lost: str) -> None:
    """Nothing was done: the user is told that the outcome is unknown, and nothing is sent twice."""
    pi = home.simulator
    pi.add_board(Board(MACS[0]))

    async def press(route: str, button: str) -> None:
        if lost == "drop":
            pi.faults.drop(f"POST {route}")
        else:
            pi.faults.fail(f"POST {route}", "DATABASE_ERROR")
        with pytest.raises(HomeAssistantError) as refused:
            await (home.press_start() if button == "start" else home.press(button))
        assert refused.value.translation_key == "outcome_unknown"
        assert pi.counts.requests[f"POST {route}"] == 1
        await truth(home, clients=False)

    await press("/batch/start", "start")
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", MACS[0]))
    await press("/batch/{id}/provision-all", "provision_all")
    await press("/batch/{id}/stop", "stop_session")
    await home.press("stop_session")
    await truth(home)
