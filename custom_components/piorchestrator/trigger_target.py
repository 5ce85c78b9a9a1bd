"""Whom a happening is about, in terms of what a user can name as a target."""

from collections.abc import Iterable, Mapping

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    SelectedEntities,
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .devices import board_identifier, pi_identifier, provisioning_identifier
from .happenings import Happening


@callback
def covers(hass: HomeAssistant, selection: TargetSelection, happening: Happening) -> bool:
    """Whether the target names the Pi, its provisioning or the board, or an entity of theirs; as it is at this moment.

    What the target excludes counts as not named. A board that is excluded, or of which an entity is, is not covered at
    all: not by way of its Pi either.
    """
    devices, board = _devices(hass, happening)
    excluded = _excluded(hass, selection)
    excluded_entities = excluded.referenced | excluded.indirectly_referenced
    if board is not None and (
        board in excluded.referenced_devices or board in _devices_of(hass, excluded_entities)
    ):
        return False
    selected = async_extract_referenced_entity_ids(hass, selection, primary_entities_only=False)
    named = devices - excluded.referenced_devices
    if not named.isdisjoint(selected.referenced_devices):
        return True
    entities = (selected.referenced | selected.indirectly_referenced) - excluded_entities
    return not named.isdisjoint(_devices_of(hass, entities))


def _excluded(hass: HomeAssistant, selection: TargetSelection) -> SelectedEntities:
    """Resolve the exceptions of a target, which Home Assistant has since 2026.11."""
    exceptions: TargetSelection | Mapping[str, object] | None = getattr(selection, "exclude", None)
    if not exceptions:
        return SelectedEntities()
    if isinstance(exceptions, Mapping):
        exceptions = TargetSelection(dict(exceptions))
    return async_extract_referenced_entity_ids(hass, exceptions, primary_entities_only=False)


def _devices_of(hass: HomeAssistant, entity_ids: Iterable[str]) -> set[str]:
    """Ids of the devices to which these entities belong."""
    registry = er.async_get(hass)
    return {
        entity.device_id
        for entity in map(registry.async_get, entity_ids)
        if entity is not None and entity.device_id is not None
    }


def _devices(hass: HomeAssistant, happening: Happening) -> tuple[set[str], str | None]:
    """Ids of the devices that it is about, and of the board among them; a board hangs on the Pi, but is no part of it."""
    entry_id, registry = happening.entry_id, dr.async_get(hass)
    found: list[dr.AnyDeviceEntry | None] = [
        registry.async_get_device_by_identifier(pi_identifier(entry_id), entry_id),
        registry.async_get_child_device_by_identifier(provisioning_identifier(entry_id), entry_id),
    ]
    board = None
    if happening.mac is not None:
        board = registry.async_get_device_by_identifier(board_identifier(entry_id, happening.mac), entry_id)
        found.append(board)
    return {device.id for device in found if device is not None}, board.id if board is not None else None
