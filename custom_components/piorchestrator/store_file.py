"""A typed store: one file of Home Assistant's storage that holds one model."""

import asyncio
from bisect import insort
from collections.abc import Callable, Mapping
from typing import Any, Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey
from pydantic import BaseModel, ValidationError

from .const import DOMAIN, LOGGER, STORE_SECONDS, STORE_WRITES

STORAGE_VERSION: Final = 1
# A full disk may have room again although nothing changes that would cause another write.
RETRY_SECONDS: Final = 60.0

type JsonObject = dict[str, Any]


class StoreWriteError(HomeAssistantError):
    """What had to be on the disk before anything else happens is not there."""


class WriteLimit:
    """Spread the writes of all stores of one entry: at most `STORE_WRITES` within any `STORE_SECONDS`."""

    def __init__(self) -> None:
        self._reserved: list[float] = []  # in seconds of a monotonic clock, sorted

    def earliest(self, now: float, delay: float = 0.0) -> float:
        """Return when another write is allowed, at least `delay` seconds from now."""
        self._reserved = [at for at in self._reserved if at > now - STORE_SECONDS]
        if len(self._reserved) < STORE_WRITES:
            return now + delay
        return max(now + delay, self._reserved[-STORE_WRITES] + STORE_SECONDS)

    def reserve(self, at: float) -> None:
        """Count a write at a time that `earliest` returned."""
        insort(self._reserved, at)

    def release(self, at: float) -> None:
        """Give a reserved time back, since nothing is written then."""
        if at in self._reserved:
            self._reserved.remove(at)


# By entry and not by store. A reload, which no server causes, resets it.
_LIMITS: Final[HassKey[dict[str, WriteLimit]]] = HassKey(f"{DOMAIN}_write_limits")


class _File(Store[Mapping[str, object]]):
    """Written whole or not at all, serialised in the executor; reports the outcome of each write."""

    def __init__(
        self,
        hass: HomeAssistant,
        key: str,
        on_begin: Callable[[], None],
        on_end: Callable[[Exception | None], None],
    ) -> None:
        # Half a file would greet the user with a repair about a damaged disk.
        super().__init__(hass, STORAGE_VERSION, key, atomic_writes=True, serialize_in_event_loop=False)
        self._on_begin = on_begin
        self._on_end = on_end

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: Mapping[str, object]
    ) -> Mapping[str, object]:
        return old_data  # the model takes what it knows

    @override
    async def _async_write_data(self, data: JsonObject) -> None:
        """Write, and report a failure instead of logging each one, as the base class does."""
        self._on_begin()
        try:
            await super()._async_write_data(data)
        except (HomeAssistantError, OSError, ValueError, TypeError) as error:
            self._on_end(error)
        else:
            self._on_end(None)

    async def async_write_pending(self) -> None:
        """Write now what waits for its time, and wait for a write that is under way.

        If the caller is cancelled, the write goes on, as a thread does, and keeps its turn until it is over: the next
        write would otherwise run beside it, and the older content might replace the newer one.
        """
        write = self.hass.async_create_task(
            self._async_handle_write_data(),  # type: ignore[no-untyped-call]
            f"{DOMAIN} write of {self.key}",
        )
        await asyncio.shield(write)


