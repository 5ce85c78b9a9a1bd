"""Whom a happening is about, in terms of what a user can name as a target."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .devices import board_identifier, pi_identifier, provisioning_identifier
from .happenings import Happening


@callback
def covers(hass: HomeAssistant, selection: TargetSelection, happening: Happening) -> bool:
    """Whether the target names the Pi, its provisioning or the board, or an entity of theirs; as it is at this moment."""
    devices = _devices(hass, happening)
    selected = async_extract_referenced_entity_ids(hass, selection, primary_entities_only=False)
    if not devices.isdisjoint(selected.referenced_devices):
        return True
    registry = er.async_get(hass)
    return any(
        entity is not None and entity.device_id in devices
        for entity in map(registry.async_get, selected.referenced | selected.indirectly_referenced)
    )


def _devices(hass: HomeAssistant, happening: Happening) -> set[str]:
    """Ids of the devices that it is about; a board hangs on the Pi, but is no part of it."""
    entry_id, registry = happening.entry_id, dr.async_get(hass)
    found: list[dr.AnyDeviceEntry | None] = [
        registry.async_get_device_by_identifier(pi_identifier(entry_id), entry_id),
        registry.async_get_child_device_by_identifier(provisioning_identifier(entry_id), entry_id),
    ]
    if happening.mac is not None:
        board = board_identifier(entry_id, happening.mac)
        found.append(registry.async_get_device_by_identifier(board, entry_id))
    return {device.id for device in found if device is not None}
