"""Our cards and our dashboard before a real browser: `python -m tests.e2e.card_walk FOLDER [PICTURES]`.

A process of its own for the reason that `walk.py` gives.
"""

import asyncio
from pathlib import Path
import sys

from lab.api import Json

from .card_batch import BatchByClicking
from .card_house import ONE, House, house, pictured
from .card_load import load
from .card_pages import barriers, loads, widths
from .card_record import CardRecord, Loads

_ROUTES = {
    "start": "POST /batch/start",
    "provision_all": "POST /batch/{id}/provision-all",
    "retry": "POST /batch/{id}/devices/{mac}/retry",
    "stop": "POST /batch/{id}/stop",
    "resume": "POST /sessions/{id}/resume",
}


async def _batch(house: House, pictures: Path) -> dict[str, Json]:
    """What one person sees and does at the batch card."""
    serious: dict[str, list[str]] = {}
    console: list[str] = []
    frames: list[str] = []
    async with house.browser.visit(f"/{ONE}/0") as page:
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(str(data))))
        page.on(
            "console",
            lambda message: (
                console.append(f"{message.text} {message.location['url']}")
                if message.type == "error"
                else None
            ),
        )
        page.on("pageerror", lambda error: console.append(str(error)))

        async def look(name: str) -> None:
            serious[name] = await barriers(page)
            await pictured(page, pictures, name)

        await page.reload()  # so that its socket is opened while we listen
        batch = BatchByClicking(house, page, look)
        await batch.walk()
    counts = (await house.pi.read("counts"))["requests"]
    return {
        "seen": batch.seen,
        "dialogs": batch.dialogs,
        "frames": frames,
        "report": batch.report,
        "requests": {name: counts.get(route, 0) for name, route in _ROUTES.items()},
        "serious": serious,
        "console": console,
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
            **await _batch(here, pictures),
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
