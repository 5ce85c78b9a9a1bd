"""A delivery of fifty boards without one click: `python -m tests.e2e.handsfree_walk FOLDER [PICTURES]`.

Somebody imports the delivery. Everything else happens by itself: an automation opens a session, unattended mode
provisions and tries again, an automation stops when the batch is complete, and the blueprint tells of the report.
A process of its own for the reason that `walk.py` gives.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
import shutil
import sys

from playwright.async_api import Page
from pydantic import TypeAdapter

from lab import dashboard
from lab.api import HomeAssistantApi, Json
from lab.browser import WIDE, WIDE_DARK, Browser, still
from lab.home_assistant import Lab, home_assistant
from lab.household import add_automation, add_integration, add_profile
from lab.pi import Pi, simulated_pi
from lab.processes import ROOT, free_port
from simulator import Board, Fate, World

from .handsfree_record import API_KEY, BOARDS, UNLUCKY, WIFI_PASSWORD, HandsFreeRecord
from .stories_walk import answered

SPEED = 30.0  # the last board turns up after 5 s, and one that times out does so within 5 s
_BLUEPRINT = "piorchestrator/report_finished_batch.yaml"
_LATER_SECONDS = 3.0  # another report would have come by then
_ROUTES = {
    "provision": "POST /batch/{id}/devices/{mac}/provision",
    "retry": "POST /batch/{id}/devices/{mac}/retry",
    "start": "POST /batch/start",
    "stop": "POST /batch/{id}/stop",
}


def _world() -> World:
    """Fifty boards that turn up one after the other and that nobody has allowed yet."""
    fates = [Fate.REJECT_ONCE] * (UNLUCKY - 2) + [Fate.TIMEOUT_ONCE] * 2
    fates += [Fate.VERIFY] * (BOARDS - UNLUCKY)
    return World(
        [
            # 7 and 50 have no common divisor: the unlucky ones are spread over the delivery.
            Board(_mac(index), fate=fates[index * 7 % BOARDS], appear_after=index * 3.0, allowed=False)
            for index in range(BOARDS)
        ]
    )


def _mac(index: int) -> str:
    return f"24:6F:28:0B:00:{index:02X}"


async def _household(lab: Lab, entry_id: str) -> None:
    """The automations that somebody has made once, and the switch."""
    devices = await lab.api.command("config/device_registry/list")
    (pi,) = [device["id"] for device in devices if device.get("model") == "PiOrchestrator"]
    ids = await dashboard.entity_ids(lab.api, entry_id)
    begin = {
        "alias": "Begin when a delivery is on the allowlist",
        "triggers": [{"trigger": "numeric_state", "entity_id": ids["allowlist_available"], "above": 0}],
        "actions": [{"action": "piorchestrator.start_session"}],
    }
    end = {
        "alias": "Stop when every board is verified",
        "triggers": [{"trigger": "piorchestrator.batch_complete", "target": {"device_id": pi}}],
        "actions": [{"action": "piorchestrator.stop_session"}],
    }
    report = {
        "alias": "Report",
        "use_blueprint": {"path": _BLUEPRINT, "input": {"pi": [pi]}},
    }
    for key, automation in {"begin": begin, "end": end, "report": report}.items():
        await add_automation(lab.api, key, automation)
    await answered(
        lambda: _states(lab.api, "automation."), lambda states: Counter(states.values())["on"] == 3
    )
    await lab.api.act("switch", "turn_on", entity_id=ids["unattended"])


async def _states(api: HomeAssistantApi, prefix: str) -> dict[str, str]:
    return {key: state["state"] for key, state in api.states.items() if key.startswith(prefix)}


async def _notifications(api: HomeAssistantApi) -> list[str]:
    found = await api.command("persistent_notification/get")
    return [f"{known['title']}\n{known['message']}" for known in found]


async def _sentences(api: HomeAssistantApi, entity_id: str, since: datetime) -> list[str]:
    found = await api.command(
        "logbook/get_events",
        start_time=since.isoformat(),
        end_time=(datetime.now(UTC) + timedelta(minutes=1)).isoformat(),
        entity_ids=[entity_id],
    )
    return [f"{line.get('name')} {line['message']}" for line in found if "message" in line]


async def _look(lab: Lab, switch: str, pictures: Path) -> dict[str, str]:
    """The words of the pages that matter: the editor's triggers, the report, the logbook."""
    seen: dict[str, str] = {}
    async with Browser(lab.api.url, lab.api.tokens) as browser:
        async with browser.visit("/config/automation/edit/new") as page:
            seen["triggers"] = await _offered_triggers(page, pictures)
        for view in (WIDE, WIDE_DARK):
            async with browser.visit("/profile", view) as page:
                await page.get_by_text("Notifications", exact=True).first.click()
                seen["report"] = await still(page)
                await page.screenshot(path=pictures / f"report-{view.name}.png")
        async with browser.visit(f"/logbook?entity_id={switch}") as page:
            seen["logbook"] = await still(page)
            await page.screenshot(path=pictures / "logbook.png")
    return seen


