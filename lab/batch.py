"""The main job: a batch from start to verified, by actions, with Home Assistant compared to the Pi's truth."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from .api import HomeAssistantApi, Json
from .dashboard import entity_ids
from .pi import Pi

_POLL_SECONDS = 0.2
# Long enough for a verification that times out at the simulator's full duration (90 s) plus its retries.
_PATIENCE_SECONDS = 600.0
_SETTLED = ("verified", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """One board: what the Pi knows and what Home Assistant shows; strangers are not shown."""

    mac: str
    name: str
    truth: str
    attempts: int
    shown: str | None
    is_allowed: bool

    @property
    def is_stranger(self) -> bool:
        """Never allowed, never provisioned: rightly without a place in Home Assistant."""
        return self.shown is None and self.truth == "discovered" and not self.is_allowed

    @property
    def agrees(self) -> bool:
        """Home Assistant shows the truth."""
        return self.is_stranger or self.shown == self.truth


class Batch:
    """One batch of one entry."""

    def __init__(self, api: HomeAssistantApi, pi: Pi, entry_id: str, say: Callable[[str], None]) -> None:
        self._api = api
        self._pi = pi
        self._entry_id = entry_id
        self._say = say
        self._told: dict[str, str] = {}

    async def run(self, boards: int) -> None:
        """Start, wait for the boards, and finish."""
        self._say("Starting a session")
        await self._act("start_session")
        await self._until(lambda truth: len(truth["devices"]) >= boards)
        await self.finish()

    async def finish(self) -> None:
        """Provision all, retry what failed, until nothing moves any more."""
        self._say("Provisioning all")
        result = await self._act("provision_all", response=True)
        self._say(f"  {result['initiated_count']} begun, {result['skipped_count']} left out (not allowed)")
        await self._until(self._is_settled)
        failed = [
            mac for mac, board in (await self._truth())["devices"].items() if board["state"] == "failed"
        ]
        if failed:
            self._say(f"Retrying {len(failed)} that failed")
            await self._act("retry_device", response=True)
            await self._until(self._is_settled)

    async def rows(self) -> list[Row]:
        """Every board the Pi knows, beside what Home Assistant shows."""
        truth = await self._truth()
        ids = await entity_ids(self._api, self._entry_id)
        rows = []
        for mac, board in sorted(truth["devices"].items()):
            entity_id = ids.get(f"{mac.replace(':', '').lower()}_status", "")
            state = self._api.states.get(entity_id)
            name = state["attributes"]["friendly_name"].removesuffix(" Status") if state else "(stranger)"
            rows.append(
                Row(
                    mac,
                    name,
                    board["state"],
                    board.get("retry_count", 0) + 1,
                    state["state"] if state else None,
                    board["in_allowlist"],
                )
            )
        return rows

    async def disagreements(self) -> list[str]:
        """Where Home Assistant does not show the truth, in words; given a moment to catch up."""
        found: list[str] = []
        for _ in range(20):
            found = [
                f"{row.mac}: {row.truth}, shown as {row.shown}" for row in await self.rows() if not row.agrees
            ]
            found += await self._wrong_figures()
            if not found:
                return []
            await asyncio.sleep(_POLL_SECONDS)
        return found

    async def _wrong_figures(self) -> list[str]:
        truth, ids = await self._truth(), await entity_ids(self._api, self._entry_id)
        session = truth["session"]
        expected = {
            key: str(session[key])
            for key in ("device_count", "provisioned_count", "verified_count", "failed_count", "target_ssid")
        }
        expected["session_state"] = session["state"]
        expected["allowlist_total"] = str(len(truth["allowlist"]))
        shown = {key: self._api.states[ids[key]]["state"] for key in expected}
        return [
            f"{key}: {expected[key]}, shown as {shown[key]}"
            for key in expected
            if shown[key] != expected[key]
        ]

    async def _act(self, action: str, *, response: bool = False) -> Json:
        return await self._api.act(
            "piorchestrator", action, response=response, config_entry_id=self._entry_id
        )

    async def _truth(self) -> Json:
        return await self._pi.read("truth")

    @staticmethod
    def _is_settled(truth: Json) -> bool:
        return all(
            board["state"] in _SETTLED or not board["in_allowlist"] for board in truth["devices"].values()
        )

    async def _until(self, done: Callable[[Json], bool]) -> None:
        """Watch Home Assistant, and tell of each board whose state moved there."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                truth = await self._truth()
                for row in await self.rows():
                    if row.shown and self._told.get(row.mac) != row.shown:
                        self._told[row.mac] = row.shown
                        self._say(f"  {row.mac}  {row.shown:<13} {row.name}")
                if done(truth):
                    return
                await asyncio.sleep(_POLL_SECONDS)
