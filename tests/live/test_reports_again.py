"""Reports where something comes back: a session that was gone for a moment, a reason after a restart, a late read."""

import asyncio
import json
from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
import pytest

from custom_components.piorchestrator import reader, reports as glue
from custom_components.piorchestrator.core.report import Ending
from custom_components.piorchestrator.happenings import Happening
from simulator import Board
from tests.conftest import WIFI_PASSWORD, wait_for
from tests.live.home import Home
from tests.live.interrupted import reload, restarted, state_of
from tests.live.test_reports import BOARDS, batch, check, finished, out

DETAIL = "GET /batch/{id}"
RETRY = "POST /batch/{id}/devices/{mac}/retry"
PROVISION = "POST /batch/{id}/devices/{mac}/provision"
REJECTED = BOARDS[1].mac
LATE = Board("24:6F:28:0E:00:04", provision_seconds=0.1, verify_seconds=0.1)

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.mark.parametrize("times", [1, 2, 4], ids=["one read", "also the last read", "reads after the report"])
async def test_gone_for_a_moment(home: Home, told: list[Happening], times: int) -> None:
    """A Pi that comes up answers 404 until it has its sessions: told once, counted once, and whole in the end."""
    session_id = await batch(home)
    home.simulator.faults.fail(DETAIL, "SESSION_NOT_FOUND", times=times)
    for _ in range(times + 1):
        await home.coordinator.async_refresh()
    assert home.value("session_state") != "closed"
    assert home.value("verified_total") == "1"
    home.simulator.add_board(LATE)
    await wait_for(lambda: home.shows("4", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("2", "verified_count"), 20)
    assert home.value("verified_total") == "2"
    await home.press("stop_session")
    await wait_for(lambda: bool(finished(home)) and finished(home)[0].figures.verified == 2)
    assert [happening.session_id for happening in told] == [session_id]
    assert [report.session_id for report in finished(home)] == [session_id]
    assert home.entry.runtime_data.reports.running is None
    assert home.value("verified_total") == "2"


async def test_gone_for_a_moment_is_no_end(home: Home, told: list[Happening]) -> None:
    """The read before the report finds the session open: nothing has ended until it is stopped."""
    session_id = await batch(home)
    home.simulator.faults.fail(DETAIL, "SESSION_NOT_FOUND")
    await home.coordinator.async_refresh()
    await wait_for(lambda: home.value("session_state") == "active")
    await home.coordinator.async_refresh()
    assert finished(home) == ()
    assert told == []
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)


async def replaced(home: Home, told: list[Happening]) -> str:
    """A batch with a report, since another one took its place, that can go on all the same; its id."""
    pi = home.simulator
    session_id = await batch(home)
    await restarted(home)
    await wait_for(lambda: home.shows("1", "recoverable_sessions"))
    pi.start_session()
    await wait_for(lambda: len(told) == 1, 10)
    pi.stop_session()
    await wait_for(lambda: len(told) == 2, 10)
    return session_id


async def test_who_waits_for_a_batch_that_goes_on_gets_its_last_report(
    home: Home, told: list[Happening]
) -> None:
    """Not the one that was made when another batch had taken its place."""
    reports = home.entry.runtime_data.reports
    session_id = await replaced(home, told)
    await home.call("resume_session", session_id=session_id)
    waiting = asyncio.create_task(reports.async_report_of(session_id))
    await asyncio.sleep(0)
    await home.press("stop_session")
    assert (await waiting).ending is Ending.CLOSED
    assert (await reports.async_report_of(session_id)).ending is Ending.CLOSED


async def test_a_batch_that_goes_on_counts_once_before_it_can_be_read(
    home: Home, told: list[Happening]
) -> None:
    """Its report and its beginnings in the file are of the same boards."""
    session_id = await replaced(home, told)
    await home.call("resume_session", session_id=session_id)
    await out(home, lambda: home.simulator.faults.fail(DETAIL, "DATABASE_ERROR", times=None))
    assert home.coordinator.data.session is None
    assert home.entry.runtime_data.reports.running.session_id == session_id
    assert home.value("verified_total") == "1"


async def test_a_batch_that_goes_on_is_whole_before_its_boards_are_read(
    home: Home, told: list[Happening]
) -> None:
    """Its boards are in its report alone; the total of all batches never falls."""
    session_id = await replaced(home, told)
    home.simulator.mute_events()
    home.simulator.faults.fail(DETAIL, "DATABASE_ERROR", times=None)
    await home.call("resume_session", session_id=session_id)
    reports = home.entry.runtime_data.reports
    assert (home.coordinator.data.session_id, home.coordinator.data.devices) == (session_id, {})
    assert reports.verified == 1
    assert reports.running.figures.verified == 1


async def test_who_waits_in_vain_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glue, "REPORT_SECONDS", 0.05)
    session_id, reports = await batch(home), home.entry.runtime_data.reports
    with pytest.raises(TimeoutError):
        await reports.async_report_of(session_id)
    assert not reports._waiting


