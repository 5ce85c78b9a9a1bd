"""The total of verified boards never falls, and counts each board once, whatever becomes of it afterwards."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.piorchestrator.const import DOMAIN
from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import reload, restarted
from tests.live.test_reports import finished

MACS = tuple(f"24:6F:28:0F:00:0{number}" for number in range(1, 6))
LATE = "24:6F:28:0F:00:09"
DETAIL = "GET /batch/{id}"

pytestmark = pytest.mark.usefixtures("impatient")


class Recorder:
    """Sums the states of a counter as Home Assistant's statistics do: a fall is a new beginning from zero."""

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        self.values: list[float] = []
        self._take(hass.states.get(entity_id))
        self.stop: Callable[[], None] = async_track_state_change_event(hass, entity_id, self._on_event)

    @callback
    def _on_event(self, event: Event[EventStateChangedData]) -> None:
        self._take(event.data["new_state"])

    def _take(self, state: object) -> None:
        value = getattr(state, "state", "unknown")
        if value not in ("unknown", "unavailable"):
            self.values.append(float(value))

    @property
    def total(self) -> float:
        """What the statistics say."""
        found = before = 0.0
        for value in self.values:
            found += value if value < before else value - before
            before = value
        return found


@pytest.fixture
async def five(home: Home) -> Recorder:
    """A session with five verified boards, and the recorder of their total."""
    entity_id = home.entity_id("sensor", "verified_total")
    assert entity_id is not None
    recorder = Recorder(home.hass, entity_id)
    home.simulator.add_boards(Board(mac, provision_seconds=0.1, verify_seconds=0.1) for mac in MACS)
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("5", "verified_count"), 20)
    await wait_for(lambda: home.shows("5", "verified_total"))
    return recorder


async def set_back(home: Home, state: str = "failed") -> None:
    """The boards of the session are not verified any more."""
    for mac in MACS:
        home.simulator.force_state(state, mac)
    await home.coordinator.async_refresh()
    await wait_for(lambda: home.shows("0", "verified_count"))


async def one_more(home: Home) -> None:
    """Another board is found and verified."""
    home.simulator.add_board(Board(LATE, provision_seconds=0.1, verify_seconds=0.1))
    await wait_for(lambda: LATE in home.coordinator.data.devices)
    home.simulator.force_state("verified", LATE)
    await wait_for(lambda: home.shows("6", "verified_total"))


def check(recorder: Recorder, total: int) -> None:
    assert recorder.values == sorted(recorder.values)
    assert recorder.values[-1] == recorder.total == total


@pytest.mark.parametrize("state", ["failed", "discovered", "verifying"])
async def test_boards_that_begin_again(home: Home, five: Recorder, state: str) -> None:
    await set_back(home, state)
    check(five, 5)
    for mac in MACS:
        home.simulator.force_state("verified", mac)
    await wait_for(lambda: home.shows("5", "verified_count"))
    await one_more(home)
    check(five, 6)


async def test_the_end_of_their_batch(home: Home, five: Recorder) -> None:
    """The report says how they ended, the total what was done."""
    await set_back(home)
    await one_more(home)
    await home.press("stop_session")
    await wait_for(lambda: bool(finished(home)))
    await wait_for(lambda: home.value("session_state") == "closed")
    assert finished(home)[0].figures.verified == 1
    check(five, 6)
    await reload(home)
    check(five, 6)


async def test_a_restart_of_home_assistant(home: Home, five: Recorder) -> None:
    await set_back(home)
    await reload(home)
    assert home.value("verified_total") == "5"
    for mac in MACS:
        home.simulator.force_state("verified", mac)
    await wait_for(lambda: home.shows("5", "verified_count"))
    await one_more(home)
    check(five, 6)


async def test_a_batch_that_ends_while_home_assistant_is_off(home: Home, five: Recorder) -> None:
    await set_back(home)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.simulator.stop_session()
    home.simulator.start_session()
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    await wait_for(lambda: bool(finished(home)))
    await home.hass.async_block_till_done()
    check(five, 5)


async def test_a_pi_that_forgets_and_finds_them_again(home: Home, five: Recorder) -> None:
    """After its restart the session has no boards; those that it finds begin again."""
    session_id = home.coordinator.data.session_id
    await restarted(home)
    await home.call("resume_session", session_id=session_id)
    await home.coordinator.async_refresh()
    for mac in MACS:
        home.simulator.force_state("discovered", mac)
    await home.coordinator.async_refresh()
    await wait_for(lambda: home.shows("0", "verified_count"))
    check(five, 5)
    for mac in MACS:
        home.simulator.force_state("verified", mac)
    await wait_for(lambda: home.shows("5", "verified_count"))
    check(five, 5)


async def test_a_batch_that_is_taken_up_after_its_report(home: Home, five: Recorder) -> None:
    """It was counted with its report; what it does from then on counts in addition."""
    await set_back(home)
    session_id = home.coordinator.data.session_id
    await restarted(home)
    await wait_for(lambda: home.shows("1", "recoverable_sessions"))
    home.simulator.start_session()
    await wait_for(lambda: bool(finished(home)))
    home.simulator.stop_session()
    await wait_for(lambda: len(finished(home)) == 2)
    check(five, 5)
    await home.call("resume_session", session_id=session_id)
    await home.coordinator.async_refresh()
    for mac in MACS:
        home.simulator.force_state("verified", mac)
    await wait_for(lambda: home.shows("5", "verified_count"))
    check(five, 5)
    await one_more(home)
    check(five, 6)


@pytest.mark.parametrize("content", ["lost", "older"])
async def test_a_file_that_is_lost_or_too_old(
    home: Home, five: Recorder, hass_storage: dict[str, Any], content: str
) -> None:
    """After a power cut of the machine that Home Assistant runs on; the session is over by then."""
    await home.press("stop_session")
    await wait_for(lambda: bool(finished(home)))
    await one_total(home, 5)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    key = f"{DOMAIN}.{home.entry.entry_id}.batches"
    if content == "lost":
        del hass_storage[key]
    else:
        hass_storage[key]["data"] = {"verified": 3}
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    await home.hass.async_block_till_done()
    check(five, 5)
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    for mac in MACS:
        home.simulator.force_state("verified", mac)
    await one_total(home, 10 if content == "lost" else 8)
    check(five, 10 if content == "lost" else 8)


async def one_total(home: Home, total: int) -> None:
    await wait_for(lambda: home.shows(str(total), "verified_total"))


async def test_boards_of_the_next_batch_count_again(home: Home, five: Recorder) -> None:
    await home.press("stop_session")
    await wait_for(lambda: bool(finished(home)))
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    for mac in MACS[:2]:
        home.simulator.force_state("verified", mac)
    await wait_for(lambda: home.shows("7", "verified_total"))
    check(five, 7)


async def test_a_session_that_is_gone_for_a_moment(home: Home, five: Recorder) -> None:
    await set_back(home)
    home.simulator.faults.fail(DETAIL, "SESSION_NOT_FOUND", times=4)
    for _ in range(6):
        await home.coordinator.async_refresh()
    await wait_for(lambda: home.value("session_state") == "active")
    check(five, 5)
    await one_more(home)
    check(five, 6)
