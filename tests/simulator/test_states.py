"""The state machines of [C §9] and the extended routes that move them."""

import asyncio

import pytest

from simulator import Board, Fate, World

from .conftest import KEY, MAC, OTHER_MAC, Pi, running, until

OUTCOMES = {
    Fate.VERIFY: ("verified", None),
    Fate.SLOW: ("verified", None),
    Fate.REJECT: ("failed", "DEVICE_REJECTED"),
    Fate.REJECT_ONCE: ("failed", "DEVICE_REJECTED"),
    Fate.UNREACHABLE: ("failed", "DEVICE_UNREACHABLE"),
    Fate.NEVER_ANSWER: ("failed", "DEVICE_TIMEOUT"),
    Fate.TIMEOUT_ONCE: ("failed", "DEVICE_TIMEOUT"),
    Fate.NEVER_VERIFY: ("failed", "VERIFICATION_TIMEOUT"),
}
AFTER_RETRY = {Fate.REJECT_ONCE: "verified", Fate.TIMEOUT_ONCE: "verified"}


@pytest.mark.parametrize("fate", Fate)
async def test_fates(fate: Fate) -> None:
    async with running(speed=400.0) as pi:
        pi.sim.add_board(Board(MAC, fate=fate))
        pi.sim.start_session()
        await pi.sim.wait_idle()
        pi.sim.provision_all()
        await pi.sim.wait_idle()
        state, reason = OUTCOMES[fate]
        device = pi.sim.truth().devices[MAC]
        assert device["state"] == state
        assert (reason is None) == ("error_message" not in device)
        assert str(reason) in str(device.get("error_message"))
        if state == "failed":
            pi.sim.retry(MAC)
            assert "error_message" not in pi.sim.truth().devices[MAC]
            await pi.sim.wait_idle()
            device = pi.sim.truth().devices[MAC]
            assert (device["state"], device["retry_count"]) == (AFTER_RETRY.get(fate, "failed"), 1)


async def test_simulated_time_is_divided_by_speed() -> None:
    async with running(speed=10.0) as pi:
        pi.sim.add_board(Board(MAC, fate=Fate.SLOW, provision_seconds=0.5, verify_seconds=0.5))
        pi.sim.start_session()
        await pi.sim.wait_idle()
        began = asyncio.get_running_loop().time()
        pi.sim.provision_all()
        await pi.sim.wait_idle()
        assert 0.41 < asyncio.get_running_loop().time() - began < 2  # (2 + 0.2 + 2) / 10


async def test_discovery_ends_by_time(pi: Pi) -> None:
    session = await pi.begin(discovery_timeout_seconds=1)
    async with pi.listen() as listener:
        await listener.has("session.state_changed")
    assert (await pi.get(f"/batch/{session}"))["session"]["state"] == "active"


async def test_boards_appear_when_due_and_again_in_the_next_session() -> None:
    async with running(speed=10.0) as pi:
        pi.sim.add_board(Board(MAC, appear_after=1.0))
        pi.sim.start_session()
        await asyncio.sleep(0.02)
        assert pi.sim.truth().devices == {}
        assert not pi.sim.settled
        await pi.sim.wait_idle()
        assert pi.sim.truth().devices[MAC]["state"] == "discovered"
        pi.sim.provision_all()
        await pi.sim.wait_idle()
        pi.sim.add_board(Board(OTHER_MAC))  # the session is active by now and still looks
        await pi.sim.wait_idle()
        assert set(pi.sim.truth().devices) == {MAC, OTHER_MAC}
        pi.sim.stop_session()
        pi.sim.start_session(config={"discovery_timeout_seconds": 7})
        assert str(pi.sim.truth().session).count("'discovery_timeout_seconds': 7") == 1
        assert pi.sim.truth().devices == {}
        await pi.sim.wait_idle()
        assert pi.sim.truth().devices[MAC]["state"] == "discovered"


