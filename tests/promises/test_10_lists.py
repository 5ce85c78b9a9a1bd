"""Promise 10: only a list that is there and says so takes a board away."""

import pytest

from custom_components.piorchestrator import coordinator
from custom_components.piorchestrator.devices import boards_in_registry
from tests.promises.conftest import SetUp
from tests.promises.house import House, eventually, record
from tests.promises.mutation import noticed

LIST = "GET /allowlist"
BOARDS = 6
STRANGE_LISTS: dict[str, dict[str, object]] = {
    "empty": {"kind": "answer", "body": '{"success": true, "data": {"entries": []}}'},
    "null": {"kind": "answer", "body": '{"success": true, "data": {"entries": null}}'},
    "absent": {"kind": "answer", "body": '{"success": true, "data": {}}'},
    "of nothing": {
        "kind": "answer",
        "body": '{"success": true, "data": {"entries": [null, {}, {"mac": "x"}]}}',
    },
    "no list": {"kind": "answer", "body": '{"success": true, "data": {"entries": "none"}}'},
    "no JSON": {"kind": "answer", "body": "[]["},
    "a page": {"kind": "answer", "body": "<html>", "content_type": "text/html"},
    "refused": {"kind": "fail", "code": "DATABASE_ERROR"},
    "without a key": {"kind": "fail", "code": "UNAUTHORIZED"},
    "not there": {"kind": "answer", "status": 404, "body": ""},
    "cut": {"kind": "drop_after", "after_bytes": 60},
    "lost": {"kind": "drop"},
}


def registered(house: House) -> set[str]:
    """The boards that have a device."""
    return boards_in_registry(house.hass, house.entry)


@noticed("core/places.py", "if not complete or not state.allowlist:", "if not complete:")
@noticed("core/places.py", "if not complete or not state.allowlist:", "if state.allowlist is None:")
async def test_no_list_deletes_nothing(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 10: a list that is empty, broken, refused or lost removes no device, and one that is whole does."""
    # Two reads in a row may agree here, so that each strange list gets every chance to do harm.
    monkeypatch.setattr(coordinator, "BOARD_AGREEMENT_SECONDS", 0.0)
    house = await set_up(speed=20)
    await house.pi.order("batch", {"count": BOARDS})
    await house.coordinator.async_refresh()
    await house.truth()
    boards = registered(house)
    assert len(boards) == len((await house.so()).allowlist) >= BOARDS
    for name, fault in STRANGE_LISTS.items():
        await house.pi.order("fault", {"times": None, "route": LIST, **fault})
        for _ in range(3):
            await house.coordinator.async_refresh()
        await house.hass.async_block_till_done()
        assert registered(house) == boards, name
        await house.pi.order("clear-faults")
        await house.coordinator.async_refresh()
        await house.truth()
    gone = min(boards)
    await house.pi.order("disallow", {"mac": gone})

    async def still_there() -> list[str]:
        await house.coordinator.async_refresh()
        return sorted(registered(house) & {gone})

    await eventually(still_there)
    assert registered(house) == boards - {gone}
    record(10, "strange lists", len(STRANGE_LISTS), "")
    record(10, "boards removed by them", 0, "")
