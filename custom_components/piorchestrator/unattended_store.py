"""What unattended mode remembers over a restart: whether it is on, and what it did in the last sessions."""

from datetime import datetime
from typing import Final

from homeassistant.core import HomeAssistant, callback
from pydantic import BaseModel, ConfigDict

from .core.ledger import Ledger
from .store_file import JsonObject, ModelStore, StoreWriteError

# Sessions whose ledgers are kept beside the current one: work may go back to a session that was interrupted.
MAX_EARLIER_LEDGERS: Final = 3


class UnattendedMemory(BaseModel):
    """The file.

    Attributes:
        ledger: of the session that was worked on last.
        earlier: of the sessions before it, the newest first.
    """

    model_config = ConfigDict(frozen=True)

    is_on: bool = False
    ledger: Ledger = Ledger()
    earlier: tuple[Ledger, ...] = ()

    def ledger_of(self, session_id: str | None) -> Ledger:
        """Return the ledger of a session; the current one if the session has none."""
        known = (self.ledger, *self.earlier)
        return next((ledger for ledger in known if ledger.session_id == session_id), self.ledger)

    def with_ledger(self, ledger: Ledger) -> UnattendedMemory:
        """Return the memory with this ledger as the current one."""
        others = tuple(
            other
            for other in (self.ledger, *self.earlier)
            if other.session_id not in (None, ledger.session_id)
        )
        return self.model_copy(update={"ledger": ledger, "earlier": others[:MAX_EARLIER_LEDGERS]})


class UnattendedStore:
    """Keeps an `UnattendedMemory`; after a damaged file the mode is off, and nothing is done without a click."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = ModelStore(
            hass,
            entry_id,
            "unattended",
            UnattendedMemory,
            self._content,
            loss="Unattended mode is off, its memory is lost",
            dump=_to_json,
        )
        self._written_on = False
        self.memory = UnattendedMemory()

    async def load(self) -> None:
        """Read the file."""
        self.memory = await self._store.async_load()
        self._written_on = self.memory.is_on

    @callback
    def resume(self, now: datetime) -> None:
        """Carry the waits of an earlier run over to the clock of this one; the file follows with the next change."""
        update = {
            "ledger": self.memory.ledger.resumed(now),
            "earlier": tuple(ledger.resumed(now) for ledger in self.memory.earlier),
        }
        self.memory = self.memory.model_copy(update=update)

    async def keep(self, *, is_on: bool | None = None, ledger: Ledger | None = None) -> None:
        """Keep what differs.

        A request that is added to the ledger is on the disk when this returns, and so is the end of the mode.
        Everything else is written within the limit of the stores; `failed` and `waits` only with something else.

        Raises:
            StoreWriteError: a request could not be written, and must not be sent; the ledger is the one of before.
        """
        before = self.memory
        if is_on is not None and is_on != before.is_on:
            self.memory = self.memory.model_copy(update={"is_on": is_on})
            await self._keep_switch(is_on=is_on)
        if ledger is not None and ledger != before.ledger:
            await self._keep_ledger(ledger)

    async def _keep_switch(self, *, is_on: bool) -> None:
        if is_on or not self._written_on:
            await self._store.async_save()
            return
        try:
            await self._store.async_write()  # after a power cut the mode must not be on again
        except StoreWriteError:
            self._written_on = True  # the file still says so
            self._store.async_delay_save()

    async def _keep_ledger(self, ledger: Ledger) -> None:
        before = self.memory
        known = before.ledger_of(ledger.session_id)
        is_new = known.session_id != ledger.session_id
        self.memory = before.with_ledger(ledger)
        if ledger.asks_more_than(Ledger() if is_new else known):
            try:
                await self._store.async_write()
            except StoreWriteError:
                self.memory = self.memory.model_copy(
                    update={"ledger": before.ledger, "earlier": before.earlier}
                )
                raise
        elif is_new or ledger.is_worth_a_write(known):
            await self._store.async_save()
        else:
            self._store.async_set_changed()

    async def flush(self) -> None:
        """Write what waits: the entry is being unloaded, and may be loaded again in a moment."""
        await self._store.async_flush()

    def _content(self) -> UnattendedMemory:
        memory = self.memory
        self._written_on = memory.is_on
        return memory

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._store.async_remove()


def _to_json(memory: UnattendedMemory) -> JsonObject:
    """Leave out which boards stand failed: there may be thousands, and the server says so again."""
    return memory.model_dump(
        mode="json", exclude={"ledger": {"failed"}, "earlier": {"__all__": {"failed", "waits"}}}
    )
