"""Promise 16, the part of the stores: floods that would wear a card out or fill it."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
from typing import Any

from homeassistant.const import SERVICE_TURN_ON
import pytest

from custom_components.piorchestrator.const import DOMAIN, MOST_REPORTS, STORE_SECONDS, STORE_WRITES
from tests.components.files import count_writes
from tests.promises.conftest import SetUp
from tests.promises.house import House, moment, record
from tests.promises.mutation import noticed

MOST_BYTES = 4 * 1024 * 1024  # of a file
FILES = 3
RETRIES = 40
STARTS = 200  # sessions in quick succession
BATCHES = MOST_REPORTS + 2
BOARDS = 200  # of each batch; with their texts twice as much as a file takes
TEXT = "x" * 1000
BOARD = "24:6F:28:2F:00:01"


def frame(kind: str, payload: object, session_id: str) -> str:
    event = {"version": "1.0", "type": kind, "session_id": session_id, "payload": payload}
    return f"data: {json.dumps(event)}\n\n"


def started(session_id: str, number: int) -> str:
    created = (datetime.now(UTC) + timedelta(seconds=number)).isoformat()
    session = {"id": session_id, "state": "active", "created_at": created}
    return frame("session.started", {"session": session}, session_id)


def failed(mac: str, session_id: str, retry_count: int) -> str:
    device = {
        "mac": mac,
        "state": "failed",
        "retry_count": retry_count,
        "error_message": TEXT,
        "firmware_version": TEXT,
    }
    return frame("device.state_changed", {"device": device}, session_id)


@noticed(
    "store_file.py",
    "return max(now + delay, self._reserved[-STORE_WRITES] + STORE_SECONDS)",
    "return now + delay",
)
@noticed("unattended_store.py", "if ledger.asks_more_than(Ledger() if is_new else known):", "if True:")
@noticed("batch_store.py", "while rows and _size_of(data) > most:", "while rows < 0:")
@pytest.mark.timeout(180)
async def test_stores(set_up: SetUp, monkeypatch: pytest.MonkeyPatch, hass_storage: dict[str, Any]) -> None:
    """Promise 16: whatever a server sends, a few writes a minute, and no file above its limit."""
    written = count_writes(monkeypatch)
    house = await set_up(speed=20)
    await _in_a_session_with_a_board_that_failed(house)
    await asyncio.sleep(0.5)  # the decision after the last request
    before, posts = len(written), await _posts(house)
    session_id = house.coordinator.data.session_id
    assert session_id is not None
    # A count of retries that rises: nothing is sent, so nothing has to be on the disk before.
    for count in range(3, RETRIES):
        await house.pi.order("raw", {"text": failed(BOARD, session_id, count)})
        await asyncio.sleep(0.05)
    await moment(lambda: house.coordinator.data.devices[BOARD].retry_count == RETRIES - 1, 10)
    await asyncio.sleep(0.5)
    assert len(written) - before <= STORE_WRITES
    assert await _posts(house) == posts
    # Sessions in quick succession, large ones at the end; reads fail, so that these are the last word.
    await house.fault("fail", route="GET /batch/{id}", code="DATABASE_ERROR")
    await house.pi.order("raw", {"text": "".join(started(f"s-{n}", n) for n in range(STARTS))})
    for number in range(BATCHES):
        await house.pi.order("raw", {"text": _large_batch(f"t-{number}", STARTS + number)})
    last = f"t-{BATCHES - 1}"
    await moment(lambda: _is_known(house, last), 60)
    times = sorted(at for _key, at in written[before:])
    assert all(
        later - first >= STORE_SECONDS - 1 for first, later in zip(times, times[STORE_WRITES:], strict=False)
    ), times
    assert len(house.entry.runtime_data.reports.finished) == MOST_REPORTS
    before = len(written)
    assert await house.hass.config_entries.async_unload(house.entry.entry_id)
    assert len(written) - before <= FILES
    files = {key: data for key, data in hass_storage.items() if key.startswith(DOMAIN)}
    assert len(files) == FILES
    sizes = [len(json.dumps(data, indent=2).encode()) for data in files.values()]
    record(16, "largest file", max(sizes) / 1e6, "MB")
    assert max(sizes) <= MOST_BYTES
    batches = files[f"{DOMAIN}.{house.entry.entry_id}.batches"]["data"]
    assert batches["running"]["session_id"] == last
    assert len(batches["running"]["boards"]) == BOARDS
    assert [report["figures"]["failed"] for report in batches["reports"]] == [BOARDS] * MOST_REPORTS
    rows = [len(report["boards"]) for report in batches["reports"]]
    assert all(older <= newer for newer, older in pairwise(rows)), rows


async def _in_a_session_with_a_board_that_failed(house: House) -> None:
    """Unattended mode is on, and has tried the board again, in vain."""
    await house.pi.order("world", {"boards": [{"mac": BOARD, "fate": "reject"}]})
    entity_id = house.entity_id("switch", "unattended")
    await house.hass.services.async_call("switch", SERVICE_TURN_ON, {"entity_id": entity_id}, blocking=True)
    await house.press_start()
    await moment(lambda: _retries(house) == 1, 60)


def _retries(house: House) -> int:
    board = house.coordinator.data.devices.get(BOARD)
    return (board.retry_count or 0) if board is not None and board.state == "failed" else 0


async def _posts(house: House) -> int:
    requests = (await house.counts())["requests"]
    return sum(count for route, count in requests.items() if route.startswith("POST"))


def _large_batch(session_id: str, number: int) -> str:
    boards = "".join(failed(f"24:6F:28:2F:01:{n:02X}", session_id, 0) for n in range(BOARDS))
    return started(session_id, number) + boards


def _is_known(house: House, session_id: str) -> bool:
    state = house.coordinator.data
    return state.session_id == session_id and len(state.devices) == BOARDS
