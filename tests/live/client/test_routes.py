"""Every route of the core, and the older names of two of them [C §10]."""

import pytest

from custom_components.piorchestrator.client import (
    AllowlistEntry,
    InvalidMacError,
    RefusedError,
    RouteAbsentError,
    SessionConfig,
    UnreadableAnswerError,
)
from simulator import Board, Fate
from tests.conftest import SSID, WIFI_PASSWORD, wait_for

from .bench import MAC, OTHER_MAC, Bench


async def test_start(bench: Bench) -> None:
    """[C §10.1.1]."""
    config = SessionConfig(discovery_timeout_seconds=90, verification_timeout_seconds=30)
    session = await bench.client.start(SSID, WIFI_PASSWORD, config)
    assert session.state == "discovering"
    assert session.target_ssid == SSID
    assert session.config == SessionConfig(
        discovery_timeout_seconds=90, provisioning_timeout_seconds=120, verification_timeout_seconds=30
    )
    assert bench.sim.received[-1].json == {
        "target_ssid": SSID,
        "target_password": WIFI_PASSWORD,
        "config": {"discovery_timeout_seconds": 90, "verification_timeout_seconds": 30},
    }
    with pytest.raises(RefusedError) as refused:
        await bench.client.start(SSID, WIFI_PASSWORD)
    assert refused.value.code == "SESSION_ALREADY_ACTIVE"


async def test_a_password_that_was_sent_is_concealed_from_then_on(bench: Bench) -> None:
    """The client remembers the passwords that it sends by itself; the server may quote them in any answer."""
    await bench.client.start(SSID, WIFI_PASSWORD)
    bench.sim.faults.fail("GET /allowlist", message=f"{SSID} refused {WIFI_PASSWORD}", times=None)
    with pytest.raises(RefusedError, match=rf"{SSID} refused \*\*\* "):
        await bench.client.allowlist()


@pytest.mark.parametrize("config", [None, SessionConfig()])
async def test_start_without_time_limits(bench: Bench, config: SessionConfig | None) -> None:
    """[C §10.1.1] All of the configuration is optional."""
    await bench.client.start(SSID, WIFI_PASSWORD, config)
    assert bench.sim.received[-1].json == {"target_ssid": SSID, "target_password": WIFI_PASSWORD}


async def test_read(bench: Bench) -> None:
    """[C §10.1.2]."""
    session = await bench.begin(Board(MAC))
    detail = await bench.client.session(session.id)
    assert detail.session.id == session.id
    assert detail.devices is not None
    assert [device.mac for device in detail.devices] == [MAC]
    assert detail.network_status is not None
    assert bench.sim.received[-1].query == {"include_devices": "true"}
    with pytest.raises(RefusedError) as refused:
        await bench.client.session("no such / session?")
    assert refused.value.code == "SESSION_NOT_FOUND"


async def test_read_without_devices_reads_the_list(bench: Bench) -> None:
    """[C §10.1.2] Devices are optional in the answer."""
    session = await bench.begin(Board(MAC))
    bench.sim.faults.answer("GET /batch/{id}", body=b'{"data":{"session":{"id":"%s"}}}' % session.id.encode())
    detail = await bench.client.session(session.id)
    assert detail.devices is not None
    assert [device.mac for device in detail.devices] == [MAC]
    assert bench.asked("GET /batch/{id}/devices") == 1


@pytest.mark.parametrize("body", [b"", b'{"success":true}', b'{"data":{"session":{"id":""}}}', b'{"data":7}'])
async def test_an_answer_without_its_subject(bench: Bench, body: bytes) -> None:
    """[C §8.1] A session without an id is none, and the correlation id is kept."""
    headers = {"X-Request-Id": "r-1"}
    bench.sim.faults.answer("GET /batch/{id}", body=body, headers=headers)
    bench.sim.faults.answer("POST /batch/start", 201, body, headers=headers)
    with pytest.raises(UnreadableAnswerError) as unread:
        await bench.client.session("s")
    assert unread.value.correlation_id == "r-1"
    with pytest.raises(UnreadableAnswerError) as unread:
        await bench.client.start(SSID, WIFI_PASSWORD)
    assert unread.value.outcome_unknown


async def test_stop(bench: Bench) -> None:
    """[C §10.1.3] An ended, expired or unknown session counts as stopped."""
    session = await bench.begin()
    stopped = await bench.client.stop(session.id)
    assert stopped is not None
    assert not stopped.is_open
    assert await bench.client.stop(session.id) is None
    assert await bench.client.stop("never there") is None
    expired = bench.sim.start_session()
    bench.sim.expire_session()
    assert await bench.client.stop(expired) is None
    bench.sim.faults.fail("POST /batch/{id}/stop", "INTERNAL_ERROR")
    with pytest.raises(RefusedError):
        await bench.client.stop(session.id)
    bench.sim.faults.answer("POST /batch/{id}/stop", body=b'{"success":true}')
    assert await bench.client.stop(session.id) is None


