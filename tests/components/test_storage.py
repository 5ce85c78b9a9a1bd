"""What is remembered: no server makes it be written without end."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.piorchestrator import store_file
from custom_components.piorchestrator.const import DOMAIN, STORE_SECONDS, STORE_WRITES
from tests.conftest import wait_for

from .files import count_writes
from .pi import ENTRY_ID, Pi

FILES = 3  # of one entry

KEY = f"{DOMAIN}.{ENTRY_ID}"


async def test_a_damaged_file_does_not_keep_the_entry_from_loading(
    fresh: Pi, hass_storage: dict[str, Any]
) -> None:
    hass_storage[KEY] = {"version": 1, "data": {"address": f"127.0.0.1:{fresh.simulator.port}", "boards": 7}}
    await fresh.set_up()
    assert fresh.stream == "live"
    await fresh.unload()


async def test_sessions_without_end_write_now_and_then(
    pi: Pi, hass_storage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is followed, the last one is remembered, and the unload waits for that."""
    written = count_writes(monkeypatch)
    pi.coordinator.update_interval = None
    for number in range(50):
        session = {"id": f"s-{number}", "state": "active", "created_at": f"2026-11-23T10:00:{number:02}Z"}
        pi.simulator.send_event("session.started", {"session": session}, session["id"])
        await wait_for(lambda: pi.coordinator.data.session_id == session["id"])  # noqa: B023
    assert 1 <= len(written) <= STORE_WRITES
    assert hass_storage[KEY]["data"]["session_id"] != "s-49"
    await pi.unload()
    assert len(written) <= STORE_WRITES + FILES
    assert hass_storage[KEY]["data"]["session_id"] == "s-49"
    assert STORE_SECONDS / STORE_WRITES >= 5


async def test_what_waits_is_written_in_the_end(
    pi: Pi, hass_storage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without an unload."""
    monkeypatch.setattr(store_file, "STORE_SECONDS", 0.3)
    pi.coordinator.update_interval = None
    for number in range(10):
        session = {"id": f"s-{number}", "state": "active"}
        pi.simulator.send_event("session.started", {"session": session}, session["id"])
    await wait_for(lambda: hass_storage[KEY]["data"]["session_id"] == "s-9")
    assert pi.coordinator.data.session_id == "s-9"


async def test_the_order_of_the_sessions_alone_is_not_worth_a_write(
    pi: Pi, hass_storage: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the file after the unload."""
    pi.coordinator.update_interval = None
    session_id = await pi.batch()
    await wait_for(lambda: hass_storage[KEY]["data"]["session_id"] == session_id)
    await pi.hass.async_block_till_done()
    written = count_writes(monkeypatch)
    recovery = pi.coordinator._reader.recovery
    pi.coordinator._reader.recovery = replace(recovery, order=("earlier", session_id))
    await pi.coordinator.async_refresh()
    await pi.hass.async_block_till_done()
    assert KEY not in dict(written)
    await pi.unload()
    assert KEY in dict(written)
    assert hass_storage[KEY]["data"]["order"] == ["earlier", session_id]
