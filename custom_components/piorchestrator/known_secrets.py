"""Secrets of an entry that its server may still quote, kept in memory until Home Assistant stops."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .client import SecretMemory
from .const import DOMAIN
from .profiles import passwords_of

_MEMORIES: Final[HassKey[dict[str, SecretMemory]]] = HassKey(f"{DOMAIN}_secrets")


@callback
def async_secrets_of(hass: HomeAssistant, entry: ConfigEntry) -> SecretMemory:
    """The key and the passwords that the entry has now, and those that were replaced since Home Assistant started.

    The memory outlives a reload of the entry: a server quotes what it was sent before.
    """
    memory = hass.data.setdefault(_MEMORIES, {}).setdefault(entry.entry_id, SecretMemory())
    memory.remember(*passwords_of(entry), entry.data.get(CONF_API_KEY))
    return memory


@callback
def async_forget_secrets(hass: HomeAssistant, entry_id: str) -> None:
    """Forget the secrets of an entry that was removed."""
    hass.data.get(_MEMORIES, {}).pop(entry_id, None)
