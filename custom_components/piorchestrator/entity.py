"""Base of the entities: keyed subscription, write on change, availability by channel."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .availability import Part
from .client import mac_digits
from .coordinator import BOARDS, ProvisioningCoordinator
from .core.rate import Rate
from .core.state import Subject
from .devices import board_device, has_device, provisioning_device
from .dispatch import Dispatcher
from .limited_call import LimitedCall
from .write_rates import FIGURE_RATES, TEXT_RATES

# The part of the API that each subject is read from. What is not here does not grow old: it was received, not read.
_PART_OF: Final[Mapping[str, Part]] = MappingProxyType(
    {
        Subject.SESSION: Part.SESSION,
        Subject.COUNTERS: Part.SESSION,
        Subject.ALLOWLIST: Part.ALLOWLIST,
        Subject.NETWORK: Part.NETWORK,
        Subject.RECOVERY: Part.RECOVERY,
    }
)


class PiOrchestratorEntity(Entity):
    """An entity that listens to the keys it depends on and writes only what differs from what it wrote."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _write_rates: tuple[Rate, ...] = FIGURE_RATES
    _limited_write: LimitedCall

    def __init__(
        self,
        coordinator: ProvisioningCoordinator,
        description: EntityDescription,
        device: DeviceInfo | ChildDeviceInfo,
        keys: Iterable[str],
        scope: str = "",
        *,
        parts: Iterable[Part] = (),
    ) -> None:
        """Listen to `keys`; `parts` of the API contribute to the value beside those that the keys are read from."""
        self.coordinator = coordinator
        self.entity_description = description
        self._keys = frozenset(keys)
        self._parts = frozenset(_PART_OF[key] for key in self._keys if key in _PART_OF).union(parts)
        self._written: object = None
        self._is_written_available = False
        self._attr_device_info = device
        self._attr_translation_key = description.key
        self._attr_unique_id = "_".join(
            part for part in (coordinator.config_entry.entry_id, scope, description.key) if part
        )

    @property
    def dispatcher(self) -> Dispatcher:
        """Who tells of the keys."""
        return self.coordinator.dispatcher

    @property
    @override
    def available(self) -> bool:
        """The last refresh succeeded, and no part of the API that the value comes from is too old."""
        stale = self.coordinator.availability.stale
        return self.coordinator.last_update_success and (not stale or stale.isdisjoint(self.parts))

    @property
    def parts(self) -> frozenset[Part]:
        """Parts of the API that the value comes from now; by default those of the keys."""
        return self._parts

    @override
    async def async_added_to_hass(self) -> None:
        """Subscribe; the first state is written by the platform."""
        await super().async_added_to_hass()
        self._written, self._is_written_available = self._values(), self.available
        self._limited_write = LimitedCall(self.hass, self._write_change, self._write_rates)
        self.async_on_remove(self._limited_write.async_cancel)
        for key in self._keys | self._parts:
            self.async_on_remove(self.dispatcher.async_subscribe(key, self._on_change))

    @callback
    def _on_change(self) -> None:
        if self._values() == self._written:
            return
        if self._is_written_available and not self.available:
            self._write()  # an old value is not shown longer because of the rate; the way back is limited
        else:
            self._limited_write.async_call()

    @callback
    def _write_change(self) -> None:
        if self._values() != self._written:
            self._write()

    def _write(self) -> None:
        self._written, self._is_written_available = self._values(), self.available
        self.async_write_ha_state()

    def _values(self) -> object:
        """Everything that the written state depends on; equality decides whether it is written again."""
        return self.available


class ProvisioningEntity(PiOrchestratorEntity):
    """An entity of the child device Provisioning."""

    def __init__(
        self, coordinator: ProvisioningCoordinator, description: EntityDescription, keys: Iterable[str]
    ) -> None:
        super().__init__(coordinator, description, provisioning_device(coordinator), keys)


class BoardEntity(PiOrchestratorEntity):
    """An entity of one board; its key is the MAC."""

    _write_rates = TEXT_RATES

    def __init__(
        self,
        coordinator: ProvisioningCoordinator,
        description: EntityDescription,
        mac: str,
        keys: Iterable[str] = (),
        *,
        parts: Iterable[Part] = (),
    ) -> None:
        device = board_device(coordinator, mac)
        super().__init__(coordinator, description, device, {mac, *keys}, mac_digits(mac), parts=parts)
        self.mac = mac


@callback
def async_add_boards(
    coordinator: ProvisioningCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[Entity]],
) -> None:
    """Make the entities of each board, now and whenever one more turns up."""
    added: set[str] = set()

    @callback
    def check() -> None:
        lost = added - coordinator.boards  # they keep their entities until their devices are removed
        added.difference_update([mac for mac in lost if not has_device(coordinator.hass, coordinator, mac)])
        if new := coordinator.boards - added:
            added.update(new)
            async_add_entities([entity for mac in sorted(new) for entity in create(mac)])

    coordinator.config_entry.async_on_unload(coordinator.dispatcher.async_subscribe(BOARDS, check))
    check()
