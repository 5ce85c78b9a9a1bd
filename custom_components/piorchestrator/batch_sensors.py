"""Sensors of whole batches: the boards that are expected, and figures over time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfRatio, UnitOfTime
from homeassistant.helpers.typing import StateType

from .batch_entity import BatchEntity, ExpectedEntity
from .coordinator import ProvisioningCoordinator
from .core.expectation import Expectation
from .core.report import Figures
from .core.state import Subject
from .reports import REPORTS

# Enough to see which boards it is about; a state is no list.
_MOST_MACS: Final = 50


@dataclass(frozen=True, kw_only=True)
class ExpectedSensorDescription(SensorEntityDescription):
    """How many boards, and which."""

    macs_fn: Callable[[Expectation], frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class LastBatchSensorDescription(SensorEntityDescription):
    """A figure of the last batch that has ended."""

    value_fn: Callable[[Figures], float | None]


EXPECTED_SENSORS: Final = (
    ExpectedSensorDescription(
        key="expected_count",
        state_class=SensorStateClass.MEASUREMENT,
        macs_fn=lambda expectation: expectation.expected,
    ),
    ExpectedSensorDescription(
        key="missing_count",
        state_class=SensorStateClass.MEASUREMENT,
        macs_fn=lambda expectation: expectation.missing,
    ),
    ExpectedSensorDescription(
        key="unexpected_count",
        state_class=SensorStateClass.MEASUREMENT,
        macs_fn=lambda expectation: expectation.unexpected,
    ),
)
LAST_BATCH_SENSORS: Final = (
    LastBatchSensorDescription(
        key="success_rate",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda figures: figures.success_rate,
    ),
    LastBatchSensorDescription(
        key="median_time_to_verified",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda figures: figures.median_seconds,
    ),
)
VERIFIED_TOTAL: Final = SensorEntityDescription(
    key="verified_total", state_class=SensorStateClass.TOTAL_INCREASING
)


def batch_sensors(coordinator: ProvisioningCoordinator) -> Iterable[SensorEntity]:
    """All of them."""
    yield from (ExpectedSensor(coordinator, description) for description in EXPECTED_SENSORS)
    yield from (LastBatchSensor(coordinator, description) for description in LAST_BATCH_SENSORS)
    yield VerifiedTotalSensor(coordinator, VERIFIED_TOTAL, {REPORTS, Subject.COUNTERS})


class ExpectedSensor(ExpectedEntity, SensorEntity):
    """How many boards are expected, missing or not expected."""

    entity_description: ExpectedSensorDescription
    _unrecorded_attributes = frozenset({"macs"})

    @property
    @override
    def native_value(self) -> int:
        """How many."""
        return len(self._macs)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, list[str]]:
        """Which, the first of them."""
        return {"macs": sorted(self._macs)[:_MOST_MACS]}

    @property
    def _macs(self) -> frozenset[str]:
        return self.entity_description.macs_fn(self.reports.expectation)

    @override
    def _values(self) -> object:
        return self.available, self._macs


class _OwnFigure(BatchEntity, SensorEntity):
    @override
    def _values(self) -> object:
        return self.available, self.native_value


class LastBatchSensor(_OwnFigure):
    """A figure of the last batch."""

    entity_description: LastBatchSensorDescription

    def __init__(self, coordinator: ProvisioningCoordinator, description: LastBatchSensorDescription) -> None:
        super().__init__(coordinator, description, {REPORTS})

    @property
    @override
    def native_value(self) -> StateType:
        """Unknown before the first batch has ended, and where no board was begun."""
        finished = self.reports.finished
        return self.entity_description.value_fn(finished[0].figures) if finished else None


class VerifiedTotalSensor(_OwnFigure, RestoreSensor):
    """How many boards were verified in all."""

    _least = 0

    @override
    async def async_added_to_hass(self) -> None:
        """Take over what was shown last: the file may be lost, or older than that after a power cut."""
        last = await self.async_get_last_sensor_data()
        if last is not None and isinstance(last.native_value, int):
            self._least = last.native_value
            self.reports.async_restore(self._least)
        await super().async_added_to_hass()

    @property
    @override
    def native_value(self) -> int:
        """Of all batches, the running one included; never less than was shown before."""
        return max(self.reports.verified, self._least)
