"""What is kept of batches: a real file in any condition, and not written with each board."""

import asyncio
import json
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest

from custom_components.piorchestrator import batch_store
from custom_components.piorchestrator.batch_store import (
    MAX_NAMED,
    MAX_STORED_BYTES,
    MAX_STORED_ROWS,
    BatchMemory,
    BatchStore,
)
from custom_components.piorchestrator.const import DOMAIN, MOST_REPORTS
from custom_components.piorchestrator.core.report import BoardRow, Ending, Report
from tests.conftest import wait_for

from .files import File
from .pi import ENTRY_ID

KEY = f"{DOMAIN}.{ENTRY_ID}.batches"
REPORT = Report(
    session_id="s-1",
    ending=Ending.CLOSED,
    boards=(BoardRow(mac="24:6F:28:00:00:01", state="verified", was_begun=True),),
)
RUNNING = Report(session_id="s-2")
MEMORY = BatchMemory(
    reports=(REPORT,), running=RUNNING, named=frozenset({"24:6F:28:00:00:01"}), complete="s-1", verified=1
)


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Files, not memory."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Where they are."""
    return str(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> File:
    """The file."""
    path = tmp_path / ".storage" / KEY
    path.parent.mkdir(exist_ok=True)
    return File(path)


async def loaded(hass: HomeAssistant) -> BatchMemory:
    store = BatchStore(hass, ENTRY_ID)
    await store.load()
    return store.memory


async def test_what_is_saved_is_there_again(hass: HomeAssistant, file: File) -> None:
    store = BatchStore(hass, ENTRY_ID)
    await store.save(MEMORY)
    assert await loaded(hass) == MEMORY
    written = file.read()
    await store.save(MEMORY)
    assert file.read() == written
    await store.remove()
    assert not file.is_there


async def test_nothing_new_is_not_written(hass: HomeAssistant, file: File) -> None:
    await BatchStore(hass, ENTRY_ID).save(BatchMemory())
    assert not file.is_there


async def test_a_burst_is_written_once_and_in_time(
    hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also under a rain of changes: the first one starts the clock, and what is written is the newest."""
    monkeypatch.setattr(batch_store, "BATCH_STORE_SECONDS", 0.2)
    store = BatchStore(hass, ENTRY_ID)
    for verified in range(100):
        store.async_save_soon(lambda verified=verified: MEMORY.model_copy(update={"verified": verified}))  # type: ignore[misc]
        if file.is_there:
            break
        await asyncio.sleep(0.01)
    await wait_for(lambda: file.is_there)
    written = (await loaded(hass)).verified
    assert 0 < written < 100
    await store.flush()


async def test_what_waits_is_written_by_the_flush(hass: HomeAssistant, file: File) -> None:
    store = BatchStore(hass, ENTRY_ID)
    store.async_save_soon(lambda: MEMORY)
    await store.flush()
    assert await loaded(hass) == MEMORY
    assert store.memory == BatchMemory()


async def test_a_flush_waits_for_what_is_being_written(
    hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload reads the file next: also where nothing differs, it must be there."""
    store = BatchStore(hass, ENTRY_ID)
    go_on, write = asyncio.Event(), Store._async_write_data

    async def slow(self: Store[Any], data: dict[str, Any]) -> None:
        await go_on.wait()
        await write(self, data)

    monkeypatch.setattr(Store, "_async_write_data", slow)
    first = asyncio.create_task(store.save(MEMORY))
    await asyncio.sleep(0)
    second = asyncio.create_task(store.flush())
    await asyncio.sleep(0)
    assert store.memory == MEMORY
    assert not second.done()
    go_on.set()
    await second
    assert await loaded(hass) == MEMORY
    await first


def of_home_assistant(data: object, **other: object) -> str:
    return json.dumps({"version": 1, "minor_version": 1, "key": KEY, "data": data} | other)


@pytest.mark.parametrize(
    "content",
    ["", "no JSON", "[]", '{"version":1}', of_home_assistant({"reports": 5}), of_home_assistant([1])],
)
async def test_a_damaged_file_keeps_nobody_from_starting(
    hass: HomeAssistant, file: File, content: str
) -> None:
    file.write(content)
    assert await loaded(hass) == BatchMemory()


@pytest.mark.parametrize("versions", [{"minor_version": 0}, {"minor_version": 7}])
async def test_another_version_is_read_as_far_as_it_is_known(
    hass: HomeAssistant, file: File, versions: dict[str, int]
) -> None:
    """An older file lacks what came later; of a newer one the rest is left out."""
    data = {
        "verified": 4,
        "reports": [{"session_id": "s-0", "boards": [{"mac": "m", "colour": 1}], "mood": 2}],
    }
    file.write(of_home_assistant(data, **versions))
    memory = await loaded(hass)
    assert memory.verified == 4
    assert memory.reports[0].boards == (BoardRow(mac="m"),)
    assert memory.running is None


def test_reports_are_counted_when_they_end() -> None:
    memory = MEMORY
    for index in range(MOST_REPORTS + 5):
        memory = memory.with_report(REPORT.model_copy(update={"session_id": f"t-{index}"}))
    assert len(memory.reports) == MOST_REPORTS
    assert memory.reports[0].session_id == f"t-{MOST_REPORTS + 4}"
    assert memory.verified == 1 + MOST_REPORTS + 5
    assert memory.running is None
    assert memory.named == frozenset()


def test_a_batch_that_went_on_is_counted_once() -> None:
    """Its newer report takes the place of the older one, in front of the others."""
    other = REPORT.model_copy(update={"session_id": "s-0"})
    memory = MEMORY.with_report(other)
    two = REPORT.model_copy(update={"boards": (*REPORT.boards, *REPORT.boards)})
    again = memory.with_report(two)
    assert [report.session_id for report in again.reports] == ["s-1", "s-0"]
    assert again.verified == memory.verified + 1
    assert again.verified_before("s-1") == 1
    assert again.verified_before(None) == again.verified


def test_boards_that_were_verified_once_stay_counted() -> None:
    """Also where the report has fewer: their attempts began again, or the server forgot them."""
    none = REPORT.model_copy(update={"boards": ()})
    memory = BatchMemory().with_report(none, 5)
    assert (memory.verified, memory.verified_before("s-1"), memory.counted) == (5, 0, {"s-1": 5})
    again = memory.with_report(REPORT)
    assert (again.verified, again.verified_before("s-1")) == (5, 0)
    more = again.with_report(REPORT, 7)
    assert (more.verified, more.verified_before("s-1")) == (7, 0)
    for index in range(MOST_REPORTS):
        more = more.with_report(REPORT.model_copy(update={"session_id": f"t-{index}"}))
    assert more.verified == more.verified_before("s-1") == 7 + MOST_REPORTS
    assert more.counted == {}, "as long as the report is kept"


def board(number: int, **other: object) -> BoardRow:
    mac = f"24:6F:28:{number >> 16:02X}:{number >> 8 & 255:02X}:{number & 255:02X}"
    return BoardRow.model_validate({"mac": mac, "state": "verified", "was_begun": True, **other})


def large(session_id: str, count: int, **other: object) -> Report:
    """A report of so many boards, each tenth of which failed."""
    rows = tuple(
        board(number, state="failed" if number % 10 == 0 else "verified", **other) for number in range(count)
    )
    return Report(session_id=session_id, ending=Ending.CLOSED, boards=rows)


def test_the_rows_of_the_oldest_reports_go_first() -> None:
    """Each figure stays true, whatever is left of the rows."""
    memory = BatchMemory()
    for number in range(4):
        memory = memory.with_report(large(f"s-{number}", 1700))
    assert [len(report.boards) for report in memory.reports] == [1700, 1700, MAX_STORED_ROWS - 3400, 0]
    assert [report.figures.verified for report in memory.reports] == [1530] * 4
    assert [report.figures.failed for report in memory.reports] == [170] * 4
    assert memory.verified == 4 * 1530
    half = memory.reports[2]
    assert (half.rows_omitted, len(half.failed_boards)) == (1100, 170)
    assert memory.with_report(large("s-0", 10)).verified == 4 * 1530, "what was counted stays counted"


@pytest.mark.parametrize("text", ["x", "\N{GRINNING FACE}", '"'], ids=["short", "four bytes", "escaped"])
async def test_no_file_is_larger_than_the_limit(hass: HomeAssistant, file: File, text: str) -> None:
    """With texts as long as a server may send them; what is kept is of the newest batches."""
    store, memory = BatchStore(hass, ENTRY_ID), BatchMemory()
    words = {"name": text * 1024, "container_id": text * 1024, "error_message": text * 500}
    for number in range(MOST_REPORTS):
        memory = memory.with_report(large(f"s-{number}" + text * 1000, 200, **words))
    memory = memory.model_copy(update={"running": large("s-99", 1500, **words)})
    await store.save(memory)
    assert MAX_STORED_BYTES * 0.5 < len(file.read().encode()) <= MAX_STORED_BYTES
    found = await loaded(hass)
    assert len(found.reports) == MOST_REPORTS
    assert {(report.figures.verified, report.figures.failed) for report in found.reports} == {(180, 20)}
    assert found.running is not None
    assert found.running.figures.verified == 1350
    assert 0 < len(found.running.boards) < 1500


async def test_reports_that_do_not_even_fit_without_rows(
    hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest go."""
    monkeypatch.setattr(batch_store, "MAX_STORED_BYTES", 4000)
    memory = BatchMemory()
    for number in range(MOST_REPORTS):
        memory = memory.with_report(large(f"s-{number}", 5))
    store = BatchStore(hass, ENTRY_ID)
    await store.save(memory)
    assert len(file.read()) <= 4000 + 200  # what Home Assistant puts around it
    found = await loaded(hass)
    ids = [report.session_id for report in memory.reports]
    assert 0 < len(found.reports) < MOST_REPORTS
    assert [report.session_id for report in found.reports] == ids[: len(found.reports)]


async def test_a_file_of_an_earlier_version_without_limits(hass: HomeAssistant, file: File) -> None:
    """It is read, cut down, and written anew at once."""
    reports = [large(f"s-{number}", 6000) for number in range(3)]
    data = {
        "reports": [report.model_dump(mode="json", exclude={"rows_omitted", "totals"}) for report in reports],
        "running": large("s-9", 3000).model_dump(mode="json"),
        "named": [board(number).mac for number in range(5000)],
        "verified": 9,
    }
    file.write(of_home_assistant(data))
    assert len(file.read()) > MAX_STORED_BYTES
    store = BatchStore(hass, ENTRY_ID)
    await store.load()
    assert [len(report.boards) for report in store.memory.reports] == [2000, 2000, 0]
    assert {report.figures.verified for report in store.memory.reports} == {5400}
    assert store.memory.running is not None
    assert store.memory.running.rows_omitted == 1000
    await wait_for(lambda: len(file.read()) <= MAX_STORED_BYTES)
    assert len((await loaded(hass)).named) == MAX_NAMED
    await store.flush()


async def test_no_large_step_in_the_event_loop(hass: HomeAssistant, file: File) -> None:
    """Neither models nor JSON of them are made there."""
    memory = BatchMemory().with_report(large("s-1", 2000))
    store, threads = BatchStore(hass, ENTRY_ID), set[int]()

    def content() -> BatchMemory:
        threads.add(threading.get_ident())
        return memory

    def size(data: dict[str, Any]) -> int:
        threads.add(threading.get_ident())
        return original(data)

    original = batch_store._size
    with (
        patch.object(batch_store, "_size", size),
        patch.object(BoardRow, "model_validate", side_effect=lambda row: content() and BoardRow(**row)),
    ):
        await store.save(memory, content)
        assert len((await loaded(hass)).reports[0].boards) == 2000
    assert threads
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("running", [None, 5, {}, {"boards": 7}, {"session_id": "s", "boards": [{"mac": 1}]}])
async def test_a_damaged_running_batch(hass: HomeAssistant, file: File, running: object) -> None:
    file.write(of_home_assistant({"running": running, "verified": 3}))
    assert await loaded(hass) == (BatchMemory(verified=3) if running is None else BatchMemory())
