"""Keeps the health of one Pi: by push over the monitor's socket, by polling while there is none (`design.md` §6)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .client import MOST_CAMERAS, LinkState, MonitorSocket, PiOrchestratorError, RouteAbsentError
from .const import (
    DOMAIN,
    LOGGER,
    MONITOR_ABSENT_SECONDS,
    MONITOR_FIRST_SECONDS,
    MONITOR_POLL,
    MONITOR_SILENCE_SECONDS,
)
from .coordinator import ProvisioningCoordinator
from .core.cameras import Camera, CameraMatches, is_own, own_key
from .core.vitals import Vitals, changed, of_monitor, of_system_info
from .devices import async_remove_camera
from .dispatch import Dispatcher
from .polling import SafetyPollingCoordinator

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry


class MonitorTopic(StrEnum):
    """Keys of the dispatcher beside the names of the figures and the keys of the cameras, none of which has a dot."""

    CAMERAS = "topic.cameras"
    LINK = "topic.link"
    SOURCE = "topic.source"


class Source(StrEnum):
    """Where the figures come from."""

    PUSH = "push"
    POLL = "poll"


class MonitorCoordinator(SafetyPollingCoordinator[Vitals]):
    """One Pi's health. It never fails: what cannot be had is unavailable, and the provisioning tells of an outage.

    Attributes:
        socket: the push, which also tells its state.
        source: where the figures of now come from; None while there are none.
        dispatcher: tells listeners of the figures, cameras and states that changed.
        cameras: by board's MAC, or by `camera_<id>` where no board is known for it.
        camera_keys: keys of all cameras that were reported since the setup and not removed, those that are silent included.
    """

    config_entry: PiOrchestratorConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PiOrchestratorConfigEntry,
        provisioning: ProvisioningCoordinator,
        *,
        push: bool,
    ) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name="PiOrchestrator monitor",
            update_interval=MONITOR_POLL,
            always_update=False,
        )
        self.data = Vitals()
        self.provisioning = provisioning
        self.socket = MonitorSocket(provisioning.client.transport, self._on_data, self._on_link)
        self.source: Source | None = None
        self.dispatcher = Dispatcher()
        self.cameras: Mapping[str, Camera] = MappingProxyType({})
        self.camera_keys: set[str] = set()
        self._matches = CameraMatches()
        self._ids: set[str] = set()  # a server that invents cameras fills no registry
        self._push = push
        self._pushed_at = -inf
        self._absent_until = -inf
        self._boot: datetime | None = None

    async def async_run(self) -> None:
        """Keep the figures until cancelled; to be started once the platforms are there."""
        self.async_start_polling()
        if not self._push:
            await self.async_refresh()
            return
        self.config_entry.async_on_unload(self._first_look())
        await self.socket.run()

    def _first_look(self) -> CALLBACK_TYPE:
        @callback
        def look(now: datetime) -> None:
            self._refresh_soon()

        return async_call_later(self.hass, MONITOR_FIRST_SECONDS, look)

    @override
    async def _async_update_data(self) -> Vitals:
        """Poll, unless the socket keeps the figures fresh."""
        now = self.hass.loop.time()
        if now - self._pushed_at < MONITOR_SILENCE_SECONDS:
            return self.data
        if now >= self._absent_until:
            await self._poll()
        else:  # nothing renews what was pushed before
            self._accept(Vitals(), None)
        return self.data

    async def _poll(self) -> None:
        begun = self._pushed_at
        try:
            request = self.provisioning.client.system_info(budget=MONITOR_POLL.total_seconds())
            info = await self._until_unload(request)
        except PiOrchestratorError as error:
            LOGGER.debug("System information was not read: %s", error)
            if isinstance(error, RouteAbsentError):
                self._absent_until = self.hass.loop.time() + MONITOR_ABSENT_SECONDS
            if self._pushed_at == begun:
                self._accept(Vitals(), None)
            return
        if self._pushed_at == begun:  # a push that came meanwhile tells more
            self._accept(of_system_info(info, self._boot, dt_util.utcnow()), Source.POLL)

    @callback
    def _on_data(self, data: Mapping[str, object]) -> None:
        self._pushed_at = self.hass.loop.time()
        self._accept(of_monitor(data, self._boot, dt_util.utcnow()), Source.PUSH)

    @callback
    def _on_link(self, state: LinkState) -> None:
        self.dispatcher.async_notify({MonitorTopic.LINK})
        if state is not LinkState.LIVE and self._pushed_at > -inf:
            self._pushed_at = -inf  # what was pushed last grows old from here on
            self._absent_until = -inf
            self._refresh_soon()

    @callback
    def _refresh_soon(self) -> None:
        self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{DOMAIN} monitor", eager_start=True
        )

    @callback
    def _accept(self, vitals: Vitals, source: Source | None) -> None:
        """Take over the figures and tell those whose figures differ."""
        before, self.data = self.data, vitals
        self._boot = vitals.last_boot or self._boot
        keys = set(changed(before, vitals))
        if (self.source is None) != (source is None):
            keys.add(MonitorTopic.SOURCE)
        self.source = source
        if before.cameras != vitals.cameras:
            keys |= self._take_in(vitals.cameras)
        self.dispatcher.async_notify(keys)

    def _take_in(self, found: Mapping[str, Camera]) -> set[str]:
        """Match the cameras to boards; return the keys of those that differ. A poll reports none: they are unknown then."""
        self._ids |= set(list(found.keys() - self._ids)[: MOST_CAMERAS - len(self._ids)])
        found = {camera_id: camera for camera_id, camera in found.items() if camera_id in self._ids}
        boards = self.provisioning.boards | self.provisioning.data.devices.keys()
        for camera_id in self._matches.learn(found, boards):
            self.async_forget_camera(own_key(camera_id))
            async_remove_camera(self.hass, self.provisioning, own_key(camera_id))  # the board takes over
        before, self.cameras = (
            self.cameras,
            MappingProxyType({self._key(camera_id): camera for camera_id, camera in found.items()}),
        )
        keys = {
            key for key in before.keys() | self.cameras.keys() if before.get(key) != self.cameras.get(key)
        }
        if new := self.cameras.keys() - self.camera_keys:
            self.camera_keys |= new
            keys.add(MonitorTopic.CAMERAS)
            # A camera that is not reported any more is not gone: its board keeps its device.
            self.provisioning.async_add_boards(key for key in self.camera_keys if not is_own(key))
        return keys

    @callback
    def async_forget_camera(self, key: str) -> None:
        """Create the entities of a camera again with its next report: its device was removed."""
        if key not in self.camera_keys:
            return
        self.camera_keys.remove(key)
        self.dispatcher.async_notify({MonitorTopic.CAMERAS})

    def _key(self, camera_id: str) -> str:
        return self._matches.mac_of(camera_id) or own_key(camera_id)
