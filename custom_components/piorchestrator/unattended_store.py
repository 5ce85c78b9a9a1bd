"""What unattended mode remembers over a restart: whether it is on, and what it did in the session."""

from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from pydantic import BaseModel, ConfigDict

from .const import DOMAIN
from .core.ledger import Ledger
from .store_file import StoreFile


class UnattendedMemory(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True)

    is_on: bool = False
    ledger: Ledger = Ledger()


class UnattendedStore:
    """Keeps an `UnattendedMemory`; after a damaged file the mode is off, and nothing is done without a click."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._file = StoreFile(
            hass,
            f"{DOMAIN}.{entry_id}.unattended",
            UnattendedMemory,
            "Unattended mode is off, its memory is lost",
        )
        self.memory = UnattendedMemory()

    async def load(self) -> None:
        """Read the file."""
        self.memory = await self._file.load()

    @callback
    def resume(self, now: datetime) -> None:
        """Carry the waits of an earlier run over to the clock of this one; the file follows with the next change."""
        self.memory = self.memory.model_copy(update={"ledger": self.memory.ledger.resumed(now)})

    async def keep(self, *, is_on: bool | None = None, ledger: Ledger | None = None) -> None:
        """Write what differs; when this returns, it is on the disk."""
        known = self.memory
        update = {
            "is_on": known.is_on if is_on is None else is_on,
            "ledger": known.ledger if ledger is None else ledger,
        }
        self.memory = known.model_copy(update=update)
        if self.memory != known:
            await self._file.save(self.memory)

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._file.remove()
