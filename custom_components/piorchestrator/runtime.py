"""What a loaded entry holds."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .commands import Commands
from .coordinator import ProvisioningCoordinator


@dataclass(frozen=True, slots=True)
class RuntimeData:
    """The coordinator that knows, and the commands that act."""

    coordinator: ProvisioningCoordinator
    commands: Commands


type PiOrchestratorConfigEntry = ConfigEntry[RuntimeData]
