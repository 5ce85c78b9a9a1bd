"""A delivery of 200 boards comes onto the allowlist by clicking: checked, imported, exported, and labelled."""

from pathlib import Path

from playwright.async_api import Download, Locator, Page

from .card_batch import Look
from .card_house import House
from .card_record import Delivery

ROWS = 200
_SECONDS = 30_000
_PRESENT = "24:6F:28:00:00:01"  # of the demo's own allowlist


def delivery() -> str:
    """200 rows as a spreadsheet writes them: one is listed already, one is there twice, one is broken."""
    rows = [f"24:6F:2A:00:00:{index:02X},Camera {index},rack-{index // 20}" for index in range(ROWS)]
    rows[10], rows[20], rows[30] = f"{_PRESENT},Other words,", rows[19], "24:6F:2A,Broken,"
    return "\r\n".join(["mac,description,container_id", *rows])


class AllowlistByClicking:
    """One person at one page; `look` is called at every stage."""

    def __init__(self, house: House, page: Page, look: Look, folder: Path) -> None:
        self._house = house
        self._page = page
        self._look = look
        self._folder = folder

    @property
    def card(self) -> Locator:
        """What lies inside of the allowlist card."""
        return self._page.locator("piorchestrator-allowlist-card ha-card").first

    async def walk(self) -> Delivery:
        """Everything that an administrator does with a delivery."""
        await self._until("Bakery counter")
        await self._look("allowlist")
        await self._add()
        rows, checked = await self._import()
        exported = await self._save("Export", "CSV")
        await self._press("Labels")
        await self._dialog.locator("iframe").wait_for(timeout=_SECONDS)
        await self._look("labels")
        labels = await self._saved("Save as a file")
        await self._press("Close")
        await self._remove()
        return Delivery(
            checked=checked,
            rows=rows,
            exported=exported,
            labels=labels,
            listed=await self._listed(),
            words=await self._words(),
        )

    @property
    def _dialog(self) -> Locator:
        return self.card.locator("piorchestrator-dialog")

    async def _add(self) -> None:
        await self._press("Add")
        await self._page.keyboard.type("246f.28aa.bb")  # the field has the focus
        await self._until("10 digits so far")
        await self._look("allowlist-add")
        await self._page.keyboard.type("cc")
        await self._until("24:6F:28:AA:BB:CC can be added.")
        await self._page.keyboard.press("Enter")
        await self._until("ESP-CAM AABBCC is on the allowlist now.")

    async def _import(self) -> tuple[int, str]:
        file = self._folder / "delivery.csv"
        file.write_text(delivery(), "utf-8")
        await self._press("Import")
        await self.card.locator("input[type=file]").set_input_files(file)
        await self._until("200 rows were checked; nothing was changed yet.")
        checked = " ".join((await self._dialog.inner_text()).split())
        await self._look("allowlist-checked")
        before = len(await self._listed())
        await self._press("Import 197 boards")
        await self._until("197 boards were added, of 200 rows.")
        await self._look("allowlist-imported")
        await self._press("Close")
        return len(await self._listed()) - before, checked

    async def _remove(self) -> None:
        await self.card.get_by_role("searchbox").fill("246f28aabbcc")
        await self._press("Remove ESP-CAM AABBCC")
        await self._press("Remove")
        await self._until("ESP-CAM AABBCC is off the allowlist.")
        await self.card.get_by_role("searchbox").fill("")

    async def _save(self, *names: str) -> str:
        for name in names[:-1]:
            await self._press(name)
        return await self._saved(names[-1])

    async def _saved(self, name: str) -> str:
        async with self._page.expect_download() as download:
            await self._press(name)
        return await _text(await download.value)

    async def _listed(self) -> list[str]:
        """What the Pi itself has."""
        api = self._house.lab.api
        answer = await api.act(
            "piorchestrator", "get_allowlist", response=True, config_entry_id=self._house.entry_id
        )
        return [str(entry["mac"]) for entry in answer["entries"]]

    async def _words(self) -> str:
        return " ".join((await self.card.inner_text()).split())

    async def _press(self, name: str) -> None:
        await self.card.get_by_role("button", name=name, exact=True).last.click(timeout=_SECONDS)

    async def _until(self, words: str) -> None:
        await self.card.filter(has_text=words).wait_for(timeout=_SECONDS)


async def _text(download: Download) -> str:
    return (await download.path()).read_text("utf-8")
