"""Five hundred boards that change fifty times a second, and a person who clicks meanwhile."""

import asyncio
from collections.abc import Iterator
from itertools import cycle, product
import time

from playwright.async_api import Page

from lab.api import Json
from lab.pi import Pi

from .card_house import LOADED, House
from .card_record import EVENTS_PER_SECOND, IMMEDIATE, MANY, Answering, Load

_SECONDS = 8
# Other processes may take the processor for seconds: a slow measurement is repeated. A slow page is slow each time.
_MEASUREMENTS = 3
_PATIENCE = 60_000
# Clicks a filter four times a second; a click is answered when the next frame shows it. Drawing is what one delta costs.
_MEASURE = """async (seconds) => {
  const find = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.localName === "piorchestrator-batch-card") return node;
      const found = node.shadowRoot && find(node.shadowRoot);
      if (found) return found;
    }
  };
  const card = find(document), clicks = [], drawing = [];
  let deltas = 0, known = card.known;
  const update = card.performUpdate.bind(card);
  card.performUpdate = () => {
    const begun = performance.now();
    update();
    if (card.known !== known) { known = card.known; deltas += 1; drawing.push(performance.now() - begun); }
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const begun = performance.now();
    const button = card.renderRoot.querySelector(".filter");
    const pressed = button.getAttribute("aria-pressed");
    button.click();
    do await frame(); while (button.getAttribute("aria-pressed") === pressed);
    clicks.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 250));
  }
  delete card.performUpdate;
  return { clicks, drawing, deltas, rows: card.renderRoot.querySelectorAll("tbody tr").length };
}"""


def answering(milliseconds: list[float]) -> Answering:
    """The usual, the slow and the slowest."""
    ordered = sorted(milliseconds)
    return Answering(
        median=round(ordered[len(ordered) // 2], 1),
        p95=round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        longest=round(ordered[-1], 1),
    )


async def load(house: House) -> Load:
    """Find all the boards, then measure clicks while they change, until the page answered at once or is slow indeed."""
    await house.lab.api.act("piorchestrator", "start_session", config_entry_id=house.crowded_id)
    async with house.browser.visit(f"/{LOADED}/0") as page:
        await _found(page)
        steps = await _steps(house.crowded)
        for _ in range(_MEASUREMENTS):
            measured = await _measure(page, house.crowded, steps)
            if measured.clicks.p95 < IMMEDIATE:
                break
    return measured


async def _measure(page: Page, pi: Pi, steps: Iterator[tuple[str, str]]) -> Load:
    events = asyncio.ensure_future(_events(pi, steps))
    measured: Json = await page.evaluate(_MEASURE, _SECONDS)
    events.cancel()
    sent, seconds = await events
    return Load(
        boards=MANY,
        events_per_second=round(sent / seconds, 1),
        clicks=answering(measured["clicks"]),
        drawing=answering(measured["drawing"]),
        rows_in_the_page=measured["rows"],
        deltas=measured["deltas"],
    )


async def _found(page: Page) -> None:
    await page.get_by_role("button", name=f"Provision all {MANY}").wait_for(timeout=_PATIENCE)


async def _steps(pi: Pi) -> Iterator[tuple[str, str]]:
    """Return states and MACs, without end: each board moves on once before the first one moves again."""
    boards = sorted((await pi.read("truth"))["devices"])
    return cycle(product(("provisioning", "provisioned", "verifying", "failed"), boards))


async def _events(pi: Pi, steps: Iterator[tuple[str, str]]) -> tuple[int, float]:
    """Move boards on, until cancelled; return how many events were sent in how many seconds."""
    begun, sent = time.monotonic(), 0
    try:
        for state, mac in steps:
            await pi.order("state", {"state": state, "mac": mac})
            sent += 1
            await asyncio.sleep(max(0.0, begun + sent / EVENTS_PER_SECOND - time.monotonic()))
    except asyncio.CancelledError:
        pass
    return sent, time.monotonic() - begun
