"""Which session is followed: the API names none, so it is learnt."""

import pytest

from custom_components.piorchestrator.core.state import ProvisioningState
from custom_components.piorchestrator.reader import Reader
from tests.conftest import SSID, wait_for

from .pi import Pi


def asked_for(pi: Pi, session_id: str) -> int:
    return sum(request.path.endswith(f"/{session_id}") for request in pi.simulator.received)


def speak(pi: Pi, session_id: str) -> None:
    """An event of a session that is not the followed one."""
    session = {"id": session_id, "state": "active", "target_ssid": "Elsewhere"}
    pi.simulator.send_event("session.state_changed", {"session": session}, session_id)


async def test_interrupted_session_is_found_without_its_id(fresh: Pi) -> None:
    session_id = fresh.simulator.start_session()
    await wait_for(lambda: len(fresh.simulator.truth().devices) == 3)
    await fresh.simulator.restart()
    await fresh.set_up()
    assert fresh.coordinator.data.session is not None
    assert fresh.coordinator.data.session.id == session_id
    assert fresh.state("sensor", "device_count") == "3"


async def test_running_session_is_found_by_its_next_event(fresh: Pi) -> None:
    """The list names interrupted ones only; but an open one speaks."""
    session_id = fresh.simulator.start_session()
    await wait_for(lambda: len(fresh.simulator.truth().devices) == 3)
    await fresh.set_up()
    assert fresh.state("sensor", "session_state") == "idle"
    fresh.simulator.provision_all()
    await fresh.agreed()
    assert fresh.coordinator.data.session is not None
    assert fresh.coordinator.data.session.id == session_id


async def test_session_that_does_not_exist_is_asked_for_once(pi: Pi) -> None:
    session_id = await pi.batch()
    for _ in range(3):
        speak(pi, "phantom")
        await wait_for(lambda: asked_for(pi, "phantom") == 1)
        await pi.coordinator.async_refresh()
    assert asked_for(pi, "phantom") == 1
    assert pi.coordinator.data.session is not None
    assert pi.coordinator.data.session.id == session_id


async def test_phantoms_are_forgotten(pi: Pi) -> None:
    """A server that invents sessions costs no memory."""
    await pi.batch()
    for name in (f"phantom-{number}" for number in range(40)):
        speak(pi, name)
        while not asked_for(pi, name):
            await pi.coordinator.async_refresh()
    assert len(pi.coordinator._reader._rejected) == 32


async def test_candidate_is_kept_while_it_cannot_be_read(pi: Pi) -> None:
    pi.simulator.faults.drop("GET /batch/{id}", times=None)
    session_id = pi.simulator.start_session()
    await wait_for(lambda: pi.simulator.truth().session is not None)
    pi.coordinator._reader.candidate = session_id
    pi.coordinator.data = type(pi.coordinator.data)()
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    await pi.agreed()
    assert pi.state("sensor", "target_ssid") == SSID


@pytest.mark.parametrize(
    ("route", "code"),
    [
        ("GET /batch/{id}", "INTERNAL_ERROR"),
        ("GET /batch/{id}", "DATABASE_ERROR"),
        ("GET /batch/{id}", "RATE_LIMITED"),
        ("*", "INTERNAL_ERROR"),
    ],
)
async def test_stored_session_that_the_server_cannot_tell_of_for_a_moment(
    fresh: Pi, route: str, code: str
) -> None:
    """Just when Home Assistant starts, and once more: the session runs, and nothing else would lead back to it."""
    await fresh.set_up()
    session_id = await fresh.batch()
    fresh.simulator.faults.fail(route, code, times=None, retry_after=0.01)
    for _ in range(2):
        assert await fresh.hass.config_entries.async_reload(fresh.entry.entry_id)
        assert fresh.coordinator.data.session is None
    fresh.simulator.faults.clear()
    await fresh.coordinator.async_refresh()
    assert fresh.coordinator.data.session is not None
    assert fresh.coordinator.data.session.id == session_id
    assert fresh.state("sensor", "device_count") == "3"


async def test_a_session_that_spoke_is_not_forgotten_with_a_read_that_fails_later(pi: Pi) -> None:
    """It was read and found good, and then the list did not answer: the next read looks at it again."""
    pi.coordinator.update_interval = None
    await pi.coordinator.async_refresh()
    pi.simulator.mute_events()
    session_id = pi.simulator.start_session()
    pi.coordinator._reader.candidate = session_id
    pi.simulator.faults.drop("GET /allowlist", times=None)
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    pi.simulator.faults.clear()
    await pi.coordinator.async_refresh()
    assert pi.coordinator.data.session_id == session_id


@pytest.mark.parametrize("interrupted", [True, False])
async def test_stream_that_comes_back_looks_around(pi: Pi, *, interrupted: bool) -> None:
    pi.simulator.switches.recoverable_lists = "all_open"
    pi.simulator.faults.drop("GET /batch/events", times=None)
    pi.simulator.cut_streams()
    await wait_for(lambda: pi.stream == "waiting")
    session_id = pi.simulator.start_session()
    if interrupted:
        await pi.simulator.restart()
    pi.simulator.faults.clear()
    pi.coordinator.stream.wake()
    await wait_for(lambda: pi.stream == "live")
    await wait_for(lambda: pi.coordinator.data.session is not None)
    assert pi.coordinator.data.session is not None
    assert pi.coordinator.data.session.id == session_id


async def test_closed_session_in_the_list_is_left_alone(fresh: Pi) -> None:
    body = b'{"success": true, "data": {"sessions": [{"id": "old", "state": "closed"}, {"no": "session"}]}}'
    fresh.simulator.faults.answer("GET /sessions/recoverable", 200, body, times=None)
    await fresh.set_up()
    assert fresh.state("sensor", "session_state") == "idle"
    assert asked_for(fresh, "old") == 0


async def test_answer_that_is_not_understood(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.answer("GET /batch/{id}", 200, b"[]", times=None)
    await pi.coordinator.async_refresh()
    assert not pi.coordinator.last_update_success
    assert "not understood" in str(pi.coordinator.last_exception)
    assert pi.stream == "live"


@pytest.mark.parametrize("heard", [True, False])
async def test_a_session_that_was_heard_of_is_not_too_young_to_be_interrupted(pi: Pi, *, heard: bool) -> None:
    """One that nobody heard of began during the outage, as far as anybody knows."""
    reader = Reader(pi.coordinator.client)
    await reader.read(ProvisioningState())
    session_id = pi.simulator.start_session()
    if heard:
        reader.hear(session_id)
    await pi.simulator.restart()
    reader.look_around = True
    _, snapshot = await reader.read(ProvisioningState())
    assert snapshot.recoverable is not None
    assert [session.id for session in snapshot.recoverable] == ([session_id] if heard else [])
