"""The entry's devices: the Pi, its child Provisioning, a Wi-Fi profile each, a board each (`design.md` §4)."""

import asyncio
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import (
    CONNECTION_NETWORK_MAC,
    ChildDeviceInfo,
    DeviceEntryType,
    DeviceInfo,
)
from homeassistant.util import slugify

from .client import InvalidMacError, is_blank, mac_digits, read_mac
from .const import DOMAIN, MANUFACTURER, SLICE_SECONDS, SUBENTRY_NETWORK
from .coordinator import BOARDS, ProvisioningCoordinator
from .core.cameras import is_own, own_key

_MODEL: Final = "ESP-CAM"
_LONGEST_NAME: Final = 100
_LONGEST_SLUG: Final = 150  # in which one character of some scripts becomes several

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry


@callback
def async_register_devices(hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> None:
    """Put the Pi into the registry before anything refers to it, and bring the names of profiles up to date."""
    registry = dr.async_get(hass)
    entry = coordinator.config_entry
    registry.async_get_or_create(config_entry_id=entry.entry_id, **pi_device(coordinator))
    for subentry in entry.get_subentries_of_type(SUBENTRY_NETWORK):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            config_subentry_id=subentry.subentry_id,
            **profile_device(coordinator, subentry),
        )


def pi_device(coordinator: ProvisioningCoordinator) -> DeviceInfo:
    """The Raspberry Pi's service."""
    return DeviceInfo(
        identifiers={pi_identifier(coordinator.config_entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        name=coordinator.config_entry.title,
        manufacturer=MANUFACTURER,
        model="PiOrchestrator",
        sw_version=coordinator.server_version,
        configuration_url=coordinator.client.transport.address.url,
    )


def provisioning_device(coordinator: ProvisioningCoordinator) -> ChildDeviceInfo:
    """The provisioning of batches, a logical part of the Pi."""
    return ChildDeviceInfo(
        identifiers={provisioning_identifier(coordinator.config_entry.entry_id)},
        parent_device_id=_pi_id(coordinator),
        translation_key="provisioning",
    )


def profile_device(coordinator: ProvisioningCoordinator, subentry: ConfigSubentry) -> DeviceInfo:
    """A Wi-Fi network that boards can be sent to."""
    return DeviceInfo(
        identifiers={(DOMAIN, f"{coordinator.config_entry.entry_id}_{subentry.subentry_id}")},
        entry_type=DeviceEntryType.SERVICE,
        name=subentry.title,
        manufacturer=MANUFACTURER,
        model="Wi-Fi profile",
        via_device_id=_pi_id(coordinator),
    )


def board_device(coordinator: ProvisioningCoordinator, mac: str) -> DeviceInfo:
    """A board; the allowlist's words about it are its name."""
    device = coordinator.data.devices.get(mac)
    return DeviceInfo(
        identifiers={board_identifier(coordinator.config_entry.entry_id, mac)},
        connections={(CONNECTION_NETWORK_MAC, mac)},
        name=board_name(coordinator, mac),
        manufacturer=MANUFACTURER,
        model=_MODEL,
        sw_version=device.firmware_version if device else None,
        via_device_id=_pi_id(coordinator),
    )


def camera_device(coordinator: ProvisioningCoordinator, key: str) -> DeviceInfo:
    """A camera of the monitor: the board that it is, or a device of its own where its id names none."""
    if not is_own(key):
        return board_device(coordinator, key)
    return DeviceInfo(
        identifiers={(DOMAIN, f"{coordinator.config_entry.entry_id}_{key}")},
        name=_MODEL if is_blank(camera_id := key.removeprefix(own_key(""))) else _short(camera_id),
        manufacturer=MANUFACTURER,
        model=_MODEL,
        via_device_id=_pi_id(coordinator),
    )


@callback
def async_remove_camera(hass: HomeAssistant, coordinator: ProvisioningCoordinator, key: str) -> None:
    """Take a camera's own device from the registry."""
    entry_id = coordinator.config_entry.entry_id
    _remove_device(hass, entry_id, (DOMAIN, f"{entry_id}_{key}"))


def camera_of(entry: PiOrchestratorConfigEntry, device: dr.AnyDeviceEntry) -> str | None:
    """The key of a camera's own device; None for the others."""
    prefix = f"{entry.entry_id}_"
    for domain, identifier in device.identifiers:
        key = identifier.removeprefix(prefix)
        if domain == DOMAIN and identifier.startswith(prefix) and is_own(key):
            return key
    return None


def board_name(coordinator: ProvisioningCoordinator, mac: str) -> str:
    """The description of the allowlist, else the end of the MAC as printed on the board."""
    entry = (coordinator.data.allowlist or {}).get(mac)
    if entry is not None and entry.description:
        return _short(entry.description)
    return f"{_MODEL} {mac_digits(mac)[-6:].upper()}"


def _short(name: str) -> str:
    """A name that leaves room for the rest of an entity id, which Home Assistant cuts at 255 characters."""
    short = name[:_LONGEST_NAME]
    while not short.isascii() and len(slugify(short)) > _LONGEST_SLUG:
        short = short[: len(short) * 3 // 4]
    return name if short == name else f"{short[:-1].rstrip()}…"


@callback
def async_keep_boards(hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> CALLBACK_TYPE:
    """Carry a changed description or firmware over to the registry, and take boards away that lost their place."""
    return BoardKeeper(hass, coordinator).async_start()


class BoardKeeper:
    """Brings the devices of boards up to date.

    A board that lost its place is removed by a task that yields to the event loop: the removal of one board takes
    milliseconds, and a whole batch may go at once.
    """

    def __init__(self, hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._lost: set[str] = set()
        self._removal: asyncio.Task[None] | None = None
        self._is_removing = False

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow the server until the returned function is called."""
        stop_observing = self._coordinator.dispatcher.async_observe(self._on_change)

        @callback
        def stop() -> None:
            stop_observing()
            if self._removal is not None:
                self._removal.cancel()

        return stop

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        for mac in keys & self._coordinator.boards:
            _update_board(self._hass, self._coordinator, mac)
        if BOARDS not in keys or self._is_removing:
            return
        entry = self._coordinator.config_entry
        self._lost |= boards_in_registry(self._hass, entry) - self._coordinator.boards
        self._coordinator.places.leaving &= self._lost
        if self._lost and (self._removal is None or self._removal.done()):
            self._removal = entry.async_create_background_task(
                self._hass, self._async_remove(), f"{DOMAIN} removal of boards"
            )

    async def _async_remove(self) -> None:
        """Remove boards in slices that yield to the event loop."""
        while self._lost:
            self._remove_some(self._hass.loop.time() + SLICE_SECONDS)
            await asyncio.sleep(0)

    def _remove_some(self, slice_end: float) -> None:
        """Remove at least one board; those that have a place again stay."""
        self._is_removing = True
        try:
            while self._lost:
                if (mac := self._lost.pop()) not in self._coordinator.boards:
                    _remove_board(self._hass, self._coordinator, mac)
                    self._coordinator.places.leaving.discard(mac)
                if self._hass.loop.time() >= slice_end:
                    break
            # At once: from now on a board that comes back needs entities again.
            self._coordinator.dispatcher.async_notify({BOARDS})
        finally:
            self._is_removing = False


@callback
def has_device(hass: HomeAssistant, coordinator: ProvisioningCoordinator, mac: str) -> bool:
    """Return whether a board has a device; one that lost its place has it until its removal."""
    entry_id = coordinator.config_entry.entry_id
    identifier = board_identifier(entry_id, mac)
    return dr.async_get(hass).async_get_device_by_identifier(identifier, entry_id) is not None


def _remove_board(hass: HomeAssistant, coordinator: ProvisioningCoordinator, mac: str) -> None:
    entry_id = coordinator.config_entry.entry_id
    _remove_device(hass, entry_id, board_identifier(entry_id, mac))


def _remove_device(hass: HomeAssistant, entry_id: str, identifier: tuple[str, str]) -> None:
    """Remove a device and its entities because the server no longer has it, without letting the registries grow.

    Home Assistant remembers what was removed for as long as the config entry exists. Entities without a config entry
    are forgotten after 30 days. Devices must have one, but of those with the same identifier only the last is
    remembered: a device to which the user added nothing gets an identifier that all of them share.
    """
    devices, entities = dr.async_get(hass), er.async_get(hass)
    device = devices.async_get_device_by_identifier(identifier, entry_id)
    if device is None:
        return
    for entity in er.async_entries_for_device(entities, device.id, include_disabled_entities=True):
        if entity.config_entry_id == entry_id:
            entities.async_update_entity(entity.entity_id, config_entry_id=None)
            entities.async_remove(entity.entity_id)
    if not (device.area_id or device.name_by_user or device.labels or device.disabled_by):
        devices.async_update_device(
            device.id, new_identifiers={(DOMAIN, f"{entry_id}_removed")}, new_connections=set()
        )
    devices.async_remove_device(device.id)


def _update_board(hass: HomeAssistant, coordinator: ProvisioningCoordinator, mac: str) -> None:
    registry = dr.async_get(hass)
    entry_id = coordinator.config_entry.entry_id
    known = registry.async_get_device_by_identifier(board_identifier(entry_id, mac), entry_id)
    if known is None:
        return
    device = coordinator.data.devices.get(mac)
    firmware = device.firmware_version if device and device.firmware_version else known.sw_version
    name = board_name(coordinator, mac)
    if (name, firmware) != (known.name, known.sw_version):
        registry.async_update_device(known.id, name=name, sw_version=firmware)


def pi_identifier(entry_id: str) -> tuple[str, str]:
    """Of the Pi's device."""
    return (DOMAIN, entry_id)


def provisioning_identifier(entry_id: str) -> tuple[str, str]:
    """Of the Pi's child Provisioning."""
    return (DOMAIN, f"{entry_id}_provisioning")


def board_identifier(entry_id: str, mac: str) -> tuple[str, str]:
    """Of a board's device."""
    return (DOMAIN, f"{entry_id}_{mac_digits(mac)}")


def board_of(entry: PiOrchestratorConfigEntry, device: dr.AnyDeviceEntry) -> str | None:
    """The MAC of a board's device; None for the others."""
    prefix = f"{entry.entry_id}_"
    for domain, identifier in device.identifiers:
        if domain == DOMAIN and identifier.startswith(prefix):
            try:
                return read_mac(identifier.removeprefix(prefix))
            except InvalidMacError:
                return None
    return None


@callback
def boards_in_registry(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> set[str]:
    """Boards of earlier days: they stay until a rule or the user removes them."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {mac for device in devices if (mac := board_of(entry, device)) is not None}


def _pi_id(coordinator: ProvisioningCoordinator) -> str:
    entry_id = coordinator.config_entry.entry_id
    return dr.async_get_device_id_by_identifier(
        coordinator.hass, pi_identifier(entry_id), config_entry_id=entry_id
    )
