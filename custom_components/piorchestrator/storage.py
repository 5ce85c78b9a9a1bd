"""What survives a restart of Home Assistant, of one server: another address is another server."""

from dataclasses import dataclass, field
from typing import TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .core.recovery import Recovery

STORAGE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Memory:
    """What was known when Home Assistant stopped.

    Attributes:
        session_id: of the session that was followed; the API has no "current session".
        boards: MACs that this server, and no other, was seen to allow or to work on.
        recovery: what was learnt of the server's list of interrupted sessions.
    """

    session_id: str | None = None
    boards: frozenset[str] = frozenset()
    recovery: Recovery = field(default_factory=Recovery)


class _Stored(TypedDict):
    address: str
    session_id: str | None
    boards: list[str]
    lists_open: bool
    hidden: list[str]


class MemoryStore:
    """Keeps a `Memory` in Home Assistant's storage."""

    def __init__(self, hass: HomeAssistant, entry_id: str, address: str = "") -> None:
        self._store: Store[_Stored] = Store(hass, STORAGE_VERSION, f"{DOMAIN}.{entry_id}")
        self._address = address
        self._known = Memory()

    async def load(self) -> Memory:
        """What was kept of this server; nothing of one at another address."""
        stored = await self._store.async_load()
        if stored is not None and stored.get("address") == self._address:
            self._known = Memory(
                stored["session_id"],
                frozenset(stored["boards"]),
                Recovery(stored["lists_open"], frozenset(stored["hidden"])),
            )
        return self._known

    def differs(self, memory: Memory) -> bool:
        """Whether there is anything to save."""
        return memory != self._known

    async def save(self, memory: Memory) -> None:
        """Keep it."""
        self._known = memory
        await self._store.async_save(
            _Stored(
                address=self._address,
                session_id=memory.session_id,
                boards=sorted(memory.boards),
                lists_open=memory.recovery.lists_open,
                hidden=sorted(memory.recovery.hidden),
            )
        )

    async def remove(self) -> None:
        """Forget everything: the entry is gone."""
        await self._store.async_remove()