@pytest.mark.parametrize(("only_allowlisted", "begun"), [(True, 1), (False, 2)])
async def test_provision_all(bench: Bench, only_allowlisted: bool, begun: int) -> None:
    """[C §10.1.4]."""
    session = await bench.begin(Board(MAC), Board(OTHER_MAC, allowed=False))
    result = await bench.client.provision_all(session.id, only_allowlisted=only_allowlisted)
    assert result.initiated_count == begun
    assert bench.sim.received[-1].json == {"only_allowlisted": only_allowlisted}


async def test_devices(bench: Bench) -> None:
    """[C §10.2.1]."""
    session = await bench.begin(Board(MAC), Board(OTHER_MAC))
    assert {device.mac for device in (await bench.client.devices(session.id)).devices} == {MAC, OTHER_MAC}
    assert (await bench.client.devices(session.id, "verified")).devices == ()
    assert bench.sim.received[-1].query == {"state": "verified"}


async def test_provision_and_retry(bench: Bench) -> None:
    """[C §10.2.2, §10.2.3]."""
    session = await bench.begin(Board(MAC, fate=Fate.REJECT_ONCE))
    result = await bench.client.provision(session.id, MAC.lower())
    assert (result.mac, result.state) == (MAC, "provisioning")
    await bench.sim.wait_idle()
    (device,) = (await bench.client.devices(session.id, "failed")).devices
    assert device.error_message
    await bench.client.retry(session.id, MAC)
    await bench.sim.wait_idle()
    (device,) = (await bench.client.devices(session.id, "verified")).devices
    with pytest.raises(RefusedError) as refused:
        await bench.client.retry(session.id, MAC)
    assert refused.value.code == "DEVICE_INVALID_STATE"
    with pytest.raises(InvalidMacError):
        await bench.client.provision(session.id, "24:6F")


async def test_retry_on_servers_without_the_route(bench: Bench) -> None:
    """[C §10.2.3] Falls back to provision on E4."""
    bench.sim.switches.retry_route = "off"
    session = await bench.begin(Board(MAC, fate=Fate.REJECT_ONCE))
    await bench.client.provision(session.id, MAC)
    await bench.sim.wait_idle()
    await bench.client.retry(session.id, MAC)
    await bench.sim.wait_idle()
    assert [device.mac for device in (await bench.client.devices(session.id, "verified")).devices] == [MAC]
    assert bench.asked("POST /batch/{id}/devices/{mac}/provision") == 2


async def test_network(bench: Bench) -> None:
    """[C §10.3] Works without a session; the older path is asked where the first is absent."""
    network = await bench.client.network()
    assert (network.ssid, network.is_active) == ("DelicasaOnboard", False)
    bench.sim.switches.extended_routes = "on"
    bench.sim.faults.answer("GET /batch/network", 404)
    assert await bench.client.network() == network
    assert bench.asked("GET /network/status") == 1


async def test_allowlist(bench: Bench) -> None:
    """[C §10.4]."""
    session = await bench.begin(Board(MAC, description="Shelf"))
    await bench.client.allow(OTHER_MAC)
    await bench.client.provision_all(session.id)
    await wait_for(lambda: bench.sim.truth().devices[MAC]["state"] == "verified")
    assert {entry.mac: entry.used for entry in (await bench.client.allowlist()).entries} == {
        MAC: True,
        OTHER_MAC: False,
    }
    assert [entry.mac for entry in (await bench.client.allowlist(available=True)).entries] == [OTHER_MAC]
    assert await bench.client.disallow(OTHER_MAC) is True
    assert await bench.client.disallow(OTHER_MAC) is False
    bench.sim.faults.fail("DELETE /allowlist/{mac}", "DATABASE_ERROR")
    with pytest.raises(RefusedError):
        await bench.client.disallow(MAC)
    with pytest.raises(InvalidMacError):
        await bench.client.allow("nope")


@pytest.mark.parametrize("body", [b'{"success":true}', b'{"data":{"entry":null}}', b""])
async def test_an_added_entry_that_is_not_told(bench: Bench, body: bytes) -> None:
    """[C §10.4.2] Success counts, the entry is what was sent."""
    bench.sim.faults.answer("POST /allowlist", 201, body)
    assert await bench.client.allow(MAC, "Shelf") == AllowlistEntry(mac=MAC, description="Shelf")


