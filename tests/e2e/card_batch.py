"""A batch from start to report by clicking alone, with a loss of the Pi, of the page's connection, and a power cut."""

from collections.abc import Awaitable, Callable
import re

from playwright.async_api import Locator, Page

from .card_house import House

_SECONDS = 30_000
type Look = Callable[[str], Awaitable[None]]
_DROP_CONNECTION = "document.querySelector('home-assistant').hass.connection.socket.close()"


class BatchByClicking:
    """One person at one page; `seen` has the card's words at every stage, and `look` is called there."""

    def __init__(self, house: House, page: Page, look: Look) -> None:
        self._house = house
        self._page = page
        self._look_closer = look
        self.seen: dict[str, str] = {}
        self.dialogs: dict[str, str] = {}
        self.report = ""

    @property
    def card(self) -> Locator:
        """What lies inside of the batch card."""
        return self._page.locator("piorchestrator-batch-card ha-card").first

    async def walk(self) -> None:
        """Everything that a technician does in a day."""
        await self._until("still to come")
        await self._look("empty")
        await self._press("Start a batch")
        await self._until("Provision all")
        await self._look("discovering")
        await self._until("Provision all 10")
        await self._until("2 boards are not on the allowlist")
        await self._press("Allow")
        await self._press("Provision all 11")
        await self._until("11 begun, 1 left out")
        await self._look("running")
        await self._until(r"0 in progress 0 waiting \d+ failed")
        await self._look("failures")
        await self._details()
        await self._press("Retry 3 failed")
        await self._until(r"0 in progress 0 waiting 2 failed")
        await self._losses()
        await self._stop()

    async def _details(self) -> None:
        await self._press("Snack shelf")
        await self._look_at_dialog("board")
        await self._page.keyboard.press("Escape")

    async def _losses(self) -> None:
        """The Pi loses power and comes back; the page loses Home Assistant."""
        await self._house.pi.order("restart", {"seconds": 20})
        await self._until("does not answer")
        await self._look("offline")
        await self._until("was interrupted")
        await self._look("recovery")
        await self._press("Resume")
        await self._until("Stop …")
        await self._page.evaluate(_DROP_CONNECTION)
        await self._house.pi.order("state", {"state": "failed", "mac": "24:6F:28:00:00:01"})
        await self._until("3 failed")
        await self._look("reconnected")

    async def _stop(self) -> None:
        await self._press("Stop …")
        await self._look_at_dialog("stop")
        await self._press("Stop the batch")
        await self._until("The batch has ended")
        await self._look("finished")
        async with self._page.expect_download() as download:
            await self._press("Save report")
        self.report = (await (await download.value).path()).read_text("utf-8")

    async def _press(self, name: str) -> None:
        await self.card.get_by_role("button", name=name, exact=True).first.click(timeout=_SECONDS)

    async def _until(self, words: str) -> None:
        """Until the card says so; spaces are of any kind."""
        pattern = re.compile(words.replace(" ", r"\s*"))
        await self.card.filter(has_text=pattern).wait_for(timeout=_SECONDS)

    async def _look(self, name: str) -> None:
        self.seen[name] = " ".join((await self.card.inner_text()).split())
        await self._look_closer(name)

    async def _look_at_dialog(self, name: str) -> None:
        dialog = self._page.get_by_role("dialog")
        slotted = self._page.locator("piorchestrator-dialog")
        self.dialogs[name] = f"{await dialog.inner_text()} {await slotted.inner_text()}"
        await self._look_closer(name)
