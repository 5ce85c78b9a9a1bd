"""Diagnostics without secrets; MACs are replaced consistently, so that relations stay readable."""

from collections.abc import Mapping
from dataclasses import asdict
import re
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .const import CONF_SSID
from .coordinator import ProvisioningCoordinator
from .core.batch import board_status
from .devices import board_of
from .runtime import PiOrchestratorConfigEntry

_SECRET: Final = {CONF_API_KEY, CONF_PASSWORD, CONF_HOST, CONF_SSID, "target_ssid", "title", "unique_id"}
_MAC: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry
) -> dict[str, Any]:
    """What helps to find a fault: the entry, also one that failed to load; the state, the stream, what happened last."""
    found = {"entry": {**entry.as_dict(), "state": entry.state.value, "reason": entry.reason}}
    if entry.state is ConfigEntryState.LOADED:
        found |= _of(entry.runtime_data.coordinator)
    return _without_secrets(found)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Of a board, what is known of it alone; of the other devices, the same as of the entry."""
    mac = board_of(entry, device)
    if mac is None or entry.state is not ConfigEntryState.LOADED:
        return await async_get_config_entry_diagnostics(hass, entry)
    coordinator = entry.runtime_data.coordinator
    state = coordinator.data
    board, allowed = state.devices.get(mac), (state.allowlist or {}).get(mac)
    return _without_secrets(
        {
            "mac": mac,
            "status": board_status(state, mac),
            "is_available": coordinator.last_update_success,
            "device": board.model_dump(mode="json") if board else None,
            "allowlist_entry": allowed.model_dump(mode="json") if allowed else None,
            "session_id": state.session_id,
            "is_interrupted": state.is_interrupted,
            "events": [event for event in coordinator.history.events if event["mac"] == mac],
            "stream": {"state": coordinator.stream.state},
        }
    )


def _without_secrets(found: dict[str, Any]) -> dict[str, Any]:
    pseudonyms = _Pseudonyms()
    return {name: pseudonyms.replace_in(part) for name, part in async_redact_data(found, _SECRET).items()}


def _of(coordinator: ProvisioningCoordinator) -> dict[str, Any]:
    state, history = coordinator.data, coordinator.history
    return {
        "server_version": coordinator.server_version,
        "last_update_success": coordinator.last_update_success,
        "last_exception": str(coordinator.last_exception) if coordinator.last_exception else None,
        "unread": sorted(coordinator.unread),
        "stream": {"state": coordinator.stream.state, **asdict(coordinator.stream.statistics)},
        "reconnects": list(history.links),
        "events": list(history.events),
        "errors": list(history.errors),
        "session": state.session.model_dump(mode="json") if state.session else None,
        "is_interrupted": state.is_interrupted,
        "recoverable": [session.model_dump(mode="json") for session in state.recoverable or ()],
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
