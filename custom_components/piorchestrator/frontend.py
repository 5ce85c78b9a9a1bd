"""Serves the built card, and makes every dashboard load it: once, in the version that is installed.

In storage mode it is a resource of Lovelace, which dashboards load after the page's own elements. Where resources are
kept in YAML, or there are none at all, the page loads it beside its own modules; the card copes with that.
"""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.lovelace.const import CONF_RESOURCE_TYPE_WS, LOVELACE_DATA, MODE_STORAGE
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.const import CONF_ID, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .card_files import CardFiles, CardFilesView
from .const import DOMAIN, LOGGER

FOLDER: Final = Path(__file__).parent / "frontend"
FOLDER_URL: Final = f"/{DOMAIN}/frontend"
_LOADER: Final = f"{DOMAIN}.js"
# With the file's hash: a browser must not show the card of before, nor ask each time for a new one.
CARD_URL: Final = f"{FOLDER_URL}/{_LOADER}"
# Resources that take longer, or never answer, must not keep an entry from being set up.
_TIMEOUT_SECONDS: Final = 10.0

_VERSIONED_URL: Final[HassKey[str]] = HassKey(f"{DOMAIN}_card_url")
_EXTRA_URL: Final[HassKey[str]] = HassKey(f"{DOMAIN}_card_extra_url")
# Entries are set up together, and a change of the resources takes as long as those who listen to them.
_TURN: Final[HassKey[asyncio.Lock]] = HassKey(f"{DOMAIN}_card_turn")
_FAILURE_LOGGED: Final[HassKey[bool]] = HassKey(f"{DOMAIN}_card_failure_logged")


async def async_serve_card(hass: HomeAssistant) -> None:
    """Serve the folder of the built card; once in the life of Home Assistant."""
    await _try(hass, _serve(hass))


async def async_register_card(hass: HomeAssistant) -> None:
    """Let dashboards load the card; as often as you like."""
    await _try(hass, _register(hass))


async def async_unregister_card(hass: HomeAssistant) -> None:
    """Leave nothing behind when the last entry is removed."""
    await _try(hass, _unregister(hass))


async def _try(hass: HomeAssistant, change: Awaitable[None]) -> None:
    """Log the first failure only: without a card the integration works as well."""
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await change
    except Exception as error:  # noqa: BLE001 - Lovelace's storage and a listener to its resources may raise any
        LOGGER.debug("The resources of the dashboards", exc_info=True)
        if not hass.data.setdefault(_FAILURE_LOGGED, False):
            hass.data[_FAILURE_LOGGED] = True
            LOGGER.warning("Dashboards may lack the card of PiOrchestrator: %r", error)


async def _serve(hass: HomeAssistant) -> None:
    files = await hass.async_add_executor_job(CardFiles, FOLDER, _LOADER)
    hass.http.register_view(CardFilesView(hass, FOLDER_URL, files))
    hass.data[_TURN] = asyncio.Lock()
    hass.data[_VERSIONED_URL] = f"{CARD_URL}?v={files.version}"


async def _register(hass: HomeAssistant) -> None:
    if (url := hass.data.get(_VERSIONED_URL)) is None:
        return  # it could not be served
    resources = _stored_resources(hass)
    if resources is None:
        _load_beside_the_page(hass, url)
        return
    async with hass.data[_TURN]:
        await resources.async_get_info()  # loads them; without it there seem to be none
        ours = _ours(resources)
        if not ours:
            await resources.async_create_item({CONF_RESOURCE_TYPE_WS: "module", CONF_URL: url})
        elif ours[0][CONF_URL] != url:
            await resources.async_update_item(ours[0][CONF_ID], {CONF_URL: url})
        for second in ours[1:]:  # of a backup, or added by hand: two addresses are two modules
            await resources.async_delete_item(second[CONF_ID])


async def _unregister(hass: HomeAssistant) -> None:
    if (url := hass.data.pop(_EXTRA_URL, None)) is not None:
        remove_extra_js_url(hass, url)
    if (resources := _stored_resources(hass)) is not None and _TURN in hass.data:
        async with hass.data[_TURN]:
            await resources.async_get_info()
            for item in _ours(resources):
                await resources.async_delete_item(item[CONF_ID])


def _load_beside_the_page(hass: HomeAssistant, url: str) -> None:
    """Where Home Assistant has pages at all, and nobody lists the card in YAML already."""
    if "frontend" not in hass.config.components or _EXTRA_URL in hass.data:
        return
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is not None and any(_is_ours(item) for item in lovelace.resources.async_items()):
        return
    hass.data[_EXTRA_URL] = url
    add_extra_js_url(hass, url)


def _stored_resources(hass: HomeAssistant) -> ResourceStorageCollection | None:
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None or lovelace.resource_mode != MODE_STORAGE:
        return None
    return lovelace.resources if isinstance(lovelace.resources, ResourceStorageCollection) else None


def _ours(resources: ResourceStorageCollection) -> list[dict[str, Any]]:
    return [item for item in resources.async_items() if _is_ours(item)]


def _is_ours(item: dict[str, Any]) -> bool:
    """Whether a resource is the card; those of others may lack an address, or have one that is none."""
    url = item.get(CONF_URL)
    try:
        return isinstance(url, str) and urlsplit(url).path == CARD_URL
    except ValueError:
        return False
