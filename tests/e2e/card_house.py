"""A Home Assistant with two Pis and dashboards of our cards, and a browser before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from lab import dashboard
from lab.api import HomeAssistantApi, Json
from lab.browser import Browser
from lab.home_assistant import Lab, home_assistant
from lab.household import add_integration, add_profile
from lab.pi import Pi, simulated_pi
from lab.processes import ROOT, free_port
from simulator import Board, World

from .card_record import API_KEY, MANY, WIFI_PASSWORD

# Boards that take seconds take a third of one; slow enough for pictures of what is under way.
SPEED = 8.0
ONE = "pi-one"
BOTH = "pi-both"
LOADED = "pi-loaded"
_WORLD = ROOT / "simulator" / "worlds" / "demo.json"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a walk acts on: the demo's Pi, and one with very many boards."""

    lab: Lab
    pi: Pi
    crowded: Pi
    browser: Browser
    entry_id: str
    crowded_id: str


@asynccontextmanager
async def house(folder: Path, configuration: str = "") -> AsyncIterator[House]:
    """Boot, add both Pis, and make the dashboards that somebody would make."""
    crowd = folder / "crowd.json"
    boards = [Board(f"24:6F:29:00:{index >> 8:02X}:{index & 255:02X}") for index in range(MANY)]
    crowd.write_bytes(TypeAdapter(World).dump_json(World(boards)))
    async with (
        simulated_pi(free_port(), API_KEY, _WORLD, SPEED, folder / "pi.log") as pi,
        simulated_pi(free_port(), API_KEY, crowd, SPEED, folder / "crowded.log") as crowded,
        home_assistant(folder / "config", free_port(), "demo", "demo", configuration) as lab,
        Browser(lab.api.url, lab.api.tokens) as browser,
    ):
        ids = [await _add(lab.api, port) for port in (pi.port, crowded.port)]
        batch, allowlist = (
            {"type": f"custom:piorchestrator-{name}-card", "entry": ids[0]} for name in ("batch", "allowlist")
        )
        other = {**batch, "entry": ids[1]}
        await _dashboard(lab.api, ONE, [_wide(batch), _wide(allowlist)])
        await _dashboard(lab.api, BOTH, [batch, other, batch])
        await _dashboard(lab.api, LOADED, [_wide(other)])
        yield House(lab, pi, crowded, browser, *ids)


async def _add(api: HomeAssistantApi, port: int) -> str:
    entry_id = await add_integration(api, "127.0.0.1", port, API_KEY)
    await add_profile(api, entry_id, "Workshop", WIFI_PASSWORD)
    return entry_id


def _wide(card: Json) -> Json:
    return {**card, "grid_options": {"columns": "full"}}


async def _dashboard(api: HomeAssistantApi, path: str, cards: list[Json]) -> None:
    section = {"type": "grid", "column_span": 3, "cards": cards}
    view = {"path": "0", "type": "sections", "max_columns": 3, "sections": [section]}
    await dashboard.make(api, path, path, {"views": [view]})
