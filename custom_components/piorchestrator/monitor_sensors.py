"""Sensors of the Pi's health and of its cameras [C §12]."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfInformation,
    UnitOfRatio,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.helpers.typing import StateType

from .core.cameras import Camera, is_own
from .core.noise import Noise, Significance
from .core.vitals import Vitals
from .monitor import MonitorCoordinator
from .monitor_entity import CameraEntity, MonitorEntity
from .wire_texts import within_options

# Of any other figure than a percentage or a temperature, a tenth is a significant change. The step beside it is the
# least change that can be seen: a tenth of a figure near zero is nothing.
_SHARE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class VitalSensorDescription(SensorEntityDescription):
    """A figure of the Pi; its key is its name in `Vitals`.

    With a `noise`, small changes are written at most once in 30 s, significant ones at most once in 5 s.
    """

    value_fn: Callable[[Vitals], StateType | datetime]
    noise: Noise | None = None


@dataclass(frozen=True, kw_only=True)
class CameraSensorDescription(SensorEntityDescription):
    """A figure of one camera."""

    value_fn: Callable[[Camera], StateType | datetime]
    noise: Noise | None = None
    only_own: bool = False  # the board's own sensor of that key tells it otherwise


VITAL_SENSORS: Final = (
    VitalSensorDescription(
        key="cpu_usage",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=lambda vitals: vitals.cpu_usage,
        noise=Noise(step=5, threshold=90),  # from here on, provisioning itself grows slow
    ),
    VitalSensorDescription(
        key="memory_usage",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=lambda vitals: vitals.memory_usage,
        noise=Noise(step=5, threshold=90),  # the kernel begins to end processes beyond
    ),
    VitalSensorDescription(
        key="disk_usage",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=lambda vitals: vitals.disk_usage,
        noise=Noise(step=5, threshold=90),  # the usual mark for cleaning up
    ),
    VitalSensorDescription(
        key="temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=1,
        value_fn=lambda vitals: vitals.temperature,
        noise=Noise(step=2, threshold=80),  # a Raspberry Pi slows itself down from here on
    ),
    VitalSensorDescription(
        key="last_boot",
        device_class=SensorDeviceClass.UPTIME,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.last_boot,
    ),
    VitalSensorDescription(
        key="load_average",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=2,
        value_fn=lambda vitals: vitals.load_average,
        # As many as a Raspberry Pi has cores: work begins to queue.
        noise=Noise(step=0.05, share=_SHARE, threshold=4),
    ),
    VitalSensorDescription(
        key="active_connections",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.active_connections,
        noise=Noise(step=1, share=_SHARE),
    ),
    VitalSensorDescription(
        key="bytes_received",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        suggested_display_precision=1,
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.bytes_received,
        noise=Noise(step=100_000, share=_SHARE),
    ),
    VitalSensorDescription(
        key="bytes_sent",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.MEGABYTES,
        suggested_display_precision=1,
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.bytes_sent,
        noise=Noise(step=100_000, share=_SHARE),
    ),
    VitalSensorDescription(
        key="packet_loss",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        suggested_display_precision=1,
        value_fn=lambda vitals: vitals.packet_loss,
        noise=Noise(step=5, threshold=5),  # connections suffer visibly from here on
    ),
    VitalSensorDescription(
        key="latency",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        suggested_display_precision=0,
        value_fn=lambda vitals: vitals.latency,
        noise=Noise(step=1, share=_SHARE, threshold=200),  # far beyond anything on a local network
    ),
    VitalSensorDescription(
        key="failed_ssh_attempts",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.failed_ssh_attempts,
    ),
    VitalSensorDescription(
        key="mqtt_secure_connections",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.mqtt_secure_connections,
    ),
    VitalSensorDescription(
        key="threat_level",
        device_class=SensorDeviceClass.ENUM,
        options=["low", "medium", "high"],
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.threat_level,
    ),
    VitalSensorDescription(
        key="certificate_expiry",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.certificate_expiry,
    ),
    VitalSensorDescription(
        key="alerts_count",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda vitals: vitals.alerts_count,
    ),
    VitalSensorDescription(
        key="connected_clients",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda vitals: vitals.connected_clients,
    ),
)
CAMERA_SENSORS: Final = (
    CameraSensorDescription(
        key="rssi",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.rssi,
        noise=Noise(step=1, share=_SHARE),
        only_own=True,
    ),
    CameraSensorDescription(
        key="free_heap",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.free_heap,
        noise=Noise(step=1, share=_SHARE),
    ),
    CameraSensorDescription(
        key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.last_seen,
    ),
    CameraSensorDescription(
        key="fps",
        native_unit_of_measurement="fps",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda camera: camera.fps,
        noise=Noise(step=0.1, share=_SHARE),
    ),
)


class _Sensor(MonitorEntity, SensorEntity):
    @override
    def _values(self) -> object:
        return self.available, self.native_value

    def _significance_with(self, noise: Noise | None) -> Significance:
        """Return how much the value differs; that it comes or goes is news, and a moment has no size."""
        was_available, before = self._written if isinstance(self._written, tuple) else (None, None)
        after = self.native_value
        if was_available is not self.available or before is None or after is None:
            return Significance.NEWS
        return noise.significance(float(before), float(str(after))) if noise else Significance.NOISE


class VitalSensor(_Sensor):
    """A figure of the Pi."""

    entity_description: VitalSensorDescription

    def __init__(self, monitor: MonitorCoordinator, description: VitalSensorDescription) -> None:
        super().__init__(monitor, description, {description.key})

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The figure now."""
        return within_options(self.entity_description, self.entity_description.value_fn(self.monitor.data))

    @override
    def _significance(self) -> Significance:
        noise = self.entity_description.noise
        return self._significance_with(noise) if noise else Significance.NEWS


class CameraSensor(CameraEntity, _Sensor):
    """A figure of one camera; all of them are noise."""

    entity_description: CameraSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The figure now."""
        return self.entity_description.value_fn(self.camera)

    @override
    def _significance(self) -> Significance:
        return self._significance_with(self.entity_description.noise)


def sensors_of_camera(monitor: MonitorCoordinator, key: str) -> Iterable[CameraSensor]:
    """The sensors of one camera; a board has one for its signal already."""
    return (
        CameraSensor(monitor, description, key)
        for description in CAMERA_SENSORS
        if is_own(key) or not description.only_own
    )
