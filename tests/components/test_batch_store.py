"""What is kept of batches: a real file in any condition, and not written with each board."""

import asyncio
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest

from custom_components.piorchestrator import batch_store
from custom_components.piorchestrator.batch_store import BatchMemory, BatchStore
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
