"""What stands on Home Assistant's page of system health."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData

_UNKNOWN: Final = "unknown"


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Say what is told, and by whom."""
    register.async_register_info(_info, f"/config/integrations/integration/{DOMAIN}")


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    """One figure for each entry, told apart by their titles where there are several."""
    entries: list[PiOrchestratorConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return {name: _told(entries, tell) for name, tell in _FIGURES.items()}


def _told(entries: list[PiOrchestratorConfigEntry], tell: Callable[[RuntimeData], str | None]) -> str:
    told = [
        (entry.title, tell(entry.runtime_data) if entry.state is ConfigEntryState.LOADED else None)
        for entry in entries
    ]
    if len(told) == 1:
        return told[0][1] or _UNKNOWN
    return ", ".join(f"{title}: {text or _UNKNOWN}" for title, text in told) or _UNKNOWN


def _session(runtime: RuntimeData) -> str:
    """The state alone: a network's name is nobody's business here."""
    state = runtime.coordinator.data
    if state.is_interrupted:
        return "interrupted"
    return (state.open_session.state or _UNKNOWN) if state.open_session else "none"


def _monitor_source(runtime: RuntimeData) -> str:
    if runtime.monitor is None:
        return "off"
    return runtime.monitor.source or "none"


_FIGURES: Final[dict[str, Callable[[RuntimeData], str | None]]] = {
    "server_version": lambda runtime: runtime.coordinator.server_version,
    "event_stream": lambda runtime: runtime.coordinator.stream_watch.state,
    "monitor_source": _monitor_source,
    "open_session": _session,
}
