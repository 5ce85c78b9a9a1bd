"""Files of Home Assistant's storage, real ones."""

from pathlib import Path


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
