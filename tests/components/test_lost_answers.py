"""What an action does when its answer is lost: it reads, it reports, and it never repeats [C §6]."""

import asyncio
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from simulator import Board
from tests.conftest import wait_for

from .actions import ALL, ONE, RETRY, START, STOP, refused
from .pi import NAMED, PLAIN, Pi


async def drop(pi: Pi, route: str, *, after_work: bool) -> None:
    pi.simulator.faults.drop(f"POST {route}", after_work=after_work)


async def test_lost_answer_of_start_is_found(pi: Pi) -> None:
    await drop(pi, START, after_work=True)
    answer = await pi.ask("start_session")
    truth = pi.simulator.truth().session
    assert truth is not None
    assert answer["session"]["id"] == truth["id"]
    assert pi.posts(START) == 1


@pytest.mark.parametrize(
    ("action", "route", "data"),
    [
        ("start_session", START, {}),
        ("stop_session", STOP, {}),
        ("provision_all", ALL, {}),
        ("provision_device", ONE, {"mac": NAMED}),
        ("retry_device", RETRY, {"mac": PLAIN}),
    ],
)
async def test_request_that_never_arrived_is_not_repeated(
    pi: Pi, action: str, route: str, data: dict[str, Any]
) -> None:
    if action != "start_session":
        await pi.batch()
        await pi.force("failed", PLAIN)
    await drop(pi, route, after_work=False)
    if data:
        (row,) = (await pi.ask(action, **data))["results"]
        assert not row["accepted"]
        # There was no answer, so there is no code of the server.
        assert row["code"] == "outcome_unknown"
        assert "not known whether" in row["message"]
    else:
        error = await refused(pi, HomeAssistantError, action, **data)
        assert error.translation_key == "outcome_unknown"
        assert not isinstance(error, ServiceValidationError)
    assert pi.posts(route) == 1


@pytest.mark.parametrize("push", [True, False])
@pytest.mark.parametrize(
    ("action", "route", "data"),
    [
        ("stop_session", STOP, {}),
        ("provision_all", ALL, {}),
        ("provision_device", ONE, {"mac": NAMED}),
        ("retry_device", RETRY, {"mac": PLAIN}),
    ],
)
async def test_lost_answer_is_found_by_reading(
    pi: Pi, action: str, route: str, data: dict[str, Any], *, push: bool
) -> None:
    await pi.batch()
    await pi.force("failed", PLAIN)
    if not push:
        pi.simulator.mute_events()
    await drop(pi, route, after_work=True)
    answer = await pi.ask(action, **data)
    if data:
        assert answer["results"] == [{"mac": data["mac"], "accepted": True}]
    elif action == "provision_all":
        assert answer == {"initiated_count": None, "skipped_count": None}
    else:
        assert answer["session"]["state"] == "closed"
    assert pi.posts(route) == 1


async def test_fault_of_the_server_is_told_with_its_code(pi: Pi) -> None:
    """Whether it was carried out is not known; what the server said is."""
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ONE}", "DATABASE_ERROR")
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert row["code"] == "DATABASE_ERROR"
    assert "not known whether" in row["message"]
    assert row["correlation_id"] in row["message"]
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert row["code"] == "already_sent"
    pi.simulator.faults.fail(f"POST {ALL}", "DATABASE_ERROR")
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "outcome_unknown"
    assert "DATABASE_ERROR" in str(error)


async def test_refusal_that_no_read_confirms_stays_uncertain(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ALL}", "NETWORK_ERROR")
    pi.simulator.faults.drop("GET /*", times=None)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "outcome_unknown_for_now"
    assert "NETWORK_ERROR" in str(error)
    assert "wait 5 s" in str(error)


async def test_old_session_is_no_proof_of_a_new_one(pi: Pi) -> None:
    """A session for the same network was open before."""
    await pi.batch()
    pi.simulator.faults.fail(f"POST {START}", "INTERNAL_ERROR")
    error = await refused(pi, HomeAssistantError, "start_session")
    assert error.translation_key == "outcome_unknown"


async def test_lost_answer_while_one_more_board_turns_up(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.mute_events()
    pi.simulator.faults.drop(f"POST {ALL}", after_work=True)
    pi.simulator.add_board(Board("24:6F:28:00:00:04"))
    await wait_for(lambda: len(pi.simulator.truth().devices) == 4)
    pi.simulator.force_state("provisioned", "24:6F:28:00:00:04")
    pi.simulator.add_board(Board("24:6F:28:00:00:05", allowed=False))
    await wait_for(lambda: len(pi.simulator.truth().devices) == 5)
    await pi.ask("provision_all")
    assert pi.posts(ALL) == 1


async def test_one_at_a_time(pi: Pi) -> None:
    """Who presses second sees what the first press did."""
    answers = await asyncio.gather(pi.ask("start_session"), pi.ask("start_session"), return_exceptions=True)
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["HomeAssistantError", "dict"]
    assert pi.posts(START) == 2
