"""An allowlist of which rows cannot be read: what is not on it may be there all the same, and no action says otherwise."""

import json

from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import Board
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.interrupted import DISCARD, interrupted, offered
from tests.live.lists import (
    ADD,
    FIRST,
    LIST,
    OTHER,
    REMOVE,
    allowed,
    before_request,
    delivery,
    mac,
    rows,
    sent,
)


@pytest.fixture(autouse=True)
def _quick(hasty: None) -> None:
    """What is asked again is asked soon."""


def answer(home: Home, *entries: object, **more: object) -> None:
    """Let the Pi answer with these rows from now on, and forget every fault before."""
    home.simulator.faults.clear()
    body = json.dumps({"success": True, "data": {"entries": list(entries), **more}}).encode()
    home.simulator.faults.answer(LIST, body=body, times=None)


def lacks_entries(home: Home) -> bool:
    """No complete list was read yet."""
    return home.coordinator.data.lacks_entries


async def test_what_is_read_is_said_to_be_a_part(home: Home) -> None:
    home.simulator.allow(FIRST)
    assert "complete" not in await home.call("get_allowlist")
    answer(home, {"mac": FIRST}, {"mac": None})
    assert await home.call("get_allowlist") == {
        "entries": [{"mac": FIRST}],
        "total": 1,
        "used": 0,
        "available": 1,
        "complete": False,
    }


async def test_no_export_looks_complete(home: Home) -> None:
    for more in ({"count": 2}, {"total": 9}):
        answer(home, {"mac": FIRST}, **more)
        with pytest.raises(HomeAssistantError) as refused:
            await home.call("export_allowlist", format="csv")
        assert refused.value.translation_key == "allowlist_incomplete"
        home.simulator.faults.clear()


@pytest.mark.parametrize("dry_run", [False, True])
async def test_no_row_is_new_that_may_be_there(home: Home, *, dry_run: bool) -> None:
    answer(home, {"mac": mac(0)}, None)
    with pytest.raises(HomeAssistantError) as refused:
        await home.call("import_allowlist", content=delivery(3), dry_run=dry_run)
    assert refused.value.translation_key == "allowlist_incomplete"
    assert sent(home.simulator, ADD) == 0


async def test_a_removal_whose_answer_is_lost_stays_uncertain(home: Home) -> None:
    pi = home.simulator
    for each in (FIRST, OTHER):
        pi.allow(each)
    answer(home, {"mac": OTHER}, {"mac": None})
    pi.faults.drop(REMOVE)
    (row,) = (await home.call("remove_from_allowlist", mac=FIRST))["results"]
    assert (row["removed"], row["code"]) == (False, "outcome_unknown")
    assert FIRST in allowed(pi)
    answer(home, {"mac": FIRST}, {"mac": None})
    pi.faults.drop(REMOVE)
    (row,) = (await home.call("remove_from_allowlist", mac=FIRST))["results"]
    assert row["removed"] is False


async def test_an_addition_whose_answer_is_lost_stays_uncertain(home: Home) -> None:
    pi = home.simulator
    answer(home, {"mac": None})
    pi.faults.drop(ADD)
    with pytest.raises(HomeAssistantError) as lost:
        await home.call("add_to_allowlist", mac=FIRST)
    assert lost.value.translation_key == "outcome_unknown"
    answer(home, {"mac": FIRST}, {"mac": None})
    with pytest.raises(HomeAssistantError) as there:
        await home.call("add_to_allowlist", mac=FIRST)
    assert there.value.translation_key == "already_allowed"


async def test_an_import_whose_last_answer_is_lost_stays_uncertain(home: Home) -> None:
    """The list is whole when it is compared, and incomplete when it is to tell what became of the request."""

    def lose() -> None:
        answer(home, {"mac": None})
        home.simulator.faults.drop(ADD)

    before_request(home, 1, lose)
    found = await home.call("import_allowlist", content=f"mac\n{FIRST}\n")
    (row,) = rows(found, "failed")
    assert row["code"] == "outcome_unknown"


async def test_a_batch_is_not_complete_while_more_boards_may_be_expected(home: Home) -> None:
    """After a restart nothing but the part that can be read is known of the list."""
    pi = home.simulator
    pi.add_boards([Board(mac(0)), Board(mac(1), appear_after=10_000)])
    await home.press_start()
    await wait_for(lambda: home.shows("1", "device_count"))
    await home.press("provision_all")
    await wait_for(lambda: home.shows("1", "verified_count"), 20)
    answer(home, {"mac": mac(0), "used": True}, {"mac": None})
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.streaming()
    reports = home.entry.runtime_data.reports
    assert lacks_entries(home) is True
    assert reports.expectation.expected == {mac(0)}
    assert not reports.expectation.is_complete
    answer(home, {"mac": mac(0), "used": True})
    await home.coordinator.async_refresh()
    assert lacks_entries(home) is False
    assert home.entry.runtime_data.reports.expectation.is_complete


async def test_a_session_that_was_discarded_is_not_offered_by_a_list_that_lacks_rows(home: Home) -> None:
    session_id = await interrupted(home)
    body = b'{"success": true, "data": {"sessions": [{"id": null}]}}'
    home.simulator.faults.answer("GET /sessions/recoverable", body=body, times=None)
    home.coordinator.look_around()
    await home.coordinator.async_refresh()
    assert offered(home) == [session_id]
    await home.call("discard_session", session_id=session_id)
    assert home.simulator.counts.requests[DISCARD] == 1
    assert offered(home) == []
