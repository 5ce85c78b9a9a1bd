"""What unattended mode remembers over a restart: whether it is on, and what it did in the session."""

from collections.abc import Mapping
from typing import Final, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from pydantic import BaseModel, ConfigDict, ValidationError

from .const import DOMAIN, LOGGER
from .core.ledger import Ledger

STORAGE_VERSION: Final = 1


class UnattendedMemory(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True)

    is_on: bool = False
    ledger: Ledger = Ledger()


class _File(Store[Mapping[str, object]]):
    """Whole or not at all: half a ledger could let something be sent twice."""

    def __init__(self, hass: HomeAssistant, key: str) -> None:
        super().__init__(hass, STORAGE_VERSION, key, atomic_writes=True)

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: Mapping[str, object]
    ) -> Mapping[str, object]:
        return old_data  # the model takes what it knows


class UnattendedStore:
    """Keeps an `UnattendedMemory`; after a damaged file the mode is off, and nothing is done without a click."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._file = _File(hass, f"{DOMAIN}.{entry_id}.unattended")
        self.memory = UnattendedMemory()

    async def load(self) -> None:
        """Read the file."""
        try:
            self.memory = UnattendedMemory.model_validate(await self._file.async_load() or {})
        except (HomeAssistantError, ValidationError, LookupError, TypeError) as error:
            # Home Assistant itself stumbles over a file that is JSON, but none of its own.
            LOGGER.warning("Unattended mode is off, its memory is lost: %s", type(error).__name__)

    async def keep(self, *, is_on: bool | None = None, ledger: Ledger | None = None) -> None:
        """Write what differs; when this returns, it is on the disk."""
        known = self.memory
        update = {
            "is_on": known.is_on if is_on is None else is_on,
            "ledger": known.ledger if ledger is None else ledger,
        }
        self.memory = known.model_copy(update=update)
        if self.memory != known:
            await self._file.async_save(self.memory.model_dump(mode="json"))

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._file.async_remove()
