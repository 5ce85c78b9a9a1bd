"""Files of Home Assistant's storage, real ones."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from custom_components.piorchestrator.store_file import _File


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


def count_writes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Note the key of each file of the integration that is written, and the loop's time; in memory as well."""
    written: list[tuple[str, float]] = []
    write = _File._async_write_data

    async def count(store: _File, data: dict[str, Any]) -> None:
        written.append((store.key, asyncio.get_running_loop().time()))
        await write(store, data)

    monkeypatch.setattr(_File, "_async_write_data", count)
    return written
