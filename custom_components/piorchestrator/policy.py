"""The options of unattended mode, read as a policy."""

from typing import Final

from homeassistant.config_entries import ConfigEntry

from .const import CONF_AUTO_RETRY_LIMIT, CONF_CEILING, CONF_FIRMWARE, CONF_WEAKEST_RSSI
from .core.unattended import Policy

# The server gives up after three attempts [C §9.2]: one of them is left for a person.
DEFAULT_RETRIES: Final = 1
MOST_RETRIES: Final = 3
# The largest batch that the server's own page promises.
DEFAULT_CEILING: Final = 50
MOST_CEILING: Final = 1000


def policy_of(entry: ConfigEntry) -> Policy:
    """As the options say, read anew each time: a change needs no restart."""
    options = entry.options
    versions = (text.strip() for text in str(options.get(CONF_FIRMWARE, "")).split(","))
    weakest = options.get(CONF_WEAKEST_RSSI)
    return Policy(
        ceiling=int(options.get(CONF_CEILING, DEFAULT_CEILING)),
        retries=int(options.get(CONF_AUTO_RETRY_LIMIT, DEFAULT_RETRIES)),
        weakest_rssi=None if weakest is None else int(weakest),
        firmware=frozenset(text for text in versions if text),
    )