async def test_the_reason_of_a_failure_survives_home_assistant(home: Home, told: list[Happening]) -> None:
    """A refusal is told once, by an answer: after a restart only our own file knows it."""
    await batch(home)
    home.simulator.faults.fail(RETRY, "DEVICE_UNREACHABLE")
    with pytest.raises(HomeAssistantError, match="DEVICE_UNREACHABLE"):
        await home.press("retry", REJECTED)
    before = home.entry.runtime_data.reports.running.boards[1]
    assert before.error_code == "DEVICE_UNREACHABLE"
    assert before.correlation_id
    await reload(home)
    assert home.entry.runtime_data.reports.running.boards[1] == before
    await out(home, home.simulator.stop_session)
    await wait_for(lambda: bool(told))
    assert finished(home)[0].boards[1] == before


async def test_an_older_refusal_is_not_the_reason(home: Home, told: list[Happening]) -> None:
    """The board was refused, then taken, and failed for a reason of its own."""
    pi = home.simulator
    pi.add_boards(BOARDS[1:2])
    await home.coordinator.async_refresh()
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    pi.faults.fail(PROVISION, "NETWORK_ERROR")
    with pytest.raises(HomeAssistantError, match="NETWORK_ERROR"):
        await home.press("provision", REJECTED)
    await home.press("provision", REJECTED)
    await wait_for(lambda: home.shows("1", "failed_count"), 20)
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    (row,) = finished(home)[0].boards
    assert (row.error_code, row.correlation_id) == ("DEVICE_REJECTED", None)


async def test_the_word_about_an_attempt_is_not_that_about_the_next(
    home: Home, told: list[Happening]
) -> None:
    """The board stood failed when it was refused, and failed once more when it was tried again."""
    await batch(home)
    home.simulator.faults.fail(RETRY, "CIRCUIT_OPEN")
    with pytest.raises(HomeAssistantError):
        await home.press("retry", REJECTED)
    await home.coordinator.async_refresh()
    await home.press("retry", REJECTED)
    await wait_for(lambda: home.coordinator.data.devices[REJECTED].retry_count == 1)
    await wait_for(lambda: home.shows("1", "failed_count"))
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    assert finished(home)[0].boards[1].error_code == "DEVICE_REJECTED"


async def test_boards_that_the_server_forgets_stay(home: Home, told: list[Happening]) -> None:
    """Also those that no file of ours has yet; the total of all batches never falls."""
    session_id = await batch(home)
    pi = home.simulator

    def forget() -> None:
        # An empty list beside a count of boards would be an incomplete one.
        session = {**(pi.truth().session or {}), "device_count": 0}
        detail: dict[str, object] = {"session": session, "devices": []}
        body = json.dumps({"success": True, "data": detail}).encode()
        pi.faults.clear()
        pi.faults.answer(DETAIL, 200, body, times=None)

    forget()
    await home.coordinator.async_refresh()
    assert home.value("verified_count") == "0"
    assert home.value("verified_total") == "1"
    pi.stop_session()
    forget()
    await wait_for(lambda: bool(told))
    (report,) = finished(home)
    assert (report.session_id, report.figures.verified) == (session_id, 1)
    assert home.value("verified_total") == "1"


@pytest.mark.parametrize("heard", ["open", "interrupted", "while Home Assistant was off"])
async def test_expiry_is_told_from_a_stop(
    home: Home, told: list[Happening], heard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 3.0)
    pi = home.simulator
    pi.switches.session_ttl_seconds = 120
    session_id = await batch(home)
    if heard == "interrupted":
        await restarted(home)
        await wait_for(lambda: home.shows("1", "recoverable_sessions"))
        assert told == []
    if heard == "while Home Assistant was off":
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        await wait_for(lambda: state_of(pi, session_id) == "closed", 20)
        opened = pi.counts.streams_opened
        assert await home.hass.config_entries.async_setup(home.entry.entry_id)
        await home.hass.async_block_till_done()
        await home.reconnected(opened)
    await wait_for(lambda: bool(told), 20)
    (report,) = finished(home)
    assert (report.session_id, report.ending) == (session_id, Ending.EXPIRED)
    assert len(told) == 1


async def test_a_slow_card(home: Home, told: list[Happening], monkeypatch: pytest.MonkeyPatch) -> None:
    """Home Assistant loads the entry anew while the report is still being written: it is told once."""
    session_id = await batch(home)
    write = Store.async_save

    async def slow(self: Store[Any], data: object) -> None:
        await asyncio.sleep(0.5)
        await write(self, data)

    monkeypatch.setattr(Store, "async_save", slow)
    home.simulator.stop_session()
    await wait_for(lambda: bool(finished(home)))
    await reload(home)
    await asyncio.sleep(1.5)
    assert [happening.session_id for happening in told] == [session_id]
    assert len(finished(home)) == 1


async def test_a_password_that_the_server_quotes(home: Home) -> None:
    """A board's error message with the Wi-Fi password in it: not in the report, nor in any of its forms."""
    session_id = await batch(home)
    home.simulator.mute_events()
    detail = {
        "session": home.simulator.truth().session,
        "devices": [
            {"mac": REJECTED, "state": "failed", "error_message": f"DEVICE_REJECTED: {WIFI_PASSWORD} | no"}
        ],
    }
    body = json.dumps({"success": True, "data": detail}).encode()
    home.simulator.faults.answer(DETAIL, 200, body, times=None)
    await home.coordinator.async_refresh()
    for wanted in ("json", "csv", "markdown"):
        answer = await home.call("get_report", format=wanted, session_id=session_id)
        assert answer["preliminary"]
        assert WIFI_PASSWORD not in str(answer)
        assert "DEVICE_REJECTED" in str(answer)
