"""Promise 6, in real time: what is not known now is not shown as if it were."""

import asyncio
from functools import partial
from time import monotonic

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.piorchestrator.client import mac_digits
from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, record
from tests.promises.mutation import noticed

PROMISED_SECONDS = 45.0
REFUSAL_SECONDS = 5.0  # a read is repeated twice before it counts as refused


@noticed("const.py", "READ_BUDGET_SECONDS: Final = 10.0", "READ_BUDGET_SECONDS: Final = 20.0")
@noticed("monitor.py", "self._accept(Vitals(), None)\n            return", "return")
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


# What shows each part of the API, by platform and key; and what goes on to be shown without it.
_OF_PARTS = {
    "GET /allowlist": ("sensor", "allowlist_total"),
    "GET /sessions/recoverable": ("sensor", "recoverable_sessions"),
    "GET /batch/network": ("binary_sensor", "onboarding_network"),
}


@noticed("reader.py", "unread.add(Part.NETWORK)", "pass")
@noticed("reader.py", "unread.add(Part.ALLOWLIST)", "pass")
@noticed("reader.py", "unread.add(Part.RECOVERY)", "pass")
@noticed("sensor.py", "listed = state.allowlist is not None and", "listed = False and")
@noticed("const.py", "RECOVERY_SECONDS: Final = 4.0", "RECOVERY_SECONDS: Final = 60.0")
@pytest.mark.timeout(150)
async def test_each_part_is_shown_no_longer_than_it_is_known(set_up: SetUp) -> None:
    """Promise 6: the server refuses one part of the API, or answers it slowly until the cable is pulled."""
    refusing = [await set_up(speed=20) for _ in _OF_PARTS]
    slow = await set_up(speed=20)
    for house in (*refusing, slow):
        await house.pi.order("batch", {"count": 3})
        await house.coordinator.async_refresh()
        await house.truth()
    took = await asyncio.gather(
        *(_gone_after_refusals(house, route) for house, route in zip(refusing, _OF_PARTS, strict=True)),
        _gone_after_slow_answers(slow),
    )
    for what, seconds in zip((*_OF_PARTS, "slow answers"), took, strict=True):
        record(6, f"unavailable, {what.replace('/', ' ')}", seconds)
    assert max(took) <= PROMISED_SECONDS, took


async def _gone_after_refusals(house: House, route: str) -> float:
    """Seconds from the first refusal until what shows this part is unavailable, and the rest is not."""
    shown = [_OF_PARTS[route]]
    if (
        route == "GET /allowlist"
    ):  # no session knows these boards: the list alone tells that they are expected
        shown += [("sensor", f"{mac_digits(mac)}_status") for mac in house.coordinator.data.allowlist or ()]
    await house.pi.order("mute")
    await house.fault("fail", route=route, code="DATABASE_ERROR")
    began = monotonic()

    async def still_shown() -> list[str]:
        return [key for platform, key in shown if house.state(platform, key).state != STATE_UNAVAILABLE]

    ended = await eventually(still_shown, 60)
    assert house.value("session_state") == "idle"
    refused = min(at for at in await house.asked(route) if at >= began)
    assert ended - refused <= REFUSAL_SECONDS, "with the refusal, not with the age of the last answer"
    return ended - began


async def _gone_after_slow_answers(house: House) -> float:
    """Seconds from the last answer about the session until nothing that it said is available."""
    await house.press_start()
    await house.settled()
    await house.truth()
    await house.fault("delay", route="GET /allowlist", seconds=9.0)
    lists = len(await house.asked("GET /allowlist"))

    async def read_slowly() -> list[str]:
        return [] if len(await house.asked("GET /allowlist")) > lists else ["no refresh yet"]

    await eventually(read_slowly, 60)
    answered = max(await house.asked("GET /batch/{id}"))
    await asyncio.sleep(8.5)
    await house.pi.order("unplug", {"seconds": 120})

    async def known() -> list[str]:
        return house.available_entities()

    return await eventually(known, 60) - answered
