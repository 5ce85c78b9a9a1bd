"""Event entities: what the stream told of the session and of its boards, as the wire names it [C §11.4, §11.5]."""

from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import DEVICE_EVENTS, SESSION_EVENTS, ProvisioningEvent
from .coordinator import LINK, ProvisioningCoordinator
from .devices import board_name
from .entity import ProvisioningEntity
from .log_event import LogEvent
from .runtime import PiOrchestratorConfigEntry

PARALLEL_UPDATES = 0  # read-only, fed by the stream

SESSION_EVENT: Final = EventEntityDescription(
    key="session_event", event_types=[kind.replace(".", "_") for kind in SESSION_EVENTS]
)
DEVICE_EVENT: Final = EventEntityDescription(
    key="device_event", event_types=[kind.replace(".", "_") for kind in DEVICE_EVENTS]
)

LOG_EVENT: Final = EventEntityDescription(
    key="log_event",
    event_types=["warning", "error"],
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the event entities; that of the log only listens where somebody enables it."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities([StreamEvent(coordinator, SESSION_EVENT), StreamEvent(coordinator, DEVICE_EVENT)])
    async_add_entities([LogEvent(coordinator, LOG_EVENT)])


class StreamEvent(ProvisioningEntity, EventEntity):
    """Fires with each event of the stream; never for what a read found out, so nothing is replayed."""

    entity_description: EventEntityDescription

    def __init__(self, coordinator: ProvisioningCoordinator, description: EventEntityDescription) -> None:
        super().__init__(coordinator, description, {LINK})

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the stream."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_subscribe_events(self._on_event))

    @callback
    def _on_event(self, event: ProvisioningEvent) -> None:
        kind = event.type.replace(".", "_")
        if kind in (self.entity_description.event_types or ()):
            self._trigger_event(kind, self._attributes(event))
            self.async_write_ha_state()

    def _attributes(self, event: ProvisioningEvent) -> dict[str, str | int]:
        """Those of `design.md` §4 that are known."""
        device, session, fault = event.device, event.session, event.fault
        attributes: dict[str, str | int | None] = {"session_id": event.session_id}
        if session is not None:
            attributes["state"] = session.state
        if fault is not None:
            attributes |= {
                "error_code": fault.code,
                "error_message": fault.message,
                "correlation_id": fault.correlation_id,
            }
        if device is not None:
            known = self.coordinator.data.devices.get(device.mac, device)
            entry = (self.coordinator.data.allowlist or {}).get(device.mac)
            attributes |= {
                "mac": device.mac,
                "name": board_name(self.coordinator, device.mac),
                "state": device.state,
                "error_message": device.error_message or (fault.message if fault else None),
                "container_id": known.container_id or (entry.container_id if entry else None),
                "rssi": known.rssi,
                "firmware_version": known.firmware_version,
            }
        return {name: value for name, value in attributes.items() if value is not None}
