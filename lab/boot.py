"""Home Assistant as its own command starts it, but on the loopback interface alone and without voice."""

import sys
from types import ModuleType

# Two libraries of the voice assistant exist as source only and would need a compiler; nothing here listens or speaks,
# but the list of all actions, which every page asks for, imports them.
for _module, _class in (("pymicro_vad", "MicroVad"), ("pyspeex_noise", "AudioProcessor")):
    _stand_in = ModuleType(_module)
    setattr(_stand_in, _class, type(_class, (), {}))
    sys.modules.setdefault(_module, _stand_in)

from homeassistant import __main__ as command  # noqa: E402
from homeassistant.components import zeroconf  # noqa: E402

# Home Assistant's HTTP client makes a Zeroconf even where discovery is not set up, and it would listen everywhere.
zeroconf._async_get_zc_args = lambda hass: {"interfaces": ["127.0.0.1"], "unicast": True}  # noqa: ARG005, SLF001

if __name__ == "__main__":
    sys.exit(command.main())
