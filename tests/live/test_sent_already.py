"""One board gets one request, whoever asks for it: two persons, a person and unattended mode."""

from collections.abc import Callable
from unittest.mock import AsyncMock
from urllib.parse import unquote

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.core.unattended import Hold
from tests.conftest import wait_for
from tests.live.boards import PROVISION, RETRY, ROUTES, accepted, found, known, requests
from tests.live.home import Home
from tests.live.test_races_unload import begin, result_of
from tests.live.test_unattended import switch
from tests.live.test_unattended_withdrawn import mode

ALL = "POST /batch/{id}/provision-all"
ACTIONS = pytest.mark.parametrize("action", ["provision_device", "retry_device"])

pytestmark = pytest.mark.usefixtures("hasty")


async def boards_for(home: Home, action: str, count: int) -> list[str]:
    return await found(home, count, state="failed" if action.startswith("retry") else "discovered")


def boards_sent(home: Home) -> list[str]:
    """The boards that a request of its own was received for, sorted; one that got two is there twice."""
    paths = [unquote(request.path) for request in home.simulator.received]
    return sorted(path.split("/")[-2] for path in paths if path.endswith(("/provision", "/retry")))


async def decided(home: Home) -> None:
    """Wait until unattended mode has nothing to do, and is not about to do anything."""
    await home.coordinator.async_refresh()
    await wait_for(lambda: not mode(home)._is_working)


async def held(home: Home, *macs: str) -> None:
    """Wait until unattended mode holds these boards back because something was sent for them."""
    await wait_for(lambda: [mode(home).decision.holds.get(each) for each in macs] == [Hold.SENT] * len(macs))


# --- a person and unattended mode ---------------------------------------------------------------------------------


@pytest.mark.parametrize("muted", [False, True], ids=["events", "no events"])
async def test_unattended_mode_beside_a_list(home: Home, muted: bool) -> None:
    """It is switched on while a person's list is worked off, board by board."""
    macs = await found(home, 4)
    home.simulator.faults.delay(PROVISION, 0.3, times=None)
    if muted:
        home.simulator.hold_events()
    calling = begin(home.call("provision_device", mac=macs))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await switch(home)
    answer = await result_of(calling)
    assert isinstance(answer, dict)
    assert {row["code"] for row in answer["results"] if not row["accepted"]} <= {"already_sent"}
    await decided(home)
    assert boards_sent(home) == macs


