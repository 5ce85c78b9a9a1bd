"""A file in Home Assistant's storage that holds one model, and that nothing in it keeps from starting."""

from collections.abc import Callable, Mapping
from typing import Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from pydantic import BaseModel, ValidationError

from .const import LOGGER

STORAGE_VERSION: Final = 1


class _File(Store[Mapping[str, object]]):
    """Whole or not at all: half a file would greet the user with a repair about a damaged disk."""

    def __init__(self, hass: HomeAssistant, key: str) -> None:
        super().__init__(hass, STORAGE_VERSION, key, atomic_writes=True)

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: Mapping[str, object]
    ) -> Mapping[str, object]:
        return old_data  # the model takes what it knows


class StoreFile[M: BaseModel]:
    """Keeps a model; an older file may lack what came later, and of a newer one the rest is left out."""

    def __init__(self, hass: HomeAssistant, key: str, model: type[M], loss: str) -> None:
        """`loss` is what the log says where the file cannot be read."""
        self._file = _File(hass, key)
        self._model = model
        self._loss = loss

    async def load(self) -> M:
        """What was kept; an empty model where there is none, or a damaged one."""
        try:
            return self._model.model_validate(await self._file.async_load() or {})
        except (HomeAssistantError, ValidationError, LookupError, TypeError) as error:
            # Home Assistant itself stumbles over a file that is JSON, but none of its own.
            LOGGER.warning("%s: %s", self._loss, type(error).__name__)
            return self._model()

    async def save(self, content: M) -> None:
        """Write now; when this returns, it is on the disk."""
        await self._file.async_save(content.model_dump(mode="json"))

    @callback
    def async_save_later(self, content: Callable[[], M], seconds: float) -> None:
        """Write what is then, also when Home Assistant stops before."""
        self._file.async_delay_save(lambda: content().model_dump(mode="json"), seconds)

    async def remove(self) -> None:
        """Forget everything."""
        await self._file.async_remove()
