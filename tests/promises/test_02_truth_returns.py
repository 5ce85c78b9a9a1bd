"""Promise 2: whatever the gap was, what happened in it shows soon after the server answers again."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import pytest

from simulator.server import SAVE_SECONDS
from tests.promises.conftest import SetUp, StartPi
from tests.promises.house import House, record
from tests.promises.mutation import noticed

PROMISED_SECONDS = 2.0
SPEED = 10
GAP_SECONDS = 4.0  # longer than a board takes at this speed: the batch goes on in the gap
BOARDS = 12
# A stream that is down is tried again after 1, 2, 4 … s; a poll comes sooner or later each 5 s.
RETURN_SECONDS = 15.0

type Gap = Callable[[House, StartPi], Awaitable[float]]


async def killed(house: House, start_pi: StartPi) -> float:
    """Power lost and back: the batch is interrupted."""
    await asyncio.sleep(2 * SAVE_SECONDS)  # what the Pi has on its disk
    await house.pi.kill()
    gone = monotonic()
    house.pi = await start_pi(SPEED, name="pi-0", port=house.pi.port)
    return gone


async def cut(house: House, start_pi: StartPi) -> float:
    """The event stream alone is lost; the server answers everything else."""
    return await _gap_by_fault(house, "drop", route="GET /batch/events")


async def restarted(house: House, start_pi: StartPi) -> float:
    """The service went down in good order."""
    await house.pi.order("restart", {"seconds": 2})
    await asyncio.sleep(2.2)
    return monotonic()


async def unplugged(house: House, start_pi: StartPi) -> float:
    """The cable was pulled, while the work on the boards went on."""
    await house.pi.order("unplug", {"seconds": GAP_SECONDS})
    await asyncio.sleep(GAP_SECONDS)
    return monotonic()


async def refused(house: House, start_pi: StartPi) -> float:
    """Something in front of the server answers for it."""
    return await _gap_by_fault(house, "fail", code="NETWORK_ERROR", retry_after=None)


async def dropped(house: House, start_pi: StartPi) -> float:
    """Every connection ends without an answer."""
    return await _gap_by_fault(house, "drop")


async def replaced(house: House, start_pi: StartPi) -> float:
    """A proxy tells that the server is being updated."""
    return await _gap_by_fault(house, "answer", status=502, body="<html>", content_type="text/html")


async def _gap_by_fault(house: House, kind: str, **more: object) -> float:
    await house.fault(kind, **more)
    await house.pi.order("cut")
    await house.settled()
    # A second client goes on as well.
    await house.pi.order("allow", {"mac": "24:6F:28:22:00:77"})
    await house.pi.order("retry", {"mac": await _failed_board(house)})
    await house.settled()
    ends = monotonic()
    await house.pi.order("clear-faults")
    return ends


async def _failed_board(house: House) -> str:
    devices = (await house.so()).devices
    return next(mac for mac, device in devices.items() if device["state"] == "failed")


@noticed(
    "coordinator.py",
    "            self._reader.look_around = True\n        self._read_soon()",
    "            self._reader.look_around = True",
)
@pytest.mark.parametrize("gap", [cut, killed, restarted, unplugged, refused, dropped, replaced])
async def test_the_truth_is_back(set_up: SetUp, start_pi: StartPi, gap: Gap) -> None:
    """Promise 2: the truth is in Home Assistant 2 s after the server answers again, and nothing of the gap is lost."""
    house = await set_up(SPEED)
    boards: list[dict[str, object]] = [
        {"mac": f"24:6F:28:22:00:{number:02X}", "provision_seconds": 5, "verify_seconds": 5}
        for number in range(BOARDS)
    ]
    boards[0]["fate"] = "reject_once"
    await house.pi.order("world", {"boards": boards})
    await house.press_start()
    await house.settled()
    await house.truth()
    await house.press("provision_all")

    back = await gap(house, start_pi)
    shown = await house.truth(RETURN_SECONDS)
    answered = [at for at in await house.asked("*") if back <= at <= shown]
    # A stream that outlived the gap needs no request.
    took = shown - min(answered, default=back)
    record(2, f"truth after {gap.__name__}", took)
    assert took <= PROMISED_SECONDS
