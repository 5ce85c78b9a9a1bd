"""Promise 10: only a list that is there and says so takes a board away."""

from collections.abc import Callable, Mapping
import json

from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.piorchestrator import coordinator
from custom_components.piorchestrator.client.models import MOST_ITEMS
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


# What a list says of six boards, of which it makes the first one alone readable.
PARTIAL_LISTS: dict[str, Callable[[list[str]], dict[str, object]]] = {
    "no MAC": lambda macs: {"entries": [{"mac": macs[0]}, *({"mac": None} for _ in macs[1:])]},
    "bad MAC": lambda macs: {"entries": [{"mac": macs[0]}, *({"mac": mac[:-1]} for mac in macs[1:])]},
    "no object": lambda macs: {"entries": [{"mac": macs[0]}, *macs[1:]]},
    "null": lambda macs: {"entries": [{"mac": macs[0]}, None]},
    "no field": lambda macs: {"entries": [{"mac": macs[0]}, {"MAC": macs[1]}]},
    "nested": lambda macs: {"entries": [{"mac": macs[0]}, [{"mac": mac} for mac in macs[1:]]]},
    "counted": lambda macs: {"entries": [{"mac": macs[0]}], "count": len(macs)},
    "of more pages": lambda macs: {"entries": [{"mac": macs[0]}], "total": len(macs)},
    "cut off": lambda macs: {"entries": [{"mac": macs[0]}] * MOST_ITEMS + [{"mac": mac} for mac in macs]},
    "another name": lambda macs: {"items": [{"mac": mac} for mac in macs]},
    "an object": lambda macs: {"entries": {mac: {} for mac in macs}},
}


def body_of(data: Mapping[str, object]) -> dict[str, object]:
    """A fault order that answers with this."""
    return {"kind": "answer", "body": json.dumps({"success": True, "data": data})}


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


@noticed("core/state.py", "if snapshot.partial:\n", "if False:\n")
@noticed("client/models.py", "return rows, len(rows) == len(raw)", "return rows, True")
async def test_a_partially_readable_list_deletes_nothing(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 10: a list that lacks rows removes no board, no area and no name, also right after a reload."""
    monkeypatch.setattr(coordinator, "BOARD_AGREEMENT_SECONDS", 0.0)
    house = await set_up(speed=20)
    await house.pi.order("batch", {"count": BOARDS})
    await house.coordinator.async_refresh()
    await house.truth()
    boards = registered(house)
    macs = sorted(boards)
    registry = dr.async_get(house.hass)

    def names() -> dict[str, str | None]:
        devices = dr.async_entries_for_config_entry(registry, house.entry.entry_id)
        return {device.id: device.name_by_user for device in devices}

    for device_id in names():
        registry.async_update_device(device_id, name_by_user=f"mine {device_id}")
    given = names()
    for name, list_of in PARTIAL_LISTS.items():
        await house.pi.order("fault", {"times": None, "route": LIST, **body_of(list_of(macs))})
        for reloaded in (False, True):
            if reloaded:
                assert await house.hass.config_entries.async_reload(house.entry.entry_id)
            for _ in range(3):
                await house.coordinator.async_refresh()
            await house.hass.async_block_till_done()
            assert registered(house) == boards, (name, reloaded)
            if not reloaded:
                assert set(house.coordinator.data.allowlist or ()) >= boards, name
        await house.pi.order("clear-faults")
        await house.coordinator.async_refresh()
        await house.truth()
    assert names() == given
    # Two rows of one board are no missing row: such a list is complete, and takes the others away.
    twice = {"entries": [{"mac": macs[0]}, {"mac": macs[0].lower()}]}
    await house.pi.order("fault", {"times": None, "route": LIST, **body_of(twice)})

    async def others() -> list[str]:
        await house.coordinator.async_refresh()
        return sorted(registered(house) - {macs[0]})

    await eventually(others)
    record(10, "partially readable lists", len(PARTIAL_LISTS), "")


@noticed(
    "core/state.py",
    "if not detail.is_whole and state.session_id",
    "if state.session_id is None and state.session_id",
)
async def test_a_session_keeps_the_boards_that_a_read_lacks(set_up: SetUp) -> None:
    """Promise 10: boards of a session stay with all they have shown while rows of their list cannot be read."""
    house = await set_up(speed=20)
    await house.pi.order("batch", {"count": BOARDS})
    await house.pi.order("start", {})
    await house.settled()
    await house.coordinator.async_refresh()
    await house.truth()
    before = house.coordinator.data
    assert len(before.devices) >= BOARDS
    session = (await house.so()).session
    assert session is not None
    first = min(before.devices)
    for rows in ([{"mac": first, "state": "discovered"}, {"mac": None}], [None], [{}, 5], []):
        detail = {"session": session, "devices": rows}
        await house.pi.order("fault", {"times": None, "route": "GET /batch/{id}", **body_of(detail)})
        for _ in range(2):
            await house.coordinator.async_refresh()
        assert house.coordinator.data.devices.keys() == before.devices.keys()
        assert house.coordinator.data.counters.total == before.counters.total
        assert house.value("device_count") == str(before.counters.total)
    report = house.entry.runtime_data.reports.running
    assert report is not None
    assert before.devices.keys() <= {board.mac for board in report.boards}
    await house.pi.order("clear-faults")
    await house.coordinator.async_refresh()
    await house.truth()


@noticed("reader.py", "if not complete:", "if complete and not complete:")
async def test_an_incomplete_list_of_interrupted_sessions_withdraws_none(set_up: SetUp) -> None:
    """Promise 10: an interrupted session is offered as long as no complete list lacks it."""
    house = await set_up(speed=20)
    listed = [{"id": name, "state": "active", "updated_at": "2026-01-15T12:00:00Z"} for name in "abc"]
    route = {"times": None, "route": "GET /sessions/recoverable"}

    async def shown() -> tuple[str, int]:
        await house.call("get_recoverable_sessions")
        house.coordinator._reader.look_around = True  # in place of the seconds until the list is read again
        await house.coordinator.async_refresh()
        issues = [issue for _, issue in ir.async_get(house.hass).issues if issue.startswith("recoverable_")]
        return house.value("recoverable_sessions"), len(issues)

    await house.pi.order("fault", {**route, **body_of({"sessions": listed})})
    assert await shown() == ("3", 3)
    strange: tuple[Mapping[str, object], ...] = (
        {"sessions": [listed[0], {"id": None}]},
        {},
        {"sessions": "none"},
        {"sessions": [], "count": 3},
    )
    for data in strange:
        await house.pi.order("clear-faults")
        await house.pi.order("fault", {**route, **body_of(data)})
        assert await shown() == ("3", 3), data
        assert len(house.coordinator._reader.recovery.told) == 3
    await house.pi.order("clear-faults")
    await house.pi.order("fault", {**route, **body_of({"sessions": listed[:1]})})
    assert await shown() == ("1", 1)
