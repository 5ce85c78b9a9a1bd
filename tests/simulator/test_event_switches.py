"""The switches of [C §17] that shape the event stream."""

import asyncio
from itertools import pairwise

from simulator import Board, Fate

from .conftest import MAC, OTHER_MAC, Pi, running, until


async def test_sse_named(pi: Pi) -> None:
    pi.sim.switches.sse_named = "off"
    async with pi.listen() as listener:
        await pi.begin()
        await listener.has("session.started")
        assert b"event:" not in listener.bytes
        pi.sim.switches.sse_named = "on"
        pi.sim.stop_session()
        await listener.has("session.closed")
        assert listener.frames[-1][0] == listener.events[-1]["type"]


async def test_sse_dialect_flat(pi: Pi) -> None:
    pi.sim.switches.sse_dialect = "flat"
    pi.sim.add_board(Board(OTHER_MAC, fate=Fate.REJECT))
    async with pi.listen() as listener:
        await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.provision_all()
        await pi.sim.wait_idle()
        pi.sim.send_error("MQTT_UNAVAILABLE", "broker is gone", retryable=True)
        error = await listener.has("error")
    assert error["payload"] == {
        "code": "MQTT_UNAVAILABLE",
        "message": "broker is gone",
        "retryable": True,
    }
    found = await listener.has("device.discovered")
    assert set(found["payload"]) == {"mac", "ip", "rssi", "firmware_version", "in_allowlist"}
    changes = [event["payload"] for event in listener.events if event["type"] == "device.state_changed"]
    mine = [(c["previous_state"], c["new_state"]) for c in changes if c["mac"] == MAC]
    states = ["discovered", "provisioning", "provisioned", "verifying", "verified"]
    assert mine == list(pairwise(states))
    assert all(0 <= change.get("progress", 0) <= 100 for change in changes)
    failed = next(change for change in changes if change["new_state"] == "failed")
    assert "DEVICE_REJECTED" in failed["error"]
    assert {kind.partition(".")[0] for kind in listener.types} <= {
        "connection",
        "session",
        "device",
        "network",
        "error",
    }
    assert {kind for kind in listener.types if kind.startswith(("session", "network"))} == {
        "session.status",
        "network.status_changed",
    }


async def test_sse_dialects_mixed(pi: Pi) -> None:
    pi.sim.switches.sse_dialect = "mixed"
    async with pi.listen() as listener:
        await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.stop_session()
        await until(lambda: "session.status" in listener.types)
        await until(lambda: bool({"session.closed", "session.state_changed"} & set(listener.types)))


async def test_sse_also_state_changed(pi: Pi) -> None:
    pi.sim.switches.sse_also_state_changed = "on"
    async with pi.listen() as listener:
        await pi.begin()
        await listener.has("device.state_changed")
        kinds = [kind for kind in listener.types if kind.startswith("device")]
        assert kinds == ["device.discovered", "device.state_changed"]


async def test_heartbeat(pi: Pi) -> None:
    pi.sim.switches.heartbeat_seconds = 1  # a fiftieth of a second here
    async with pi.listen() as listener:
        beat = await listener.has("connection.heartbeat", 3)
        assert beat["payload"] is None
        pi.sim.switches.heartbeat = "comment"
        await until(lambda: b": heartbeat\n\n" in listener.bytes)
        beats = listener.types.count("connection.heartbeat")
        pi.sim.switches.heartbeat = "off"
        size = len(listener.bytes)
        await asyncio.sleep(0.1)
        assert len(listener.bytes) == size
        assert listener.types.count("connection.heartbeat") == beats
        pi.sim.start_session()
        await listener.has("session.started")  # data still flow


async def test_heartbeat_every_fifteen_seconds_by_default() -> None:
    async with running(speed=100.0) as pi, pi.listen() as listener:
        began = asyncio.get_running_loop().time()
        await listener.has("connection.heartbeat", 2)
        assert 0.14 < asyncio.get_running_loop().time() - began < 1.5
