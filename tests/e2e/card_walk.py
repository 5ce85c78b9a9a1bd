"""Our cards and our dashboard before a real browser: `python -m tests.e2e.card_walk FOLDER [PICTURES]`.

A process of its own for the reason that `walk.py` gives.
"""

import asyncio
from pathlib import Path
import sys

from lab.api import Json

from .card_allowlist import AllowlistByClicking
from .card_batch import BatchByClicking
from .card_dashboard import make_dashboard
from .card_house import ONE, House, house
from .card_load import load
from .card_pages import loads, widths
from .card_record import CardRecord, Loads
from .card_witness import Witness

_ROUTES = {
    "start": "POST /batch/start",
    "provision_all": "POST /batch/{id}/provision-all",
    "retry": "POST /batch/{id}/devices/{mac}/retry",
    "stop": "POST /batch/{id}/stop",
    "resume": "POST /sessions/{id}/resume",
}


async def _one_page(house: House, folder: Path, pictures: Path) -> dict[str, Json]:
    """What one person sees and does at both cards of a page."""
    async with house.browser.blank() as page:
        witness = await Witness.of(page, pictures)
        await page.goto(house.browser.address(f"/{ONE}/0"))
        batch = BatchByClicking(house, page, witness.look)
        await batch.walk()
        delivery = await AllowlistByClicking(house, page, witness.look, folder).walk()
    counts = (await house.pi.read("counts"))["requests"]
    return {
        "seen": batch.seen,
        "dialogs": batch.dialogs,
        "frames": witness.frames,
        "report": batch.report,
        "delivery": delivery,
        "requests": {name: counts.get(route, 0) for name, route in _ROUTES.items()},
        "serious": witness.serious,
        "console": await witness.told(),
    }


async def _beside_the_page(folder: Path) -> Loads:
    """Where resources are kept in YAML, the page loads the card itself."""
    async with house(folder, "lovelace:\n  resource_mode: yaml\n") as yaml:
        return await loads(yaml.browser)


async def walk(folder: Path, pictures: Path) -> CardRecord:
    """Everything, with two Pis, and a second Home Assistant whose resources are in YAML."""
    (folder / "stored").mkdir()
    (folder / "yaml").mkdir()
    async with house(folder / "stored") as here:
        resources = await here.lab.api.command("lovelace/resources")
        return CardRecord(
            resources=[resource["url"] for resource in resources],
            **await _one_page(here, folder, pictures),
            dashboard=await make_dashboard(here, pictures),
            load=await load(here),
            loads=await loads(here.browser),
            too_wide=await widths(here.browser, pictures),
            loads_beside_the_page=await _beside_the_page(folder / "yaml"),
            problems=here.lab.problems(),
            log=here.lab.log,
        )


def main(folder: Path, pictures: Path) -> None:
    """Walk and write the record."""
    pictures.mkdir(parents=True, exist_ok=True)
    record = asyncio.run(walk(folder, pictures))
    (folder / "card.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(sys.argv[1]) / "pictures")