async def test_allowlist_change_reaches_a_listed_device(pi: Pi) -> None:
    async with pi.listen() as listener:
        session = await pi.begin()
        await pi.sim.wait_idle()
        await pi.ask("DELETE", f"/allowlist/{MAC}")
        gone = await listener.has("device.state_changed")
        assert gone["payload"]["device"]["in_allowlist"] is False
        assert await pi.code("POST", f"/batch/{session}/devices/{MAC}/provision") == (
            403,
            "DEVICE_NOT_IN_ALLOWLIST",
        )
        assert (await pi.ask("POST", f"/batch/{session}/provision-all"))[1]["data"]["skipped_count"] == 1
        await pi.ask("POST", "/allowlist", body={"mac": MAC, "container_id": "shelf"})
        back = (await listener.has("device.state_changed", 2))["payload"]["device"]
        assert (back["in_allowlist"], back["container_id"]) == (True, "shelf")


async def test_restart_makes_the_session_recoverable() -> None:
    async with running(speed=10.0) as pi:
        for number, seconds in ((1, 2.0), (2, 0.1)):
            pi.sim.add_board(Board(f"24:6F:28:00:00:0{number}", provision_seconds=seconds))
        session = await pi.begin()
        await pi.sim.wait_idle()
        pi.sim.provision_all()
        await until(lambda: pi.sim.truth().devices[OTHER_MAC]["state"] == "verifying")
        port = pi.sim.port
        async with pi.listen() as listener:
            await pi.sim.restart()
            await until(lambda: listener.over)
        assert pi.sim.port == port
        assert [s["id"] for s in (await pi.get("/sessions/recoverable"))["sessions"]] == [session]
        assert await pi.code("POST", f"/batch/{session}/provision-all") == (409, "DEVICE_INVALID_STATE")
        assert (await pi.get("/batch/network"))["is_active"] is False
        new = await pi.begin()
        assert await pi.code("POST", f"/sessions/{session}/resume") == (409, "SESSION_ALREADY_ACTIVE")
        await pi.ask("POST", f"/batch/{new}/stop")
        async with pi.listen() as listener:
            status, body = await pi.ask("POST", f"/sessions/{session}/resume")
            await listener.has("session.state_changed")
        assert status == 200
        states = {device["mac"]: device["state"] for device in body["data"]["devices"]}
        assert states == {MAC: "failed", OTHER_MAC: "verifying"}
        assert listener.types[1] == "network.started"
        await pi.sim.wait_idle()
        assert pi.sim.truth().devices[OTHER_MAC]["state"] == "verified"
        assert (await pi.get("/sessions/recoverable"))["count"] == 0


async def test_an_interrupted_session_can_be_stopped_and_can_expire(pi: Pi) -> None:
    first = await pi.begin()
    await pi.sim.restart()
    status, body = await pi.ask("POST", f"/batch/{first}/stop")
    assert (status, body["data"]["session"]["state"]) == (200, "closed")
    second = await pi.begin()
    await pi.sim.restart()
    pi.sim.expire_session()
    assert await pi.code("POST", f"/sessions/{second}/resume") == (410, "SESSION_EXPIRED")


async def test_pause_skip_and_resume(pi: Pi) -> None:
    pi.sim.switches.extended_routes = "on"
    pi.sim.add_board(Board(OTHER_MAC, appear_after=30))
    async with pi.listen() as listener:
        session = await pi.begin()
        await listener.has("device.discovered")
        status, body = await pi.ask("POST", f"/batch/{session}/pause")
        assert (status, body["data"]["session"]["state"]) == (200, "paused")
        refused = await pi.code("POST", f"/batch/{session}/devices/{MAC}/provision")
        assert refused == (409, "DEVICE_INVALID_STATE")
        settled = [pi.sim.settled]
        assert (await pi.ask("POST", f"/batch/{session}/resume"))[1]["data"]["session"]["state"] == "active"
        assert await pi.code("POST", f"/batch/{session}/resume") == (409, "DEVICE_INVALID_STATE")
        settled.append(pi.sim.settled)
        assert settled == [True, False]
        _, body = await pi.ask("POST", f"/batch/{session}/devices/{MAC}/skip")
        assert body["data"]["state"] == "failed"
        assert (await listener.has("device.state_changed"))["payload"]["device"]["state"] == "failed"
        assert "device.provisioning_failed" not in listener.types


