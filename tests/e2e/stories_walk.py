"""Walks through the stories US2 to US5 in a real Home Assistant: `python -m tests.e2e.stories_walk FOLDER`.

A process of its own for the reason that `walk.py` gives.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
import sys

from lab import dashboard
from lab.api import HomeAssistantApi, Json, LabError
from lab.batch import Batch
from lab.home_assistant import Lab, home_assistant
from lab.household import add_integration, add_profile
from lab.pi import Pi, simulated_pi
from lab.processes import ROOT, free_port

from .stories_record import API_KEY, IMPORTED, OTHER_KEY, WIFI_PASSWORD, StoriesRecord
from .walk import until

SPEED = 12.0  # slow enough to interrupt a batch between two boards, quick enough for 90 s of verification
_WORLD = ROOT / "simulator" / "worlds" / "demo.json"
_REPAIRS = "/api/repairs/issues/fix"
_FLOW = "/api/config/config_entries/flow"
_SETUP_LINE = "Setting up piorchestrator.sensor"

type Seen = dict[str, object]


def _silently(line: str) -> None:
    """Say nothing of the batch's progress."""


async def answered[T](ask: Callable[[], Awaitable[T]], enough: Callable[[T], bool]) -> T:
    """Ask until the answer is enough."""
    async with asyncio.timeout(60):
        while True:
            answer = await ask()
            if enough(answer):
                return answer
            await asyncio.sleep(0.1)


class House:
    """One Home Assistant and one Pi, seen by the keys of the entities."""

    def __init__(self, lab: Lab, pi: Pi, entry_id: str, ids: dict[str, str]) -> None:
        self.lab = lab
        self.pi = pi
        self.entry_id = entry_id
        self._ids = ids

    @property
    def api(self) -> HomeAssistantApi:
        """The logged-in user."""
        return self.lab.api

    def state(self, key: str) -> str:
        """The state of an entity, by the end of its unique id."""
        state = self.api.states.get(self._ids[key])
        return "" if state is None else str(state["state"])

    async def shows(self, key: str, state: str) -> str:
        """Wait for a state."""
        await until(lambda: self.state(key) == state)
        return state

    async def issues(self) -> list[Json]:
        """The repairs of ours."""
        found = await self.api.command("repairs/list_issues")
        return [issue for issue in found["issues"] if issue["domain"] == "piorchestrator"]


def _delivery() -> str:
    """A spreadsheet as it comes: semicolons, a header in another order, MACs in three notations."""
    lines = ["Container;MAC address;Description"]
    for number in range(1, IMPORTED + 1):
        digits = f"246F2801{number:04X}"
        pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
        mac = (":".join(pairs), "-".join(pairs).lower(), digits)[number % 3]
        lines.append(f'pallet-{number % 4};{mac};"Camera {number}; new"')
    return "\ufeff" + "\r\n".join(lines)


async def allowlist(house: House, seen: Seen) -> None:
    """US2: a delivery of 200, looked at first, then imported, exported, imported again."""
    api, entry = house.api, {"config_entry_id": house.entry_id}

    async def imported(content: str, *, dry_run: bool) -> dict[str, int]:
        answer = await api.act(
            "piorchestrator", "import_allowlist", response=True, content=content, dry_run=dry_run, **entry
        )
        return {name: answer[name] for name in ("new", "added", "present", "invalid", "failed")}

    async def allowed() -> int:
        return sum(mac.startswith("24:6F:28:01") for mac in (await house.pi.read("truth"))["allowlist"])

    seen["dry_run"] = await imported(_delivery(), dry_run=True)
    seen["allowed_after_dry_run"] = await allowed()
    seen["imported"] = await imported(_delivery(), dry_run=False)
    seen["imported_on_the_pi"] = await allowed()

    def expected() -> int:
        return sum(
            entity_id.endswith("_status") and state["state"] == "expected"
            for entity_id, state in api.states.items()
            if "camera" in entity_id
        )

    await until(lambda: expected() >= IMPORTED)
    seen["boards_shown_as_expected"] = expected()
    exported = await api.act("piorchestrator", "export_allowlist", response=True, format="csv", **entry)
    seen["imported_again"] = await imported(exported["content"], dry_run=False)


