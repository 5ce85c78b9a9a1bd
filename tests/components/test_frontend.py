"""The card is served, and dashboards load it: once, in the version that is installed (`design.md` §9)."""

import asyncio
from collections.abc import Iterable
from hashlib import sha256
import re
from typing import Any

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.piorchestrator.frontend import (
    CARD_URL,
    FOLDER,
    async_register_card,
    async_unregister_card,
)
from simulator import Simulator
from tests.conftest import API_KEY, make_entry

from .pi import Pi

THEIRS = "/local/somebody-elses-card.js"
_YAML = {"lovelace": {"resource_mode": "yaml"}}


def version() -> str:
    """What stands behind the address: the beginning of the file's hash."""
    return sha256((FOLDER / "piorchestrator.js").read_bytes()).hexdigest()[:12]


URL = f"{CARD_URL}?v={version()}"


async def lovelace(hass: HomeAssistant, config: dict[str, Any] | None = None) -> None:
    """Dashboards, before the integration comes."""
    assert await async_setup_component(hass, "lovelace", config or {})
    await hass.async_block_till_done()


async def stored(hass: HomeAssistant, *urls: str) -> None:
    """Resources that are there already."""
    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    await resources.async_get_info()
    for url in urls:
        await resources.async_create_item({"res_type": "module", "url": url})


def listed(hass: HomeAssistant) -> list[str]:
    """Addresses of all resources."""
    return [item["url"] for item in hass.data[LOVELACE_DATA].resources.async_items()]


def beside_the_page(hass: HomeAssistant) -> Iterable[str]:
    """Addresses that the page itself loads."""
    urls: Iterable[str] = hass.data[DATA_EXTRA_MODULE_URL].urls
    return [url for url in urls if "piorchestrator" in url]


async def test_it_is_a_resource_with_its_version(fresh: Pi) -> None:
    await lovelace(fresh.hass)
    await fresh.set_up()
    assert listed(fresh.hass) == [URL]
    (item,) = fresh.hass.data[LOVELACE_DATA].resources.async_items()
    assert item["type"] == "module"


async def test_resources_that_nobody_loaded_yet_are_kept(fresh: Pi, hass_storage: dict[str, Any]) -> None:
    items = [{"id": url, "type": "module", "url": url} for url in (THEIRS, f"{CARD_URL}?v=old")]
    hass_storage["lovelace_resources"] = {"version": 1, "key": "lovelace_resources", "data": {"items": items}}
    await lovelace(fresh.hass)
    await fresh.set_up()
    assert listed(fresh.hass) == [THEIRS, URL]


@pytest.mark.parametrize("before", [[], [URL], [f"{CARD_URL}?v=old"], [CARD_URL, URL, f"{CARD_URL}?v=old"]])
async def test_whatever_was_there_it_is_there_once(fresh: Pi, before: list[str]) -> None:
    await lovelace(fresh.hass)
    await stored(fresh.hass, THEIRS, *before)
    await fresh.set_up()
    assert listed(fresh.hass) == [THEIRS, URL]
    await fresh.unload()
    await fresh.set_up()
    assert listed(fresh.hass) == [THEIRS, URL]


async def _slow(*_: object) -> None:
    """Whoever listens to the registry makes its changes take time."""
    await asyncio.sleep(0.01)


async def test_entries_that_are_set_up_together_do_not_disturb_each_other(
    fresh: Pi, hass_storage: dict[str, Any]
) -> None:
    """As at each start: nothing was loaded yet, and each of them finds the same doubles."""
    await fresh.set_up()
    items = [{"id": str(v), "type": "module", "url": f"{CARD_URL}?v={v}"} for v in range(3)]
    hass_storage["lovelace_resources"] = {"version": 1, "key": "lovelace_resources", "data": {"items": items}}
    await lovelace(fresh.hass)
    resources = fresh.hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    resources.async_add_listener(_slow)
    await asyncio.gather(*(async_register_card(fresh.hass) for _ in range(3)))
    assert listed(fresh.hass) == [URL]
    await asyncio.gather(*(async_unregister_card(fresh.hass) for _ in range(3)))
    assert listed(fresh.hass) == []
    await asyncio.gather(*(async_register_card(fresh.hass) for _ in range(3)))
    assert listed(fresh.hass) == [URL]


async def test_it_goes_with_the_last_pi_and_not_before(fresh: Pi) -> None:
    await lovelace(fresh.hass)
    await stored(fresh.hass, THEIRS)
    await fresh.set_up()
    async with Simulator(api_key=API_KEY) as simulator:
        second = make_entry(simulator)
        second.add_to_hass(fresh.hass)
        assert await fresh.hass.config_entries.async_setup(second.entry_id)
        assert listed(fresh.hass) == [THEIRS, URL]
        await fresh.hass.config_entries.async_remove(second.entry_id)
        await fresh.hass.async_block_till_done()
        assert listed(fresh.hass) == [THEIRS, URL]
    await fresh.hass.config_entries.async_remove(fresh.entry.entry_id)
    await fresh.hass.async_block_till_done()
    assert listed(fresh.hass) == [THEIRS]


async def test_where_resources_are_yaml_the_page_loads_it(fresh: Pi) -> None:
    await lovelace(fresh.hass, _YAML)  # first: the frontend would bring it with no configuration
    assert await async_setup_component(fresh.hass, "frontend", {})
    await fresh.set_up()
    assert beside_the_page(fresh.hass) == [URL]
    await fresh.unload()
    await fresh.set_up()
    assert beside_the_page(fresh.hass) == [URL]
    await fresh.hass.config_entries.async_remove(fresh.entry.entry_id)
    await fresh.hass.async_block_till_done()
    assert beside_the_page(fresh.hass) == []


async def test_not_where_somebody_lists_it_in_yaml(fresh: Pi) -> None:
    mine = {"type": "module", "url": f"{CARD_URL}?v=mine"}
    await lovelace(fresh.hass, {"lovelace": {"resource_mode": "yaml", "resources": [mine]}})
    assert await async_setup_component(fresh.hass, "frontend", {})
    await fresh.set_up()
    assert beside_the_page(fresh.hass) == []


async def test_a_home_assistant_without_pages_wants_none(fresh: Pi) -> None:
    await fresh.set_up()
    assert "frontend" not in fresh.hass.config.components


async def test_every_file_of_the_card_is_served(
    fresh: Pi, hass_client_no_auth: ClientSessionGenerator
) -> None:
    await fresh.set_up()
    browser = await hass_client_no_auth()
    loader = await (await browser.get(URL)).text()
    (first,) = re.findall(r"\./(cards-[\w-]+\.js)", loader)
    for name in (first, "LICENSES.txt"):
        answer = await browser.get(f"/piorchestrator/frontend/{name}")
        assert answer.status == 200
        assert await answer.read() == (FOLDER / name).read_bytes()
    assert (await browser.get("/piorchestrator/frontend/../manifest.json")).status == 404
