"""What a batch is for stays the same while it goes on, whichever answer of the Pi is the older one."""

import asyncio

from homeassistant.const import Platform
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from simulator import Board
from tests.conftest import wait_for
from tests.live.boards import mac
from tests.live.home import Home

SESSION, LIST = "GET /batch/{id}", "GET /allowlist"
COUNT = 30


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("muted", [False, True], ids=["events", "reads alone"])
@pytest.mark.parametrize("late", [(SESSION,), (LIST,), (SESSION, LIST)], ids=["session", "list", "both"])
async def test_answers_that_are_late_change_nothing_of_what_is_expected(
    home: Home, late: tuple[str, ...], *, muted: bool
) -> None:
    """The Pi does the work of a request and holds the answer back: what it says is old when it comes."""
    pi = home.simulator
    pi.add_boards(
        Board(mac(number), provision_seconds=1 + number * 7 % 40, verify_seconds=1 + number * 11 % 20)
        for number in range(COUNT)
    )
    pi.start_session()
    await wait_for(lambda: len(home.coordinator.data.devices) == COUNT)
    await home.coordinator.async_refresh()
    assert home.value("expected_count") == str(COUNT)
    changes: list[tuple[str, int]] = []
    expected = home.entity_id(Platform.SENSOR, "expected_count")
    complete = home.entity_id(Platform.BINARY_SENSOR, "batch_complete")
    assert expected is not None
    assert complete is not None

    @callback
    def on_change(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state is not None
        done = sum(board["state"] == "verified" for board in pi.truth().devices.values())
        changes.append((state.state, done))

    async_track_state_change_event(home.hass, [expected, complete], on_change)
    if muted:
        pi.mute_events()
    for route in late:
        pi.faults.delay(route, 0.15, times=None)
    assert pi.provision_all() == COUNT
    while home.value("verified_count") != str(COUNT):
        await asyncio.wait_for(home.coordinator.async_refresh(), 10)
    pi.faults.clear()
    await home.coordinator.async_refresh()
    assert home.value("expected_count") == str(COUNT)
    assert changes == [("on", COUNT)], "complete once, with the last board, and never another number"
