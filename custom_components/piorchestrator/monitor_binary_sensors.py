"""Binary sensors of the Pi's services, of its cameras, and of the monitor's socket [C §12]."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from .client import LinkState
from .core.vitals import Vitals
from .monitor import MonitorCoordinator, MonitorTopic
from .monitor_entity import CameraEntity, MonitorEntity


@dataclass(frozen=True, kw_only=True)
class ServiceBinarySensorDescription(BinarySensorEntityDescription):
    """A service of the Pi; its key is its name in `Vitals`."""

    value_fn: Callable[[Vitals], bool | None]


SERVICE_BINARY_SENSORS: Final = (
    ServiceBinarySensorDescription(
        key="mqtt_connected",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.mqtt_connected,
    ),
    ServiceBinarySensorDescription(
        key="mqtt_secure",
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.mqtt_secure,
    ),
    ServiceBinarySensorDescription(
        key="database_connected",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda vitals: vitals.database_connected,
    ),
)
MONITOR_STREAM: Final = BinarySensorEntityDescription(
    key="monitor_stream",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)
ONLINE: Final = BinarySensorEntityDescription(key="online", device_class=BinarySensorDeviceClass.CONNECTIVITY)


class _BinarySensor(MonitorEntity, BinarySensorEntity):
    @override
    def _values(self) -> object:
        return self.available, self.is_on


class ServiceBinarySensor(_BinarySensor):
    """Whether a service of the Pi is up."""

    entity_description: ServiceBinarySensorDescription

    def __init__(self, monitor: MonitorCoordinator, description: ServiceBinarySensorDescription) -> None:
        super().__init__(monitor, description, {description.key})

    @property
    @override
    def is_on(self) -> bool | None:
        """Unknown where nobody tells."""
        return self.entity_description.value_fn(self.monitor.data)


class MonitorStreamSensor(_BinarySensor):
    """Whether the figures arrive by push; known also while there are none."""

    def __init__(self, monitor: MonitorCoordinator) -> None:
        super().__init__(monitor, MONITOR_STREAM, {MonitorTopic.LINK})

    @property
    @override
    def available(self) -> bool:
        """Always: a lost connection is what it tells of."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """The socket is live."""
        return self.monitor.socket.state is LinkState.LIVE


class OnlineSensor(CameraEntity, _BinarySensor):
    """Whether a camera answers the Pi."""

    def __init__(self, monitor: MonitorCoordinator, key: str) -> None:
        super().__init__(monitor, ONLINE, key)

    @property
    @override
    def is_on(self) -> bool | None:
        """Unknown where nobody tells."""
        return self.camera.online