async def recovery(house: House, seen: Seen) -> None:
    """US3: the Pi restarts in mid-batch; the repair resumes it."""
    api, pi = house.api, house.pi
    batch = Batch(api, pi, house.entry_id, _silently)
    await api.act("piorchestrator", "start_session", config_entry_id=house.entry_id)
    await until(lambda: house.state("device_count") == "12")
    await api.act("piorchestrator", "provision_all", config_entry_id=house.entry_id)
    await until(lambda: int(house.state("verified_count")) >= 2)
    await pi.order("restart", {"seconds": 1})
    await house.shows("recoverable_session", "on")
    seen["verified_before_the_restart"] = int(house.state("verified_count"))
    (issue,) = await house.issues()
    seen["repair"] = {**issue["translation_placeholders"], "key": issue["translation_key"]}
    seen["provision_all_meanwhile"] = house.state("provision_all")
    menu = await api.flow(_REPAIRS, {"handler": "piorchestrator", "issue_id": issue["issue_id"]})
    seen["menu"] = menu["menu_options"]
    done = await api.continue_flow(_REPAIRS, menu["flow_id"], {"next_step_id": "resume"})
    if done["type"] != "create_entry":
        raise LabError(f"the repair did not end: {done}")
    await house.shows("session_active", "on")
    await house.shows("recoverable_session", "off")
    seen["repairs_after_resume"] = [str(issue["issue_id"]) for issue in await house.issues()]
    await batch.finish()
    seen["disagreements"] = await batch.disagreements()
    seen["verified_at_end"] = int(house.state("verified_count"))
    await api.act("piorchestrator", "stop_session", config_entry_id=house.entry_id)
    await house.shows("session_active", "off")


async def monitor(house: House, seen: Seen) -> None:
    """US4: figures by push, by poll while there is no socket, by push again."""
    await house.shows("monitor_stream", "on")
    await until(lambda: house.state("cpu_usage") not in ("", "unknown", "unavailable"))
    seen["cpu_by_push"] = house.state("cpu_usage")
    seen["mqtt_by_push"] = house.state("mqtt_connected")
    await house.pi.order("switches", {"ws": "off"})
    await house.pi.order("cut-sockets")
    seen["stream_when_lost"] = await house.shows("monitor_stream", "off")
    seen["mqtt_by_poll"] = await house.shows("mqtt_connected", "unknown")
    seen["cpu_by_poll"] = house.state("cpu_usage")
    await house.pi.order("switches", {"ws": "on"})
    seen["stream_when_back"] = await house.shows("monitor_stream", "on")
    seen["mqtt_when_back"] = await house.shows("mqtt_connected", "on")


async def another_key(house: House, seen: Seen) -> None:
    """US5: the Pi gets another key; nobody restarts anything."""
    api = house.api
    await house.pi.order("key", {"key": OTHER_KEY})
    await house.pi.order("cut")

    async def flows() -> list[dict[str, object]]:
        known = await api.command("config_entries/flow/progress")
        return [flow for flow in known if flow["handler"] == "piorchestrator"]

    await answered(flows, bool)
    seen["session_without_key"] = await house.shows("session_state", "unavailable")
    found = await flows()
    seen["reauth_flows"] = len(found)
    flow_id = str(found[0]["flow_id"])
    await api.get(f"{_FLOW}/{flow_id}")
    wrong = await api.continue_flow(_FLOW, flow_id, {"api_key": API_KEY})
    seen["answer_to_a_wrong_key"] = wrong.get("errors") or {}
    done = await api.continue_flow(_FLOW, flow_id, {"api_key": OTHER_KEY})
    seen["end_of_reauth"] = done.get("reason")
    seen["session_with_key"] = await house.shows("session_state", "closed")
    seen["event_stream_with_key"] = await house.shows("event_stream", "on")


async def walk(folder: Path) -> StoriesRecord:
    """Everything, with one Home Assistant and one Pi."""
    seen: Seen = {}
    async with (
        simulated_pi(free_port(), API_KEY, _WORLD, SPEED, folder / "pi.log") as pi,
        home_assistant(folder / "config", free_port(), "demo", "demo") as lab,
    ):
        entry_id = await add_integration(lab.api, "127.0.0.1", pi.port, API_KEY)
        await add_profile(lab.api, entry_id, "Workshop", WIFI_PASSWORD)
        ids = await answered(
            lambda: dashboard.entity_ids(lab.api, entry_id), lambda ids: "event_stream" in ids
        )
        house = House(lab, pi, entry_id, ids)
        for step in (monitor, recovery, allowlist, another_key):
            await step(house, seen)
        seen["loads_of_the_entry"] = lab.log.count(_SETUP_LINE)
        seen["problems"] = lab.problems()
        seen["log"] = lab.log
    return StoriesRecord.model_validate(seen)


def main(folder: Path) -> None:
    """Walk and write the record."""
    record = asyncio.run(walk(folder))
    (folder / "stories.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
