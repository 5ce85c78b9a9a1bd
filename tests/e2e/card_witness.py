"""Keeps what happens on a page: what is sent to it, what it complains of, pictures, and what keeps people out."""

import asyncio
from pathlib import Path
from typing import Self

from playwright.async_api import ConsoleMessage, Error, Page, WebSocket

from .card_pages import barriers, faded

_PHONE = (390, 844)
# What Home Assistant's own page says of a connection that is lost, as happens here on purpose: of calls that were under
# way, and of subscriptions that it ends on the next connection.
_OF_A_LOST_CONNECTION = (
    '{"code":3,"message":"Connection lost"}',
    '{"code":"not_found","message":"Subscription not found."}',
)
# Of a rejected promise the browser tells no more than "Object" where what was thrown is no error.
_TELL_REJECTIONS = """addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof Error) return;
  console.error(JSON.stringify(event.reason));
  event.preventDefault();
});"""


class Witness:
    """One page, from before it is loaded.

    Attributes:
        frames: texts that came over its sockets.
        complaints: errors of its scripts and of its console.
        serious: by name of the moment, what axe finds serious, light and dark.
    """

    def __init__(self, page: Page, pictures: Path) -> None:
        self._page = page
        self._pictures = pictures
        self._reading: list[asyncio.Task[None]] = []
        self.frames: list[str] = []
        self.complaints: list[str] = []
        self.serious: dict[str, list[str]] = {}
        page.on("websocket", self._on_socket)
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)

    @classmethod
    async def of(cls, page: Page, pictures: Path) -> Self:
        """A witness of a page that nothing was loaded into yet."""
        await page.add_init_script(_TELL_REJECTIONS)
        return cls(page, pictures)

    async def look(self, name: str) -> None:
        """Pictures of this moment, light and dark, wide and on a phone, and what axe says of it."""
        wide = self._page.viewport_size or {"width": 1280, "height": 1000}
        for dark in (False, True):
            await self._page.emulate_media(color_scheme="dark" if dark else "light")
            await faded(self._page)
            look = "-dark" if dark else ""
            self.serious[f"{name}{look}"] = await barriers(self._page)
            for size, (width, height) in (("", (wide["width"], wide["height"])), ("-phone", _PHONE)):
                await self._page.set_viewport_size({"width": width, "height": height})
                await self._page.screenshot(path=self._pictures / f"{name}{size}{look}.png")
            await self._page.set_viewport_size(wide)
        await self._page.emulate_media(color_scheme="light")

    async def told(self) -> list[str]:
        """Everything that the page complained of, but for what was done to it on purpose."""
        await asyncio.gather(*self._reading)
        return [words for words in self.complaints if words not in _OF_A_LOST_CONNECTION]

    def _on_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.frames.append(str(data)))

    def _on_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._reading.append(asyncio.ensure_future(self._read(message)))

    async def _read(self, message: ConsoleMessage) -> None:
        """An object is only told of as "Object"."""
        words = [
            await argument.evaluate("(it) => typeof it === 'string' ? it : JSON.stringify(it)")
            for argument in message.args
        ]
        self.complaints.append(" ".join(map(str, words)) or message.text)
