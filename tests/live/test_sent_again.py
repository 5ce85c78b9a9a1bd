"""What was sent for a board counts until it is certain that it was not carried out, and for the same wish only."""

import asyncio
from collections.abc import Coroutine
import json
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.exceptions import UNCERTAIN
from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.boards import PROVISION, RETRY, accepted, found, known, mac, requests
from tests.live.home import Home
from tests.live.interrupted import restarted
from tests.live.test_races_unload import begin, result_of
from tests.live.test_sent_already import ALL, boards_sent, decided, held
from tests.live.test_unattended import switch

# Longer than a busy machine takes for what happens before the answer.
ANSWER_SECONDS = 2.0
WAYS = pytest.mark.parametrize("way", ["button", "list"])

pytestmark = pytest.mark.usefixtures("hasty")


async def lose(home: Home, board: str, *, after_work: bool = False) -> None:
    """Send a request whose answer is lost."""
    home.simulator.faults.drop(PROVISION, after_work=after_work)
    error = await result_of(begin(home.entry.runtime_data.commands.provision(board)))
    assert isinstance(error, HomeAssistantError) is not after_work


async def retry_before_the_answer(
    home: Home, board: str, route: str, sending: Coroutine[Any, Any, None], way: str
) -> None:
    """Send a request, let the board work and fail while the answer is on its way, and retry it then."""
    before = known(home, board)
    home.simulator.faults.delay(route, ANSWER_SECONDS)
    first = begin(sending)
    await wait_for(lambda: requests(home, route) == 1 and known(home, board) != before)
    home.simulator.force_state("failed", board)
    await wait_for(lambda: known(home, board) == "failed")
    assert not first.done()
    retry = home.entry.runtime_data.commands.retry(board) if way == "button" else None
    calling = begin(retry or home.call("retry_device", mac=board))
    assert await result_of(first) is None
    await result_of(calling)  # by then the simulated board may have gone on


@WAYS
async def test_a_retry_while_the_answer_to_the_first_request_is_on_its_way(home: Home, way: str) -> None:
    """The board has failed meanwhile: the retry is another wish, and is sent."""
    (only,) = await found(home, 1)
    sending = home.entry.runtime_data.commands.provision(only)
    await retry_before_the_answer(home, only, PROVISION, sending, way)
    assert requests(home, RETRY) == 1


async def test_a_press_while_the_board_is_at_work(home: Home) -> None:
    """The request that is under way is the one that is wanted."""
    (only,) = await found(home, 1)
    home.simulator.faults.delay(PROVISION, ANSWER_SECONDS)
    commands = home.entry.runtime_data.commands
    first = begin(commands.provision(only))
    await wait_for(lambda: requests(home, PROVISION) == 1 and known(home, only) != "discovered")
    assert await result_of(begin(commands.provision(only))) is None
    assert await result_of(first) is None
    assert requests(home, PROVISION) == 1


async def test_a_double_press_whose_lost_answer_is_found(home: Home) -> None:
    """A read shows that the first one was carried out, which fulfils the second one."""
    (only,) = await found(home, 1)
    home.simulator.faults.drop(PROVISION, after_work=True)
    commands = home.entry.runtime_data.commands
    presses = [begin(commands.provision(only)) for _ in range(2)]
    assert [await result_of(press) for press in presses] == [None, None]
    assert requests(home, PROVISION) == 1


@WAYS
async def test_a_count_that_was_not_told_yet_is_no_sign_of_work(home: Home, way: str) -> None:
    """Events of this dialect have no count of retries, and reads have 0: the board has not moved."""
    home.simulator.switches.sse_dialect = "flat"
    (only,) = await found(home, 1)
    assert home.coordinator.data.devices[only].retry_count is None
    if way == "button":
        await lose(home, only)
        return
    home.simulator.faults.drop(PROVISION)
    (row,) = (await home.call("provision_device", mac=only))["results"]
    assert row["code"] == "outcome_unknown"


async def test_fewer_boards_were_begun_than_wait(home: Home) -> None:
    """An earlier request for one of them is as uncertain as before; the other one is free."""
    first, second = await found(home, 2)
    await lose(home, first)
    body = json.dumps({"success": True, "data": {"initiated_count": 0, "skipped_count": 2}}).encode()
    home.simulator.faults.answer(ALL, 202, body)
    await home.call("provision_all")
    await switch(home)
    await wait_for(lambda: requests(home, PROVISION) == 2)
    await decided(home)
    assert boards_sent(home) == [first, second]


