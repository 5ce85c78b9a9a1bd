"""Files of Home Assistant's storage, real ones."""

import asyncio
from pathlib import Path
from typing import Any

from homeassistant.helpers.storage import Store
import pytest

from custom_components.piorchestrator.const import DOMAIN


class File:
    """A file in Home Assistant's storage."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_there(self) -> bool:
        """Whether it exists."""
        return self._path.exists()

    def read(self) -> str:
        """What is in it."""
        return self._path.read_text()

    def write(self, content: bytes | str) -> None:
        """Put anything into it."""
        self._path.write_bytes(content.encode() if isinstance(content, str) else content)


def count_writes(monkeypatch: pytest.MonkeyPatch, prefix: str = DOMAIN) -> list[tuple[str, float]]:
    """Note each write of a file whose storage key begins so, with the loop's time; files in memory count as well."""
    written: list[tuple[str, float]] = []
    write = Store._async_write_data

    async def count(store: Store[Any], data: dict[str, Any]) -> None:
        if store.key.startswith(prefix):
            written.append((store.key, asyncio.get_running_loop().time()))
        await write(store, data)

    monkeypatch.setattr(Store, "_async_write_data", count)
    return written
