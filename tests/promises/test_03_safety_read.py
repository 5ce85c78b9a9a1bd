"""Promise 3, in real time: a flood of events neither puts a read off nor brings one forward."""

import asyncio
from itertools import pairwise
import json
from time import monotonic

import pytest

from tests.promises.conftest import SetUp
from tests.promises.house import House, moment, record
from tests.promises.mutation import noticed

EVENTS_PER_SECOND = 1000
FLOOD_SECONDS = 64  # two whole intervals, wherever the flood begins in the first one
INTERVAL_SECONDS = 30.0
# The interval counts from the end of a read, which takes its time on two cores under such a load.
LATE_SECONDS = 6.0
BOARDS = 50
READ = "GET /batch/{id}"


@noticed(
    "coordinator.py",
    "        self._accept(apply_event(self.data, event))",
    "        self._accept(apply_event(self.data, event))\n        self._schedule_refresh()",
)
@pytest.mark.timeout(180)
async def test_the_safety_read_keeps_its_time(set_up: SetUp) -> None:
    """Promise 3: at 1,000 events a second the server is read each 30 s, no more and no less."""
    house = await set_up(speed=20)
    await house.pi.order("batch", {"count": BOARDS})
    await house.press_start()
    await house.settled()
    await house.truth()
    macs = sorted((await house.so()).devices)
    frames = house.coordinator.stream.statistics.frames
    began = monotonic()
    for tick in range(2 * FLOOD_SECONDS):
        await house.pi.order("raw", {"text": _half_a_second(macs, tick)})
        await asyncio.sleep(max(0.0, began + (tick + 1) / 2 - monotonic()))
    ended = monotonic()

    statistics = house.coordinator.stream.statistics
    await moment(lambda: statistics.frames - frames >= EVENTS_PER_SECOND * FLOOD_SECONDS, 20)
    reads = [at for at in await house.asked(READ) if began <= at <= ended]
    distances = [later - earlier for earlier, later in pairwise(reads)]
    assert distances, "fewer than two reads"
    assert all(abs(distance - INTERVAL_SECONDS) <= LATE_SECONDS for distance in distances), distances
    record(3, "events per second", EVENTS_PER_SECOND * FLOOD_SECONDS / (ended - began), "1/s")
    record(3, "longest distance of two reads", max(distances))
    await _heard_the_last(house, macs)


def _half_a_second(macs: list[str], tick: int) -> str:
    """Each event changes something: the signal of one board."""
    frames = []
    for number in range(EVENTS_PER_SECOND // 2):
        device = {"mac": macs[number % len(macs)], "state": "discovered", "rssi": -30 - (tick + number) % 60}
        event = {"version": "1.0", "type": "device.state_changed", "payload": {"device": device}}
        frames.append(f"data: {json.dumps(event)}\n\n")
    return "".join(frames)


async def _heard_the_last(house: House, macs: list[str]) -> None:
    """The flood was understood, not skipped."""
    assert house.coordinator.stream.statistics.dropped == 0
    assert house.coordinator.data.devices.keys() == set(macs)
