"""The typed store: its writes are limited, and one that fails affects nothing else."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util.file import WriteError, write_utf8_file_atomic
from hypothesis import given, strategies as st
from pydantic import BaseModel
import pytest

from custom_components.piorchestrator import store_file
from custom_components.piorchestrator.const import DOMAIN, STORE_SECONDS, STORE_WRITES
from custom_components.piorchestrator.store_file import ModelStore, StoreWriteError, WriteLimit
from tests.conftest import wait_for

from .files import count_writes
from .pi import ENTRY_ID

NAMES = ("a", "b", "c")


class Number(BaseModel):
    """What the stores of these tests keep."""

    value: int = 0


class Numbers:
    """Three stores of one entry, and what they are to write."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.values = dict.fromkeys(NAMES, 0)
        self.stores = {
            name: ModelStore(hass, ENTRY_ID, name, Number, lambda name=name: self._content(name), loss="Lost")  # type: ignore[misc]
            for name in NAMES
        }

    def _content(self, name: str) -> Number:
        return Number(value=self.values[name])


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Files, not memory."""
    return {}


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Where they are."""
    (tmp_path / ".storage").mkdir()
    return str(tmp_path)


@pytest.fixture
def numbers(hass: HomeAssistant) -> Numbers:
    """The stores."""
    return Numbers(hass)


def on_disk(hass: HomeAssistant, name: str) -> int | None:
    path = Path(hass.config.path(".storage", f"{DOMAIN}.{ENTRY_ID}.{name}"))
    return int(json.loads(path.read_text())["data"]["value"]) if path.exists() else None


@contextmanager
def full_disk(error: Exception | None = None) -> Iterator[list[str]]:
    """No file can be written; the paths of those that were tried."""
    tried: list[str] = []

    def fail(path: str, *args: object, **options: object) -> None:
        tried.append(path)
        raise error or WriteError("No space left on device")

    with patch("homeassistant.helpers.storage.write_utf8_file_atomic", fail):
        yield tried


@given(
    st.lists(st.tuples(st.floats(0, 40), st.sampled_from([0.0, 0.0, 5.0, 30.0]), st.booleans()), max_size=60)
)
def test_never_more_than_the_limit(asked: list[tuple[float, float, bool]]) -> None:
    """Whatever is asked for and given back: no window has more writes; what is asked for alone comes at once."""
    limit, now, written = WriteLimit(), 0.0, []
    for pause, delay, is_given_back in asked:
        now += pause
        at = limit.earliest(now, delay)
        assert at >= now + delay
        limit.reserve(at)
        if is_given_back:
            limit.release(at)
        else:
            written.append(at)
    written.sort()
    for first, last in zip(written, written[STORE_WRITES:], strict=False):
        assert last - first >= STORE_SECONDS - 1e-6
    assert limit.earliest(now + 1000.0) == now + 1000.0
    assert not limit._reserved


