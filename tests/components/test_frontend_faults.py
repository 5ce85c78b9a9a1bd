"""Dashboards whose resources cannot be read or changed: the integration works without its card."""

import asyncio
import logging
from pathlib import Path
from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator import frontend
from custom_components.piorchestrator.frontend import CARD_URL, async_register_card, async_unregister_card

from .pi import Pi
from .test_frontend import THEIRS, URL, listed, lovelace, stored

ERRORS = (
    HomeAssistantError("no storage"),
    KeyError("url"),
    OSError(28, "No space left on device"),
    ValueError("odd"),
    TimeoutError(),
)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of the card."""
    return [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("custom_components.piorchestrator")
    ]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", ["async_get_info", "async_create_item", "async_items"])
async def test_entry_loads_and_goes_although_resources_fail(
    fresh: Pi,
    error: Exception,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise error

    await lovelace(fresh.hass)
    monkeypatch.setattr(ResourceStorageCollection, place, broken)
    await fresh.set_up()
    await fresh.unload()
    await fresh.set_up()
    assert fresh.entry.state is ConfigEntryState.LOADED
    assert len(warnings(caplog)) == 1
    assert "card" in warnings(caplog)[0]
    result = await fresh.hass.config_entries.async_remove(fresh.entry.entry_id)
    assert result == {"require_restart": False}
    assert len(warnings(caplog)) == 1


async def test_a_listener_that_raises(fresh: Pi, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever listens to the resources is called by a change of ours."""

    async def broken(*_: object) -> None:
        raise RuntimeError("theirs")

    await lovelace(fresh.hass)
    resources = fresh.hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    resources.async_add_listener(broken)
    await fresh.set_up()
    await async_register_card(fresh.hass)
    await async_unregister_card(fresh.hass)
    assert fresh.entry.state is ConfigEntryState.LOADED
    assert len(warnings(caplog)) <= 1


@pytest.mark.parametrize(
    "theirs",
    [
        {"id": "1", "type": "module"},
        {"id": "1", "type": "module", "url": None},
        {"id": "1", "type": "module", "url": "http://[broken"},
    ],
)
async def test_a_broken_resource_of_somebody_else_keeps_ours_from_nothing(
    fresh: Pi, hass_storage: dict[str, Any], theirs: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    items = [theirs, {"id": "2", "type": "module", "url": f"{CARD_URL}?v=old"}]
    hass_storage["lovelace_resources"] = {"version": 1, "key": "lovelace_resources", "data": {"items": items}}
    await lovelace(fresh.hass)
    await fresh.set_up()
    found = fresh.hass.data[LOVELACE_DATA].resources.async_items()
    assert [item.get("url") for item in found] == [theirs.get("url"), URL]
    assert not warnings(caplog)


@pytest.mark.parametrize("missing", [".", "the_folder"])
async def test_a_card_that_is_not_there(
    fresh: Pi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, missing: str
) -> None:
    monkeypatch.setattr(frontend, "FOLDER", tmp_path / missing)
    await lovelace(fresh.hass)
    await stored(fresh.hass, THEIRS)
    await fresh.set_up()
    assert fresh.entry.state is ConfigEntryState.LOADED
    assert listed(fresh.hass) == [THEIRS]
    await fresh.hass.config_entries.async_remove(fresh.entry.entry_id)
    assert len(warnings(caplog)) == 1


@pytest.mark.parametrize("place", ["async_get_info", "async_create_item"])
async def test_entry_loads_although_resources_hang(
    fresh: Pi, place: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.sleep(3600)

    await lovelace(fresh.hass)
    monkeypatch.setattr(ResourceStorageCollection, place, hang)
    monkeypatch.setattr(frontend, "_TIMEOUT_SECONDS", 0.1)
    async with asyncio.timeout(20):
        await fresh.set_up()
        await fresh.unload()
        await fresh.set_up()
    assert fresh.entry.state is ConfigEntryState.LOADED
    assert len(warnings(caplog)) == 1
    assert "TimeoutError" in warnings(caplog)[0]


async def test_a_card_that_is_not_served_is_not_loaded(fresh: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dashboard would miss a file."""
    await lovelace(fresh.hass)

    def broken(*_: object) -> None:
        raise OSError("no such folder")

    monkeypatch.setattr(type(fresh.hass.http), "register_view", broken)
    await fresh.set_up()
    assert fresh.entry.state is ConfigEntryState.LOADED
    assert URL not in listed(fresh.hass)
