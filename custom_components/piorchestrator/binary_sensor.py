"""Binary sensors: of the batch, of each board, and of the connection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.binary_sensor import BinarySensorEntity, BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .availability import Part
from .batch_binary_sensors import BatchCompleteSensor
from .client import LinkState
from .coordinator import LINK, ProvisioningCoordinator
from .core.state import ProvisioningState, Subject
from .devices import pi_device
from .entity import BoardEntity, PiOrchestratorEntity, ProvisioningEntity, async_add_boards
from .monitor_binary_sensors import (
    SERVICE_BINARY_SENSORS,
    MonitorStreamSensor,
    OnlineSensor,
    ServiceBinarySensor,
)
from .monitor_entity import async_add_cameras
from .runtime import PiOrchestratorConfigEntry

PARALLEL_UPDATES = 0  # read-only, fed by the coordinator


@dataclass(frozen=True, kw_only=True)
class ProvisioningBinarySensorDescription(BinarySensorEntityDescription):
    """A yes or no about the batch, and the key that it hangs on."""

    value_fn: Callable[[ProvisioningState], bool | None]
    subject: Subject


SESSION_ACTIVE: Final = ProvisioningBinarySensorDescription(
    key="session_active",
    device_class=BinarySensorDeviceClass.RUNNING,
    value_fn=lambda state: state.open_session is not None,
    subject=Subject.SESSION,
)
PROVISIONING_BINARY_SENSORS: Final = (
    ProvisioningBinarySensorDescription(
        key="onboarding_network",
        device_class=BinarySensorDeviceClass.RUNNING,
        value_fn=lambda state: state.network.is_active if state.network else None,
        subject=Subject.NETWORK,
    ),
    ProvisioningBinarySensorDescription(
        key="recoverable_session",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda state: None if state.recoverable is None else bool(state.recoverable),
        subject=Subject.RECOVERY,
    ),
)
ALLOWLISTED: Final = BinarySensorEntityDescription(
    key="allowlisted", entity_category=EntityCategory.DIAGNOSTIC
)
EVENT_STREAM: Final = BinarySensorEntityDescription(
    key="event_stream",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the batch's sensors and the connection's, and those of each board as it turns up."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities([EventStreamSensor(coordinator), BatchCompleteSensor(coordinator)])
    async_add_entities([SessionActiveSensor(coordinator)])
    async_add_entities(
        ProvisioningBinarySensor(coordinator, description) for description in PROVISIONING_BINARY_SENSORS
    )

    def of_board(mac: str) -> Iterable[AllowlistedSensor]:
        yield AllowlistedSensor(coordinator, ALLOWLISTED, mac, {Subject.ALLOWLIST})

    async_add_boards(coordinator, async_add_entities, of_board)
    if (monitor := entry.runtime_data.monitor) is not None:
        async_add_entities([MonitorStreamSensor(monitor)])
        async_add_entities(
            ServiceBinarySensor(monitor, description) for description in SERVICE_BINARY_SENSORS
        )
        async_add_cameras(monitor, async_add_entities, lambda key: [OnlineSensor(monitor, key)])


class _BinarySensor(PiOrchestratorEntity, BinarySensorEntity):
    @override
    def _values(self) -> object:
        return self.available, self.is_on


class ProvisioningBinarySensor(ProvisioningEntity, _BinarySensor):
    """A yes or no about the batch."""

    entity_description: ProvisioningBinarySensorDescription

    def __init__(
        self, coordinator: ProvisioningCoordinator, description: ProvisioningBinarySensorDescription
    ) -> None:
        super().__init__(coordinator, description, {description.subject})

    @property
    @override
    def is_on(self) -> bool | None:
        """The answer now."""
        return self.entity_description.value_fn(self.coordinator.data)


class SessionActiveSensor(ProvisioningBinarySensor):
    """Whether work can go on in a session."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        super().__init__(coordinator, SESSION_ACTIVE)
        self._parts |= {Part.RECOVERY}

    @property
    @override
    def parts(self) -> frozenset[Part]:
        """The list of interrupted sessions is known from before while the server refuses it; see `available`."""
        return super().parts - {Part.RECOVERY}

    @property
    @override
    def available(self) -> bool:
        """The list, where the server has one, shows whether an unfinished session is one of the interrupted."""
        state = self.coordinator.data
        listed = state.unfinished_session is not None and state.recoverable is not None
        return super().available and not (listed and Part.RECOVERY in self.coordinator.availability.old)


class AllowlistedSensor(BoardEntity, _BinarySensor):
    """Whether the board is on the allowlist."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Unknown until the list was read."""
        allowlist = self.coordinator.data.allowlist
        return None if allowlist is None else self.mac in allowlist


class EventStreamSensor(_BinarySensor):
    """Whether events arrive by push; known also while nothing else is."""

    def __init__(self, coordinator: ProvisioningCoordinator) -> None:
        super().__init__(coordinator, EVENT_STREAM, pi_device(coordinator), {LINK})

    @property
    @override
    def available(self) -> bool:
        """Always: a lost connection is what it tells of."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """The stream is live."""
        return self.coordinator.stream_watch.state is LinkState.LIVE
