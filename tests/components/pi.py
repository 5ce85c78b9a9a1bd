"""A simulated Pi and the Home Assistant that is set up with it, as one thing to act on and to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.coordinator import ProvisioningCoordinator
from simulator import Board, Simulator
from tests.conftest import wait_for

ENTRY_ID = "01ENTRY000000000000000000A"
NAMED = "24:6F:28:00:00:01"  # allowed, described
PLAIN = "24:6F:28:00:00:02"  # allowed, no words about it
STRANGER = "24:6F:28:00:00:03"  # not allowed
NAMED_DIGITS, PLAIN_DIGITS, STRANGER_DIGITS = "246f28000001", "246f28000002", "246f28000003"
BOARDS = (
    Board(NAMED, description="Top shelf", container_id="fridge-1", rssi=-61),
    Board(PLAIN, rssi=-72),
    Board(STRANGER, allowed=False, rssi=-80),
)


def expect_state(entry: MockConfigEntry, state: ConfigEntryState) -> None:
    """A function of its own, since the type checker believes that a state stays."""
    assert entry.state is state


@dataclass(frozen=True)
class Pi:
    """Both sides of the wire."""

    hass: HomeAssistant
    simulator: Simulator
    entry: MockConfigEntry

    @property
    def coordinator(self) -> ProvisioningCoordinator:
        """What Home Assistant knows."""
        coordinator: ProvisioningCoordinator = self.entry.runtime_data.coordinator
        return coordinator

    async def set_up(self) -> None:
        """Load the entry and wait for its stream."""
        opened = self.simulator.counts.streams_opened
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        assert self.entry.state is ConfigEntryState.LOADED
        await wait_for(lambda: self.simulator.counts.streams_opened > opened)
        await wait_for(lambda: self.stream == "live")
        await self.hass.async_block_till_done()

    async def unload(self) -> None:
        """Unload the entry and wait until the server noticed."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.hass.async_block_till_done()
        await wait_for(lambda: self.simulator.counts.streams == 0)

    @property
    def stream(self) -> str:
        """State of the event stream."""
        return str(self.coordinator.stream.state)

    async def batch(self) -> str:
        """Start a session as another client does and wait until its boards are known."""
        session_id = self.simulator.start_session()
        await wait_for(lambda: len(self.simulator.truth().devices) == len(BOARDS))
        await self.agreed()
        return session_id

    async def force(self, state: str, mac: str | None = None) -> None:
        """Give the session or a board a state, and wait until Home Assistant knows."""
        self.simulator.force_state(state, mac)
        await self.agreed()

    async def agreed(self) -> None:
        """Wait until Home Assistant knows what is true."""
        await wait_for(self._agrees)
        await self.hass.async_block_till_done()

    def _agrees(self) -> bool:
        truth, known = self.simulator.truth(), self.coordinator.data
        session = known.session
        return (
            {mac: device["state"] for mac, device in truth.devices.items()}
            == {mac: device.state for mac, device in known.devices.items()}
        ) and (truth.session or {}).get("state") == (session.state if session else None)

    def posts(self, route: str) -> int:
        """How often the server got this request."""
        return self.simulator.counts.requests[f"POST {route}"]

    # Entities

    def entity_id(self, platform: str, key: str, scope: str = "") -> str:
        """Entity id by the key of `design.md` §4; a board's scope is its digits, a profile's its id."""
        unique_id = "_".join(part for part in (self.entry.entry_id, scope, key) if part)
        found = er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, unique_id)
        assert found is not None, f"no entity {unique_id}"
        return found

    def has(self, platform: str, key: str, scope: str = "") -> bool:
        """Whether the registry has such an entity."""
        unique_id = "_".join(part for part in (self.entry.entry_id, scope, key) if part)
        return er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, unique_id) is not None

    def full(self, platform: str, key: str, scope: str = "") -> State:
        """State with attributes."""
        state = self.hass.states.get(self.entity_id(platform, key, scope))
        assert state is not None, f"{key} has no state"
        return state

    def state(self, platform: str, key: str, scope: str = "") -> str:
        """State alone."""
        return self.full(platform, key, scope).state

    def unavailable(self) -> set[str]:
        """Keys of all entities that are unavailable, without the entry's id."""
        return self._keys(state for state in self.hass.states.async_all() if state.state == STATE_UNAVAILABLE)

    def everything(self) -> set[str]:
        """Keys of all entities that have a state."""
        return self._keys(self.hass.states.async_all())

    def _keys(self, states: Iterable[State]) -> set[str]:
        registry = er.async_get(self.hass)
        keys: set[str] = set()
        for state in states:
            entity = registry.async_get(state.entity_id)
            if entity is not None and entity.config_entry_id == self.entry.entry_id:
                keys.add(f"{entity.domain}.{entity.unique_id.removeprefix(self.entry.entry_id + '_')}")
        return keys

    async def press(self, key: str, scope: str = "") -> None:
        """Press a button."""
        await self.hass.services.async_call(
            "button", "press", {"entity_id": self.entity_id("button", key, scope)}, blocking=True
        )

    async def ask(self, action: str, **data: object) -> dict[str, Any]:
        """Call an action for its answer."""
        answer = await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
        assert answer is not None
        return dict(answer)

    async def tell(self, action: str, **data: object) -> None:
        """Call an action that nobody wants an answer of."""
        await self.hass.services.async_call(DOMAIN, action, data, blocking=True)

    def device(self, identifier: str = "") -> dr.DeviceEntry | None:
        """A device by what follows the entry's id in its identifier."""
        full = f"{self.entry.entry_id}_{identifier}" if identifier else self.entry.entry_id
        return dr.async_get(self.hass).async_get_device_by_identifier((DOMAIN, full), self.entry.entry_id)
