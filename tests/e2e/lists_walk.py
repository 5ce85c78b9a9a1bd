"""Lists as programs save them, before a real browser: `python -m tests.e2e.lists_walk FOLDER`.

A process of its own for the reason that `walk.py` gives.
"""

import asyncio
import json
from pathlib import Path
import sys
from typing import Any

from playwright.async_api import Locator, Page

from tests.files.make import HERE, ORIGINS

from .card_house import ONE, House, house
from .card_witness import Witness
from .lists_record import ListsRecord

GERMAN = "excel-german-utf-8.csv"
_SECONDS = 30_000


class ListsByClicking:
    """One administrator at the allowlist card."""

    def __init__(self, house: House, page: Page) -> None:
        self._house = house
        self._page = page

    @property
    def card(self) -> Locator:
        """What lies inside of the allowlist card."""
        return self._page.locator("piorchestrator-allowlist-card ha-card").first

    @property
    def dialog(self) -> Locator:
        return self.card.locator("piorchestrator-dialog")

    async def choose(self, file: str, until: str) -> str:
        """Choose a file, and wait for what the preview says of it."""
        await self.card.locator("input[type=file]").set_input_files(HERE / file)
        await self.until(until)
        return await self.words(self.dialog)

    async def map(self, field: str, column: str, until: str) -> str:
        """Say which column a field is taken from."""
        await self.dialog.locator(f"select[name={field}]").select_option(column)
        await self.dialog.locator("td", has_text=until).first.wait_for(timeout=_SECONDS)
        return await self.words(self.dialog)

    async def words(self, place: Locator | None = None) -> str:
        """All that can be read there."""
        return " ".join((await (place or self.card).inner_text()).split())

    async def press(self, name: str) -> None:
        """Press the button of this name."""
        await self.card.get_by_role("button", name=name, exact=True).last.click(timeout=_SECONDS)

    async def until(self, words: str) -> None:
        """Wait until the card says so."""
        await self.card.filter(has_text=words).wait_for(timeout=_SECONDS)

    async def entries(self) -> list[dict[str, Any]]:
        """What the Pi itself has."""
        api, entry_id = self._house.lab.api, self._house.entry_id
        answer = await api.act("piorchestrator", "get_allowlist", response=True, config_entry_id=entry_id)
        entries: list[dict[str, Any]] = answer["entries"]
        return entries


async def _known(house: House) -> str:
    """All that Home Assistant and the Pi have of the boards."""
    api = house.lab.api
    exported = await api.act(
        "piorchestrator", "export_allowlist", response=True, config_entry_id=house.entry_id
    )
    return json.dumps([exported, await api.command("get_states")], ensure_ascii=False)


async def walk(folder: Path, pictures: Path) -> ListsRecord:
    """Import, map, undo; then look at every file."""
    (folder / "stored").mkdir()
    async with house(folder / "stored") as here, here.browser.blank() as page:
        witness = await Witness.of(page, pictures)
        await page.goto(here.browser.address(f"/{ONE}/0"))
        person = ListsByClicking(here, page)
        await person.until("Bakery counter")
        before = [str(entry["mac"]) for entry in await person.entries()]
        await person.press("Import")
        checked = await person.choose(GERMAN, "195 rows were checked; nothing was changed yet.")
        await witness.look("list-checked")
        mapped = await person.map("container_id", "Platz", "Regal 0")
        await witness.look("list-mapped")
        await person.press("Import 195 boards")
        await person.until("195 boards were added, of 195 rows.")
        await witness.look("list-imported")
        added = [entry for entry in await person.entries() if entry["mac"] not in before]
        await person.until("Küche 0")
        shown, known = await person.words(), await _known(here)
        await person.press("Undo")
        await person.until("195 boards were taken off the allowlist again.")
        await witness.look("list-undone")
        undone = await person.words(person.dialog)
        after = [str(entry["mac"]) for entry in await person.entries()]
        await person.press("Close")
        await person.press("Import")
        previews: dict[str, str] = {}
        for file in json.loads(ORIGINS.read_text("utf-8")):
            previews[file["file"]] = await person.choose(file["file"], "checked; nothing was changed yet.")
            await person.press("Change the list")
        return ListsRecord(
            checked=checked,
            mapped=mapped,
            imported={entry["mac"]: (entry.get("description"), entry.get("container_id")) for entry in added},
            shown=shown,
            known=known,
            undone=undone,
            before=before,
            after=after,
            previews=previews,
            serious=witness.serious,
            console=await witness.told(),
            problems=here.lab.problems(),
        )


def main(folder: Path, pictures: Path) -> None:
    """Walk and write the record."""
    pictures.mkdir(parents=True, exist_ok=True)
    record = asyncio.run(walk(folder, pictures))
    (folder / "lists.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(sys.argv[1]) / "pictures")
