"""Our dashboard, made in Home Assistant's own dialog, with all Pis in it."""

import asyncio
from pathlib import Path

from lab.browser import still

from .card_house import House
from .card_pages import too_wide, wrong
from .card_record import Dashboard
from .card_witness import Witness

_SECONDS = 30_000


async def make_dashboard(house: House, pictures: Path) -> Dashboard:
    """What an administrator clicks for it, and what is there then."""
    async with house.browser.blank() as page:
        witness = await Witness.of(page, pictures)
        await page.goto(house.browser.address("/config/lovelace/dashboards"))
        await page.get_by_role("button", name="Add dashboard").click(timeout=_SECONDS)
        await page.get_by_text("Community dashboards").wait_for(timeout=_SECONDS)
        words = await still(page)
        await page.screenshot(path=pictures / "dashboard-offered.png")
        await page.get_by_text("PiOrchestrator", exact=True).click(timeout=_SECONDS)
        await still(page)
        await page.screenshot(path=pictures / "dashboard-named.png")
        await page.get_by_role("button", name="Create", exact=True).click(timeout=_SECONDS)
        path = await _path_of(house)
        views: dict[str, str] = {}
        complaints: list[str] = []
        for view in ("overview", "piorchestrator"):
            await page.goto(house.browser.address(f"/{path}/{view}"))
            views[view] = await still(page)
            await witness.look(f"dashboard-{view}")
            complaints += await wrong(page) + await too_wide(page)
        return Dashboard(
            offered=words, views=views, complaints=complaints + await witness.told(), serious=witness.serious
        )


async def _path_of(house: House) -> str:
    """Where the new one lies, as soon as it is kept."""
    for _ in range(60):
        await asyncio.sleep(0.5)
        for dashboard in await house.lab.api.command("lovelace/dashboards/list"):
            if dashboard["title"] == "PiOrchestrator":
                return str(dashboard["url_path"])
    raise AssertionError("no dashboard was made")
