"""The client understands the server whichever way the contract's open questions are decided [C §17]."""

from dataclasses import fields
from datetime import timedelta

import pytest

from custom_components.piorchestrator.client import (
    KeyRefusedError,
    LinkState,
    ProvisioningEvent,
    RefusedError,
)
from custom_components.piorchestrator.core.state import (
    ProvisioningState,
    Snapshot,
    apply_event,
    apply_snapshot,
)
from simulator import Board, Fate, Switches
from tests.conftest import wait_for

from .bench import MAC, OTHER_MAC, Bench

VALUES: dict[str, tuple[str | float, ...]] = {
    "auth": ("on", "off"),
    "auth_error_shape": ("flat", "nested"),
    "unknown_route": ("json404", "html"),
    "legacy_aliases": ("off", "on"),
    "extended_routes": ("off", "on"),
    "status_style": ("documented", "all200"),
    "session_id_style": ("uuid", "sess"),
    "session_style": ("full", "minimal"),
    "device_style": ("full", "minimal"),
    "null_lists": ("off", "on"),
    "timeout_style": ("go", "clock", "ns", "absent"),
    "sse_named": ("on", "off"),
    "sse_dialect": ("entity", "flat", "mixed"),
    "sse_also_state_changed": ("off", "on"),
    "heartbeat": ("event", "comment", "off"),
    "heartbeat_seconds": (15, 1),
    "include_devices_default": ("off", "on"),
    "device_action_style": ("operation", "device", "empty"),
    "network_style": ("handoff", "interface"),
    "allowlist_duplicate": ("reject", "upsert"),
    "allowlist_missing_code": ("DEVICE_NOT_FOUND", "DEVICE_NOT_IN_ALLOWLIST"),
    "system_info": ("both", "legacy_only"),
    "ws": ("on", "off"),
    "recoverable_lists": ("interrupted", "all_open"),
    "session_ttl_seconds": (3600, 600),
    "max_attempts": (3, 1),
    "error_shape": ("nested", "older", "legacy"),
    "closing_seconds": (0, 5),
    "retry_route": ("on", "off"),
}


def test_no_switch_is_left_out() -> None:
    """A new switch of the simulator belongs here too."""
    assert list(VALUES) == [field.name for field in fields(Switches)]
    assert {name: values[0] for name, values in VALUES.items()} == Switches().as_dict()


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in VALUES.items() for value in values]
)
async def test_a_batch_ends_the_same(bench: Bench, name: str, value: str | float) -> None:
    """Start, events, provision, reads, allowlist, stop: what is known in the end is what is so."""
    bench.sim.switches.update([(name, value)])
    state = ProvisioningState()
    await bench.client.check_access()
    async with bench.listening() as ear, bench.watching() as monitor:
        await ear.hears("connection.established")
        await monitor.reaches(LinkState.ABSENT if (name, value) == ("ws", "off") else LinkState.LIVE)
        session = await bench.begin(Board(MAC), Board(OTHER_MAC, fate=Fate.REJECT))
        state = apply_snapshot(state, Snapshot(detail=await bench.client.session(session.id))).state
        assert (await bench.client.provision_all(session.id)).initiated_count == 2
        await bench.sim.wait_idle()
        await wait_for(
            lambda: (
                {MAC, OTHER_MAC}
                <= {event.device.mac for event in ear.events if event.device and event.device.state in _ENDS}
            )
        )
        for event in ear.events:
            state = apply_event(state, event).state
        by_events = state
        detail = await bench.client.session(session.id)
        state = apply_snapshot(
            state,
            Snapshot(
                detail,
                allowlist=(await bench.client.allowlist()).entries,
                network=await bench.client.network(),
            ),
        ).state
        truth = bench.sim.truth()
        for known in (by_events, state):
            assert {mac: device.state for mac, device in known.devices.items()} == {
                mac: device["state"] for mac, device in truth.devices.items()
            }
            assert (known.counters.total, known.counters.verified, known.counters.failed) == (2, 1, 1)
        assert state.devices[OTHER_MAC].error_message == truth.devices[OTHER_MAC]["error_message"]
        assert state.allowlist is not None
        assert {mac: entry.used for mac, entry in state.allowlist.items()} == {MAC: True, OTHER_MAC: False}
        assert state.network is not None
        assert state.network.is_active is True
        assert state.is_allowed(MAC)
        assert (await bench.client.system_info()).temperature is not None
        await bench.client.stop(session.id)
        await wait_for(lambda: _state_of(bench) == "closed")
        await wait_for(lambda: any(_tells_the_end(event) for event in ear.events))
        for event in ear.events:
            state = apply_event(state, event).state
    assert state.session is not None
    assert state.session.state == "closed"
    assert state.network is not None
    assert state.network.is_active is False
    assert ear.stream.statistics.dropped == 0
    assert bench.sim.unexpected == []


_ENDS = ("verified", "failed")


def _tells_the_end(event: ProvisioningEvent) -> bool:
    return event.network is not None and event.network.is_active is False


def _state_of(bench: Bench) -> object:
    session = bench.sim.truth().session
    return session["state"] if session else None


@pytest.mark.parametrize("auth", ["on", "off"])
async def test_auth(bench: Bench, auth: str) -> None:
    """[C D4]."""
    bench.sim.switches.update([("auth", auth)])
    bench.client.use_key(None)
    async with bench.listening() as ear:
        if auth == "off":
            await bench.client.allowlist()
            await ear.reaches(LinkState.LIVE)
        else:
            with pytest.raises(KeyRefusedError):
                await bench.client.allowlist()
            await ear.reaches(LinkState.REFUSED)


