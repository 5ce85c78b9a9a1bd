"""Triggers over a Pi that restarts: an interrupted session is told once, whoever restarts."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.happenings import Kind
from simulator import Board, Fate
from tests.components.automations import Heard, trigger
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import interrupted, offers, reload, restarted

OFFERED = Kind.RECOVERY_AVAILABLE
BOARDS = [
    Board("24:6F:28:0B:00:01"),
    Board("24:6F:28:0B:00:02", fate=Fate.REJECT_ONCE),
    Board("24:6F:28:0B:00:03", allowed=False),
]


def target(home: Home) -> dict[str, object]:
    """The Pi."""
    entry_id = home.entry.entry_id
    device = dr.async_get(home.hass).async_get_device_by_identifier((DOMAIN, entry_id), entry_id)
    assert device is not None
    return {"device_id": device.id}


async def listening(home: Home) -> Heard:
    """An automation for each kind."""
    heard = Heard(home.hass)
    await heard.listen({kind: trigger(kind, target(home)) for kind in Kind})
    return heard


async def power_cut(home: Home) -> None:
    """Home Assistant goes down; what it holds in memory is lost."""
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    home.hass.data.pop("piorchestrator_told", None)
    home.hass.set_state(CoreState.not_running)


async def power_back(home: Home) -> None:
    """It starts, and the entry is loaded before its start is over."""
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    await home.streaming()
    await home.hass.async_start()
    await home.hass.async_block_till_done()


def told_of(heard: Heard) -> list[object]:
    """The sessions that were told as interrupted."""
    return [told["session_id"] for told in heard.of(OFFERED)]


@pytest.mark.usefixtures("impatient")
async def test_a_failure_and_its_retry(home: Home) -> None:
    """A batch by hand: what is told agrees with what happened on the Pi."""
    heard = await listening(home)
    home.simulator.add_boards(BOARDS)
    await home.press_start()
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: bool(heard.of("device_failed")) and bool(heard.of("device_verified")))
    await home.press("retry_failed")
    await wait_for(lambda: len(heard.of("device_verified")) == 2)
    await home.simulator.wait_idle()
    await home.coordinator.async_refresh()
    await heard.settled()
    (failed,) = heard.of("device_failed")
    assert failed["mac"] == BOARDS[1].mac
    assert failed["error_message"]
    assert sorted(told["mac"] for told in heard.of("device_verified")) == [BOARDS[0].mac, BOARDS[1].mac]
    assert sorted(told["mac"] for told in heard.of("device_discovered")) == [board.mac for board in BOARDS]
    assert len(heard.of("session_started")) == 1


@pytest.mark.usefixtures("impatient")
async def test_an_interrupted_session_is_told_once(home: Home, hass_storage: Mapping[str, Any]) -> None:
    heard = await listening(home)
    session_id = await interrupted(home)
    await heard.settled()
    assert told_of(heard) == [session_id]
    assert heard.of(OFFERED)[0]["target_ssid"] == "Workshop"
    # Neither a read, nor another connection, nor a reload, nor a restart of either side is news.
    home.coordinator.look_around()
    await home.coordinator.async_refresh()
    await restarted(home)
    await reload(home)
    await power_cut(home)
    await power_back(home)
    await offers(home, session_id)
    assert told_of(heard) == [session_id]
    assert hass_storage[f"{DOMAIN}.{home.entry.entry_id}"]["data"]["told"] == [session_id]


@pytest.mark.usefixtures("impatient")
async def test_a_power_cut_that_hits_both_is_told_after_the_start(home: Home) -> None:
    session_id = home.simulator.start_session()
    await wait_for(lambda: home.coordinator.data.session_id == session_id)
    devices = target(home)
    await power_cut(home)
    await home.simulator.restart(0.1)
    heard = Heard(home.hass)
    await heard.listen({OFFERED: trigger(OFFERED, devices)})
    started: list[int] = []

    @callback  # anything else runs in another thread, when the automations may have heard
    def count(_event: Event) -> None:
        started.append(len(heard.told))

    home.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STARTED, count)
    await power_back(home)
    await wait_for(lambda: told_of(heard) == [session_id])
    assert started == [0]
    await reload(home)
    await heard.settled()
    assert told_of(heard) == [session_id]


@pytest.mark.usefixtures("impatient")
async def test_what_was_not_told_before_the_power_went_again_is_told_later(
    home: Home, hass_storage: Mapping[str, Any]
) -> None:
    """It goes while Home Assistant starts, after the Pi came back: nobody has heard anything yet."""
    session_id = home.simulator.start_session()
    await wait_for(lambda: home.coordinator.data.session_id == session_id)
    devices = target(home)
    await power_cut(home)
    opened = home.simulator.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    await restarted(home)
    await offers(home, session_id)
    await power_cut(home)
    assert hass_storage[f"{DOMAIN}.{home.entry.entry_id}"]["data"]["told"] == []
    heard = Heard(home.hass)
    await heard.listen({OFFERED: trigger(OFFERED, devices)})
    await power_back(home)
    await wait_for(lambda: told_of(heard) == [session_id])


@pytest.mark.usefixtures("impatient")
async def test_the_same_session_interrupted_again_is_news(home: Home) -> None:
    heard = await listening(home)
    session_id = await interrupted(home)
    await home.call("resume_session", session_id=session_id)
    await offers(home)
    await home.coordinator.async_refresh()
    await restarted(home)
    await offers(home, session_id)
    await heard.settled()
    assert told_of(heard) == [session_id, session_id]


@pytest.mark.usefixtures("impatient")
async def test_a_second_interrupted_session_is_told_alone(home: Home) -> None:
    heard = await listening(home)
    first = await interrupted(home)
    second = await interrupted(home, "Cellar")
    await heard.settled()
    assert told_of(heard) == [first, second]


async def test_a_list_that_cannot_be_read_forgets_nothing(home: Home) -> None:
    heard = await listening(home)
    session_id = await interrupted(home)
    await heard.settled()
    home.simulator.faults.fail("GET /sessions/recoverable", "DATABASE_ERROR", times=None)
    await reload(home)
    assert home.coordinator.data.recoverable is None
    home.simulator.faults.clear()
    home.coordinator.look_around()
    await home.coordinator.async_refresh()
    await offers(home, session_id)
    await heard.settled()
    assert told_of(heard) == [session_id]


async def test_the_start_of_home_assistant_is_as_we_believe(hass: HomeAssistant) -> None:
    """Automations are armed before the event at which we tell what was found during the start."""
    heard = Heard(hass)
    hass.set_state(CoreState.not_running)
    await heard.listen({"it": {"trigger": "event", "event_type": EVENT_HOMEASSISTANT_STARTED}})
    await hass.async_start()
    await heard.settled()
    assert heard.names == ["it"]
