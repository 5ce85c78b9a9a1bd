"""The files of the built card over HTTP. Home Assistant's own static paths let a browser cache an error for a month."""

from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
import re
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web
from homeassistant.components.http import HomeAssistantView
from homeassistant.components.http.static import CACHE_HEADERS
from homeassistant.core import HomeAssistant

# The build puts a hash of the content into the name of each file that another file loads.
_HASHED: Final = re.compile(r"[\w-]+-[\w-]{8}\.js", re.ASCII)
_TYPES: Final = MappingProxyType({".js": "text/javascript", ".txt": "text/plain"})
_REVALIDATED: Final = MappingProxyType({hdrs.CACHE_CONTROL: "no-cache"})
_NOT_STORED: Final = MappingProxyType({hdrs.CACHE_CONTROL: "no-store"})
_DIGITS: Final = 12


def digest(content: bytes) -> str:
    """Return the beginning of the hash of a file: its version in an address, and its entity tag."""
    return sha256(content).hexdigest()[:_DIGITS]


class CardFiles:
    """The files of one build, which are those of the running integration.

    An update replaces the files on the disk, one by one, while the integration of before still runs. Until Home Assistant is
    restarted, its pages get the files of before: those of the update may be incomplete, and load none of the old ones.
    """

    def __init__(self, folder: Path, loader: str) -> None:
        """Read all files. This blocks, and raises OSError without a folder or without the file that loads the others."""
        self._folder = folder
        self._loader = loader
        self._files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        if loader not in self._files:
            raise FileNotFoundError(folder / loader)

    @property
    def version(self) -> str:
        """The version of the build."""
        return digest(self._files[self._loader])

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if there is none. This blocks."""
        if "/" in name or "\\" in name:
            return None
        content = self._on_disk(name)
        if content != self._files.get(name) and self._on_disk(self._loader) != self._files[self._loader]:
            return self._files.get(name)
        return content

    def is_lasting(self, name: str, content: bytes, version: str | None) -> bool:
        """Return whether an address with this name and version stands for this content, and for no other ever."""
        is_versioned = version == self.version if name == self._loader else _HASHED.fullmatch(name)
        return bool(is_versioned) and content == self._files.get(name)

    def _on_disk(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except OSError, ValueError:  # ValueError: a null byte in the name
            return None


class CardFilesView(HomeAssistantView):
    """Serves the files: those whose address carries their hash for a month, others with a question each time."""

    requires_auth = False

    def __init__(self, hass: HomeAssistant, url: str, files: CardFiles) -> None:
        self.name = url
        self.url = f"{url}/{{name:.+}}"
        self._hass = hass
        self._files = files

    async def get(self, request: web.Request, name: str) -> web.Response:
        """Answer with a file."""
        content = await self._hass.async_add_executor_job(self._files.read, name)
        if content is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, headers=_NOT_STORED)
        is_lasting = self._files.is_lasting(name, content, request.query.get("v"))
        headers, tag = CACHE_HEADERS if is_lasting else _REVALIDATED, digest(content)
        if any(known.value == tag for known in request.if_none_match or ()):
            response = web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        else:
            content_type = _TYPES.get(Path(name).suffix, "application/octet-stream")
            response = web.Response(body=content, headers=headers, content_type=content_type, charset="utf-8")
        response.etag = tag
        return response

    head = get
