"""Commands of the card: which Pis there are, and the feed of one of them (`design.md` §9).

They only tell; whatever changes something is an action, which asks for an administrator. What they tell is what the
actions that read tell everybody: no key, no password.
"""

from typing import TYPE_CHECKING, Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ERR_NOT_FOUND, ActiveConnection
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .card_feed import async_subscribe
from .const import DOMAIN

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

ENTRIES: Final = f"{DOMAIN}/entries"
SUBSCRIBE: Final = f"{DOMAIN}/subscribe"


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register both commands."""
    websocket_api.async_register_command(hass, _entries)
    websocket_api.async_register_command(hass, _subscribe)


@websocket_api.websocket_command({vol.Required("type"): ENTRIES})
@callback
def _entries(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Every Pi, and its entities by the keys of `design.md` §4; those of boards are left out, the feed has them."""
    registry = er.async_get(hass)
    connection.send_result(
        msg["id"],
        [
            {
                "entry_id": entry.entry_id,
                "title": entry.title,
                "is_loaded": entry.state is ConfigEntryState.LOADED,
                "entities": {
                    entity.unique_id.removeprefix(f"{entry.entry_id}_"): entity.entity_id
                    for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
                    if not entity.disabled
                    and entity.unique_id == f"{entry.entry_id}_{entity.translation_key}"
                },
            }
            for entry in hass.config_entries.async_entries(DOMAIN)
        ],
    )


@websocket_api.websocket_command({vol.Required("type"): SUBSCRIBE, vol.Required(ATTR_CONFIG_ENTRY_ID): str})
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """One snapshot, then deltas; a browser that connects anew subscribes anew."""
    entry: PiOrchestratorConfigEntry | None = hass.config_entries.async_get_entry(msg[ATTR_CONFIG_ENTRY_ID])
    if entry is None or entry.domain != DOMAIN:
        connection.send_error(msg["id"], ERR_NOT_FOUND, "No such Pi")
        return

    @callback
    def send(message: bytes) -> None:
        # Times in the message are those of our clock, which may differ from the browser's.
        stamped = b'{"now":"%s",%s' % (dt_util.utcnow().isoformat().encode(), message.removeprefix(b"{"))
        connection.send_message(construct_event_message(msg["id"], stamped))

    connection.send_result(msg["id"])
    connection.subscriptions[msg["id"]] = async_subscribe(hass, entry, send)
