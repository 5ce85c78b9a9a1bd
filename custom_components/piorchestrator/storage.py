"""What survives a restart of Home Assistant, of one server: another address is another server."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Final, Self

from homeassistant.core import HomeAssistant, callback
from pydantic import AfterValidator, BaseModel, ConfigDict

from .client import read_mac
from .core.places import MOST_PLACES, Places
from .core.recovery import Recovery
from .store_file import ModelStore

# Ids of listed sessions; for sessions beyond the limit, triggers may fire again after a restart of Home Assistant.
MAX_STORED_SESSIONS: Final = 200

type _Mac = Annotated[str, AfterValidator(read_mac)]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was known when Home Assistant stopped.

    Attributes:
        session_id: of the session that was followed; the API has no "current session".
        boards: MACs that this server, and no other, was seen to allow or to work on.
        recovery: what was learnt of the server's list of interrupted sessions.
        dismissed: MACs of boards that the user removed.
    """

    session_id: str | None = None
    boards: frozenset[str] = frozenset()
    recovery: Recovery = field(default_factory=Recovery)
    dismissed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, session_id: str | None, places: Places, recovery: Recovery) -> Self:
        """As it is now."""
        boards = frozenset(places.seen | places.leaving)  # a removal that is cut short is decided again
        return cls(session_id, boards, recovery, frozenset(places.dismissed))


class _Stored(BaseModel):
    """The file; an older one may lack what came later, and of a newer one the rest is left out."""

    model_config = ConfigDict(frozen=True, strict=True)

    address: str = ""
    session_id: str | None = None
    boards: list[_Mac] = []
    lists_open: bool = False
    hidden: list[str] = []
    told: list[str] = []
    order: list[str] = []
    dismissed: list[_Mac] = []


class MemoryStore:
    """Keeps a `Memory` in Home Assistant's storage; one that cannot be read is no reason not to start."""

    def __init__(self, hass: HomeAssistant, entry_id: str, address: str = "") -> None:
        self._store = ModelStore(
            hass, entry_id, "", _Stored, self._content, loss="What was remembered of a server is lost"
        )
        self._address = address
        self._known = Memory()

    async def load(self) -> Memory:
        """What was kept of this server; nothing of one at another address, nor of a damaged file."""
        stored = await self._store.async_load()
        if stored.address == self._address:
            recovery = Recovery(
                stored.lists_open, frozenset(stored.hidden), frozenset(stored.told), tuple(stored.order)
            )
            self._known = Memory(
                stored.session_id, frozenset(stored.boards), recovery, frozenset(stored.dismissed)
            )
        return self._known

    def differs(self, memory: Memory) -> bool:
        """Whether there is anything that is worth a write; the order of the sessions alone is not."""
        order = memory.recovery.order
        return memory != replace(self._known, recovery=replace(self._known.recovery, order=order))

    @callback
    def async_keep(self, memory: Memory) -> None:
        """Keep what is not worth a write: the next one takes it along."""
        if memory != self._known:
            self._known = memory
            self._store.async_set_changed()

    async def save(self, memory: Memory) -> None:
        """Keep it: at once, or a little later where too much was to be kept lately."""
        self._known = memory
        await self._store.async_save()

    async def flush(self) -> None:
        """Write what waits: the entry is being unloaded, and may be loaded again in a moment."""
        await self._store.async_flush()

    def _content(self) -> _Stored:
        known = self._known
        return _Stored(
            address=self._address,
            session_id=known.session_id,
            boards=sorted(known.boards)[:MOST_PLACES],
            lists_open=known.recovery.lists_open,
            hidden=sorted(known.recovery.hidden)[:MAX_STORED_SESSIONS],
            told=sorted(known.recovery.told)[:MAX_STORED_SESSIONS],
            order=list(known.recovery.order),
            dismissed=sorted(known.dismissed)[:MOST_PLACES],
        )

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._store.async_remove()
