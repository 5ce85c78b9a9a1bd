"""Sensors of a batch and of its boards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory, UnitOfRatio
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .availability import Part
from .batch_sensors import batch_sensors
from .client import ErrorCode, category_of
from .coordinator import ProvisioningCoordinator
from .core.batch import BOARD_STATES, board_fault, board_status, progress, unused_entries
from .core.state import ProvisioningState, Subject
from .entity import BoardEntity, PiOrchestratorEntity, ProvisioningEntity, async_add_boards
from .monitor import MonitorCoordinator
from .monitor_entity import async_add_cameras
from .monitor_sensors import VITAL_SENSORS, VitalSensor, sensors_of_camera
from .runtime import PiOrchestratorConfigEntry
from .wire_texts import within_options
from .write_rates import TEXT_RATES

type Attributes = Mapping[str, str | bool | None]

PARALLEL_UPDATES = 0  # read-only, fed by the coordinator

IDLE: Final = "idle"
SESSION_STATES: Final = (IDLE, "discovering", "active", "paused", "closing", "closed")


@dataclass(frozen=True, kw_only=True)
class ProvisioningSensorDescription(SensorEntityDescription):
    """A sensor of the batch: its value, and the keys that it hangs on."""

    value_fn: Callable[[ProvisioningState], StateType | datetime]
    keys: tuple[Subject, ...]
    attributes_fn: Callable[[ProvisioningState], Attributes] | None = None


@dataclass(frozen=True, kw_only=True)
class BoardSensorDescription(SensorEntityDescription):
    """A sensor of one board, by its MAC."""

    value_fn: Callable[[ProvisioningState, str], StateType | datetime]
    attributes_fn: Callable[[ProvisioningState, str], Attributes] | None = None
    parts: frozenset[Part] = frozenset({Part.SESSION})  # those that the value may come from


def _last_error(state: ProvisioningState) -> str | None:
    return state.fault.code.lower() if state.fault and state.fault.code else None


def _last_error_words(state: ProvisioningState) -> Attributes:
    fault = state.fault
    return {
        "message": fault.message if fault else None,
        "correlation_id": fault.correlation_id if fault else None,
        "category": category_of(fault.code) if fault else None,
        "retryable": fault.retryable if fault else None,
    }


def _newest_recoverable(state: ProvisioningState) -> Attributes:
    newest = state.recoverable[0] if state.recoverable else None
    updated = newest.updated_at if newest else None
    return {
        "session_id": newest.id if newest else None,
        "target_ssid": newest.target_ssid if newest else None,
        "updated_at": updated.isoformat() if updated else None,
    }


def _board_words(state: ProvisioningState, mac: str) -> Attributes:
    device, fault = state.devices.get(mac), board_fault(state, mac)
    entry = (state.allowlist or {}).get(mac)
    container = (device.container_id if device else None) or (entry.container_id if entry else None)
    return {
        "mac": mac,
        "container_id": container,
        "error_code": fault.code if fault else None,
        "error_message": (fault.message if fault else None) or (device.error_message if device else None),
        "error_category": category_of(fault.code) if fault else None,
        "correlation_id": fault.correlation_id if fault else None,
    }


PROVISIONING_SENSORS: Final = (
    ProvisioningSensorDescription(
        key="session_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(SESSION_STATES),
        value_fn=lambda state: state.session.state if state.session else IDLE,
        keys=(Subject.SESSION,),
    ),
    ProvisioningSensorDescription(
        key="target_ssid",
        value_fn=lambda state: state.session.target_ssid if state.session else None,
        keys=(Subject.SESSION,),
    ),
    ProvisioningSensorDescription(
        key="device_count",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.total,
        keys=(Subject.COUNTERS,),
    ),
    ProvisioningSensorDescription(
        key="provisioned_count",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.provisioned,
        keys=(Subject.COUNTERS,),
    ),
    ProvisioningSensorDescription(
        key="verified_count",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.verified,
        keys=(Subject.COUNTERS,),
    ),
    ProvisioningSensorDescription(
        key="failed_count",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.counters.failed,
        keys=(Subject.COUNTERS,),
    ),
    ProvisioningSensorDescription(
        key="progress",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=progress,
        keys=(Subject.SESSION, Subject.COUNTERS),
    ),
    ProvisioningSensorDescription(
        key="session_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.session.created_at if state.session else None,
        keys=(Subject.SESSION,),
    ),
    ProvisioningSensorDescription(
        key="session_expires",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.ends_at if state.unfinished_session else None,
        keys=(Subject.SESSION,),
    ),
    ProvisioningSensorDescription(
        key="last_error",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[code.lower() for code in ErrorCode],
        value_fn=_last_error,
        attributes_fn=_last_error_words,
        keys=(Subject.FAULT,),
    ),
    ProvisioningSensorDescription(
        key="allowlist_available",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=unused_entries,
        keys=(Subject.ALLOWLIST, Subject.COUNTERS),
    ),
    ProvisioningSensorDescription(
        key="allowlist_total",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: None if state.allowlist is None else len(state.allowlist),
        keys=(Subject.ALLOWLIST,),
    ),
    ProvisioningSensorDescription(
        key="recoverable_sessions",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: (
            None if state.recoverable is None else len(state.recoverable) + state.recoverable_beyond
        ),
        attributes_fn=_newest_recoverable,
        keys=(Subject.RECOVERY,),
    ),
    ProvisioningSensorDescription(
        key="onboarding_clients",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.network.connected_devices if state.network else None,
        keys=(Subject.NETWORK,),
    ),
)

STATUS: Final = BoardSensorDescription(
    key="status",
    device_class=SensorDeviceClass.ENUM,
    options=list(BOARD_STATES),
    value_fn=board_status,
    attributes_fn=_board_words,
    parts=frozenset({Part.SESSION, Part.ALLOWLIST}),
)
RETRY_COUNT: Final = BoardSensorDescription(
    key="retry_count",
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    value_fn=lambda state, mac: state.devices[mac].retry_count if mac in state.devices else None,
)
SIGNAL: Final = BoardSensorDescription(
    key="rssi",
    device_class=SensorDeviceClass.SIGNAL_STRENGTH,
    native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    value_fn=lambda state, mac: state.devices[mac].rssi if mac in state.devices else None,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the batch's sensors, and those of each board as it turns up."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities(ProvisioningSensor(coordinator, description) for description in PROVISIONING_SENSORS)
    async_add_entities(batch_sensors(coordinator))

    def of_board(mac: str) -> Iterable[BoardSensor]:
        yield SignalSensor(coordinator, SIGNAL, mac)
        yield StatusSensor(coordinator, STATUS, mac)
        yield BoardSensor(coordinator, RETRY_COUNT, mac)

    async_add_boards(coordinator, async_add_entities, of_board)
    if (monitor := entry.runtime_data.monitor) is not None:
        async_add_entities(VitalSensor(monitor, description) for description in VITAL_SENSORS)
        async_add_cameras(monitor, async_add_entities, partial(sensors_of_camera, monitor))


class _Sensor(PiOrchestratorEntity, SensorEntity):
    """A sensor whose value a description computes from the state."""

    entity_description: SensorEntityDescription

    @override
    def _values(self) -> object:
        return self.available, self.native_value, self.extra_state_attributes


class ProvisioningSensor(ProvisioningEntity, _Sensor):
    """A figure of the batch."""

    entity_description: ProvisioningSensorDescription

    def __init__(
        self, coordinator: ProvisioningCoordinator, description: ProvisioningSensorDescription
    ) -> None:
        super().__init__(coordinator, description, description.keys)
        if description.attributes_fn is not None:
            self._write_rates = TEXT_RATES

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value now; texts longer than a state may be are cut."""
        description = self.entity_description
        value = within_options(description, description.value_fn(self.coordinator.data))
        return value[:255] if isinstance(value, str) else value

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Words beside the value."""
        describe = self.entity_description.attributes_fn
        return describe(self.coordinator.data) if describe else None


class BoardSensor(BoardEntity, _Sensor):
    """A figure of one board."""

    entity_description: BoardSensorDescription

    def __init__(
        self, coordinator: ProvisioningCoordinator, description: BoardSensorDescription, mac: str
    ) -> None:
        super().__init__(coordinator, description, mac, parts=description.parts)

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value now."""
        description = self.entity_description
        return within_options(description, description.value_fn(self.coordinator.data, self.mac))

    @property
    @override
    def extra_state_attributes(self) -> Attributes | None:
        """Words beside the value."""
        describe = self.entity_description.attributes_fn
        return describe(self.coordinator.data, self.mac) if describe else None


class StatusSensor(BoardSensor):
    """Where a board stands: by the session, else by the allowlist."""

    @property
    @override
    def parts(self) -> frozenset[Part]:
        """The allowlist does not contribute while it is unknown, nor to the status of a board that the session knows."""
        state = self.coordinator.data
        listed = state.allowlist is not None and self.mac not in state.devices
        return super().parts if listed else super().parts - {Part.ALLOWLIST}


class SignalSensor(BoardSensor):
    """A board's signal: on the onboarding Wi-Fi, else as the monitor tells it of the camera."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the monitor too."""
        await super().async_added_to_hass()
        if (monitor := self._monitor) is not None:
            self.async_on_remove(monitor.dispatcher.async_subscribe(self.mac, self._on_change))

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value now."""
        found = super().native_value
        if found is None and (monitor := self._monitor) is not None and self.mac in monitor.cameras:
            return monitor.cameras[self.mac].rssi
        return found

    @property
    def _monitor(self) -> MonitorCoordinator | None:
        return self.coordinator.config_entry.runtime_data.monitor
