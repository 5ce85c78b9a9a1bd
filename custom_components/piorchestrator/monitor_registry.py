"""Takes what belongs to the monitor from the registries, once the user switched it off."""

from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .devices import camera_of
from .monitor_binary_sensors import MONITOR_STREAM, ONLINE, SERVICE_BINARY_SENSORS
from .monitor_sensors import CAMERA_SENSORS, VITAL_SENSORS

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

_KEYS: Final = frozenset(
    description.key
    for description in (MONITOR_STREAM, ONLINE, *SERVICE_BINARY_SENSORS, *VITAL_SENSORS, *CAMERA_SENSORS)
) - {"rssi"}  # a board has it from the provisioning as well


@callback
def async_remove_monitor(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
    """Remove the monitor's entities, and the devices that only the monitor told of."""
    entities = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        if entity.translation_key in _KEYS:
            entities.async_remove(entity.entity_id)
    devices = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if camera_of(entry, device) is not None:
            devices.async_remove_device(device.id)
