"""Repairs over real sockets: a restart in mid-batch, keys that change, and one line in the log for each outage."""

import asyncio
from datetime import timedelta
import logging

from homeassistant.const import CONF_API_KEY, STATE_UNAVAILABLE
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.piorchestrator import coordinator as module, reader
from custom_components.piorchestrator.client import sse_link
from custom_components.piorchestrator.const import DOMAIN
from simulator import Fate
from tests.components.repair import issues, raised, withdrawn
from tests.conftest import API_KEY, wait_for
from tests.live.home import Home
from tests.live.journal import lines
from tests.live.truth import truth
from tests.live.work import BOARDS, begin

STREAM = "GET /batch/events"
OTHER_KEY = "another-key-of-the-pi"


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What a person is warned of."""
    return lines(caplog, logging.WARNING)


@pytest.mark.usefixtures("impatient")
async def test_restart_in_the_middle_of_a_batch(home: Home) -> None:
    await begin(home)
    await home.simulator.restart(0.3)
    issue = await raised(home.hass, "recoverable_session")
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["boards"] == str(len(BOARDS))
    await home.call("resume_session")
    await withdrawn(home.hass, "recoverable_session")
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    await home.press("retry_failed")
    await home.simulator.wait_idle()
    assert issues(home.hass) == {}


@pytest.mark.usefixtures("impatient")
async def test_each_restart_is_told_of(home: Home) -> None:
    """The same session, interrupted again, is one that somebody has to look at again."""
    await begin(home)
    for _ in range(3):
        await home.simulator.restart(0.1)
        await raised(home.hass, "recoverable_session")
        home.simulator.resume_session()
        await withdrawn(home.hass, "recoverable_session")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("how", ["off", "hangs", "restarts"])
async def test_ten_minutes_away(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    """Ten minutes of a poll each 5 s are 120 failed reads; here they follow each other faster."""
    monkeypatch.setattr(module, "FALLBACK_POLL", timedelta(seconds=0.05))
    monkeypatch.setattr(module, "READ_COOLDOWN_SECONDS", 0)
    monkeypatch.setattr("custom_components.piorchestrator.client.transport.READ_PAUSES", (0.001,))
    monkeypatch.setattr(reader, "READ_BUDGET_SECONDS", 0.2)
    monkeypatch.setattr(sse_link, "REQUEST_SECONDS", 1.0)
    await (
        home.coordinator.async_refresh()
    )  # one of the start may be under way, which knows nothing of all this
    pi, failed = home.simulator, 0
    before = len(loud(caplog))

    async def read_in_vain(times: int) -> None:
        nonlocal failed
        for _ in range(times):
            await home.coordinator.async_refresh()
            failed += not home.coordinator.last_update_success

    match how:
        case "off":
            pi.faults.drop("*", times=None)
            pi.cut_streams()
            await read_in_vain(120)
            pi.faults.clear()
        case "hangs":
            pi.faults.hang("*", times=None)
            pi.silence_streams()
            await read_in_vain(12)
            pi.faults.clear()
        case _:
            down = asyncio.create_task(pi.restart(1.5))
            while not down.done():
                await read_in_vain(1)
                await asyncio.sleep(0.01)
            await down
    assert failed >= 10
    await wait_for(lambda: home.coordinator.last_update_success)
    await home.streaming()
    await truth(home, clients=False)
    told = loud(caplog)[before:]
    assert len(told) == 1, told
    assert "Error fetching" in told[0]
    all_lines = [line for line in lines(caplog) if "recovered" in line]
    assert len(all_lines) == 1, "the return is told once"
    assert issues(home.hass) == {}


@pytest.mark.usefixtures("impatient")
async def test_refused_key_is_asked_for_once(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """Home Assistant's own issue; the server's key changes, and no restart is needed."""
    pi = home.simulator
    pi.api_key = OTHER_KEY
    pi.cut_streams()
    await wait_for(lambda: home.value("session_state") == STATE_UNAVAILABLE)
    await wait_for(lambda: bool(issues(home.hass, "homeassistant")))
    before = len(pi.received)
    await wait_for(lambda: len(pi.received) >= before + 3)
    (issue,) = issues(home.hass, "homeassistant").values()
    assert issue.issue_id == f"config_entry_reauth_{DOMAIN}_{home.entry.entry_id}"
    assert issues(home.hass) == {}
    coordinator = home.coordinator
    (flow,) = home.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await home.hass.config_entries.flow.async_configure(flow["flow_id"], {CONF_API_KEY: OTHER_KEY})
    await home.streaming()
    await truth(home)
    assert home.coordinator is coordinator
    assert issues(home.hass, "homeassistant") == {}
    told = loud(caplog)
    assert len(told) == 1, told
    assert not [line for line in lines(caplog, logging.DEBUG) if API_KEY in line or OTHER_KEY in line]


@pytest.mark.usefixtures("impatient")
async def test_boards_that_never_come_up(home: Home) -> None:
    """Nothing but events and reads of the batch itself lead there."""
    pi = home.simulator
    for board in BOARDS[:4]:
        pi.add_board(type(board)(board.mac, fate=Fate.NEVER_VERIFY))
    pi.start_session(config={"verification_timeout_seconds": 5})
    await wait_for(lambda: home.shows("4", "device_count"))
    await home.press("provision_all")
    issue = await raised(home.hass, "profile_suspect")
    assert issue.severity is ir.IssueSeverity.WARNING
    await home.press("stop_session")
    pi.start_session()
    await withdrawn(home.hass, "profile_suspect")
