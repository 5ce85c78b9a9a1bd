"""A session with several boards, for tests of requests that concern many of them."""

from typing import Any

from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home

PROVISION = "POST /batch/{id}/devices/{mac}/provision"
RETRY = "POST /batch/{id}/devices/{mac}/retry"
STOP = "POST /batch/{id}/stop"
ROUTES = {"provision_device": PROVISION, "retry_device": RETRY, "retry_failed": RETRY}


def mac(number: int) -> str:
    return f"24:6F:28:0B:00:{number:02X}"


async def found(home: Home, count: int, *, state: str = "discovered") -> list[str]:
    """Start a session in which so many boards stand in this state; their MACs."""
    pi = home.simulator
    macs = [mac(number) for number in range(count)]
    pi.add_boards(Board(each, fate=Fate.VERIFY) for each in macs)
    pi.start_session()
    await wait_for(lambda: len(pi.truth().devices) == count)
    for each in macs if state != "discovered" else ():
        pi.force_state(state, each)
    await wait_for(lambda: all(known(home, each) == state for each in macs))
    return macs


def known(home: Home, board: str) -> str | None:
    device = home.coordinator.data.devices.get(board)
    return device.state if device else None


def requests(home: Home, route: str) -> int:
    """How often the Pi got this request."""
    return home.simulator.counts.requests[route]


def unsent(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of boards for which nothing was sent."""
    return [row for row in answer["results"] if row.get("sent") is False]


def accepted(answer: dict[str, Any]) -> int:
    return sum(row["accepted"] for row in answer["results"])
