"""Unattended mode over sockets: boards that come over time are provisioned and tried again without one click."""

from typing import Any

from homeassistant.const import SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import Context, Event
from homeassistant.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockUser, async_capture_events

from custom_components.piorchestrator.acts_told import EVENT_ACT
from custom_components.piorchestrator.logbook import sentence
from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.truth import truth

PROVISION, RETRY = "POST /batch/{id}/devices/{mac}/provision", "POST /batch/{id}/devices/{mac}/retry"


@pytest.fixture
def speed() -> float:
    """Sixty times: a time-out of 120 s takes two."""
    return 60


def mac(index: int) -> str:
    return f"24:6F:28:0C:00:{index:02X}"


async def switch(home: Home, service: str = SERVICE_TURN_ON) -> None:
    entity_id = home.entity_id("switch", "unattended")
    await home.hass.services.async_call("switch", service, {"entity_id": entity_id}, blocking=True)


def options(home: Home, **changed: object) -> None:
    home.hass.config_entries.async_update_entry(home.entry, options={**home.entry.options, **changed})


def acts(events: list[Event[Any]]) -> list[str]:
    return [event.data["act"] for event in events]


async def test_a_batch_without_a_click(home: Home) -> None:
    pi = home.simulator
    told = async_capture_events(home.hass, EVENT_ACT)
    pi.add_boards(Board(mac(index), appear_after=index * 5) for index in range(6))
    pi.add_boards([Board(mac(6), fate=Fate.REJECT_ONCE), Board(mac(7), allowed=False)])
    await switch(home)
    await home.press_start()
    await wait_for(lambda: home.shows("7", "verified_count"), 30)
    await truth(home, clients=False)
    assert sum(pi.counts.requests[route] for route in (PROVISION, RETRY)) == 8
    assert pi.counts.requests[RETRY] == 1
    assert pi.truth().devices[mac(7)]["state"] == "discovered", "a stranger is left alone"
    assert acts(told).count("provision") == 7
    (again,) = [event for event in told if event.data["act"] == "retry"]
    assert again.data["mac"] == mac(6)
    assert again.data["attempt"] == 2
    assert "tries ESP-CAM 0C0006 again (attempt 2), which failed: " in sentence(again.data)
    assert home.state("switch", "unattended").attributes["begun"] == 7


async def test_nothing_happens_while_it_is_off(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(mac(0)), Board(mac(1))])
    await home.press_start()
    await wait_for(lambda: home.shows("2", "device_count"))
    await home.coordinator.async_refresh()
    assert pi.counts.requests[PROVISION] == 0
    await switch(home)
    await wait_for(lambda: home.shows("2", "verified_count"), 20)
    await switch(home, SERVICE_TURN_OFF)
    pi.add_board(Board(mac(2)))
    await wait_for(lambda: home.shows("3", "device_count"))
    await home.coordinator.async_refresh()
    assert pi.counts.requests[PROVISION] == 2


async def test_the_ceiling(home: Home) -> None:
    pi = home.simulator
    options(home, unattended_ceiling=2)
    await switch(home)
    pi.add_boards(Board(mac(index)) for index in range(4))
    await home.press_start()
    await wait_for(lambda: home.shows("2", "verified_count"), 20)
    await wait_for(lambda: home.state("switch", "unattended").attributes["held"] == {"ceiling": 2})
    assert pi.counts.requests[PROVISION] == 2
    options(home, unattended_ceiling=3)
    await wait_for(lambda: home.shows("3", "verified_count"), 20)
    assert pi.counts.requests[PROVISION] == 3


async def test_a_lost_answer_is_not_repeated(home: Home) -> None:
    """The request arrived, or did not: the board tells, not a second request."""
    pi = home.simulator
    pi.add_board(Board(mac(0)))
    pi.faults.drop(PROVISION)
    await switch(home)
    await home.press_start()
    await wait_for(lambda: pi.counts.requests[PROVISION] == 1)
    for _ in range(3):
        await home.coordinator.async_refresh()
    await pi.wait_idle()
    assert pi.counts.requests[PROVISION] == 1


async def test_a_restart_sends_nothing_twice(home: Home, hass_storage: dict[str, Any]) -> None:
    """What it did before the restart counts, and the switch stays on."""
    pi = home.simulator
    options(home, unattended_ceiling=3)
    pi.add_boards(Board(mac(index), verify_seconds=60) for index in range(2))
    await switch(home)
    await home.press_start()
    await wait_for(lambda: home.shows("2", "provisioned_count"), 20)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    pi.add_boards(Board(mac(index)) for index in range(2, 5))
    opened = pi.counts.streams_opened
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.reconnected(opened)
    assert home.state("switch", "unattended").state == "on"
    await wait_for(lambda: home.shows("3", "verified_count"), 20)
    await truth(home, clients=False)
    assert pi.counts.requests[PROVISION] == 3


async def test_it_pauses_when_most_boards_fail(home: Home) -> None:
    pi = home.simulator
    told = async_capture_events(home.hass, EVENT_ACT)
    pi.add_boards(Board(mac(index), fate=Fate.REJECT) for index in range(5))
    await switch(home)
    await home.press_start()
    await wait_for(lambda: home.state("switch", "unattended").attributes["paused"] == "failure_rate", 20)
    pi.add_board(Board(mac(6)))
    await wait_for(lambda: home.shows("6", "device_count"))
    await home.coordinator.async_refresh()
    assert mac(6) not in [event.data.get("mac") for event in told]
    assert acts(told).count("paused") == 1
    assert "more than half" in sentence(told[-1].data)
    await switch(home, SERVICE_TURN_OFF)
    await switch(home)
    await wait_for(lambda: home.shows("1", "verified_count"), 20)


async def test_a_refusal_is_told_and_ends(home: Home) -> None:
    pi = home.simulator
    told = async_capture_events(home.hass, EVENT_ACT)
    pi.add_board(Board(mac(0)))
    pi.faults.fail(PROVISION, "DEVICE_REJECTED", times=None)
    await switch(home)
    await home.press_start()
    await wait_for(lambda: "refused" in acts(told))
    refused = told[-1].data
    assert refused["error_code"] == "DEVICE_REJECTED"
    assert refused["correlation_id"]
    assert "could not go on with ESP-CAM 0C0000" in sentence(refused)


async def test_only_administrators_switch(home: Home, hass_read_only_user: MockUser) -> None:

    entity_id = home.entity_id("switch", "unattended")
    with pytest.raises(Unauthorized):
        await home.hass.services.async_call(
            "switch",
            SERVICE_TURN_ON,
            {"entity_id": entity_id},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert home.state("switch", "unattended").state == "off"