@pytest.fixture
def no_news(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, neither events nor a read tell what became of a request."""

    def mute() -> None:
        home.simulator.hold_events()
        monkeypatch.setattr(home.coordinator, "async_request_refresh", AsyncMock())

    return mute


async def test_an_accepted_request_whose_event_is_late(home: Home, no_news: Callable[[], None]) -> None:
    (only,) = await found(home, 1)
    no_news()
    await home.entry.runtime_data.commands.provision(only)
    assert known(home, only) == "discovered"
    await switch(home)
    await held(home, only)
    await wait_for(lambda: not mode(home)._is_working)
    assert requests(home, PROVISION) == 1


async def test_all_were_begun_and_the_events_are_late(home: Home, no_news: Callable[[], None]) -> None:
    macs = await found(home, 2)
    no_news()
    await home.call("provision_all")
    assert [known(home, each) for each in macs] == ["discovered"] * 2
    await switch(home)
    await held(home, *macs)
    await wait_for(lambda: not mode(home)._is_working)
    assert requests(home, PROVISION) == 0


async def test_all_were_begun_but_one(home: Home) -> None:
    """The server says that it began with fewer boards: a read shows which one is left."""
    skipped, *others = await found(home, 3)
    home.simulator.disallow(skipped)
    home.simulator.hold_events()
    answer = await home.call("provision_all", only_allowlisted=True)
    assert answer["initiated_count"] == len(others)
    home.simulator.allow(skipped)
    home.simulator.release_events()
    await home.coordinator.async_refresh()
    await switch(home)
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await decided(home)
    assert boards_sent(home) == [skipped]


@pytest.mark.parametrize("route", [PROVISION, ALL])
async def test_an_uncertain_outcome_is_not_repeated(home: Home, route: str) -> None:
    (only,) = await found(home, 1)
    home.simulator.faults.drop(route, after_work=False)
    call = home.call("provision_all") if route == ALL else home.entry.runtime_data.commands.provision(only)
    with pytest.raises(HomeAssistantError) as raised:
        await call
    assert raised.value.translation_key == "outcome_unknown"
    await switch(home)
    await held(home, only)
    await decided(home)
    assert requests(home, route) == 1
    assert requests(home, PROVISION) == (route == PROVISION)


@pytest.mark.parametrize("way", ["button", "list"])
@pytest.mark.parametrize(
    "code", ["DEVICE_INVALID_STATE", "DATABASE_ERROR"], ids=["refused", "read and not done"]
)
async def test_what_was_certainly_not_done_is_no_hindrance(home: Home, way: str, code: str) -> None:
    (only,) = await found(home, 1)
    retryable = True if code == "DATABASE_ERROR" else None
    home.simulator.faults.fail(PROVISION, code, retryable=retryable)
    if way == "button":
        with pytest.raises(HomeAssistantError):
            await home.entry.runtime_data.commands.provision(only)
    else:
        await home.call("provision_device", mac=only)
    if code == "DEVICE_INVALID_STATE":
        await switch(home)
        await wait_for(lambda: requests(home, PROVISION) == 2)
        return
    await home.entry.runtime_data.commands.provision(only)
    assert requests(home, PROVISION) == 2


async def test_unattended_mode_came_first(home: Home) -> None:
    """A person presses while its request waits for the answer: the wish is fulfilled by that one."""
    (only,) = await found(home, 1)
    home.simulator.faults.delay(PROVISION, 0.4)
    await switch(home)
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await home.entry.runtime_data.commands.provision(only)
    assert requests(home, PROVISION) == 1


# --- two persons ---------------------------------------------------------------------------------------------------


@ACTIONS
async def test_the_same_list_twice(home: Home, action: str) -> None:
    macs = await boards_for(home, action, 3)
    home.simulator.faults.delay(ROUTES[action], 0.2, times=None)
    calls = [begin(home.call(action, mac=macs)) for _ in range(2)]
    first, second = [await result_of(call) for call in calls]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert accepted(first) == 3
    assert [row["code"] for row in second["results"]] == ["already_sent"] * 3
    assert boards_sent(home) == macs


@pytest.mark.parametrize("muted", [False, True], ids=["events", "no events"])
@pytest.mark.parametrize("route", [PROVISION, RETRY])
async def test_a_double_press(home: Home, route: str, muted: bool) -> None:
    """One request, and no error for the second press, which wanted the same."""
    (only,) = await boards_for(home, "retry" if route == RETRY else "provision", 1)
    if muted:
        home.simulator.hold_events()
    commands = home.entry.runtime_data.commands
    act = commands.retry if route == RETRY else commands.provision
    assert [await result_of(call) for call in [begin(act(only)) for _ in range(2)]] == [None, None]
    assert requests(home, route) == 1


async def test_a_double_press_whose_answer_is_lost(home: Home) -> None:
    (only,) = await found(home, 1)
    home.simulator.faults.drop(PROVISION, after_work=False)
    commands = home.entry.runtime_data.commands
    errors = [await result_of(call) for call in [begin(commands.provision(only)) for _ in range(2)]]
    keys = [error.translation_key for error in errors if isinstance(error, HomeAssistantError)]
    assert keys == ["outcome_unknown", "already_sent"]
    assert requests(home, PROVISION) == 1


@pytest.mark.parametrize("first", ["provision_all", "provision_device"])
async def test_a_later_press(home: Home, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """It says why nothing is sent; once the board has stood there for long, it may be tried again."""
    (only,) = await found(home, 1)
    home.simulator.hold_events()
    await home.call(first, **({} if first == "provision_all" else {"mac": only}))
    sent = requests(home, PROVISION)
    with pytest.raises(HomeAssistantError) as raised:
        await home.entry.runtime_data.commands.provision(only)
    assert raised.value.translation_key == "already_sent"
    assert only in str(raised.value)
    (row,) = (await home.call("provision_device", mac=only))["results"]
    assert row["code"] == "already_sent"
    assert requests(home, PROVISION) == sent
    monkeypatch.setattr("custom_components.piorchestrator.sent_requests.REPEAT_SECONDS", 0.0)
    with pytest.raises(HomeAssistantError) as raised:
        await home.entry.runtime_data.commands.provision(only)
    assert raised.value.translation_key == "device_already_provisioning"
    assert requests(home, PROVISION) == sent + 1


async def test_a_refusal_leaves_what_was_sent_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first request is uncertain for ever; that a second one is refused proves nothing of it."""
    (only,) = await found(home, 1)
    commands = home.entry.runtime_data.commands
    home.simulator.faults.drop(PROVISION, after_work=False)
    assert isinstance(await result_of(begin(commands.provision(only))), HomeAssistantError)
    monkeypatch.setattr("custom_components.piorchestrator.sent_requests.REPEAT_SECONDS", 0.0)
    home.simulator.faults.fail(PROVISION, "RATE_LIMITED")
    assert isinstance(await result_of(begin(commands.provision(only))), HomeAssistantError)
    await switch(home)
    await held(home, only)
    assert requests(home, PROVISION) == 2


async def test_a_board_that_moved(home: Home) -> None:
    """It failed after its request: a retry is another matter."""
    (only,) = await found(home, 1)
    await home.call("provision_device", mac=only)
    await wait_for(lambda: known(home, only) != "discovered")
    home.simulator.force_state("failed", only)
    await wait_for(lambda: known(home, only) == "failed")
    assert accepted(await home.call("retry_device", mac=only)) == 1


async def test_another_session(home: Home) -> None:
    """What was sent in one session tells nothing of the next one."""
    (only,) = await found(home, 1)
    home.simulator.faults.drop(PROVISION, after_work=False)
    await home.call("provision_device", mac=only)
    await home.press("stop_session")
    newer = home.simulator.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == newer and known(home, only) == "discovered")
    assert accepted(await home.call("provision_device", mac=only)) == 1
    assert requests(home, PROVISION) == 2
