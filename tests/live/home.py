"""Home Assistant with one entry, seen and used as a person does: entities by unique id, buttons, actions."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.client import mac_digits
from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.coordinator import ProvisioningCoordinator
from custom_components.piorchestrator.runtime import RuntimeData
from simulator import Simulator
from tests.conftest import PROFILE_ID, wait_for


class View:
    """One entry in Home Assistant, wherever its Pi is."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[RuntimeData]) -> None:
        self.hass = hass
        self.entry = entry

    @property
    def coordinator(self) -> ProvisioningCoordinator:
        """The entry's coordinator."""
        coordinator = self.entry.runtime_data.coordinator
        assert isinstance(coordinator, ProvisioningCoordinator)
        return coordinator

    def entity_id(self, platform: str, key: str, scope: str = "") -> str | None:
        """The entity with this key; `scope` is a MAC or a profile's id."""
        digits = mac_digits(scope) if ":" in scope else scope
        unique_id = "_".join(part for part in (self.entry.entry_id, digits, key) if part)
        return er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, unique_id)

    def state(self, platform: str, key: str, scope: str = "") -> State:
        """The state of an entity that must be there."""
        entity_id = self.entity_id(platform, key, scope)
        assert entity_id is not None, f"no {platform} {key} {scope}"
        state = self.hass.states.get(entity_id)
        assert state is not None, f"no state of {entity_id}"
        return state

    def value(self, key: str, scope: str = "") -> str:
        """The state of a sensor."""
        return self.state(Platform.SENSOR, key, scope).state

    def shows(self, value: str, key: str, scope: str = "") -> bool:
        """Whether a sensor is there and says this."""
        entity_id = self.entity_id(Platform.SENSOR, key, scope)
        state = self.hass.states.get(entity_id) if entity_id else None
        return state is not None and state.state == value

    def available(self, button: str, scope: str = "") -> bool:
        """Whether a button may be pressed."""
        return self.state(Platform.BUTTON, button, scope).state != STATE_UNAVAILABLE

    def offers(self, button: str, scope: str = "") -> bool:
        """Whether a button is there and may be pressed."""
        return self.entity_id(Platform.BUTTON, button, scope) is not None and self.available(button, scope)

    async def press(self, button: str, scope: str = "") -> None:
        """Press a button once it is available, as a person does."""
        await wait_for(lambda: self.offers(button, scope))
        entity_id = self.entity_id(Platform.BUTTON, button, scope)
        await self.hass.services.async_call("button", "press", {"entity_id": entity_id}, blocking=True)

    async def press_start(self) -> None:
        """Start a session with the one Wi-Fi profile."""
        await self.press("start_session", PROFILE_ID)

    async def call(self, action: str, **data: object) -> dict[str, Any]:
        """Call an action for its answer."""
        answer = await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
        assert isinstance(answer, dict)
        return answer

    async def streaming(self, seconds: float = 10.0) -> None:
        """Wait until events arrive by push."""
        await wait_for(lambda: self.state(Platform.BINARY_SENSOR, "event_stream").state == "on", seconds)

    async def deaf(self, seconds: float = 10.0) -> None:
        """Wait until the loss of the stream shows."""
        await wait_for(lambda: self.state(Platform.BINARY_SENSOR, "event_stream").state == "off", seconds)


class Home(View):
    """One Home Assistant, one simulated Pi in the same process, one entry between them."""

    entry: MockConfigEntry

    def __init__(self, hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
        super().__init__(hass, entry)
        self.simulator = simulator

    async def set_up(self) -> None:
        """Load the entry and wait for the stream."""
        opened = self.simulator.counts.streams_opened
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        assert self.entry.state is ConfigEntryState.LOADED
        await wait_for(lambda: self.simulator.counts.streams_opened == opened + 1)
        await self.streaming()
        # The refresh that the new stream asks for would come a second later, in the middle of what a test counts.
        await self.coordinator.async_refresh()

    async def reconnected(self, opened: int) -> None:
        """Wait for a stream after the first `opened` ones."""
        await wait_for(lambda: self.simulator.counts.streams_opened > opened)
