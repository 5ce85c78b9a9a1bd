"""What the tests of blueprints share: boards, routes, and a batch that goes wrong."""

import asyncio
from typing import Final

from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home

ALL: Final = "POST /batch/{id}/provision-all"
PROVISION: Final = "POST /batch/{id}/devices/{mac}/provision"
RETRY: Final = "POST /batch/{id}/devices/{mac}/retry"
A, B, C, D = (f"24:6F:28:0B:00:0{number}" for number in range(1, 5))
STRANGER: Final = "24:6F:28:0B:99:01"


async def quiet(home: Home, seconds: float = 1.5) -> None:
    """Time enough for something that must not happen."""
    await asyncio.sleep(seconds)


async def attempted(home: Home, *boards: Board) -> None:
    """A batch in which every attempt has come to its end, for better or worse."""
    pi = home.simulator
    pi.add_boards(boards)
    await home.coordinator.async_refresh()  # descriptions stand on the allowlist
    await home.press_start()
    await wait_for(lambda: home.shows(str(len(boards)), "device_count"))
    await home.press("provision_all")
    await pi.wait_idle()
    states = [device["state"] for device in pi.truth().devices.values()]
    await wait_for(lambda: home.shows(str(states.count("verified")), "verified_count"))
