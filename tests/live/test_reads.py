"""Reads that something else comes in between: own actions, late frames, odd sessions, slow or dead routes."""

import asyncio
import json

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator import async_remove_config_entry_device, reader
from custom_components.piorchestrator.client import LinkState
from simulator import Board
from tests.conftest import WIFI_PASSWORD, wait_for
from tests.live.home import Home
from tests.live.truth import truth

STREAM = "GET /batch/events"
A, B = "24:6F:28:00:00:01", "24:6F:28:00:00:02"


def reauth_asked(home: Home) -> bool:
    """Somebody is asked for another key."""
    return any(home.entry.async_get_active_flows(home.hass, {SOURCE_REAUTH}))


def session_of(home: Home) -> dict[str, object]:
    """The newest session, as the Pi knows it."""
    session = home.simulator.truth().session
    assert session is not None
    return dict(session)


async def slow_read(home: Home, seconds: float = 1.0) -> asyncio.Task[None]:
    """A read that is under way, and will be for a while."""
    home.simulator.faults.delay("GET /allowlist", seconds)
    before = home.simulator.counts.requests["GET /allowlist"]
    read = asyncio.create_task(home.coordinator.async_refresh())
    await wait_for(lambda: home.simulator.counts.requests["GET /allowlist"] > before)
    return read


@pytest.mark.usefixtures("brisk")
async def test_a_session_started_during_a_read_stays(home: Home) -> None:
    home.simulator.faults.answer(STREAM, 404, b"", "text/plain", times=None)
    home.simulator.cut_streams()
    await home.deaf()
    await asyncio.sleep(0.5)
    read = await slow_read(home)
    await home.press_start()
    await read
    assert home.value("session_state") == "discovering"
    await truth(home)


async def test_an_error_during_a_read_stays(home: Home) -> None:
    read = await slow_read(home)
    home.simulator.faults.fail("POST /batch/start", "SESSION_ALREADY_ACTIVE")
    with pytest.raises(HomeAssistantError):
        await home.press_start()
    await read
    assert home.value("last_error") == "session_already_active"


async def test_a_late_start_of_an_old_session_is_not_followed(home: Home) -> None:
    pi = home.simulator
    pi.start_session("First")
    await wait_for(lambda: home.shows("First", "target_ssid"))
    first = session_of(home)
    pi.stop_session()
    await wait_for(lambda: home.shows("closed", "session_state"))
    pi.start_session("Second")
    await wait_for(lambda: home.shows("Second", "target_ssid"))
    pi.send_event("session.started", {"session": first}, str(first["id"]))
    await pi.flushed()
    await home.coordinator.async_refresh()
    assert home.value("target_ssid") == "Second"
    await truth(home)


@pytest.mark.usefixtures("brisk")
async def test_a_read_asked_for_during_a_read_follows_it(home: Home) -> None:
    pi = home.simulator
    read = await slow_read(home)
    before = pi.counts.requests["GET /allowlist"]
    await home.coordinator.async_request_refresh()
    await read
    await wait_for(lambda: pi.counts.requests["GET /allowlist"] > before)


@pytest.mark.parametrize("session_id", ["events", "network", "..", "some/other"])
@pytest.mark.parametrize("code", [None, "INTERNAL_ERROR", "INVALID_REQUEST"])
@pytest.mark.usefixtures("brisk")
async def test_an_odd_session_takes_nothing_along(home: Home, session_id: str, code: str | None) -> None:
    if code is not None:
        home.simulator.faults.fail("GET /batch/{id}", code, times=None)
    home.simulator.send_event("device.verified", {"device": {"mac": A}}, session_id)
    await asyncio.sleep(0.3)
    await home.coordinator.async_refresh()
    assert home.value("session_state") == "idle"


async def test_a_route_that_hangs_takes_nothing_else_along(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    pi = home.simulator
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 0.5)
    pi.switches.heartbeat = "off"
    pi.faults.hang("GET /batch/network", times=None)
    opened = pi.counts.streams_opened
    for _ in range(2):
        await home.coordinator.async_refresh()
        assert home.value("session_state") == "idle"
        assert home.value("onboarding_clients") == STATE_UNAVAILABLE
    assert pi.counts.streams_opened == opened


async def test_one_budget_for_a_whole_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await home.coordinator.async_refresh()  # a read of the start that still runs has the usual budget
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 4.0)
    home.simulator.faults.delay("GET /allowlist", 3.5)
    home.simulator.faults.hang("GET /batch/network", times=None)
    begun = home.hass.loop.time()
    await home.coordinator.async_refresh()
    assert home.hass.loop.time() - begun < 7.0  # a budget for each request would take 7.5 s


