"""Home Assistant as its own command starts it, but with every socket on the loopback interface."""

import sys

from homeassistant import __main__ as command
from homeassistant.components import zeroconf

# Home Assistant's HTTP client makes a Zeroconf even where discovery is not set up, and it would listen everywhere.
zeroconf._async_get_zc_args = lambda hass: {"interfaces": ["127.0.0.1"], "unicast": True}  # noqa: ARG005, SLF001

if __name__ == "__main__":
    sys.exit(command.main())