@pytest.mark.parametrize(("style", "length"), [("uuid", 36), ("sess", None)])
async def test_session_ids_are_opaque(bench: Bench, style: str, length: int | None) -> None:
    """[C D11]."""
    bench.sim.switches.update([("session_id_style", style)])
    session = await bench.begin()
    assert session.id.startswith("sess_") is (length is None)
    assert (await bench.client.session(session.id)).session.id == session.id


@pytest.mark.parametrize("style", ["full", "minimal"])
async def test_missing_fields_are_unknown(bench: Bench, style: str) -> None:
    """[C D13, D15] Never zero or false by assumption."""
    bench.sim.switches.update([("session_style", style), ("device_style", style)])
    session = await bench.begin(Board(MAC))
    full = style == "full"
    assert (session.config is not None, session.updated_at is not None) == (full, full)
    (device,) = (await bench.client.devices(session.id)).devices
    assert (device.retry_count, device.in_allowlist) == ((0, True) if full else (None, None))


@pytest.mark.parametrize("style", ["operation", "device", "empty"])
async def test_device_actions(bench: Bench, style: str) -> None:
    """[C D23] Any success means accepted."""
    bench.sim.switches.update([("device_action_style", style)])
    session = await bench.begin(Board(MAC))
    result = await bench.client.provision(session.id, MAC)
    assert result.mac == (MAC if style == "operation" else None)
    assert (result.device.mac if result.device else None) == (MAC if style == "device" else None)


@pytest.mark.parametrize(("style", "count"), [("handoff", 0), ("interface", None)])
async def test_network_styles(bench: Bench, style: str, count: int | None) -> None:
    """[C D26]."""
    bench.sim.switches.update([("network_style", style)])
    await bench.begin()
    network = await bench.client.network()
    assert (network.ssid, network.is_active, network.connected_devices) == ("DelicasaOnboard", True, count)


@pytest.mark.parametrize("style", ["reject", "upsert"])
async def test_a_duplicate_on_the_allowlist(bench: Bench, style: str) -> None:
    """[C D27]."""
    bench.sim.switches.update([("allowlist_duplicate", style)])
    await bench.client.allow(MAC, "first")
    if style == "upsert":
        assert (await bench.client.allow(MAC, "second")).description == "second"
    else:
        with pytest.raises(RefusedError) as refused:
            await bench.client.allow(MAC, "second")
        assert refused.value.code == "VALIDATION_FAILED"
        assert refused.value.details
        assert MAC in refused.value.details


@pytest.mark.parametrize("code", ["DEVICE_NOT_FOUND", "DEVICE_NOT_IN_ALLOWLIST"])
async def test_removing_what_is_not_there(bench: Bench, code: str) -> None:
    """[C D29] The status decides."""
    bench.sim.switches.update([("allowlist_missing_code", code)])
    assert await bench.client.disallow(MAC) is False


@pytest.mark.parametrize(("listed", "count"), [("interrupted", 0), ("all_open", 1)])
async def test_recoverable_lists(bench: Bench, listed: str, count: int) -> None:
    """[C §10.5.1] Some servers list the session that is being worked on."""
    bench.sim.switches.update([("recoverable_lists", listed)])
    await bench.begin()
    assert len((await bench.client.recoverable()).sessions) == count


async def test_the_life_of_a_session(bench: Bench) -> None:
    """[C §14] Its end is told, and afterwards actions are refused."""
    bench.sim.switches.session_ttl_seconds = 10  # a tenth of a second here
    session = await bench.begin()
    assert session.expires_at is not None
    assert session.created_at is not None
    assert session.expires_at - session.created_at < timedelta(seconds=1)
    await wait_for(lambda: _state_of(bench) == "closed")
    with pytest.raises(RefusedError) as refused:
        await bench.client.provision_all(session.id)
    assert (refused.value.code, refused.value.status) == ("SESSION_EXPIRED", 410)


@pytest.mark.parametrize("attempts", [1, 2])
async def test_the_number_of_attempts(bench: Bench, attempts: int) -> None:
    """[C §9.2]."""
    bench.sim.switches.max_attempts = attempts
    session = await bench.begin(Board(MAC, fate=Fate.REJECT))
    await bench.client.provision(session.id, MAC)
    for _ in range(attempts - 1):
        await bench.sim.wait_idle()
        await bench.client.retry(session.id, MAC)
    await bench.sim.wait_idle()
    with pytest.raises(RefusedError) as refused:
        await bench.client.retry(session.id, MAC)
    assert refused.value.code == "MAX_RETRIES_EXCEEDED"


async def test_closing_takes_its_time(bench: Bench) -> None:
    """[C §9.1] `closing` is a state of its own, and open."""
    bench.sim.switches.closing_seconds = 20
    session = await bench.begin()
    stopped = await bench.client.stop(session.id)
    assert stopped is not None
    assert (stopped.state, stopped.is_open) == ("closing", True)


@pytest.mark.parametrize("doubled", ["off", "on"])
async def test_events_that_come_twice_in_other_words(bench: Bench, doubled: str) -> None:
    """[C §11.4]."""
    bench.sim.switches.update([("sse_also_state_changed", doubled)])
    async with bench.listening() as ear:
        await ear.hears("connection.established")
        await bench.begin(Board(MAC))
        bench.sim.provision_all()
        await ear.hears("device.verified")
        bench.sim.stop_session()
        await ear.hears("session.closed")
        # Without the switch only `verifying` comes by that name.
        assert ear.types.count("device.state_changed") == (5 if doubled == "on" else 1)
