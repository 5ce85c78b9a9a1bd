"""The cards in odd environments: `python -m tests.e2e.odd_walk FOLDER`. A part cannot be loaded; all three clocks differ.

A process of its own, because the test package forbids sockets and lingering tasks in the tests' process.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
import re
import sys

from playwright.async_api import Page, Response
from pydantic import BaseModel

from lab import dashboard
from lab.browser import Browser, still
from lab.home_assistant import Lab, home_assistant
from lab.household import add_integration, add_profile
from lab.pi import simulated_pi
from lab.processes import ROOT, free_port

from .record import API_KEY, WIFI_PASSWORD

# A session lasts an hour.
SPEED = 1.0
# What the Pi's clock is ahead of Home Assistant's, and what the browser's clocks are.
PI_HOURS = 3
BROWSERS_HOURS = (-5, 0, 2)
_PAGE = "/pi-odd/0"
_MILLISECONDS = 30_000
_WORLD = ROOT / "simulator" / "worlds" / "demo.json"


class OddRecord(BaseModel):
    """What was seen.

    `broken` are the words of a page that lacks a part, `reloaded` those after a reload, `asked` the statuses of the part's
    requests. `left` are the texts of the time that is left, by the hours that the browser's clock is ahead.
    """

    broken: str = ""
    reloaded: str = ""
    asked: list[int] = []
    left: dict[int, str] = {}


@contextmanager
def without(lab: Lab, pattern: str) -> Iterator[None]:
    """Take a file of the card away for a while."""
    (file,) = (lab.folder / "custom_components" / "piorchestrator" / "frontend").glob(pattern)
    aside = file.rename(lab.folder / file.name)
    try:
        yield
    finally:
        aside.rename(file)


async def missing_part(lab: Lab, page: Page, address: str, record: OddRecord) -> None:
    """The allowlist card cannot load what it shows; then it can, and the page is loaded again."""

    def note(response: Response) -> None:
        if "/panel-" in response.url:
            record.asked.append(response.status)

    page.on("response", note)
    card = page.locator("piorchestrator-allowlist-card")
    advice = card.get_by_text("could not be loaded")
    with without(lab, "panel-*.js"):
        await page.goto(address)
        await advice.wait_for(timeout=_MILLISECONDS)
        record.broken = await still(page)
    await page.reload()
    await card.get_by_text("Bakery counter").or_(advice).first.wait_for(timeout=_MILLISECONDS)
    record.reloaded = await still(page)


async def time_left(browser: Browser, record: OddRecord) -> None:
    """What browsers with different clocks show."""
    for hours in BROWSERS_HOURS:
        async with browser.blank() as page:
            await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=hours))
            await page.goto(browser.address(_PAGE))
            await page.get_by_text("Target network").wait_for(timeout=_MILLISECONDS)
            found = re.search(r"Time left\s*([\d:]+)", await still(page))
            record.left[hours] = found[1] if found else ""


async def walk(folder: Path) -> OddRecord:
    """Boot, look, shut down."""
    record = OddRecord()
    # Without it, Home Assistant would import the package of this repository, whose files stay where they are.
    package = folder / "config" / "custom_components"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    async with (
        simulated_pi(free_port(), API_KEY, _WORLD, SPEED, folder / "pi.log") as pi,
        home_assistant(folder / "config", free_port(), "demo", "demo") as lab,
        Browser(lab.api.url, lab.api.tokens) as browser,
    ):
        entry_id = await add_integration(lab.api, "127.0.0.1", pi.port, API_KEY)
        await add_profile(lab.api, entry_id, "Workshop", WIFI_PASSWORD)
        cards = [{"type": f"custom:piorchestrator-{name}-card"} for name in ("batch", "allowlist")]
        await dashboard.make(lab.api, "pi-odd", "Odd", {"views": [{"path": "0", "cards": cards}]})
        async with browser.blank() as page:
            await missing_part(lab, page, browser.address(_PAGE), record)
        await pi.order("clock", {"seconds": PI_HOURS * 3600})
        await lab.api.act("piorchestrator", "start_session")
        await time_left(browser, record)
    return record


def main(folder: Path) -> None:
    """Walk and write the record."""
    (folder / "odd.json").write_text(asyncio.run(walk(folder)).model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
