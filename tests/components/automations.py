"""Automations with a trigger of ours each, and what they heard."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component

from custom_components.piorchestrator.const import DOMAIN

_HEARD = "heard"


class Heard:
    """What each automation's trigger told, in order."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        hass.bus.async_listen(_HEARD, self._hear)

    @callback
    def _hear(self, event: Event[Mapping[str, Any]]) -> None:
        self.told.append((event.data["name"], event.data["trigger"]))

    @property
    def names(self) -> list[str]:
        """Of the automations, in the order in which they ran."""
        return [name for name, _trigger in self.told]

    def of(self, name: str) -> list[Mapping[str, Any]]:
        """What one of them heard."""
        return [trigger for other, trigger in self.told if other == name]

    async def settled(self) -> None:
        """Wait until everything that was told has been heard."""
        await self._hass.async_block_till_done()

    async def listen(self, triggers: Mapping[str, Mapping[str, object]]) -> None:
        """Set up an automation for each name; all of them are valid."""
        automations = [
            {
                "alias": name,
                "mode": "queued",
                "max": 100,
                "triggers": [trigger],
                "actions": [{"event": _HEARD, "event_data": {"name": name, "trigger": "{{ trigger }}"}}],
            }
            for name, trigger in triggers.items()
        ]
        assert await async_setup_component(self._hass, "automation", {"automation": automations})
        await self._hass.async_block_till_done()
        states = self._hass.states.async_all("automation")
        assert {state.name: state.state for state in states} == dict.fromkeys(triggers, "on")


def trigger(
    key: str, target: Mapping[str, object], options: Mapping[str, str] | None = None
) -> dict[str, object]:
    """A trigger of ours as an automation has it."""
    config: dict[str, object] = {"trigger": f"{DOMAIN}.{key}", "target": dict(target)}
    return config if options is None else config | {"options": dict(options)}
