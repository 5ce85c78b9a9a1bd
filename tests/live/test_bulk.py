"""Many boards in one action: one request after the other, and no more of them than makes sense."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any

from homeassistant.core import CoreState
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator import series
from custom_components.piorchestrator.client import transport
from custom_components.piorchestrator.client.models import DeviceActionResult
from tests.conftest import wait_for
from tests.live.boards import PROVISION, RETRY, ROUTES, accepted, found, requests, unsent
from tests.live.home import Home
from tests.live.test_races_unload import begin, result_of

COUNT = 8
ACTIONS = pytest.mark.parametrize("action", ["provision_device", "retry_device"])
BUSY: dict[str, Any] = {"code": "RATE_LIMITED", "times": None}

pytestmark = pytest.mark.usefixtures("hasty")


async def boards_for(home: Home, action: str, count: int = COUNT) -> list[str]:
    return await found(home, count, state="failed" if action.startswith("retry") else "discovered")


def before_board(home: Home, number: int, act: Callable[[], object]) -> None:
    """Let something happen right before the request for the board of this number; they count from 1."""
    client, count = home.coordinator.client, 0
    send = client.provision

    async def provision(session_id: str, mac: str) -> DeviceActionResult:
        nonlocal count
        count += 1
        if count == number:
            act()
        return await send(session_id, mac)

    client.provision = provision  # type: ignore[method-assign]


@ACTIONS
async def test_a_busy_server_is_waited_for(home: Home, action: str) -> None:
    macs = await boards_for(home, action)
    home.simulator.faults.fail(ROUTES[action], "RATE_LIMITED", times=2, retry_after=0.3)
    begun = monotonic()
    answer = await home.call(action, mac=macs)
    assert monotonic() - begun >= 0.6
    assert accepted(answer) == COUNT
    assert requests(home, ROUTES[action]) == COUNT + 2


@ACTIONS
async def test_a_busy_server_gets_no_burst(home: Home, action: str) -> None:
    """It asks for 30 s: nothing is sent meanwhile, by a second action neither."""
    macs = await boards_for(home, action)
    home.simulator.faults.fail(ROUTES[action], **BUSY)
    calls = [begin(home.call(action, mac=macs)), begin(home.call(action, mac=macs[4:]))]
    await wait_for(lambda: requests(home, ROUTES[action]) == 1)
    await asyncio.sleep(0.5)
    assert requests(home, ROUTES[action]) == 1
    assert not any(call.done() for call in calls)
    begun = monotonic()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    for call in calls:
        answer = await result_of(call)
        assert isinstance(answer, dict)
        assert {row["code"] for row in answer["results"]} == {"not_loaded"}
        assert unsent(answer) == answer["results"]
    assert monotonic() - begun < 2, "the unload ends the wait"
    assert requests(home, ROUTES[action]) == 1


@ACTIONS
async def test_patience_has_an_end(home: Home, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    monkeypatch.setattr(series, "PATIENCE_SECONDS", 0.5)
    macs = await boards_for(home, action)
    home.simulator.faults.fail(ROUTES[action], **BUSY, retry_after=0.2)
    answer = await home.call(action, mac=macs)
    assert requests(home, ROUTES[action]) == 3
    assert {row["code"] for row in answer["results"]} == {"RATE_LIMITED"}
    assert unsent(answer) == answer["results"][1:]


async def test_one_board_is_answered_at_once(home: Home) -> None:
    """It is no bulk operation: the caller learns how long to wait."""
    (only,) = await found(home, 1)
    home.simulator.faults.fail(PROVISION, **BUSY)
    (row,) = (await home.call("provision_device", mac=only))["results"]
    assert (row["code"], row["retry_after"]) == ("RATE_LIMITED", 30)
    assert requests(home, PROVISION) == 1


@ACTIONS
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"code": "UNAUTHORIZED"}, "UNAUTHORIZED"),
        ({"code": "UNAUTHORIZED", "status": 200}, "UNAUTHORIZED"),
        ({"code": "SESSION_EXPIRED"}, "SESSION_EXPIRED"),
        ({"code": "SESSION_ALREADY_CLOSED"}, "SESSION_ALREADY_CLOSED"),
        ({"code": "RATE_LIMITED", "retryable": False}, "RATE_LIMITED"),
        ({"code": "RATE_LIMITED", "status": 503}, "RATE_LIMITED"),
    ],
    ids=["key", "key in a 200", "session over", "session closed", "busy for good", "busy with a 503"],
)
async def test_one_refusal_that_concerns_all(
    home: Home, action: str, fault: dict[str, Any], code: str
) -> None:
    macs = await boards_for(home, action)
    home.simulator.faults.fail(ROUTES[action], times=None, **fault)
    answer = await home.call(action, mac=macs)
    assert requests(home, ROUTES[action]) == 1
    assert {row["code"] for row in answer["results"]} == {code}
    assert unsent(answer) == answer["results"][1:]
    assert [row["mac"] for row in answer["results"]] == macs


@pytest.mark.parametrize("body", [b"<html>", b""])
async def test_absent_route(home: Home, body: bytes) -> None:
    macs = await found(home, COUNT)
    home.simulator.faults.answer(PROVISION, 404, body, "text/html", times=None)
    answer = await home.call("provision_device", mac=macs)
    assert requests(home, PROVISION) == 1
    assert {row["code"] for row in answer["results"]} == {"route_absent"}
    assert len(unsent(answer)) == COUNT - 1


@pytest.mark.parametrize("fault", ["drop", "hang"])
async def test_server_that_went_away(home: Home, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """It answers no read either: not one more request, each of which would take its whole time limit."""
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 0.5)
    pi = home.simulator
    macs = await found(home, COUNT)
    before_board(home, 3, lambda: getattr(pi.faults, fault)("*", times=None))
    answer = await home.call("provision_device", mac=macs)
    assert requests(home, PROVISION) == 3
    assert accepted(answer) == 2
    assert answer["results"][2]["code"] == "outcome_unknown"
    assert answer["results"][3:] == unsent(answer)
    assert {row["code"] for row in unsent(answer)} == {"no_answer" if fault == "hang" else "unreachable"}
    pi.faults.clear()


async def test_server_that_takes_no_requests(home: Home) -> None:
    """It answers reads."""
    macs = await found(home, COUNT)
    home.simulator.faults.drop(PROVISION, times=None)
    answer = await home.call("provision_device", mac=macs)
    assert requests(home, PROVISION) == series.MOST_UNANSWERED
    assert len(unsent(answer)) == COUNT - series.MOST_UNANSWERED
    assert {row["code"] for row in answer["results"][:5]} == {"outcome_unknown"}


async def test_lost_answers_are_looked_up(home: Home) -> None:
    macs = await found(home, COUNT)
    home.simulator.faults.drop(PROVISION, times=3, after_work=True)
    answer = await home.call("provision_device", mac=macs)
    assert accepted(answer) == COUNT
    assert requests(home, PROVISION) == COUNT


@ACTIONS
async def test_lost_answers_here_and_there_end_nothing(home: Home, action: str) -> None:
    macs = await boards_for(home, action)
    for _ in range(series.MOST_UNANSWERED + 1):  # each refusal in between is an answer
        home.simulator.faults.fail(ROUTES[action], "DEVICE_INVALID_STATE")
    before_board(home, 1, lambda: None)
    home.simulator.faults.drop(ROUTES[action], times=1)
    answer = await home.call(action, mac=macs)
    assert requests(home, ROUTES[action]) == COUNT
    assert not unsent(answer)


@ACTIONS
async def test_refusals_of_boards_end_nothing(home: Home, action: str) -> None:
    """One read shows what became of all that are uncertain."""
    macs = await boards_for(home, action)
    home.simulator.faults.fail(ROUTES[action], "DATABASE_ERROR", times=4)
    reads = requests(home, "GET /batch/{id}")
    answer = await home.call(action, mac=macs)
    assert requests(home, ROUTES[action]) == COUNT
    assert accepted(answer) == COUNT - 4
    assert requests(home, "GET /batch/{id}") <= reads + 2
    for row in answer["results"][:4]:
        assert row["code"] == "DATABASE_ERROR"
        assert "not known whether" in row["message"]


async def test_the_button_names_what_was_not_sent(home: Home) -> None:
    await found(home, COUNT, state="failed")
    home.simulator.faults.fail(RETRY, "UNAUTHORIZED", times=None)
    await wait_for(lambda: home.available("retry_failed"))
    with pytest.raises(HomeAssistantError) as raised:
        await home.press("retry_failed")
    assert raised.value.translation_key == "boards_not_sent"
    assert f"nothing was sent for {COUNT - 1} others" in str(raised.value)
    assert requests(home, RETRY) == 1


async def test_nothing_is_sent_while_home_assistant_stops(home: Home) -> None:
    macs = await found(home, 3)
    home.simulator.faults.delay(PROVISION, 0.3)
    calling = begin(home.call("provision_device", mac=macs))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    home.hass.set_state(CoreState.stopping)
    answer = await result_of(calling)
    home.hass.set_state(CoreState.running)
    assert isinstance(answer, dict)
    assert len(unsent(answer)) == 2
    assert requests(home, PROVISION) == 1
