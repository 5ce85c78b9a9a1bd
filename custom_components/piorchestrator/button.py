"""Buttons: available only when what they do is legal; a press that fails says why."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import Commands
from .const import SUBENTRY_NETWORK
from .coordinator import PROFILES, ProvisioningCoordinator
from .core.batch import accepts_work, can_provision, can_resume, can_retry, can_stop, failed_boards
from .core.state import ProvisioningState, Subject
from .devices import profile_device
from .entity import BoardEntity, PiOrchestratorEntity, ProvisioningEntity, async_add_boards
from .profiles import find_profile, start_session
from .rights import async_require_administrator
from .runtime import PiOrchestratorConfigEntry

PARALLEL_UPDATES = 0  # Commands keeps the order, in which a stop of the session goes first


@dataclass(frozen=True, kw_only=True)
class ProvisioningButtonDescription(ButtonEntityDescription):
    """A button of the batch: when it is legal, what it does, and the keys that it hangs on."""

    legal_fn: Callable[[ProvisioningState], bool]
    press_fn: Callable[[Commands], Awaitable[object]]
    keys: tuple[Subject, ...] = (Subject.SESSION, Subject.COUNTERS)


@dataclass(frozen=True, kw_only=True)
class BoardButtonDescription(ButtonEntityDescription):
    """A button of one board, by its MAC."""

    legal_fn: Callable[[ProvisioningState, str], bool]
    press_fn: Callable[[Commands, str], Awaitable[object]]


PROVISIONING_BUTTONS: Final = (
    ProvisioningButtonDescription(
        key="provision_all",
        legal_fn=accepts_work,
        press_fn=lambda commands: commands.provision_all(),
    ),
    ProvisioningButtonDescription(
        key="retry_failed",
        legal_fn=lambda state: accepts_work(state) and bool(failed_boards(state)),
        press_fn=lambda commands: commands.retry_failed(),
    ),
    ProvisioningButtonDescription(
        key="stop_session",
        legal_fn=can_stop,
        press_fn=lambda commands: commands.stop(),
    ),
    ProvisioningButtonDescription(
        key="resume_session",
        legal_fn=can_resume,
        press_fn=lambda commands: commands.resume(),
        keys=(Subject.SESSION, Subject.RECOVERY),
    ),
)
BOARD_BUTTONS: Final = (
    BoardButtonDescription(
        key="provision",
        legal_fn=can_provision,
        press_fn=lambda commands, mac: commands.provision(mac),
    ),
    BoardButtonDescription(
        key="retry",
        legal_fn=can_retry,
        press_fn=lambda commands, mac: commands.retry(mac),
    ),
)
START_SESSION: Final = ButtonEntityDescription(key="start_session")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PiOrchestratorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Make the batch's buttons, and those of profiles and boards as they turn up."""
    coordinator = entry.runtime_data.coordinator
    async_add_entities(ProvisioningButton(coordinator, description) for description in PROVISIONING_BUTTONS)

    def of_board(mac: str) -> Iterable[BoardButton]:
        return (
            BoardButton(coordinator, description, mac, {Subject.SESSION}) for description in BOARD_BUTTONS
        )

    async_add_boards(coordinator, async_add_entities, of_board)
    _add_profiles(coordinator, async_add_entities)


@callback
def _add_profiles(
    coordinator: ProvisioningCoordinator, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Make the button of each Wi-Fi profile, now and whenever one more is added."""
    entry = coordinator.config_entry
    added: set[str] = set()

    @callback
    def check() -> None:
        for profile in entry.get_subentries_of_type(SUBENTRY_NETWORK):
            if profile.subentry_id not in added:
                added.add(profile.subentry_id)
                async_add_entities(
                    [StartButton(coordinator, profile)], config_subentry_id=profile.subentry_id
                )

    entry.async_on_unload(coordinator.dispatcher.async_subscribe(PROFILES, check))
    check()


class _Button(PiOrchestratorEntity, ButtonEntity):
    @property
    def commands(self) -> Commands:
        """What acts on the server."""
        return self.coordinator.config_entry.runtime_data.commands

    @override
    async def async_press(self) -> None:
        """Do it, for those who may also call the action that does the same."""
        await async_require_administrator(self.hass, self._context)
        await self._act()

    @abstractmethod
    async def _act(self) -> None:
        """What the button is for."""


class ProvisioningButton(ProvisioningEntity, _Button):
    """Acts on the batch."""

    entity_description: ProvisioningButtonDescription

    def __init__(
        self, coordinator: ProvisioningCoordinator, description: ProvisioningButtonDescription
    ) -> None:
        super().__init__(coordinator, description, description.keys)

    @property
    @override
    def available(self) -> bool:
        """The action is legal now."""
        return super().available and self.entity_description.legal_fn(self.coordinator.data)

    @override
    async def _act(self) -> None:
        await self.entity_description.press_fn(self.commands)


class BoardButton(BoardEntity, _Button):
    """Acts on one board."""

    entity_description: BoardButtonDescription

    @property
    @override
    def available(self) -> bool:
        """The action is legal now."""
        return super().available and self.entity_description.legal_fn(self.coordinator.data, self.mac)

    @override
    async def _act(self) -> None:
        await self.entity_description.press_fn(self.commands, self.mac)


class StartButton(_Button):
    """Starts a session for one Wi-Fi profile."""

    def __init__(self, coordinator: ProvisioningCoordinator, profile: ConfigSubentry) -> None:
        super().__init__(
            coordinator,
            START_SESSION,
            profile_device(coordinator, profile),
            {Subject.SESSION},
            profile.subentry_id,
        )
        self._profile_id = profile.subentry_id

    @property
    @override
    def available(self) -> bool:
        """Only one session may be open at a time."""
        return super().available and self.coordinator.data.open_session is None

    @override
    async def _act(self) -> None:
        entry = self.coordinator.config_entry
        await start_session(self.commands, find_profile(entry, self._profile_id))
