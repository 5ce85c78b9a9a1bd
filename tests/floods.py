"""What a flood costs: rows of the recorder, and triggers."""

from collections import Counter

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes

from custom_components.piorchestrator.happenings import SIGNAL_HAPPENED, Happening, Kind


class Rows:
    """What the recorder would write for the entities of an entry."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self._registry = er.async_get(hass)
        self._prefix = f"{entry.entry_id}_"
        self.count: Counter[str] = Counter()
        self.bytes = 0
        self.stop = hass.bus.async_listen(EVENT_STATE_CHANGED, self._changed)

    @callback
    def _changed(self, change: Event[EventStateChangedData]) -> None:
        found, new = self._registry.async_get(change.data["entity_id"]), change.data["new_state"]
        if found is not None and found.unique_id.startswith(self._prefix) and new is not None:
            self.count[found.unique_id.removeprefix(self._prefix)] += 1
            self.bytes += len(json_bytes(new.attributes))


class Fired:
    """Triggers that fired, by what they are about."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.count: Counter[Kind] = Counter()
        self.macs: set[tuple[Kind, str | None]] = set()
        self.stop = async_dispatcher_connect(hass, SIGNAL_HAPPENED, self._happened)

    @callback
    def _happened(self, happening: Happening) -> None:
        self.count[happening.kind] += 1
        self.macs.add((happening.kind, happening.mac))