async def test_fewer_boards_have_moved_than_were_begun(home: Home) -> None:
    """It is not known for which of them the server has accepted work."""
    await found(home, 3)
    body = json.dumps({"success": True, "data": {"initiated_count": 2, "skipped_count": 1}}).encode()
    home.simulator.faults.answer(ALL, 202, body)
    await home.call("provision_all")
    await switch(home)
    await decided(home)
    assert boards_sent(home) == []


@pytest.mark.parametrize("counts", [{"initiated_count": 1, "skipped_count": 1}, {}], ids=["fewer", "none"])
async def test_a_press_behind_an_answer_that_does_not_tell_which_boards(
    home: Home, counts: dict[str, int]
) -> None:
    """The server may have skipped the board: that work has begun is not known, and not said."""
    first, _ = await found(home, 2)
    home.simulator.faults.answer(ALL, 202, json.dumps({"success": True, "data": counts}).encode())
    commands = home.entry.runtime_data.commands
    calling, press = begin(commands.provision_all()), begin(commands.provision(first))
    assert not isinstance(await result_of(calling), HomeAssistantError)
    error = await result_of(press)
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "already_sent"
    assert requests(home, PROVISION) == 0


async def test_an_answer_without_counts(home: Home) -> None:
    """It does not say that nothing was begun."""
    await found(home, 2)
    home.simulator.faults.answer(ALL, 202, json.dumps({"success": True, "data": {}}).encode())
    await home.call("provision_all")
    await switch(home)
    await decided(home)
    assert boards_sent(home) == []


async def test_a_board_that_moves_because_of_an_earlier_request(home: Home) -> None:
    """It is not the one that the answer counts: work for the other one may be about to begin."""
    first, _ = await found(home, 2)
    await lose(home, first)
    home.simulator.hold_events()
    home.simulator.provision(first)
    body = json.dumps({"success": True, "data": {"initiated_count": 1, "skipped_count": 1}}).encode()
    home.simulator.faults.answer(ALL, 202, body)
    await home.call("provision_all")
    assert known(home, first) != "discovered"
    await switch(home)
    await decided(home)
    assert boards_sent(home) == [first]


async def test_a_lost_answer_of_which_a_part_is_seen(home: Home) -> None:
    """The server may be working the boards off: the one that has not moved is not begun beside that."""
    first, _ = await found(home, 2)
    home.simulator.faults.drop(ALL)
    calling = begin(home.call("provision_all"))
    await wait_for(lambda: requests(home, ALL) == 1)
    home.simulator.provision(first)
    assert await result_of(calling) == {"initiated_count": None, "skipped_count": None}
    await switch(home)
    await decided(home)
    assert boards_sent(home) == []


async def test_a_refusal_of_all_that_a_read_confirms(home: Home) -> None:
    """None of the boards has moved, so that nothing was begun: each of them is free."""
    (only,) = await found(home, 1)
    home.simulator.faults.fail(ALL, "NETWORK_ERROR")
    error = await result_of(begin(home.call("provision_all")))
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "network_error"
    await home.entry.runtime_data.commands.provision(only)
    assert requests(home, PROVISION) == 1