async def test_a_flood_of_changes_of_three_stores(
    hass: HomeAssistant, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most three writes in any window, each store gets its turn, and in the end the newest is written."""
    monkeypatch.setattr(store_file, "STORE_SECONDS", 0.3)
    written = count_writes(monkeypatch)
    for value in range(150):
        for name in NAMES:
            numbers.values[name] = value
            await numbers.stores[name].async_save()
        await asyncio.sleep(0.005)
    await wait_for(lambda: [on_disk(hass, name) for name in NAMES] == [149] * 3)
    times = [at for _key, at in written]
    assert {key[-1] for key, _at in written[:6]} == set(NAMES)
    for first, last in zip(times, times[STORE_WRITES:], strict=False):
        assert last - first >= 0.29


async def test_another_store_object_has_the_same_limit(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All stores of a loaded entry share one limit."""
    written = count_writes(monkeypatch)
    for value in range(10):
        numbers = Numbers(hass)
        numbers.values["a"] = value
        await numbers.stores["a"].async_save()
    assert len(written) == STORE_WRITES
    await numbers.stores["a"].async_flush()
    assert on_disk(hass, "a") == 9


async def test_what_cannot_wait_comes_before_what_can(hass: HomeAssistant, numbers: Numbers) -> None:
    store = numbers.stores["a"]
    store.async_delay_save(30.0)
    numbers.values["a"] = 1
    await store.async_save()
    assert on_disk(hass, "a") == 1
    numbers.values["a"] = 2
    await store.async_save()
    await store.async_save()
    assert on_disk(hass, "a") == 2, "what was to be written later has given its turn back"
    await store.async_flush()


async def test_a_write_ahead_is_on_the_disk_whatever_the_limit_says(
    hass: HomeAssistant, numbers: Numbers
) -> None:
    for value in range(1, 20):
        numbers.values["a"] = value
        await numbers.stores["a"].async_write()
        assert on_disk(hass, "a") == value
    assert hass.data[store_file._LIMITS][ENTRY_ID].earliest(1.0) == 1.0, "and it takes nobody's turn"


async def test_what_waits_is_written_when_home_assistant_stops(hass: HomeAssistant, numbers: Numbers) -> None:
    """With the final write; an unload after that has nothing to undo."""
    for value in range(1, 10):
        numbers.values["a"] = value
        await numbers.stores["a"].async_save()
    assert on_disk(hass, "a") == STORE_WRITES
    hass.set_state(CoreState.stopping)
    numbers.values["a"] = 10
    await numbers.stores["a"].async_save()
    with pytest.raises(StoreWriteError):
        await numbers.stores["a"].async_write()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert on_disk(hass, "a") == 10
    await numbers.stores["a"].async_flush()
    hass.set_state(CoreState.running)


@pytest.mark.parametrize(
    "error",
    [
        None,
        OSError(28, "No space left on device"),
        TypeError("Type is not JSON serializable"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    ],
    ids=["WriteError", "OSError", "TypeError", "UnicodeEncodeError"],
)
async def test_a_write_that_fails(
    hass: HomeAssistant,
    numbers: Numbers,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
) -> None:
    """It is logged once, without a traceback, and tried again with the next change at the latest."""
    monkeypatch.setattr(store_file, "STORE_SECONDS", 0.0)
    store = numbers.stores["a"]
    with full_disk(error) as tried:
        for value in range(5):
            numbers.values["a"] = value
            await store.async_save()
        with pytest.raises(StoreWriteError):
            await store.async_write()
    assert len(tried) == 6
    logged = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(logged) == 1
    assert logged[0].exc_info is None
    assert on_disk(hass, "a") is None
    await store.async_save()
    assert on_disk(hass, "a") == 4
    assert "is written again" in caplog.text
    await store.async_write()


async def test_what_failed_is_written_again_without_a_change(
    hass: HomeAssistant, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_file, "RETRY_SECONDS", 0.05)
    numbers.values["a"] = 7
    with full_disk():
        await numbers.stores["a"].async_save()
    await wait_for(lambda: on_disk(hass, "a") == 7)


async def test_what_failed_is_written_by_the_flush(hass: HomeAssistant, numbers: Numbers) -> None:
    with full_disk():
        numbers.values["a"] = 7
        await numbers.stores["a"].async_save()
    await numbers.stores["a"].async_flush()
    assert on_disk(hass, "a") == 7


async def test_what_the_flush_cannot_write_is_lost(
    hass: HomeAssistant, numbers: Numbers, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, also where it said before that the write would be tried again."""
    with full_disk():
        await numbers.stores["a"].async_save()
        await numbers.stores["a"].async_flush()
    logged = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert ["lost" in text for text in logged] == [False, True]


async def test_nothing_is_written_after_the_unload(hass: HomeAssistant, numbers: Numbers) -> None:
    """The file belongs to the next store by then."""
    store = numbers.stores["a"]
    await store.async_flush()
    assert on_disk(hass, "a") is None
    numbers.values["a"] = 1
    await store.async_save()
    store.async_delay_save(0.01)
    with pytest.raises(StoreWriteError):
        await store.async_write()
    await asyncio.sleep(0.05)
    assert on_disk(hass, "a") is None


async def test_what_is_not_worth_a_write_goes_along(hass: HomeAssistant, numbers: Numbers) -> None:
    numbers.values["a"] = 1
    numbers.stores["a"].async_set_changed()
    await hass.async_block_till_done()
    assert on_disk(hass, "a") is None
    await numbers.stores["a"].async_flush()
    assert on_disk(hass, "a") == 1


async def test_a_file_that_cannot_be_deleted(
    hass: HomeAssistant, numbers: Numbers, caplog: pytest.LogCaptureFixture
) -> None:
    await numbers.stores["a"].async_save()
    with patch.object(os, "unlink", side_effect=PermissionError("read-only file system")):
        await numbers.stores["a"].async_remove()
    assert "could not be deleted" in caplog.text
    assert ENTRY_ID not in hass.data[store_file._LIMITS]


@pytest.mark.parametrize("error", [PermissionError("no"), WriteError("no")])
async def test_a_file_that_cannot_be_read(hass: HomeAssistant, numbers: Numbers, error: Exception) -> None:
    await numbers.stores["a"].async_save()
    with patch("homeassistant.helpers.storage.json_util.load_json", side_effect=error):
        assert await Numbers(hass).stores["a"].async_load() == Number()


@contextmanager
def slow_disk() -> Iterator[tuple[Event, Event]]:
    """A write that has begun ends only when the second event is set."""
    begun, goes_on = Event(), Event()

    def slow(path: str, data: bytes, private: bool, *, mode: str) -> None:
        begun.set()
        goes_on.wait(10)
        write_utf8_file_atomic(path, data, private, mode)

    with patch("homeassistant.helpers.storage.write_utf8_file_atomic", slow):
        yield begun, goes_on


@pytest.mark.parametrize("is_last", [True, False], ids=["flush", "write"])
async def test_a_write_whose_caller_is_cancelled(
    hass: HomeAssistant, numbers: Numbers, is_last: bool
) -> None:
    """It goes on, and what is written next comes after it: the file never goes back to the older content."""
    store = numbers.stores["a"]
    numbers.values["a"] = 1
    with slow_disk() as (begun, goes_on):
        first = hass.async_create_task(store.async_write())
        await wait_for(begun.is_set)
        first.cancel()
        await asyncio.wait({first})
    numbers.values["a"] = 1 if is_last else 2
    second = hass.async_create_task(store.async_flush() if is_last else store.async_write())
    await asyncio.sleep(0.05)
    assert not second.done()
    goes_on.set()
    await second
    assert on_disk(hass, "a") == numbers.values["a"]
    await hass.async_block_till_done()
    assert on_disk(hass, "a") == numbers.values["a"]


@pytest.mark.parametrize("changed", [True, False])
async def test_a_write_that_fails_before_the_last_one(
    hass: HomeAssistant, numbers: Numbers, caplog: pytest.LogCaptureFixture, changed: bool
) -> None:
    """What the flush found under way is written again, also where nothing else changed; the log names no loss."""
    store = numbers.stores["a"]
    numbers.values["a"] = 1
    begun, goes_on = Event(), Event()

    def full_once(path: str, data: bytes, private: bool, *, mode: str) -> None:
        if not begun.is_set():
            begun.set()
            goes_on.wait(10)
            raise WriteError("full")
        write_utf8_file_atomic(path, data, private, mode)

    with patch("homeassistant.helpers.storage.write_utf8_file_atomic", full_once):
        first = hass.async_create_task(store.async_save())
        await wait_for(begun.is_set)
        if changed:
            numbers.values["a"] = 2
            store.async_set_changed()
        flush = hass.async_create_task(store.async_flush())
        await asyncio.sleep(0.05)
        goes_on.set()
        await flush
    await first
    assert on_disk(hass, "a") == numbers.values["a"]
    assert not [record for record in caplog.records if "lost" in record.getMessage()]
