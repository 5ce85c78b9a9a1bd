"""What a loaded entry holds."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .allowlist import AllowlistCommands
from .commands import Commands
from .coordinator import ProvisioningCoordinator


@dataclass(frozen=True, slots=True)
class RuntimeData:
    """The coordinator that knows, and the commands that act on sessions and on the allowlist."""

    coordinator: ProvisioningCoordinator
    commands: Commands
    allowlist: AllowlistCommands


type PiOrchestratorConfigEntry = ConfigEntry[RuntimeData]
