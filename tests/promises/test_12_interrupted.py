"""Promise 12: power cuts on either side of the wire, and the batch comes to its one end."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.happenings import SIGNAL_HAPPENED, Happening, Kind
from simulator.server import SAVE_SECONDS
from tests.promises.conftest import SetUp, StartPi
from tests.promises.house import House, eventually, moment, record
from tests.promises.mutation import noticed

SPEED = 20
BOARDS = 6


def offered(house: House) -> list[str]:
    """Repairs that offer an interrupted session."""
    return [
        issue_id
        for domain, issue_id in ir.async_get(house.hass).issues
        if domain == DOMAIN
        and issue_id.startswith("recoverable_session")
        and house.entry.entry_id in issue_id
    ]


async def in_mid_batch(house: House) -> None:
    """Boards at work, which take another four seconds."""
    boards = [{"mac": f"24:6F:28:2C:00:{number:02X}", "verify_seconds": 80} for number in range(BOARDS)]
    await house.pi.order("world", {"boards": boards})
    await house.press_start()
    await eventually(lambda: _found(house))
    await house.press("provision_all")
    await asyncio.sleep(2 * SAVE_SECONDS)  # what the Pi has on its disk


async def _found(house: House) -> list[str]:
    found = len((await house.so()).devices)
    return [] if found == BOARDS and house.shows(str(BOARDS), "device_count") else [f"{found} found"]


async def to_the_end(house: House, ends: list[str]) -> None:
    """The boards get verified, the session is stopped, and it ends once."""
    await house.settled()
    if house.available("retry_failed"):
        await house.press("retry_failed")
        await house.settled()
    await house.truth()
    session = (await house.so()).session
    assert session is not None
    assert house.value("verified_count") == str(BOARDS)
    await house.press("stop_session")
    await house.truth()
    await moment(lambda: len(ends) == 1, 5)
    await house.coordinator.async_refresh()
    assert ends == [session["id"]]
    (report,) = house.entry.runtime_data.reports.finished
    assert (report.session_id, report.figures.verified) == (session["id"], BOARDS)
    assert not offered(house)
    assert (await house.counts())["requests"].get("POST /batch/start", 0) <= 1


def listen_for_ends(house: House) -> list[str]:
    """Ids of the sessions whose report Home Assistant tells of."""
    ends: list[str] = []

    @callback
    def hear(happening: Happening) -> None:
        if happening.kind is Kind.SESSION_FINISHED and happening.entry_id == house.entry.entry_id:
            ends.append(happening.session_id or "")

    house.entry.async_on_unload(async_dispatcher_connect(house.hass, SIGNAL_HAPPENED, hear))
    return ends


@noticed("core/recovery.py", "        if session.is_open\n", "        if not session.is_open\n")
@noticed("reports.py", "memory.with_report(report, self._counted_before(report.session_id))", "memory")
@pytest.mark.parametrize("by", ["button", "repair"])
async def test_the_pi_restarts(set_up: SetUp, start_pi: StartPi, by: str) -> None:
    """Promise 12: a batch that a power cut of the Pi interrupted is offered by repair and button, and ends once."""
    house = await set_up(SPEED)
    await in_mid_batch(house)
    ends = listen_for_ends(house)
    await house.pi.kill()
    house.pi = await start_pi(SPEED, name="pi-0", port=house.pi.port)
    await moment(lambda: house.coordinator.last_update_success and bool(offered(house)), 30)
    assert house.available("resume_session")
    if by == "button":
        await house.press("resume_session")
    else:
        await _resume_by_repair(house)
    assert not offered(house)
    await house.truth()
    await to_the_end(house, ends)
    record(12, "reports after a restart of the Pi", len(ends), "")


async def _resume_by_repair(house: House) -> None:
    """As a person clicks through the repair."""
    from custom_components.piorchestrator.repairs import async_create_fix_flow

    (issue_id,) = offered(house)
    issue = ir.async_get(house.hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    flow: Any = await async_create_fix_flow(house.hass, issue_id, issue.data)
    flow.hass, flow.issue_id, flow.data = house.hass, issue_id, issue.data
    menu = await flow.async_step_init()
    assert menu["type"] == "menu"
    result = await getattr(flow, f"async_step_{menu['menu_options'][0]}")()
    assert result["type"] == "create_entry"


@noticed("storage.py", "            session_id=known.session_id,", "            session_id=None,")
async def test_home_assistant_restarts(
    hass: HomeAssistant, set_up: SetUp, hass_storage: dict[str, Any]
) -> None:
    """Promise 12: a restart of Home Assistant leaves the batch as it is; it is taken up and ends once."""
    house = await set_up(SPEED)
    await in_mid_batch(house)
    await moment(lambda: f"{DOMAIN}.{house.entry.entry_id}" in hass_storage, 5)
    await house.pi.order("hold")  # nobody tells of the session now but what was stored
    assert await hass.config_entries.async_unload(house.entry.entry_id)
    assert await hass.config_entries.async_setup(house.entry.entry_id)
    ends = listen_for_ends(house)
    await house.streaming()
    assert house.value("session_state") != "idle"
    await house.pi.order("release")
    await house.truth()
    await to_the_end(house, ends)


@noticed("core/recovery.py", "        if session.is_open\n", "        if not session.is_open\n")
async def test_both_restart(hass: HomeAssistant, set_up: SetUp, start_pi: StartPi) -> None:
    """Promise 12: a power cut of the whole house."""
    house = await set_up(SPEED)
    await in_mid_batch(house)
    assert await hass.config_entries.async_unload(house.entry.entry_id)
    await house.pi.kill()
    house.pi = await start_pi(SPEED, name="pi-0", port=house.pi.port)
    assert await hass.config_entries.async_setup(house.entry.entry_id)
    await house.streaming()
    ends = listen_for_ends(house)
    await moment(lambda: bool(offered(house)), 10)
    await house.press("resume_session")
    await house.truth()
    await to_the_end(house, ends)