async def test_an_added_entry_may_be_bare(bench: Bench) -> None:
    """[C D27]."""
    bench.sim.faults.answer("POST /allowlist", 201, b'{"data":{"mac":"%s","used":true}}' % MAC.encode())
    assert (await bench.client.allow(MAC)).used is True


async def test_recovery(bench: Bench) -> None:
    """[C §10.5]."""
    session = await bench.begin(Board(MAC))
    await bench.sim.restart()
    assert [found.id for found in (await bench.client.recoverable()).sessions] == [session.id]
    detail = await bench.client.resume(session.id)
    assert detail.session.id == session.id
    assert detail.devices is not None
    assert [device.mac for device in detail.devices] == [MAC]
    assert (await bench.client.recoverable()).sessions == ()
    with pytest.raises(RefusedError) as refused:
        await bench.client.resume("never there")
    assert refused.value.code == "SESSION_NOT_FOUND"


async def test_recoverable_sessions_come_newest_first(bench: Bench) -> None:
    """[C §10.5.1] The order is not stated, so the client sorts."""
    body = (
        b'{"data":{"sessions":[{"id":"none"},{"id":"old","updated_at":"2026-01-01T00:00:00Z"},'
        b'{"id":"new","created_at":"2026-01-03T00:00:00Z"},{"id":"mid","updated_at":"2026-01-02T00:00:00Z"}]}}'
    )
    bench.sim.faults.answer("GET /sessions/recoverable", body=body)
    assert [session.id for session in (await bench.client.recoverable()).sessions] == [
        "new",
        "mid",
        "old",
        "none",
    ]


async def test_health(bench: Bench) -> None:
    """[C §2] Open, and any JSON object counts as alive."""
    bench.client.use_key(None)
    health = await bench.client.health()
    assert health.status == "healthy"
    assert health.version
    bench.sim.faults.answer("GET /health", body=b"{}")
    assert (await bench.client.health()).status is None


@pytest.mark.parametrize("where", ["both", "legacy_only"])
async def test_system_info(bench: Bench, where: str) -> None:
    """[C §15.1, D35] The path that answered is remembered."""
    bench.sim.switches.update([("system_info", where)])
    info = await bench.client.system_info()
    assert info.cpu_usage is not None
    assert info.uptime is not None
    assert info == info.merged(await bench.client.system_info()).merged(info)
    asked = [request.path for request in bench.sim.received]
    v1, legacy = "/api/v1/system/info", "/api/system/info"
    assert asked == ([v1, v1] if where == "both" else [v1, legacy, legacy])
    bench.sim.faults.answer(f"GET {asked[-1]}", 404)
    if where == "both":
        await bench.client.system_info()
        assert bench.sim.received[-1].path == legacy
    else:
        with pytest.raises(RouteAbsentError):
            await bench.client.system_info()


async def test_older_names(bench: Bench) -> None:
    """[C D1, D2] `/batch` and `/close` are asked where the server has no `/batch/start` and `/stop`."""
    bench.sim.switches.legacy_aliases = "on"
    bench.sim.faults.answer("POST /batch/start", 404)
    session = await bench.client.start(SSID, WIFI_PASSWORD)
    bench.sim.faults.answer("POST /batch/{id}/stop", 200, b"<html>", "text/html")
    stopped = await bench.client.stop(session.id)
    assert stopped is not None
    assert stopped.id == session.id
    assert (bench.asked("POST /batch"), bench.asked("POST /batch/{id}/close")) == (1, 1)


async def test_neither_name(bench: Bench) -> None:
    """[C D1] Without either, the route is absent."""
    bench.sim.faults.answer("POST /batch/start", 404)
    with pytest.raises(RouteAbsentError):
        await bench.client.start(SSID, WIFI_PASSWORD)
    assert bench.sim.switched_off == ["POST /batch"]


async def test_secrets_that_a_board_quotes(bench: Bench) -> None:
    """Whether the boards come with the session or by themselves."""
    bench.client.transport._secrets.remember("hunter2hunter2")
    session = await bench.begin(Board(MAC))
    bench.sim.force_state("failed", MAC)
    newest = bench.sim._engine.newest
    assert newest is not None
    (board,) = newest.devices.values()
    board.error_message = "no way in with hunter2hunter2"
    detail = await bench.client.session(session.id)
    for device in (*(detail.devices or ()), *(await bench.client.devices(session.id)).devices):
        assert device.error_message == "no way in with ***"
        assert device.state == "failed"
    assert len(detail.devices or ()) == 1
