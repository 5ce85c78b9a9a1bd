"""Stop session goes first: before what waits, and beside a request that hangs."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.client import transport
from tests.conftest import wait_for
from tests.live.boards import PROVISION, RETRY, ROUTES, STOP, accepted, found, requests, unsent
from tests.live.home import Home
from tests.live.test_races_unload import begin, result_of

COUNT = 8
ALL = "POST /batch/{id}/provision-all"

type StopSession = Callable[[Home], Awaitable[object]]

STOPS = pytest.mark.parametrize(
    "stop",
    [lambda home: home.press("stop_session"), lambda home: home.call("stop_session")],
    ids=["button", "action"],
)


async def stopped_within(home: Home, seconds: float, stop: StopSession) -> asyncio.Task[object]:
    """Stop, and see the request arrive in time; whether its answer comes is another matter."""
    begun = monotonic()
    stopping = begin(stop(home))  # type: ignore[arg-type]
    await wait_for(lambda: requests(home, STOP) == 1, 5)
    assert monotonic() - begun < seconds
    return stopping


@STOPS
@pytest.mark.parametrize("action", ["provision_device", "retry_device"])
async def test_it_ends_the_wait_for_a_busy_server(home: Home, action: str, stop: StopSession) -> None:
    macs = await found(home, COUNT, state="failed" if action == "retry_device" else "discovered")
    home.simulator.faults.fail(ROUTES[action], "RATE_LIMITED", times=None)
    calling = begin(home.call(action, mac=macs))
    await wait_for(lambda: requests(home, ROUTES[action]) == 1)
    stopping = await stopped_within(home, 1.0, stop)
    answer = await result_of(calling)
    assert isinstance(answer, dict)
    assert {row["code"] for row in answer["results"]} == {"session_stopped"}
    assert unsent(answer) == answer["results"]
    assert "the session was stopped" in answer["results"][0]["message"]
    await result_of(stopping)
    assert requests(home, ROUTES[action]) == 1
    assert home.value("session_state") == "closed"


@STOPS
async def test_it_goes_between_two_boards(home: Home, stop: StopSession) -> None:
    """The request that is under way ends first; the rest is not sent."""
    macs = await found(home, COUNT)
    home.simulator.faults.delay(PROVISION, 0.5, times=None)
    calling = begin(home.call("provision_device", mac=macs))
    await wait_for(lambda: requests(home, PROVISION) == 2)
    await result_of(await stopped_within(home, 1.2, stop))
    answer = await result_of(calling)
    assert isinstance(answer, dict)
    assert accepted(answer) == 2
    assert [row["code"] for row in unsent(answer)] == ["session_stopped"] * (COUNT - 2)
    assert requests(home, PROVISION) == 2


@STOPS
@pytest.mark.parametrize("fault", ["hang", "late"])
async def test_it_goes_beside_a_request_that_hangs(home: Home, fault: str, stop: StopSession) -> None:
    """That one may take half a minute; it is not cancelled, since its outcome would be unknown."""
    macs = await found(home, COUNT)
    if fault == "hang":
        home.simulator.faults.hang(PROVISION)
    else:
        home.simulator.faults.delay(PROVISION, 3.0)
    calling = begin(home.call("provision_device", mac=macs))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await result_of(await stopped_within(home, 1.5, stop))
    assert home.value("session_state") == "closed"
    assert not calling.done()
    if fault == "late":
        answer = await result_of(calling)
        assert isinstance(answer, dict)
        assert accepted(answer) == 1
        assert len(unsent(answer)) == COUNT - 1
    assert requests(home, PROVISION) == 1
    calling.cancel()


@STOPS
async def test_the_button_of_all_that_failed(home: Home, stop: StopSession) -> None:
    """Home Assistant itself must not queue one button behind another one."""
    await found(home, COUNT, state="failed")
    await wait_for(lambda: home.available("retry_failed"))
    home.simulator.faults.hang(RETRY)
    pressing = begin(home.press("retry_failed"))
    await wait_for(lambda: requests(home, RETRY) == 1)
    await result_of(await stopped_within(home, 1.5, stop))
    pressing.cancel()


@STOPS
@pytest.mark.parametrize("other", ["provision_all", "provision"])
async def test_what_waits_behind_a_request_that_hangs(
    home: Home, monkeypatch: pytest.MonkeyPatch, other: str, stop: StopSession
) -> None:
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 2.5)
    macs = await found(home, 2)
    home.simulator.faults.hang(ALL)
    first = begin(home.call("provision_all"))
    await wait_for(lambda: requests(home, ALL) == 1)
    waiting = begin(
        home.call("provision_all")
        if other == "provision_all"
        else home.entry.runtime_data.commands.provision(macs[0])
    )
    await asyncio.sleep(0)
    await result_of(await stopped_within(home, 1.5, stop))
    error = await result_of(waiting)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "session_stopped"
    await result_of(first)
    assert requests(home, ALL) == 1
    assert requests(home, PROVISION) == 0


async def test_two_bulk_operations(home: Home) -> None:
    macs = await found(home, COUNT)
    home.simulator.faults.fail(PROVISION, "RATE_LIMITED", times=None)
    calls = [begin(home.call("provision_device", mac=macs)) for _ in range(2)]
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await home.press("stop_session")
    for call in calls:
        answer = await result_of(call)
        assert isinstance(answer, dict)
        assert {row["code"] for row in answer["results"]} == {"session_stopped"}
    assert requests(home, PROVISION) == 1


@pytest.mark.parametrize("hangs", [False, True])
async def test_two_stops_send_one(home: Home, hangs: bool) -> None:
    """The second one waits for the answer to the first one, also beside a request that hangs."""
    await found(home, 1)
    if hangs:
        home.simulator.faults.hang(ALL)
        first = begin(home.call("provision_all"))
        await wait_for(lambda: requests(home, ALL) == 1)
    home.simulator.faults.delay(STOP, 0.3)
    stops = [begin(home.press("stop_session")), begin(home.call("stop_session"))]
    answers = [await result_of(stop) for stop in stops]
    assert requests(home, STOP) == 1
    assert not isinstance(answers[0], HomeAssistantError)
    assert isinstance(answers[1], HomeAssistantError)
    assert answers[1].translation_key == "no_session"
    if hangs:
        first.cancel()


async def test_a_stop_without_a_session_ends_nothing(home: Home) -> None:
    """There is nothing to stop, so what waits goes on, and the stop waits for the start before it."""
    home.simulator.faults.delay("POST /batch/start", 1.5, after_work=False)
    starting = begin(home.press_start())
    await wait_for(lambda: requests(home, "POST /batch/start") == 1)
    stopping = begin(home.call("stop_session"))
    assert not isinstance(await result_of(starting), HomeAssistantError)
    assert not isinstance(await result_of(stopping), HomeAssistantError)
    assert requests(home, STOP) == 1


async def test_a_stop_that_fails_ends_the_bulk_operation_all_the_same(home: Home) -> None:
    macs = await found(home, COUNT)
    home.simulator.faults.fail(STOP, "DATABASE_ERROR")
    home.simulator.faults.fail(PROVISION, "RATE_LIMITED", times=None)
    calling = begin(home.call("provision_device", mac=macs))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    assert isinstance(await result_of(begin(home.press("stop_session"))), HomeAssistantError)
    answer = await result_of(calling)
    assert isinstance(answer, dict)
    assert len(unsent(answer)) == COUNT
    home.simulator.faults.clear()
    assert accepted(await home.call("provision_device", mac=macs)) == COUNT


async def test_the_end_of_a_run_does_not_wait_either(home: Home) -> None:
    """`run_batch` stops the session itself while a request of it hangs."""
    pi = home.simulator
    await found(home, 2)
    pi.faults.hang(PROVISION)
    begun = monotonic()
    running = begin(home.call("run_batch", timeout=10, expected_count=2))
    await wait_for(lambda: requests(home, STOP) == 1, 15)
    assert 10 <= monotonic() - begun < 12
    answer = await result_of(running)
    assert isinstance(answer, dict)
    assert answer["result"] == "timeout"
    assert requests(home, PROVISION) == 1
