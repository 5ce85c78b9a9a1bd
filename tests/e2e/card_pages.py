"""Pages with our cards, loaded again and again, at every width, from right to left, and as a screen reader finds them."""

from collections.abc import Callable
from pathlib import Path
import time

from playwright.async_api import Error, Page

from lab.browser import Browser, View
from lab.processes import ROOT

from .card_house import BOTH, ONE
from .card_load import answering
from .card_record import LOADS, Loads

_AXE = ROOT / "card" / "node_modules" / "axe-core" / "axe.min.js"
_CARDS = 3  # of the page with both Pis
_PATIENCE = 15_000
_NARROW, _WIDEST = View("narrow", 360, 800, dark=False), View("widest", 2560, 1200, dark=False)
_EACH = """(visit) => {
  const walk = (root) => root.querySelectorAll("*").forEach((node) => {
    visit(node);
    if (node.shadowRoot) walk(node.shadowRoot);
  });
  walk(document);
}"""
_WRONG = f"""() => {{
  const wrong = [];
  ({_EACH})((node) => {{
    if (node.localName === "hui-error-card") wrong.push(node.shadowRoot?.textContent ?? "an error card");
  }});
  return wrong;
}}"""
_TOO_WIDE = f"""() => {{
  const found = [];
  ({_EACH})((node) => {{
    if (!node.localName.startsWith("piorchestrator-")) return;
    const edges = node.getBoundingClientRect();
    const inside = [...node.renderRoot.querySelectorAll("*")];
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
    for (const part of inside.filter((part) => !part.closest(".visually-hidden, td .label, tr.spacer"))) {{
      const {{ left, right, width }} = part.getBoundingClientRect();
      if (width && (left < edges.left - 1 || right > edges.right + 1)) found.push(part.outerHTML.slice(0, 120));
    }}
  }});
  return found;
}}"""
# Frames, not seconds: a machine that is busy draws few of them.
_FADED = f"""async () => {{
  const grounds = [document.body];
  ({_EACH})((node) => {{ if (node.localName === "ha-card") grounds.push(node); }});
  const look = () => grounds.map((ground) => getComputedStyle(ground).backgroundColor).join();
  for (let same = 0, before = look(); same < 20; ) {{
    await new Promise(requestAnimationFrame);
    const now = look();
    same = now === before ? same + 1 : 0;
    before = now;
  }}
}}"""
_AXE_RUN = f"""async () => {{
  const cards = [];
  ({_EACH})((node) => {{ if (node.localName.startsWith("piorchestrator-")) cards.push(node); }});
  if (!cards.length) return [];  // axe would judge the whole page, which is not ours
  const {{ violations }} = await axe.run(cards, {{ resultTypes: ["violations"] }});
  return violations
    .filter(({{ impact }}) => impact === "serious" || impact === "critical")
    .flatMap(({{ id, nodes }}) => nodes.map(({{ html, failureSummary }}) => `${{id}}: ${{html}} ${{failureSummary}}`));
}}"""


async def loads(browser: Browser) -> Loads:
    """Load the page with both Pis from nothing, many times; what is wrong with each."""
    complaints: list[list[str]] = []
    took: list[float] = []
    for _ in range(LOADS):
        async with browser.blank() as page:
            said: list[str] = []
            page.on("pageerror", _kept(said))
            begun = time.monotonic()
            await page.goto(browser.address(f"/{BOTH}/0"), wait_until="commit")
            headings = page.locator("piorchestrator-batch-card h2")
            await headings.first.wait_for(timeout=_PATIENCE)
            took.append(1000 * (time.monotonic() - begun))
            await headings.nth(_CARDS - 1).wait_for(timeout=_PATIENCE)
            complaints.append(said + await wrong(page))
    return Loads(complaints=complaints, first_content=answering(took))


def _kept(said: list[str]) -> Callable[[Error], None]:
    return lambda error: said.append(str(error))


async def wrong(page: Page) -> list[str]:
    """Cards that Home Assistant could not show."""
    found: list[str] = await page.evaluate(_WRONG)
    return found


async def too_wide(page: Page) -> list[str]:
    """What sticks out of our cards."""
    found: list[str] = await page.evaluate(_TOO_WIDE)
    return found


async def faded(page: Page) -> None:
    """Wait until another theme is faded in: colours in between have a contrast that nobody chose."""
    await page.wait_for_timeout(300)
    await page.evaluate(_FADED)


async def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical in our cards as they are now."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(_AXE_RUN)
    return found


async def widths(browser: Browser, pictures: Path) -> dict[str, list[str]]:
    """What sticks out of our cards, on the narrowest phone, on the widest screen, and from right to left."""
    found: dict[str, list[str]] = {}
    for name, view, language in (
        ("narrow", _NARROW, "en"),
        ("widest", _WIDEST, "en"),
        ("right-to-left", _NARROW, "he"),
        ("german", _NARROW, "de"),
    ):
        async with browser.visit(f"/{ONE}/0", view, language) as page:
            found[name] = await too_wide(page)
            await page.screenshot(path=pictures / f"{name}.png")
    return found
