"""Unattended mode and a server that cannot take requests: no request for each board."""

import asyncio
from typing import Any

import pytest

from custom_components.piorchestrator import series, unattended as runner
from custom_components.piorchestrator.client import transport
from simulator import Board
from tests.conftest import wait_for
from tests.live.boards import PROVISION, mac, requests
from tests.live.home import Home
from tests.live.test_unattended import switch
from tests.live.test_unattended_withdrawn import mode

COUNT = 8


@pytest.fixture
async def waiting(home: Home) -> Home:
    """A session with boards that unattended mode begins with once it is on."""
    pi = home.simulator
    pi.add_boards(Board(mac(number)) for number in range(COUNT))
    pi.start_session()
    await wait_for(lambda: home.shows(str(COUNT), "device_count"))
    await home.coordinator.async_refresh()
    return home


async def quiet(home: Home, count: int) -> None:
    """Unattended mode has sent so many requests, and sends no more, whatever it is woken by."""
    await wait_for(lambda: requests(home, PROVISION) == count)
    await wait_for(lambda: not mode(home)._is_working)
    for _ in range(3):
        await home.coordinator.async_refresh()
        await wait_for(lambda: not mode(home)._is_working)
    assert requests(home, PROVISION) == count


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "RATE_LIMITED"},
        {"code": "RATE_LIMITED", "retryable": False},
        {"code": "BUSY", "status": 429, "retryable": True},
        {"code": "UNAUTHORIZED"},
        {"code": "UNAUTHORIZED", "status": 200},
        {"code": "SESSION_EXPIRED"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
async def test_one_refusal_that_concerns_all(waiting: Home, fault: dict[str, Any]) -> None:
    waiting.simulator.faults.fail(PROVISION, times=None, **fault)
    await switch(waiting)
    await quiet(waiting, 1)


async def test_an_absent_route(waiting: Home) -> None:
    waiting.simulator.faults.answer(PROVISION, 404, b"<html>", "text/html", times=None)
    await switch(waiting)
    await quiet(waiting, 1)


async def test_a_dead_server(waiting: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request that takes its whole time limit, and none of the other boards' after it."""
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 0.5)
    waiting.simulator.faults.hang("*", times=None)
    await switch(waiting)
    await wait_for(lambda: requests(waiting, PROVISION) == 1)
    await wait_for(lambda: not waiting.coordinator.last_update_success, 20)
    await quiet(waiting, 1)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("fault", ["drop", "hang"])
async def test_a_server_that_answers_reads_only(
    waiting: Home, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 0.3)
    monkeypatch.setattr(runner, "TROUBLE_SECONDS", 3.0)
    getattr(waiting.simulator.faults, fault)(PROVISION, times=None)
    await switch(waiting)
    await quiet(waiting, series.MOST_UNANSWERED)
    await wait_for(lambda: requests(waiting, PROVISION) == series.MOST_UNANSWERED + 1)
    await asyncio.sleep(1.0)
    assert requests(waiting, PROVISION) == series.MOST_UNANSWERED + 1, "one is enough to see"
