"""Base of the monitor's entities: of the Pi and of its cameras; small changes of a noisy figure wait."""

from collections.abc import Callable, Iterable
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING, override

from homeassistant.core import callback
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client import mac_digits
from .const import DOMAIN, NOISE_SECONDS, SIGNIFICANT_SECONDS
from .core.cameras import Camera, is_own
from .core.noise import Significance
from .devices import camera_device, pi_device
from .dispatch import Dispatcher
from .entity import PiOrchestratorEntity
from .monitor import MonitorCoordinator, MonitorTopic
from .timer import Timer

if TYPE_CHECKING:
    from homeassistant.helpers.device_registry import DeviceInfo


class MonitorEntity(PiOrchestratorEntity):
    """An entity that is fed by the monitor; available while the monitor has a source."""

    def __init__(
        self,
        monitor: MonitorCoordinator,
        description: EntityDescription,
        keys: Iterable[str],
        device: DeviceInfo | None = None,
        scope: str = "",
    ) -> None:
        provisioning = monitor.provisioning
        super().__init__(
            provisioning, description, device or pi_device(provisioning), {MonitorTopic.SOURCE, *keys}, scope
        )
        self.monitor = monitor
        self._written_at = -inf
        self._timer = Timer(monitor.hass, f"{DOMAIN} monitor value", self._on_time)

    @property
    @override
    def dispatcher(self) -> Dispatcher:
        """The monitor's own."""
        return self.monitor.dispatcher

    @property
    @override
    def available(self) -> bool:
        """Something tells of the Pi, be it by push or by poll."""
        return self.monitor.source is not None

    @override
    async def async_added_to_hass(self) -> None:
        """Subscribe, and let nothing wait for an entity that is gone."""
        await super().async_added_to_hass()
        self._written_at = self.hass.loop.time()
        self.async_on_remove(self._timer.async_cancel)

    @override
    @callback
    def _on_change(self) -> None:
        if self._values() == self._written:
            return
        left = self._written_at + self._pause() - self.hass.loop.time()
        if left <= 0:
            super()._on_change()
        else:
            self._timer.async_set(left)  # also later than before: a short spike leaves noise behind

    def _pause(self) -> float:
        """Return the seconds between the last writing and that of the present change."""
        significance = self._significance()
        if significance is Significance.NEWS:
            return 0.0
        if significance is Significance.NOISE:
            return NOISE_SECONDS
        return min(SIGNIFICANT_SECONDS, NOISE_SECONDS)

    def _significance(self) -> Significance:
        """Compare the values that were written with those of now."""
        return Significance.NEWS

    @callback
    def _on_time(self, now: datetime) -> None:
        super()._on_change()

    @override
    def _write(self) -> None:
        self._timer.async_cancel()
        self._written_at = self.hass.loop.time()
        super()._write()


class CameraEntity(MonitorEntity):
    """An entity of one camera: on the board's device where the board is known, else on its own."""

    def __init__(self, monitor: MonitorCoordinator, description: EntityDescription, key: str) -> None:
        device = camera_device(monitor.provisioning, key)
        super().__init__(monitor, description, {key}, device, key if is_own(key) else mac_digits(key))
        self._camera_key = key

    @property
    def camera(self) -> Camera:
        """What is told of it now; nothing, while it stays away."""
        return self.monitor.cameras.get(self._camera_key, Camera())


@callback
def async_add_cameras(
    monitor: MonitorCoordinator,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[Entity]],
) -> None:
    """Make the entities of each camera, now and whenever one more turns up."""
    added: set[str] = set()

    @callback
    def check() -> None:
        added.intersection_update(monitor.camera_keys)
        if new := monitor.camera_keys - added:
            added.update(new)
            async_add_entities([entity for key in sorted(new) for entity in create(key)])

    unsubscribe = monitor.dispatcher.async_subscribe(MonitorTopic.CAMERAS, check)
    monitor.config_entry.async_on_unload(unsubscribe)
    check()
