"""Pictures of Home Assistant's pages, as a person sees them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
import shutil
from typing import Self

from playwright.async_api import Browser as Chromium, BrowserContext, Page, Playwright, async_playwright

from .api import Json, LabError

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PAGE_MILLISECONDS = 60_000
# The frontend is done when two looks this far apart find the same page without a spinner.
_SETTLE_SECONDS = 0.5
_SETTLE_LOOKS = 40
_LOOK = """() => {
  const texts = []; let busy = document.getElementById("ha-launch-screen") ? 1 : 0;
  const walk = (node) => {
    if (node.nodeType === 3) { if (node.textContent.trim()) texts.push(node.textContent.trim()); return; }
    if (node.nodeType === 1) {
      if (["STYLE", "SCRIPT"].includes(node.tagName)) return;
      if (["HA-SPINNER", "HA-CIRCULAR-PROGRESS", "HASS-LOADING-SCREEN"].includes(node.tagName)) busy += 1;
    }
    if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return [busy, texts.join("\\n")];
}"""


@dataclass(frozen=True, slots=True)
class View:
    """A screen that somebody may look at."""

    name: str
    width: int
    height: int
    dark: bool


WIDE = View("light", 1280, 1000, dark=False)
WIDE_DARK = View("dark", 1280, 1000, dark=True)
PHONE = View("phone", 390, 844, dark=False)
PHONE_DARK = View("phone-dark", 390, 844, dark=True)


class Browser:
    """A headless browser that is logged in already."""

    def __init__(self, url: str, tokens: Mapping[str, Json]) -> None:
        self._url = url
        self._tokens = {**tokens, "hassUrl": url, "clientId": f"{url}/", "expires": 4_000_000_000_000}
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def __aenter__(self) -> Self:
        """Start the browser of the system."""
        if (path := shutil.which("chromium")) is None:
            raise LabError("no browser here; scripts/setup browser installs one")
        self._playwright = await async_playwright().start()
        self._chromium = await self._playwright.chromium.launch(executable_path=path, args=_FLAGS)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        if self._chromium is not None:
            await self._chromium.close()
        if self._playwright is not None:
            await self._playwright.stop()

    @staticmethod
    def views(name: str) -> tuple[View, ...]:
        """The screens that a page is worth looking at on."""
        return (WIDE, WIDE_DARK, PHONE, PHONE_DARK) if name == "dashboard" else (WIDE, WIDE_DARK)

    async def photograph(self, path: str, folder: Path, name: str, view: View) -> Path:
        """A picture of a page once it is still."""
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"{name}-{view.name}.png"
        async with await self._context(view) as context:
            page, _ = await self._open(context, path)
            await page.screenshot(path=picture)
        return picture

    async def text(self, path: str, view: View = WIDE) -> str:
        """All words of a page once it is still, also those inside shadow roots."""
        async with await self._context(view) as context:
            _, text = await self._open(context, path)
            return text

    def address(self, path: str) -> str:
        """The whole address of a page."""
        return self._url + path

    async def _context(self, view: View, language: str = "en") -> BrowserContext:
        if self._chromium is None:
            raise LabError("the browser is not running")
        context = await self._chromium.new_context(
            viewport={"width": view.width, "height": view.height},
            color_scheme="dark" if view.dark else "light",
            service_workers="block",  # the first page would install one that serves the next
        )
        tokens = json.dumps(json.dumps(self._tokens))
        await context.add_init_script(
            f"localStorage.setItem('hassTokens', {tokens});"
            f"localStorage.setItem('selectedLanguage', '\"{language}\"');"
        )
        return context

    @asynccontextmanager
    async def visit(self, path: str, view: View = WIDE, language: str = "en") -> AsyncIterator[Page]:
        """A page to act on, once it is still."""
        async with await self._context(view, language) as context:
            page, _ = await self._open(context, path)
            yield page

    @asynccontextmanager
    async def blank(self, view: View = WIDE) -> AsyncIterator[Page]:
        """A page that has loaded nothing yet, of a browser that remembers nothing."""
        async with await self._context(view) as context:
            yield await context.new_page()

    async def _open(self, context: BrowserContext, path: str) -> tuple[Page, str]:
        page = await context.new_page()
        page.set_default_timeout(_PAGE_MILLISECONDS)
        await page.goto(self.address(path), wait_until="load")
        return page, await still(page)


async def still(page: Page) -> str:
    """Wait until nothing moves on a page any more; all its words."""
    before = ""
    for _ in range(_SETTLE_LOOKS):
        await asyncio.sleep(_SETTLE_SECONDS)
        busy, text = await page.evaluate(_LOOK)
        if not busy and text == before and text:
            await asyncio.sleep(_SETTLE_SECONDS)  # pictures and transitions
            return str(text)
        before = text
    return before
