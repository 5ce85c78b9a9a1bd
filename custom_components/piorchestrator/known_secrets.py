"""Secrets that a server may still quote, kept in memory until Home Assistant stops."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .client import SecretMemory
from .const import DOMAIN
from .profiles import passwords_of

_MEMORY: Final[HassKey[SecretMemory]] = HassKey(f"{DOMAIN}_secrets")


@callback
def async_secrets(hass: HomeAssistant) -> SecretMemory:
    """The secrets of all entries, and those that were replaced or removed since Home Assistant started.

    Entries share them: two may belong to one Pi, and a server quotes what it was sent by whichever entry, also by one
    that was removed. The secrets that the entries have now are never forgotten in favour of others.
    """
    memory = hass.data.setdefault(_MEMORY, SecretMemory())
    memory.keep(
        *(secret for entry in hass.config_entries.async_entries(DOMAIN) for secret in _secrets_of(entry))
    )
    return memory


def _secrets_of(entry: ConfigEntry) -> list[str | None]:
    return [*passwords_of(entry), entry.data.get(CONF_API_KEY)]
