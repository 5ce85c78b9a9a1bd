"""A server that asks to wait: no caller waits long, nothing else is kept from its turn, and the error says when to try again."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import json
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator.const import DOMAIN
from simulator import Board
from tests.conftest import PROFILE_ID, wait_for
from tests.live.boards import PROVISION, RETRY, accepted, found, mac, requests, unsent
from tests.live.home import Home
from tests.live.interrupted import DISCARD, RESUME, STOP, interrupted
from tests.live.lists import ADD, FIRST, OTHER, REMOVE, delivery
from tests.live.test_races_unload import begin, result_of

START, ALL = "POST /batch/start", "POST /batch/{id}/provision-all"
# An action that waited for the server would take 30 s at least, whatever machine this is.
SOON = 15.0


def busy(home: Home, route: str, header: str | timedelta | None, *, status: int = 429) -> None:
    """Let the Pi turn every request to a route away, with this hint; a time from now becomes a date."""
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header, usegmt=True)
    code = "RATE_LIMITED" if status == 429 else "CIRCUIT_OPEN"
    body = json.dumps({"success": False, "error": {"code": code, "message": "busy"}}).encode()
    headers = {} if header is None else {"Retry-After": header}
    home.simulator.faults.answer(route, status, body, headers=headers, times=None)


async def refusal(call: Coroutine[Any, Any, object]) -> HomeAssistantError:
    """The error of an action, which comes soon."""
    with pytest.raises(HomeAssistantError) as raised:
        await asyncio.wait_for(call, SOON)
    return raised.value


async def tell(home: Home, action: str, data: dict[str, Any]) -> None:
    """Call an action without looking at its answer."""
    await home.hass.services.async_call(DOMAIN, action, data, blocking=True)


HINTS = pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("3600", 3600, 3600),
        (None, 30, 30),
        (timedelta(minutes=30), 1500, 1800),
        (timedelta(minutes=-1), 0, 0),
        ("-5", 30, 30),
        ("9" * 30, 3600, 3600),
        ("soon", 30, 30),
    ],
    ids=["an hour", "no hint", "a date", "a date that is over", "negative", "absurd", "no time at all"],
)


@HINTS
async def test_a_resume_that_is_turned_away(
    home: Home, header: str | timedelta | None, least: float, most: float
) -> None:
    session_id = await interrupted(home)
    busy(home, RESUME, header)
    for chosen in ({}, {"session_id": session_id}):
        error = await refusal(home.call("resume_session", **chosen))
        assert error.translation_key == "rate_limited"
        assert error.translation_placeholders is not None
        assert least <= float(error.translation_placeholders["retry_after"]) <= most
        assert f"wait {error.translation_placeholders['retry_after']} s" in str(error)
    assert requests(home, RESUME) == 2, "once for each call"
    home.simulator.faults.clear()
    await asyncio.wait_for(home.call("resume_session"), SOON)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("action", "data", "route"),
    [
        ("start_session", {}, START),
        ("stop_session", {}, STOP),
        ("provision_all", {}, ALL),
        ("provision_device", {"mac": mac(0)}, PROVISION),
        ("provision_device", {"mac": [mac(0), mac(1)]}, PROVISION),
        ("add_to_allowlist", {"mac": OTHER}, ADD),
        ("remove_from_allowlist", {"mac": mac(0)}, REMOVE),
        ("remove_from_allowlist", {"mac": [mac(0), mac(1)]}, REMOVE),
        ("import_allowlist", {"content": delivery(3)}, ADD),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_every_action_says_when_to_try_again(
    home: Home, action: str, data: dict[str, Any], route: str, status: int
) -> None:
    """An hour: nothing is sent twice, and a caller that does not look at the rows gets the time as well."""
    if action != "start_session":
        await found(home, 2)
    busy(home, route, "3600", status=status)
    await wait_for(lambda: home.coordinator.last_update_success)
    error = await refusal(tell(home, action, data))
    assert "3600 s" in str(error)
    several = isinstance(data.get("mac"), list) and status == 503
    rows = 3 if "content" in data else 2 if several else 1
    assert requests(home, route) == (rows if status == 503 else 1)


async def test_reads_that_are_turned_away_do_not_deny_that_there_is_a_session(home: Home) -> None:
    session_id = await interrupted(home)
    busy(home, "GET *", "3600")
    other = "11111111-1111-4111-8111-111111111111"
    for call in (
        home.call("resume_session", session_id=other),
        home.call("discard_session", session_id=other),
        home.call("get_recoverable_sessions"),
        home.call("get_session"),
        home.call("get_devices"),
        home.call("get_allowlist"),
        home.call("run_batch", expected_count=1),
    ):
        error = await refusal(call)
        assert error.translation_key == "rate_limited"
        assert "3600 s" in str(error)
    assert requests(home, RESUME) == requests(home, DISCARD) == 0
    home.simulator.faults.clear()
    await home.coordinator.async_refresh()
    assert (await home.call("resume_session", session_id=session_id))["session"]["id"] == session_id


async def test_other_commands_go_on_while_one_waits(home: Home) -> None:
    """The Pi asks for 25 s: the boards of that action wait, and nothing else does."""
    macs = await found(home, 4)
    pi = home.simulator
    pi.force_state("failed", macs[3])
    await wait_for(lambda: home.offers("retry", macs[3]))
    pi.faults.fail(PROVISION, "RATE_LIMITED", retry_after=25)
    waiting = begin(home.call("provision_device", mac=macs[:2]))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    also = begin(home.call("retry_device", mac=[macs[3], macs[2]]))  # of the same server: it would be refused
    async with asyncio.timeout(SOON):
        await home.press("provision", macs[2])
        await home.press("retry", macs[3])
        await home.call("add_to_allowlist", mac=OTHER)
        await home.call("remove_from_allowlist", mac=OTHER)
        await home.call("import_allowlist", content=delivery(2), dry_run=True)
        assert not waiting.done()
        assert not also.done()
        await home.call("stop_session")
    for task in (waiting, also):
        answer = await result_of(task)
        assert isinstance(answer, dict)
        assert {row["code"] for row in answer["results"]} == {"session_stopped"}
    assert requests(home, PROVISION) == 2
    assert requests(home, RETRY) == 1


async def test_one_board_is_allowed_and_removed_while_an_import_waits(home: Home) -> None:
    pi = home.simulator
    pi.add_boards([Board(OTHER)])
    await home.coordinator.async_refresh()
    pi.faults.fail(ADD, "RATE_LIMITED", retry_after=25)
    waiting = begin(home.call("import_allowlist", content=delivery(3)))
    await wait_for(lambda: requests(home, ADD) == 1)
    async with asyncio.timeout(SOON):
        assert (await home.call("remove_from_allowlist", mac=OTHER))["results"][0]["removed"]
        await home.call("add_to_allowlist", mac=FIRST)
        assert (await home.call("import_allowlist", content=delivery(4), dry_run=True))["new"] == 3
    assert not waiting.done()
    assert requests(home, ADD) == 2
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    answer = await result_of(waiting)
    assert isinstance(answer, dict)
    assert {row["code"] for row in answer["results"]} == {"not_loaded"}
    assert requests(home, ADD) == 2


@pytest.mark.usefixtures("hasty")
async def test_two_actions_share_the_wait_and_send_each_board_once(home: Home) -> None:
    macs = await found(home, 6)
    home.simulator.faults.fail(PROVISION, "RATE_LIMITED", times=1, retry_after=0.5)
    first = begin(home.call("provision_device", mac=macs[:4]))
    await wait_for(lambda: requests(home, PROVISION) == 1)
    second = begin(home.call("provision_device", mac=macs[2:]))
    rows: list[dict[str, Any]] = []
    for task in (first, second):
        answer = await result_of(task)
        assert isinstance(answer, dict)
        rows += answer["results"]
    assert {row["mac"] for row in rows if row["accepted"]} == set(macs)
    assert {row["code"] for row in rows if not row["accepted"]} <= {"already_sent", "DEVICE_INVALID_STATE"}
    assert requests(home, PROVISION) == len(macs) + 1, (
        "the one that was turned away is the only one sent again"
    )


async def test_the_button_of_all_that_failed_says_when(home: Home) -> None:
    await found(home, 3, state="failed")
    await wait_for(lambda: home.available("retry_failed"))
    busy(home, RETRY, "3600")
    error = await refusal(home.press("retry_failed"))
    assert error.translation_key == "boards_not_sent_for_now"
    assert "Try again in 3600 s" in str(error)
    assert requests(home, RETRY) == 1


async def test_a_page_of_a_proxy_that_limits_the_rate(home: Home) -> None:
    """The route is there: no repair says that the API is absent, and the boards that were not reached say when."""
    macs = await found(home, 3)
    page = b"<html><head><title>429 Too Many Requests</title></head></html>"
    home.simulator.faults.answer(
        PROVISION, 429, page, "text/html", headers={"Retry-After": "3600"}, times=None
    )
    answer = await asyncio.wait_for(home.call("provision_device", mac=macs), SOON)
    assert accepted(answer) == 0
    assert {(row["code"], row["retry_after"]) for row in answer["results"]} == {("RATE_LIMITED", 3600)}
    assert len(unsent(answer)) == 2
    assert requests(home, PROVISION) == 1


async def test_a_start_is_not_kept_by_another_network(home: Home) -> None:
    """The button of the profile, pressed while the Pi is busy, raises at once."""
    busy(home, START, None)
    error = await refusal(home.press("start_session", PROFILE_ID))
    assert error.translation_key == "rate_limited"
    assert "30 s" in str(error)
    assert requests(home, START) == 1


async def test_an_hour_that_is_over_sooner_keeps_no_later_action(home: Home) -> None:
    """The Pi was restarted, say: an action for several boards asks once, as one for a single board does."""
    macs = await found(home, 4)
    busy(home, PROVISION, "3600")
    assert accepted(await home.call("provision_device", mac=macs[:2])) == 0
    answer = await asyncio.wait_for(home.call("provision_device", mac=macs[:2]), SOON)
    assert {(row["code"], row["retry_after"]) for row in answer["results"]} == {("RATE_LIMITED", 3600)}
    assert requests(home, PROVISION) == 2, "once for each action"
    home.simulator.faults.clear()
    assert accepted(await asyncio.wait_for(home.call("provision_device", mac=macs), SOON)) == len(macs)


async def test_a_list_that_is_turned_away_does_not_deny_that_there_is_a_session(home: Home) -> None:
    """Everything else is read."""
    await interrupted(home)
    busy(home, "GET /sessions/recoverable", "3600")
    for action in ("resume_session", "discard_session"):
        error = await refusal(home.call(action, session_id="11111111-1111-4111-8111-111111111111"))
        assert error.translation_key == "not_available"
