"""The switch of unattended mode."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN, LOGGER
from .coordinator import ProvisioningCoordinator
from .entity import ProvisioningEntity
from .rights import async_require_administrator
from .runtime import PiOrchestratorConfigEntry
from .unattended import UNATTENDED, Unattended

PARALLEL_UPDATES = 1  # one who switches sees what the one before did

# Home Assistant exposes switches to its voice assistant by default, but none that configure a device.
SWITCH: Final = SwitchEntityDescription(key=UNATTENDED, entity_category=EntityCategory.CONFIG)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the switch."""
    _withdraw_older_exposure(hass, entry)
    async_add_entities([UnattendedSwitch(entry.runtime_data.coordinator, entry.runtime_data.unattended)])


@callback
def _withdraw_older_exposure(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
    """Withdraw a switch of an earlier version from voice assistants, once.

    Home Assistant exposed it by default, and stored that the first time when an assistant asked: the entity category,
    which the switch of an earlier version lacks, no longer decides then.
    """
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(Platform.SWITCH, DOMAIN, f"{entry.entry_id}_{UNATTENDED}")
    older = registry.async_get(entity_id) if entity_id else None
    if older is None or older.entity_category is not None:
        return
    exposed = [name for name, options in older.options.items() if options.get("should_expose")]
    for assistant in exposed:
        if DATA_EXPOSED_ENTITIES in hass.data:
            async_expose_entity(hass, assistant, older.entity_id, False)
        else:  # the exposed entities of Home Assistant are not loaded yet
            options = {**older.options[assistant], "should_expose": False}
            registry.async_update_entity_options(older.entity_id, assistant, options)
    if exposed:
        LOGGER.info(
            "%s is no longer exposed to voice assistants (%s); you can expose it again in the settings",
            older.entity_id,
            ", ".join(exposed),
        )


class UnattendedSwitch(ProvisioningEntity, SwitchEntity):
    """On: boards are provisioned and tried again without a click."""

    _unrecorded_attributes = frozenset({"begun", "held"})

    def __init__(self, coordinator: ProvisioningCoordinator, unattended: Unattended) -> None:
        super().__init__(coordinator, SWITCH, {UNATTENDED})
        self._unattended = unattended

    @property
    @override
    def available(self) -> bool:
        """It can be switched while the server is away, and acts once it is back."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Whether it was switched on; an action that runs a batch needs no switch."""
        return self._unattended.is_on

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, object]:
        """Why nothing happens: paused, or how many boards are held back for which reason."""
        decision = self._unattended.decision
        return {
            "paused": decision.ledger.pause,
            "begun": len(decision.ledger.begun),
            "held": dict(sorted(Counter(decision.holds.values()).items())),
        }

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Act from now on; what made it pause is forgiven."""
        await self._switch(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Do nothing more; a request that is under way is not called back."""
        await self._switch(on=False)

    async def _switch(self, *, on: bool) -> None:
        """For those who may also call the actions that do the same."""
        await async_require_administrator(self.hass, self._context)
        await self._unattended.async_switch(on=on)

    @override
    def _values(self) -> object:
        return self.is_on, self.extra_state_attributes
