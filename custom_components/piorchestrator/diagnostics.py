"""Diagnostics without secrets; MACs are replaced consistently, so that relations stay readable."""

from collections.abc import Mapping
from dataclasses import asdict
import re
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD
from homeassistant.core import HomeAssistant

from .const import CONF_SSID
from .coordinator import ProvisioningCoordinator
from .runtime import PiOrchestratorConfigEntry

_SECRET: Final = {CONF_API_KEY, CONF_PASSWORD, CONF_HOST, CONF_SSID, "target_ssid", "title", "unique_id"}
_MAC: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry
) -> dict[str, Any]:
    """What helps to find a fault: the entry, also one that failed to load; the state, the stream."""
    found = {"entry": {**entry.as_dict(), "state": entry.state.value, "reason": entry.reason}}
    if entry.state is ConfigEntryState.LOADED:
        found |= _of(entry.runtime_data.coordinator)
    pseudonyms = _Pseudonyms()
    return {name: pseudonyms.replace_in(part) for name, part in async_redact_data(found, _SECRET).items()}


def _of(coordinator: ProvisioningCoordinator) -> dict[str, Any]:
    state = coordinator.data
    return {
        "server_version": coordinator.server_version,
        "last_update_success": coordinator.last_update_success,
        "last_exception": str(coordinator.last_exception) if coordinator.last_exception else None,
        "stream": {"state": coordinator.stream.state, **asdict(coordinator.stream.statistics)},
        "session": state.session.model_dump(mode="json") if state.session else None,
        "devices": [device.model_dump(mode="json") for device in state.devices.values()],
        "counters": asdict(state.counters),
        "allowlist": [entry.model_dump(mode="json") for entry in (state.allowlist or {}).values()],
        "network": state.network.model_dump(mode="json") if state.network else None,
        "last_error": state.fault.model_dump(mode="json") if state.fault else None,
        "boards": sorted(coordinator.boards),
    }


class _Pseudonyms:
    """The same MAC gets the same number, wherever it stands."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def replace_in(self, value: object) -> object:
        """A copy with every MAC replaced."""
        match value:
            case str():
                return _MAC.sub(self._number, value)
            case Mapping():
                return {self.replace_in(name): self.replace_in(item) for name, item in value.items()}
            case list() | tuple() | set():
                return [self.replace_in(item) for item in value]
            case _:
                return value

    def _number(self, found: re.Match[str]) -> str:
        mac = found[0].upper().replace("-", ":")
        return self._numbers.setdefault(mac, f"board-{len(self._numbers) + 1}")
