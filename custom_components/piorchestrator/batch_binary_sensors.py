"""Binary sensor of whole batches."""

from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription

from .batch_entity import ExpectedEntity
from .coordinator import ProvisioningCoordinator

BATCH_COMPLETE: Final = BinarySensorEntityDescription(key="batch_complete")


class BatchCompleteSensor(ExpectedEntity, BinarySensorEntity):
    """Whether every expected board is verified."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        super().__init__(coordinator, BATCH_COMPLETE)

    @property
    @override
    def is_on(self) -> bool:
        """The answer now."""
        return self.reports.expectation.is_complete

    @override
    def _values(self) -> object:
        return self.available, self.is_on
