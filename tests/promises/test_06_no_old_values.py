"""Promise 6, in real time: what is not known now is not shown as if it were."""

import asyncio
from functools import partial
from time import monotonic

import pytest

from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, record
from tests.promises.mutation import noticed

PROMISED_SECONDS = 45.0


@noticed("const.py", "READ_BUDGET_SECONDS: Final = 10.0", "READ_BUDGET_SECONDS: Final = 20.0")
@noticed("monitor.py", "self._accept(Vitals(), None)", "pass")
@pytest.mark.timeout(150)
async def test_old_values_are_unavailable(set_up: SetUp) -> None:
    """Promise 6: whichever way the server stops answering, 45 s later nothing claims to know how it is."""
    ways = ("unplugged", "hanging", "refusing")
    houses = [await set_up(speed=20, monitor="push") for _ in ways]
    for house in houses:
        await house.pi.order("batch", {"count": 3})
        await house.press_start()
        await house.settled()
        await house.truth()
        await eventually(partial(_figures_missing, house))
    unplugged, hanging, refusing = houses
    took = await asyncio.gather(
        _unknown_after(unplugged, "unplug", {"seconds": 120}),
        _unknown_after(hanging, "fault", {"kind": "hang", "route": "*", "times": None}),
        _unknown_after(
            refusing, "fault", {"kind": "fail", "route": "*", "code": "NETWORK_ERROR", "times": None}
        ),
    )
    for way, seconds in zip(ways, took, strict=True):
        record(6, f"unavailable, {way}", seconds)
    assert max(took) <= PROMISED_SECONDS, took


async def _figures_missing(house: House) -> list[str]:
    """The Pi's health is shown, too."""
    return [] if any("cpu" in name for name in house.available_entities()) else ["no health of the Pi"]


async def _unknown_after(house: House, order: str, body: dict[str, object]) -> float:
    """Seconds from the last answer until nothing of this Pi is available."""
    assert house.available_entities()
    await house.pi.order(order, body)
    if order == "fault":
        await house.pi.order("cut-sockets")
    began = monotonic()

    async def known() -> list[str]:
        return house.available_entities()

    return await eventually(known, 60) - began