class ModelStore[M: BaseModel]:
    """Keeps one model in a file, which is written within the limit that all stores of the entry share.

    A write that fails is logged once, affects nothing else, and is tried again a minute later at the latest.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        name: str,
        model: type[M],
        content: Callable[[], M],
        *,
        loss: str,
        read: Callable[[object], M] | None = None,
        dump: Callable[[M], JsonObject] | None = None,
    ) -> None:
        """Describe the file, whose storage key is the entry's id and `name`.

        `content` returns what is to be written now; `dump` makes JSON data from it, and `read` the model from such data.
        All of them run in the executor: they must read nothing but immutable data, and only one attribute that the event
        loop changes. `loss` is what the log says if the file cannot be read.
        """
        self._hass = hass
        self._entry_id = entry_id
        self._key = f"{DOMAIN}.{entry_id}.{name}" if name else f"{DOMAIN}.{entry_id}"
        self._file = _File(hass, self._key, self._on_begin, self._on_end)
        self._limit = hass.data.setdefault(_LIMITS, {}).setdefault(entry_id, WriteLimit())
        self._model = model
        self._content = content
        self._loss = loss
        self._read = read or model.model_validate
        self._dump = dump or _to_json
        self._due_at: float | None = None
        self._is_changed = False
        self._is_closed = False
        self._failure: Exception | None = None

    async def async_load(self) -> M:
        """Return what was stored; an empty model if there is no file, or a damaged one."""
        try:
            data = await self._file.async_load() or {}
            return await self._hass.async_add_executor_job(self._read, data)
        except (HomeAssistantError, OSError, ValidationError, LookupError, TypeError) as error:
            # Home Assistant itself stumbles over a file that is JSON, but none of its own.
            LOGGER.warning("%s: %s", self._loss, type(error).__name__)
            return self._model()

    @callback
    def async_set_changed(self) -> None:
        """Note a change that is not worth a write of its own: the next one, or `async_flush`, takes it along."""
        self._is_changed = True

    @callback
    def async_delay_save(self, delay: float = 0.0) -> None:
        """Write as soon as the limit allows it, at least `delay` seconds from now; also if Home Assistant stops before."""
        self._is_changed = True
        if self._is_closed:
            return
        now, reserved = self._hass.loop.time(), self._due_at
        if reserved is not None:
            self._limit.release(reserved)  # it must not delay a more urgent write of the same file
        at = self._limit.earliest(now, delay)
        if reserved is not None and reserved <= at:
            self._limit.reserve(reserved)
            return
        self._limit.reserve(at)
        self._due_at = at
        self._file.async_delay_save(self._data, at - now)

    async def async_save(self) -> None:
        """Write now and wait for that, if the limit allows it; else as soon as it does, without waiting."""
        self.async_delay_save()
        if self._due_at is not None and self._due_at <= self._hass.loop.time():
            await self._file.async_write_pending()

    async def async_write(self) -> None:
        """Write now, whatever the limit says. When this returns, the content is on the disk.

        Raises:
            StoreWriteError: it is not.
        """
        if self._hass.is_stopping or self._is_closed:
            raise StoreWriteError(f"{self._key} is not written any more")
        await self._async_write_now()
        if self._failure is not None:
            raise StoreWriteError(f"{self._key} could not be written") from self._failure

    async def async_flush(self) -> None:
        """Write what is not on the disk, and nothing after that: the entry is unloaded, and may be loaded again."""
        self._is_closed = True
        self._hass.data.get(_LIMITS, {}).pop(self._entry_id, None)
        await self._file.async_write_pending()
        if self._is_changed:  # also where what was under way has failed
            await self._async_write_now()
        if self._failure is not None:
            LOGGER.error(
                "%s could not be written before the unload, what changed is lost: %s",
                self._key,
                self._failure,
            )

    async def async_remove(self) -> None:
        """Delete the file: the entry is removed."""
        self._is_closed = True
        self._hass.data.get(_LIMITS, {}).pop(self._entry_id, None)
        try:
            await self._file.async_remove()
        except OSError as error:
            LOGGER.warning("%s could not be deleted: %s", self._key, error)

    async def _async_write_now(self) -> None:
        if self._due_at is not None:
            self._limit.release(self._due_at)
        self._is_changed = True
        self._file.async_delay_save(self._data)
        await self._file.async_write_pending()

    def _data(self) -> Mapping[str, object]:
        """Make the JSON data, in the executor."""
        return self._dump(self._content())

    @callback
    def _on_begin(self) -> None:
        """Note that the content of now is being written: what changes from here on needs another write."""
        self._is_changed = False
        self._due_at = None

    @callback
    def _on_end(self, error: Exception | None) -> None:
        if error is not None:
            self._is_changed = True
            self._hass.loop.call_soon(self.async_delay_save, RETRY_SECONDS)
            if self._failure is None and not self._is_closed:
                LOGGER.error("%s cannot be written, which is tried again in a minute: %s", self._key, error)
        elif self._failure is not None:
            LOGGER.info("%s is written again", self._key)
        self._failure = error


def _to_json(model: BaseModel) -> JsonObject:
    return model.model_dump(mode="json")
