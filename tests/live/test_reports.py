"""One report for each batch, however it ends, told once [C §9.1; anchors §5.4]."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.piorchestrator import reader
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.report import Ending, Outcome, Report
from custom_components.piorchestrator.happenings import Happening, Kind
from simulator import Board, Fate
from tests.conftest import API_KEY, WIFI_PASSWORD, wait_for
from tests.live.home import Home
from tests.live.interrupted import reload, restarted

BOARDS = [
    Board("24:6F:28:0E:00:01", provision_seconds=0.1, verify_seconds=0.1),
    Board("24:6F:28:0E:00:02", fate=Fate.REJECT),
    Board("24:6F:28:0E:00:03", allowed=False),
]


def finished(home: Home) -> tuple[Report, ...]:
    reports = home.entry.runtime_data.reports.finished
    assert isinstance(reports, tuple)
    return reports


async def batch(home: Home) -> str:
    """One board verified, one failed, one stranger; the session still open."""
    home.simulator.add_boards(BOARDS)
    await home.coordinator.async_refresh()
    await home.press_start()
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "verified_count") and home.shows("1", "failed_count"), 20)
    session_id = home.coordinator.data.session_id
    assert session_id is not None
    return session_id


def check(home: Home, told: list[Happening], session_id: str, ending: Ending) -> Report:
    """One report, told once, and whole."""
    (report,) = finished(home)
    assert (report.session_id, report.ending) == (session_id, ending)
    assert [(happening.kind, happening.session_id) for happening in told] == [
        (Kind.SESSION_FINISHED, session_id)
    ]
    assert told[0].words["outcome"] == "with_failures"
    outcomes = {board.mac[-1]: board.outcome for board in report.boards}
    assert outcomes == {"1": Outcome.VERIFIED, "2": Outcome.FAILED, "3": Outcome.STRANGER}
    assert report.ended_at is not None
    text = report.model_dump_json()
    assert API_KEY not in text
    assert WIFI_PASSWORD not in text
    assert home.value("verified_total") == "1"
    return report


@pytest.mark.usefixtures("impatient")
async def test_stopped_by_us(home: Home, told: list[Happening]) -> None:
    session_id = await batch(home)
    assert home.value("verified_total") == "1", "the running batch counts"
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    report = check(home, told, session_id, Ending.CLOSED)
    assert report.boards[1].error_message
    assert report.boards[1].error_code == "DEVICE_REJECTED"
    await home.coordinator.async_refresh()
    await reload(home)
    check(home, told, session_id, Ending.CLOSED)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("muted", [False, True], ids=["event", "read alone"])
async def test_stopped_by_another_client(home: Home, told: list[Happening], *, muted: bool) -> None:
    session_id = await batch(home)
    if muted:
        home.simulator.mute_events()
    home.simulator.stop_session()
    if muted:
        await home.coordinator.async_refresh()
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)


@pytest.mark.usefixtures("impatient")
async def test_expired(home: Home, told: list[Happening]) -> None:
    session_id = await batch(home)
    home.simulator.expire_session()
    await wait_for(lambda: bool(told))
    (report,) = finished(home)
    assert report.session_id == session_id
    assert len(told) == 1


@pytest.mark.usefixtures("impatient")
async def test_gone(home: Home, told: list[Happening]) -> None:
    """The server answers 404: it has forgotten the session, we have not."""
    session_id = await batch(home)
    home.simulator.faults.fail("GET /batch/{id}", "SESSION_NOT_FOUND", times=None)
    await home.coordinator.async_refresh()
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)


@pytest.mark.usefixtures("impatient")
async def test_replaced_unheard(home: Home, told: list[Happening]) -> None:
    session_id = await batch(home)
    home.simulator.mute_events()
    home.simulator.stop_session()
    home.simulator.unmute_events()
    other = home.simulator.start_session()
    await wait_for(lambda: home.coordinator.data.session_id == other)
    await wait_for(lambda: bool(told))
    (report,) = finished(home)
    assert report.session_id == session_id
    assert len(told) == 1
    assert home.value("verified_total") == "1"


async def out(home: Home, meanwhile: Callable[[], object]) -> None:
    """Home Assistant is off for a while."""
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    meanwhile()
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await home.reconnected(opened)


@pytest.mark.usefixtures("impatient")
async def test_ended_while_home_assistant_was_off(
    home: Home, told: list[Happening], hass_storage: dict[str, Any]
) -> None:
    session_id = await batch(home)
    await out(home, home.simulator.stop_session)
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)
    assert f"{DOMAIN}.{home.entry.entry_id}.batches" in hass_storage


@pytest.mark.usefixtures("impatient")
async def test_forgotten_while_home_assistant_was_off(home: Home, told: list[Happening]) -> None:
    """The boards of the old one are in our own memory alone."""
    session_id = await batch(home)

    def meanwhile() -> None:
        home.simulator.stop_session()
        home.simulator.faults.fail("GET /batch/{id}", "SESSION_NOT_FOUND", times=None)

    await out(home, meanwhile)
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.LOST)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("other", [False, True], ids=["the same", "another one"])
async def test_a_server_that_is_not_itself_yet_when_home_assistant_is_back(
    home: Home, told: list[Happening], *, other: bool
) -> None:
    """What cannot be read for a moment is not lost: the batch goes on, or another one takes over."""
    session_id = await batch(home)
    # The first read, and its two repeats.
    await out(home, lambda: home.simulator.faults.fail("GET /batch/{id}", "DATABASE_ERROR", times=3))
    assert finished(home) == ()
    if other:
        home.simulator.stop_session()
        home.simulator.start_session()
    else:
        await wait_for(lambda: home.value("session_state") == "active", 10)
        await home.press("stop_session")
    await wait_for(lambda: bool(told), 10)
    assert [happening.session_id for happening in told] == [session_id]
    (report,) = finished(home)
    assert report.figures.verified == 1
    assert report.ending in ((Ending.CLOSED, Ending.REPLACED) if other else (Ending.CLOSED,))


@pytest.mark.usefixtures("impatient")
async def test_home_assistant_restarts_in_mid_batch(home: Home, told: list[Happening]) -> None:
    session_id = await batch(home)
    await out(home, lambda: None)
    assert finished(home) == ()
    assert told == []
    assert home.value("verified_total") == "1"
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("then", ["resume", "discard"])
async def test_an_interrupted_batch_has_not_ended(
    home: Home, told: list[Happening], then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "RECOVERY_SECONDS", 3.0)
    session_id = await batch(home)
    await restarted(home)
    await wait_for(lambda: home.shows("1", "recoverable_sessions"))
    assert finished(home) == ()
    if then == "resume":
        await home.press("resume_session")
        await home.press("stop_session")
    else:
        await home.call("discard_session", session_id=session_id)
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)


@pytest.mark.usefixtures("impatient")
async def test_a_replaced_batch_that_is_taken_up_again(home: Home, told: list[Happening]) -> None:
    """It has one report, which is made anew, and its boards count once."""
    pi = home.simulator
    session_id = await batch(home)
    await restarted(home)
    await wait_for(lambda: home.shows("1", "recoverable_sessions"))
    other = pi.start_session()
    await wait_for(lambda: [happening.session_id for happening in told] == [session_id], 10)
    assert finished(home)[0].ending is Ending.REPLACED
    pi.stop_session()
    await wait_for(lambda: len(told) == 2, 10)
    await home.call("resume_session", session_id=session_id)
    await home.press("retry", BOARDS[1].mac)
    await wait_for(lambda: home.shows("1", "failed_count") and home.shows("1", "verified_count"), 10)
    assert home.value("verified_total") == "1"
    await home.press("stop_session")
    await wait_for(lambda: finished(home)[0].session_id == session_id, 10)
    assert [report.session_id for report in finished(home)] == [session_id, other]
    assert finished(home)[0].ending is Ending.CLOSED
    assert finished(home)[0].boards[1].attempts == 2
    assert home.value("verified_total") == "1"
    assert len(told) == 2


@pytest.mark.usefixtures("impatient")
async def test_a_batch_of_earlier_days_gets_none(home: Home, told: list[Happening]) -> None:
    """A session that had ended before anybody saw it run: it is shown, and that is all."""
    home.simulator.mute_events()
    session_id = home.simulator.start_session()
    home.simulator.stop_session()
    detail = await home.coordinator.client.session(session_id)
    home.coordinator.async_follow(detail.session)
    await home.coordinator.async_refresh()
    assert home.value("session_state") == "closed"
    await reload(home)
    assert finished(home) == ()
    assert told == []


@pytest.mark.usefixtures("impatient")
async def test_complete_is_told_once(home: Home, told: list[Happening]) -> None:
    pi = home.simulator
    pi.add_boards(BOARDS[:1])
    await home.coordinator.async_refresh()
    assert home.value("expected_count") == "1"
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    assert home.value("missing_count") == "0"
    await home.press("provision_all")
    await wait_for(lambda: home.state("binary_sensor", "batch_complete").state == "on", 20)
    await home.coordinator.async_refresh()
    await reload(home)
    await home.press("stop_session")
    await wait_for(lambda: len(told) == 2)
    assert [happening.kind for happening in told] == [Kind.BATCH_COMPLETE, Kind.SESSION_FINISHED]
    assert told[0].words == {"expected": 1}
    assert told[1].words["outcome"] == "all_verified"


@pytest.mark.usefixtures("impatient")
async def test_the_last_twenty_are_kept(home: Home, told: list[Happening]) -> None:
    pi = home.simulator
    for index in range(21):
        pi.start_session()
        await wait_for(lambda: home.value("session_state") == "discovering")
        pi.stop_session()
        await wait_for(lambda index=index: len(told) == index + 1)  # type: ignore[misc]
    assert len(finished(home)) == 20
    ids = [report.session_id for report in finished(home)]
    assert ids == [happening.session_id for happening in reversed(told)][:20]