async def test_a_board_that_moves_because_of_another_request(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not show that the lost request for all boards arrived."""
    first, _ = await found(home, 2)
    home.simulator.hold_events()
    with monkeypatch.context() as patch:
        patch.setattr(home.coordinator, "async_request_refresh", AsyncMock())
        await home.entry.runtime_data.commands.provision(first)
    assert known(home, first) == "discovered"
    home.simulator.faults.drop(ALL)
    error = await result_of(begin(home.call("provision_all")))
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key == "outcome_unknown"


async def test_a_refusal_of_all_beside_a_board_that_moves_because_of_another_request(home: Home) -> None:
    """The read shows neither that nothing was begun nor that something was."""
    first, _ = await found(home, 2)
    await lose(home, first)
    home.simulator.hold_events()
    home.simulator.provision(first)
    home.simulator.faults.fail(ALL, "NETWORK_ERROR")
    error = await result_of(begin(home.call("provision_all")))
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key in UNCERTAIN
    await switch(home)
    await decided(home)
    assert boards_sent(home) == [first]


async def test_a_board_that_fails_again_without_a_count_of_retries(home: Home) -> None:
    """It stands where it stood, and was seen at work in between: it may be tried again at once."""
    home.simulator.switches.device_style = "minimal"
    only = mac(0)
    home.simulator.add_board(Board(only, fate=Fate.REJECT))
    home.simulator.start_session()
    await wait_for(lambda: known(home, only) == "discovered")
    commands = home.entry.runtime_data.commands
    await commands.provision(only)
    await wait_for(lambda: known(home, only) == "failed")
    for number in range(2):
        await commands.retry(only)
        assert requests(home, RETRY) == number + 1
        await wait_for(lambda: known(home, only) != "failed")
        await wait_for(lambda: known(home, only) == "failed")


@WAYS
async def test_a_retry_without_counts_while_an_answer_is_on_its_way(home: Home, way: str) -> None:
    """The board was seen at work and has failed again: it is another wish, though the board stands where it stood."""
    home.simulator.switches.device_style = "minimal"
    (only,) = await found(home, 1, state="failed")
    sending = home.entry.runtime_data.commands.retry(only)
    await retry_before_the_answer(home, only, RETRY, sending, way)
    assert requests(home, RETRY) == 2


async def test_a_list_that_ends_after_another_request(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """That its own request was not carried out says nothing of the other one."""
    monkeypatch.setattr("custom_components.piorchestrator.sent_requests.REPEAT_SECONDS", 0.2)
    first, second = await found(home, 2)
    home.simulator.hold_events()
    home.simulator.faults.fail(PROVISION, "DATABASE_ERROR", retryable=True)
    home.simulator.faults.delay(PROVISION, 0.0)
    home.simulator.faults.delay(PROVISION, 1.0)
    calling = begin(home.call("provision_device", mac=[first, second]))
    await wait_for(lambda: requests(home, PROVISION) == 2)
    await asyncio.sleep(0.4)
    await lose(home, first)
    answer = await result_of(calling)
    assert isinstance(answer, dict)
    assert accepted(answer) == 1
    await switch(home)
    await decided(home)
    assert boards_sent(home) == [first, first, second]


async def test_back_in_an_earlier_session(home: Home) -> None:
    """A restart interrupts it and work goes on in another one: what was sent in the first one is remembered."""
    (only,) = await found(home, 1)
    await lose(home, only)
    first = home.coordinator.data.session_id
    await restarted(home)
    newer = home.simulator.start_session("Cellar")
    await wait_for(lambda: home.coordinator.data.session_id == newer and known(home, only) == "discovered")
    assert accepted(await home.call("provision_device", mac=only)) == 1
    await home.press("stop_session")
    await home.call("resume_session", session_id=first)
    await wait_for(lambda: known(home, only) == "discovered")
    await switch(home)
    await held(home, only)
    await decided(home)
    assert requests(home, PROVISION) == 2


async def test_only_the_last_sessions_are_remembered(home: Home) -> None:
    """Sessions that are over do not add up."""
    (only,) = await found(home, 1)
    sent = home.entry.runtime_data.commands._sent
    for number in range(6):
        assert accepted(await home.call("provision_device", mac=only)) == 1
        await home.press("stop_session")
        home.simulator.start_session(f"Cellar {number}")
        await wait_for(lambda: known(home, only) == "discovered")
    assert len(sent._sessions) == 4


async def test_what_a_list_takes_back_is_decided_on(home: Home) -> None:
    """Unattended mode held the board back until a read showed that nothing was done."""
    (only,) = await found(home, 1)
    home.simulator.hold_events()
    home.simulator.faults.fail(PROVISION, "DATABASE_ERROR", retryable=True)
    home.simulator.faults.delay("GET /batch/{id}", 1.5)
    calling = begin(home.call("provision_device", mac=only))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    await switch(home)
    await held(home, only)
    assert isinstance(await result_of(calling), dict)
    await wait_for(lambda: requests(home, PROVISION) == 2)
