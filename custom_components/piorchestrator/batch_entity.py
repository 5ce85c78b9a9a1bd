"""Base of the entities of whole batches."""

from homeassistant.helpers.entity import EntityDescription

from .coordinator import ProvisioningCoordinator
from .core.state import Subject
from .entity import ProvisioningEntity
from .reports import EXPECTED, Reports


class BatchEntity(ProvisioningEntity):
    """Shows what `reports.py` knows."""

    @property
    def reports(self) -> Reports:
        """Who watches the batches."""
        return self.coordinator.config_entry.runtime_data.reports


class ExpectedEntity(BatchEntity):
    """Hangs on what the expectation hangs on."""

    def __init__(self, coordinator: ProvisioningCoordinator, description: EntityDescription) -> None:
        keys = (EXPECTED, Subject.SESSION, Subject.COUNTERS, Subject.ALLOWLIST)
        super().__init__(coordinator, description, keys)
