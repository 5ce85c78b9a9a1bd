"""Home Assistant and a Pi in another process: what a test of a promise sees, steers and measures."""

import asyncio
from collections.abc import Callable
from dataclasses import fields
import json
from pathlib import Path
from time import monotonic
from typing import Any

from aiohttp import ClientConnectionError
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.piorchestrator.runtime import RuntimeData
from lab.pi import Pi
from lab.processes import ROOT
from simulator.steering import Truth
from tests.conftest import wait_for
from tests.live.home import View
from tests.live.truth import compare

FIGURES = ROOT / ".cache" / "promises"
# What an entity that tells of the connection says is true while the connection is lost.
ALWAYS_THERE = ("event_stream", "monitor_stream", "unattended")


class House(View):
    """One entry and its Pi."""

    def __init__(self, hass: HomeAssistant, pi: Pi, entry: ConfigEntry[RuntimeData]) -> None:
        super().__init__(hass, entry)
        self.pi = pi

    async def set_up(self) -> None:
        """Load the entry and wait for the stream."""
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        assert self.entry.state is ConfigEntryState.LOADED
        await self.streaming()

    async def counts(self) -> dict[str, Any]:
        """What the Pi counted."""
        counts: dict[str, Any] = await self.pi.read("counts")
        return counts

    async def asked(self, route: str) -> list[float]:
        """When the Pi was asked for a route; in seconds of the clock that both processes share."""
        answer = await self.pi.read("requests")
        return [at for at, asked in answer["requests"] if route in (asked, "*")]

    async def so(self) -> Truth:
        """What is so on the Pi."""
        answer = await self.pi.read("truth")
        return Truth(**{field.name: answer[field.name] for field in fields(Truth)})

    async def settled(self) -> None:
        """Wait until nothing is on its way on the Pi."""
        await eventually(self._is_settled)

    async def _is_settled(self) -> list[str]:
        return [] if (await self.pi.read("truth"))["settled"] else ["the Pi is still at work"]

    async def truth(self, seconds: float = 10.0) -> float:
        """Wait until Home Assistant shows it; when it did."""

        async def wrong() -> list[str]:
            try:
                return compare(self, await self.so(), clients=False)
            except ClientConnectionError:
                return ["the Pi is down"]

        return await eventually(wrong, seconds)

    async def fault(self, kind: str, **more: object) -> None:
        """Order a fault of every route, or of the `route` named, that stays until it is cleared."""
        await self.pi.order("fault", {"kind": kind, "route": "*", "times": None, **more})

    def available_entities(self) -> list[str]:
        """Everything that claims to know the Pi as it is now."""
        registry = er.async_get(self.hass)
        return [
            entity.entity_id
            for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id)
            if (state := self.hass.states.get(entity.entity_id)) is not None
            and state.state != STATE_UNAVAILABLE
            and not entity.unique_id.endswith(ALWAYS_THERE)
        ]


async def eventually(wrong: Callable[[], Any], seconds: float = 30.0) -> float:
    """Wait until nothing is wrong; when that was, at most 20 ms late."""
    until = monotonic() + seconds
    while problems := await wrong():
        assert monotonic() < until, "\n".join(problems)
        await asyncio.sleep(0.02)
    return monotonic()


async def moment(condition: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so; when that was."""
    await wait_for(condition, seconds)
    return monotonic()


def record(promise: int, what: str, value: float, unit: str = "s") -> None:
    """Keep a measured figure for `python -m tests.promises.figures`; it decides nothing."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    figure = {"promise": promise, "what": what, "value": round(value, 3), "unit": unit}
    path: Path = FIGURES / f"{promise:02}-{what.replace(' ', '-')}.json"
    path.write_text(json.dumps(figure))