@pytest.mark.usefixtures("brisk")
async def test_a_stream_alone_that_refuses_the_key_asks_for_none(home: Home) -> None:
    home.simulator.faults.fail(STREAM, "UNAUTHORIZED", times=None)
    home.simulator.cut_streams()
    await wait_for(lambda: home.coordinator.stream.state is LinkState.REFUSED)
    await home.coordinator.async_refresh()
    await asyncio.sleep(0.2)  # a flow begins in a task of its own
    assert not reauth_asked(home)
    assert home.value("session_state") == "idle"


async def test_nothing_begun_is_no_success(home: Home) -> None:
    pi = home.simulator
    pi.add_board(Board(A))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", A))
    pi.faults.drop("POST /batch/{id}/provision-all", after_work=False)
    over = {"session": {**session_of(home), "state": "closed"}, "devices": []}
    body = json.dumps({"success": True, "data": over}).encode()
    pi.faults.answer("GET /batch/{id}", 200, body, "application/json")
    with pytest.raises(HomeAssistantError) as lost:
        await home.call("provision_all")
    assert lost.value.translation_key == "outcome_unknown"


async def test_a_server_that_quotes_the_password(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.simulator.faults.fail("POST /batch/start", "VALIDATION_FAILED", message=f"'{WIFI_PASSWORD}' is bad")
    with pytest.raises(HomeAssistantError) as refused:
        await home.press_start()
    assert refused.value.translation_placeholders is not None
    assert refused.value.translation_placeholders["message"].startswith("'***' is bad")
    assert WIFI_PASSWORD not in str(refused.value.__cause__)
    assert WIFI_PASSWORD not in caplog.text
    assert home.state("sensor", "last_error").attributes["message"].startswith("'***'")


@pytest.mark.usefixtures("brisk")
async def test_a_board_of_a_finished_batch_can_be_removed(home: Home) -> None:
    """Without the monitor, which reports a verified board as soon as it sees it."""
    pi = home.simulator
    home.hass.config_entries.async_update_entry(home.entry, options={"monitor": "off"})
    await home.hass.async_block_till_done()
    await home.streaming()
    pi.add_board(Board(A))
    await home.press_start()
    await wait_for(lambda: home.shows("discovered", "status", A))
    await home.press("provision", A)
    await wait_for(lambda: home.shows("verified", "status", A))
    pi.disallow(A)
    registry = dr.async_get(home.hass)
    device = next(
        device
        for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
        if device.model == "ESP-CAM"
    )
    await home.coordinator.async_refresh()
    assert not await async_remove_config_entry_device(home.hass, home.entry, device)
    await home.press("stop_session")
    assert await async_remove_config_entry_device(home.hass, home.entry, device)


@pytest.mark.usefixtures("brisk")
async def test_boards_that_only_events_tell_of_are_not_registered(home: Home) -> None:
    pi = home.simulator
    await home.press_start()
    board = {"mac": B, "state": "provisioning"}
    pi.send_event("device.provisioning_started", {"device": board}, str(session_of(home)["id"]))
    await pi.flushed()
    await asyncio.sleep(0.5)
    await home.coordinator.async_refresh()
    assert home.entity_id("sensor", "status", B) is None
    await truth(home)


async def test_a_read_that_succeeds_behind_one_that_failed(home: Home) -> None:
    """Both began while all was well: the base class sees nothing turn, and the entities came back by chance alone."""
    await home.coordinator.async_refresh()  # a read that finds news would tell everybody anyway
    home.simulator.faults.fail("GET /allowlist", "UNAUTHORIZED")
    poll = home.coordinator._async_refresh(
        scheduled=True
    )  # as the base class's timer does, past its own lock
    await asyncio.gather(poll, home.coordinator.async_refresh())
    assert home.coordinator.last_update_success
    await truth(home, 1.0)


@pytest.mark.parametrize("asked_for", ["async_refresh", "async_request_refresh"])
async def test_who_waits_for_a_read_is_cancelled(home: Home, asked_for: str) -> None:
    """As a script that is started anew: the read goes on, and nothing is unavailable for it."""
    await home.coordinator.async_refresh()
    home.simulator.faults.delay("GET /allowlist", 0.5)
    asked = home.simulator.counts.requests["GET /allowlist"]
    waiting = asyncio.create_task(getattr(home.coordinator, asked_for)())
    await wait_for(lambda: home.simulator.counts.requests["GET /allowlist"] > asked)
    waiting.cancel()
    home.simulator.start_session()  # an event in between writes the states
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    assert home.coordinator.last_update_success
    await truth(home)