async def test_extended_allowlist(pi: Pi) -> None:
    pi.sim.switches.extended_routes = "on"
    _, body = await pi.ask("PATCH", f"/allowlist/{MAC}", body={"description": "New"})
    assert body["data"]["entry"]["description"] == "New"
    assert body["data"]["entry"]["container_id"] == "fridge-1"
    many = {"entries": [{"mac": MAC}, {"mac": OTHER_MAC, "description": "b"}]}
    _, body = await pi.ask("POST", "/allowlist/bulk", body=many)
    assert (body["data"]["added"], body["data"]["skipped"]) == (1, 1)
    bad = {"entries": [{"mac": "24:6F:28:00:00:77"}, {"mac": "nope"}]}
    assert await pi.code("POST", "/allowlist/bulk", body=bad) == (400, "VALIDATION_FAILED")
    gone = {"macs": [OTHER_MAC, "24:6F:28:00:00:99"]}
    _, body = await pi.ask("POST", "/allowlist/bulk-remove", body=gone)
    assert (body["data"]["removed"], body["data"]["not_found"]) == (1, 1)
    assert await pi.code("GET", f"/allowlist/{OTHER_MAC}") == (404, "DEVICE_NOT_FOUND")
    assert (await pi.ask("DELETE", "/allowlist/all"))[1]["data"]["cleared"] == 1
    assert await pi.get("/network/status") == await pi.get("/batch/network")


async def test_extended_sessions(pi: Pi) -> None:
    pi.sim.switches.extended_routes = "on"
    first = await pi.begin()
    assert (await pi.ask("POST", f"/batch/{first}/close"))[0] == 200
    second = await pi.begin()
    await pi.ask("POST", f"/batch/{second}/stop")
    assert [s["id"] for s in (await pi.get("/sessions/history"))["sessions"]] == [second, first]
    assert [s["id"] for s in (await pi.get("/sessions/history?limit=1"))["sessions"]] == [second]
    assert (await pi.ask("DELETE", "/sessions/history"))[1]["data"]["cleared"] == 0
    assert (await pi.ask("DELETE", "/sessions/history?older_than_days=0"))[1]["data"]["cleared"] == 2
    third = await pi.begin()
    assert (await pi.ask("DELETE", f"/sessions/{third}"))[0] == 200
    assert await pi.code("GET", f"/batch/{third}") == (404, "SESSION_NOT_FOUND")
    await pi.begin()


async def test_three_hundred_boards() -> None:
    async with running(speed=100.0) as pi:
        world = World.batch(300, seed=3)
        assert world == World.batch(300, seed=3)
        assert len({board.mac for board in world.boards}) == 300
        assert {board.fate for board in world.boards} == set(Fate)
        pi.sim.load_world(world)
        async with pi.listen() as listener:
            session = await pi.begin()
            await pi.sim.wait_idle()
            assert (await pi.ask("POST", f"/batch/{session}/provision-all"))[1]["data"][
                "initiated_count"
            ] == 300
            await pi.sim.wait_idle()
            data = await pi.get(f"/batch/{session}?include_devices=true")
            heard = {
                event["payload"]["device"]["mac"]: event["payload"]["device"]["state"]
                for event in listener.events
                if event["type"].startswith("device")
            }
        assert heard == {device["mac"]: device["state"] for device in data["devices"]}
        assert len({device["ip"] for device in data["devices"]}) == 300
        expected = sum(OUTCOMES[board.fate][0] == "verified" for board in world.boards)
        assert data["session"]["verified_count"] == expected
        assert data["session"]["failed_count"] == 300 - expected
        assert pi.sim.api_key == KEY
