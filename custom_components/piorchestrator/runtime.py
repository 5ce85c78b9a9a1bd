"""What a loaded entry holds."""

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .allowlist import AllowlistCommands
from .commands import Commands
from .coordinator import ProvisioningCoordinator
from .monitor import MonitorCoordinator
from .reports import Reports
from .unattended import Unattended


@dataclass(frozen=True, slots=True)
class RuntimeData:
    """The coordinators that know, and the commands that act on sessions and on the allowlist.

    `monitor` is None where the user switched it off.
    """

    coordinator: ProvisioningCoordinator
    commands: Commands
    allowlist: AllowlistCommands
    unattended: Unattended
    reports: Reports
    monitor: MonitorCoordinator | None = None


type PiOrchestratorConfigEntry = ConfigEntry[RuntimeData]