async def _offered_triggers(page: Page, pictures: Path) -> str:
    """By target, as a person finds them who knows the device and not the name of a trigger."""
    await page.get_by_text("Add trigger", exact=True).first.click()
    await still(page)
    await page.get_by_text("Services", exact=True).last.click()
    await still(page)
    await page.get_by_text("PiOrchestrator", exact=True).last.click()
    text = await still(page)
    await page.screenshot(path=pictures / "triggers.png")
    return text


async def _batch(lab: Lab, pi: Pi, ids: dict[str, str]) -> Json:
    """Import the delivery, and wait for what comes of it."""
    lines = [f"{_mac(index)},Camera {index}" for index in range(BOARDS)]
    answer = await lab.api.act(
        "piorchestrator", "import_allowlist", response=True, content="\n".join(["mac,description", *lines])
    )
    await answered(lambda: _notifications(lab.api), bool)
    await answered(lambda: _states(lab.api, ids["session_state"]), lambda found: "closed" in found.values())
    return answer


async def walk(folder: Path, pictures: Path) -> HandsFreeRecord:
    """Everything, with one Home Assistant and one Pi."""
    world, begun = folder / "world.json", datetime.now(UTC)
    world.write_bytes(TypeAdapter(World).dump_json(_world()))
    async with (
        simulated_pi(free_port(), API_KEY, world, SPEED, folder / "pi.log") as pi,
        home_assistant(folder / "config", free_port(), "demo", "demo") as lab,
    ):
        shutil.copytree(ROOT / "blueprints", folder / "config" / "blueprints", dirs_exist_ok=True)
        entry_id = await add_integration(lab.api, "127.0.0.1", pi.port, API_KEY)
        await add_profile(lab.api, entry_id, "Workshop", WIFI_PASSWORD)
        ids = await answered(lambda: dashboard.entity_ids(lab.api, entry_id), lambda ids: "unattended" in ids)
        await _household(lab, entry_id)
        imported = await _batch(lab, pi, ids)
        notifications = await _notifications(lab.api)
        await asyncio.sleep(_LATER_SECONDS)
        counts = (await pi.read("counts"))["requests"]
        devices = (await pi.read("truth"))["devices"]
        states = {key: lab.api.states[ids[key]]["state"] for key in ids if ids[key] in lab.api.states}
        seen = await _look(lab, ids["unattended"], pictures)
        return HandsFreeRecord(
            imported=imported["added"],
            requests={name: counts.get(route, 0) for name, route in _ROUTES.items()},
            states_on_the_pi=Counter(device["state"] for device in devices.values()),
            session_state=states["session_state"],
            verified_total=states["verified_total"],
            batch_complete=states["batch_complete"],
            notifications=notifications,
            notifications_later=await _notifications(lab.api),
            sentences=await _sentences(lab.api, ids["unattended"], begun),
            seen=seen,
            problems=lab.problems(),
            log=lab.log,
        )


def main(folder: Path, pictures: Path) -> None:
    """Walk and write the record."""
    pictures.mkdir(parents=True, exist_ok=True)
    record = asyncio.run(walk(folder, pictures))
    (folder / "handsfree.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(sys.argv[1]) / "pictures")
