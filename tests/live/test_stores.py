"""Stores over sockets: a full disk, a stop of Home Assistant, a batch so large that its report is made in the executor."""

import asyncio
from collections.abc import Iterator
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, SERVICE_TURN_ON
from homeassistant.helpers.storage import Store
from homeassistant.util.file import WriteError
import pytest

from custom_components.piorchestrator import reports
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.report import Ending, Report, report_of
from custom_components.piorchestrator.core.unattended import Hold
from custom_components.piorchestrator.happenings import Happening
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import offers, reload, restarted
from tests.live.journal import lines
from tests.live.test_reports import batch, check, finished
from tests.live.truth import truth

FILES = 3
MAC, OTHER = "24:6F:28:2D:00:01", "24:6F:28:2D:00:02"
PROVISION = "POST /batch/{id}/devices/{mac}/provision"


@pytest.fixture
def full_disk() -> Iterator[None]:
    """None of our files can be written."""
    write = Store._async_write_data

    async def fail(store: Store[Any], data: dict[str, Any]) -> None:
        if store.key.startswith(DOMAIN):
            raise WriteError("No space left on device")
        await write(store, data)

    with patch.object(Store, "_async_write_data", fail):
        yield


@pytest.mark.usefixtures("impatient", "full_disk")
async def test_a_full_disk_affects_nothing_else(
    home: Home, told: list[Happening], caplog: pytest.LogCaptureFixture
) -> None:
    """A whole batch with its report; one line of the log for each file, and no failed read."""
    session_id = await batch(home)
    await home.press("stop_session")
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)
    await home.coordinator.async_refresh()
    assert home.coordinator.last_update_success
    await truth(home, clients=False)
    assert 1 <= len([line for line in lines(caplog) if "cannot be written" in line]) <= FILES
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert len([line for line in lines(caplog) if "cannot be written" in line]) <= FILES


@pytest.mark.usefixtures("impatient")
async def test_the_last_write_of_home_assistant_and_then_an_unload(
    home: Home, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """What waits is written once, and nothing is undone twice."""
    home.simulator.add_board(Board(MAC))
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    home.hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await home.hass.async_block_till_done()
    running = hass_storage[f"{DOMAIN}.{home.entry.entry_id}.batches"]["data"]["running"]
    assert [row["mac"] for row in running["boards"]] == [MAC]
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert "Unable to remove unknown job listener" not in caplog.text


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("other", ["", "another one begins", "reload"])
async def test_a_report_that_is_made_in_the_executor(
    home: Home, told: list[Happening], monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """Meanwhile the total stays, another batch may begin with boards of its own, and an unload waits."""
    monkeypatch.setattr(reports, "MAX_ROWS", 0)
    session_id = await batch(home)
    go_on, threads = threading.Event(), list[int]()
    make = report_of

    def slowly(*args: Any, **kwargs: Any) -> Report | None:  # noqa: ANN401
        if home.entry.runtime_data.reports._unreported and not go_on.is_set():
            threads.append(threading.get_ident())
            go_on.wait(10)
        return make(*args, **kwargs)

    monkeypatch.setattr(reports, "report_of", slowly)
    home.simulator.stop_session()
    await wait_for(lambda: bool(threads))
    assert threads[0] != threading.get_ident()
    assert home.entry.runtime_data.reports.verified == 1
    assert finished(home) == ()
    runtime = home.entry.runtime_data
    unloading = None
    if other == "another one begins":
        begun = home.simulator.start_session()
        await wait_for(lambda: home.coordinator.data.session_id == begun)
        await runtime.reports.async_name([MAC])
        assert runtime.reports.verified == 1
    elif other == "reload":
        unloading = asyncio.ensure_future(home.hass.config_entries.async_unload(home.entry.entry_id))
        await asyncio.sleep(0.2)
        assert not unloading.done()
    go_on.set()
    if unloading is not None:
        await unloading
        await home.hass.config_entries.async_setup(home.entry.entry_id)
        await home.streaming()
    await wait_for(lambda: bool(told))
    check(home, told, session_id, Ending.CLOSED)
    if other == "another one begins":
        assert runtime.reports.is_named
        assert not runtime.reports._unreported


@pytest.mark.usefixtures("impatient")
async def test_back_to_a_session_that_was_interrupted(home: Home) -> None:
    """What was begun in it counts, although another session came in between, also after a restart of Home Assistant."""
    pi = home.simulator
    pi.add_boards([Board(MAC, provision_seconds=0.1, verify_seconds=0.1), Board(OTHER)])
    options = {**home.entry.options, "unattended_ceiling": 1}
    home.hass.config_entries.async_update_entry(home.entry, options=options)
    entity_id = home.entity_id("switch", "unattended")
    await home.hass.services.async_call("switch", SERVICE_TURN_ON, {"entity_id": entity_id}, blocking=True)
    first = pi.start_session()
    await wait_for(lambda: pi.counts.requests[PROVISION] == 1 and home.shows("1", "verified_count"))
    await restarted(home)
    await offers(home, first)
    pi.start_session()
    await wait_for(lambda: pi.counts.requests[PROVISION] == 2)
    pi.stop_session()
    await wait_for(lambda: home.shows("closed", "session_state"))
    await reload(home)
    await home.call("resume_session", session_id=first)
    unattended = home.entry.runtime_data.unattended
    await wait_for(lambda: unattended.decision.ledger.session_id == first)
    await wait_for(lambda: Hold.CEILING in unattended.decision.holds.values())
    assert len(unattended.decision.ledger.begun) == 1
    assert pi.counts.requests[PROVISION] == 2
