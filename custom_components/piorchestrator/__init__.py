"""PiOrchestrator: provisions ESP-CAM boards in batches from a Raspberry Pi."""

from types import MappingProxyType
from typing import Final
from weakref import finalize

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .allowlist import AllowlistCommands
from .batch_store import BatchStore
from .client import Address, PiOrchestratorClient
from .commands import Commands
from .const import CONF_MONITOR, DOMAIN, MONITOR_OFF, MONITOR_PUSH
from .coordinator import PROFILES, ProvisioningCoordinator
from .devices import (
    async_keep_boards,
    async_register_devices,
    board_of,
    boards_in_registry,
    camera_of,
)
from .frontend import async_register_card, async_serve_card, async_unregister_card
from .happenings_watch import async_forget_happenings, async_watch_happenings
from .issues import IssueKeeper, async_forget_issues, async_tell_of_api
from .known_secrets import async_secrets
from .monitor import MonitorCoordinator
from .monitor_registry import async_remove_monitor
from .reports import Reports
from .runtime import PiOrchestratorConfigEntry, RuntimeData
from .services import async_setup_services
from .session import async_session
from .storage import MemoryStore
from .unattended import Unattended
from .unattended_store import UnattendedStore
from .websocket_api import async_setup_websocket_api

CONFIG_SCHEMA: Final = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS: Final = (Platform.BINARY_SENSOR, Platform.BUTTON, Platform.EVENT, Platform.SENSOR, Platform.SWITCH)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, since automations validate also while no entry is loaded, and what the card needs."""
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    await async_serve_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> bool:
    """Read the server once, make the entities, then listen."""
    # First of all: what is changed while the server is slow to answer counts as well.
    entry.async_on_unload(entry.add_update_listener(_ChangeOfEntry(entry)))
    session = async_session(hass, verify_ssl=entry.data[CONF_VERIFY_SSL])
    client = PiOrchestratorClient(
        session,
        Address(entry.data[CONF_HOST], entry.data[CONF_PORT], entry.data[CONF_SSL]),
        entry.data.get(CONF_API_KEY),
        secrets=async_secrets(hass),
    )
    # Not with the entry: an action, or a stream that just connects, would lose the ground under its feet.
    finalize(client.transport, session.detach)
    await async_register_card(hass)
    coordinator = ProvisioningCoordinator(hass, entry, client)
    coordinator.boards.update(boards_in_registry(hass, entry))
    try:
        await coordinator.async_config_entry_first_refresh()
    finally:
        async_tell_of_api(hass, entry, coordinator.failure)
    wanted = _monitor_of(entry)
    monitor = None
    if wanted != MONITOR_OFF:
        monitor = MonitorCoordinator(hass, entry, coordinator, push=wanted == MONITOR_PUSH)
    commands, store = Commands(coordinator), UnattendedStore(hass, entry.entry_id)
    await store.load()
    batches = BatchStore(hass, entry.entry_id)
    await batches.load()
    entry.runtime_data = RuntimeData(
        coordinator,
        commands,
        AllowlistCommands(coordinator),
        Unattended(hass, coordinator, commands, store),
        Reports(hass, coordinator, batches),
        monitor,
    )
    async_register_devices(hass, coordinator)
    try:
        await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
        await _async_start(hass, entry)
    except BaseException:
        # Home Assistant unloads no platforms of an entry whose setup fails or is cancelled, and refuses to set them up again.
        await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
        raise
    return True


async def _async_start(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
    """Start what follows the server, once the entities exist."""
    runtime = entry.runtime_data
    coordinator = runtime.coordinator
    entry.async_on_unload(async_keep_boards(hass, coordinator))
    IssueKeeper(hass, coordinator).async_start()
    await runtime.reports.async_start()
    runtime.unattended.async_start()
    entry.async_on_unload(async_watch_happenings(hass, coordinator))
    entry.async_create_background_task(hass, coordinator.async_run_stream(), f"{DOMAIN} event stream")
    if runtime.monitor is None:
        async_remove_monitor(hass, entry)
    else:
        entry.async_create_background_task(hass, runtime.monitor.async_run(), f"{DOMAIN} monitor")


async def async_unload_entry(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> bool:
    """Remove the entities; Home Assistant ends the stream and the poll, which belong to the entry."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
    """Leave nothing behind."""
    async_forget_issues(hass, entry)
    async_forget_happenings(hass, entry.entry_id)
    await MemoryStore(hass, entry.entry_id).remove()
    await UnattendedStore(hass, entry.entry_id).remove()
    await BatchStore(hass, entry.entry_id).remove()
    if not hass.config_entries.async_entries(DOMAIN):
        await async_unregister_card(hass)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Let the user remove a board that the server no longer allows nor works on; nothing else can go."""
    if entry.state is not ConfigEntryState.LOADED:
        return False  # nobody can say what the server wants
    coordinator, monitor = entry.runtime_data.coordinator, entry.runtime_data.monitor
    if (camera := camera_of(entry, device)) is not None:
        if monitor is not None and camera in monitor.cameras:
            return False
        if monitor is not None:
            monitor.async_forget_camera(camera)
        return True
    mac = board_of(entry, device)
    if mac is None or coordinator.places.is_wanted(coordinator.data, mac):
        return False
    coordinator.async_forget_board(mac)
    return True


class _ChangeOfEntry:
    """What a change of the entry asks for: another address or monitor reloads it; what is read anew each time does not.

    While the entry is being set up, everything does.
    """

    def __init__(self, entry: PiOrchestratorConfigEntry) -> None:
        self._known = MappingProxyType(dict(entry.data))
        self._monitor = _monitor_of(entry)

    async def __call__(self, hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
        """Compare with what the entry was set up with."""
        async_secrets(hass)  # remembers what is new
        before, self._known = self._known, MappingProxyType(dict(entry.data))
        if entry.state is not ConfigEntryState.LOADED:  # nothing is there yet that could follow a change
            hass.config_entries.async_schedule_reload(entry.entry_id)
            return
        if _without_key(before) != _without_key(self._known) or self._monitor != _monitor_of(entry):
            hass.config_entries.async_schedule_reload(entry.entry_id)
            return
        coordinator = entry.runtime_data.coordinator
        if before.get(CONF_API_KEY) != self._known.get(CONF_API_KEY):
            coordinator.async_use_key(self._known.get(CONF_API_KEY))
        async_register_devices(hass, coordinator)
        coordinator.dispatcher.async_notify({PROFILES})


def _monitor_of(entry: PiOrchestratorConfigEntry) -> str:
    return str(entry.options.get(CONF_MONITOR, MONITOR_PUSH))


def _without_key(data: MappingProxyType[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name != CONF_API_KEY}
