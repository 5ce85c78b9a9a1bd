"""Walks through a real Home Assistant as a person would: `python -m tests.e2e.walk FOLDER`; leaves a record there.

A process of its own, because the test package forbids sockets and lingering tasks in the tests' process.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import json
from pathlib import Path
import sys

from aiohttp import ClientSession

from lab import dashboard
from lab.api import HomeAssistantApi, LabError
from lab.batch import Batch
from lab.browser import PHONE_DARK, Browser
from lab.home_assistant import Lab, home_assistant
from lab.household import add_profile
from lab.pi import simulated_pi
from lab.processes import ROOT, free_port
from simulator import World

from .record import API_KEY, WIFI_PASSWORD, WRONG_KEY, Record, Shown

SPEED = 30.0  # the board that is never verified fails after 3 s instead of 90
_WORLD = ROOT / "simulator" / "worlds" / "demo.json"
_FLOW = "/api/config/config_entries/flow"
_PATIENCE_SECONDS = 20.0


async def set_up(api: HomeAssistantApi, pi_port: int, record: dict[str, object]) -> str:
    """Fill the first form wrongly in every way, then rightly; the entry's id."""
    own_port = int(api.url.rsplit(":", 1)[1])
    mistakes: dict[str, tuple[str, int, str | None]] = {
        "no address": ("not an address", pi_port, API_KEY),
        "closed port": ("127.0.0.1", free_port(), API_KEY),
        "web page": ("127.0.0.1", own_port, API_KEY),
        "no key": ("127.0.0.1", pi_port, None),
        "wrong key": ("127.0.0.1", pi_port, WRONG_KEY),
    }
    form = await api.flow(_FLOW, {"handler": "piorchestrator"})
    refused: dict[str, dict[str, str]] = {}
    for name, (host, port, key) in mistakes.items():
        answer = await api.continue_flow(_FLOW, form["flow_id"], _filled(host, port, key))
        refused[name] = answer.get("errors") or {"type": answer["type"]}
    record["refused_forms"] = refused
    entries = await api.command("config_entries/get", domain="piorchestrator")
    record["entries_after_refusals"] = len(entries)
    done = await api.continue_flow(_FLOW, form["flow_id"], _filled("127.0.0.1", pi_port, API_KEY))
    if done["type"] != "create_entry":
        raise LabError(f"the config flow did not end: {done}")
    entry_id: str = done["result"]["entry_id"]
    return entry_id


def _filled(host: str, port: int, key: str | None) -> dict[str, object]:
    filled: dict[str, object] = {
        "host": host,
        "advanced": {"port": port, "ssl": False, "verify_ssl": True},
    }
    return filled if key is None else {**filled, "api_key": key}


async def refused_actions(api: HomeAssistantApi) -> dict[str, str]:
    """Use actions wrongly while nothing runs; what a person is told each time."""
    mistakes: dict[str, tuple[str, dict[str, object]]] = {
        "MAC that is none": ("provision_device", {"mac": "24:6F:28"}),
        "unknown profile": ("start_session", {"network": "Nowhere"}),
        "nothing to stop": ("stop_session", {}),
        "nothing to provision": ("provision_all", {}),
    }
    told: dict[str, str] = {}
    for name, (action, data) in mistakes.items():
        try:
            await api.act("piorchestrator", action, response=True, **data)
        except LabError as error:
            told[name] = str(error)
        else:
            told[name] = ""
    return told


async def automate(lab: Lab, entry_id: str) -> str:
    """Let an automation end the session and start another; its traces as text."""
    ids = await dashboard.entity_ids(lab.api, entry_id)
    active = ids["session_active"]
    automation = {
        "id": "again",
        "alias": "Again",
        "triggers": [{"trigger": "event", "event_type": "never_fired"}],
        "actions": [
            {"action": "piorchestrator.stop_session"},
            {"wait_template": f"{{{{ is_state('{active}', 'off') }}}}", "timeout": 15},
            {"action": "piorchestrator.start_session", "response_variable": "started"},
            {"action": "piorchestrator.get_session", "response_variable": "session"},
        ],
    }
    # JSON is YAML.
    (lab.folder / "automations.yaml").write_text(json.dumps([automation]))
    await lab.api.act("automation", "reload")
    await lab.api.act("automation", "trigger", entity_id="automation.again")
    about = {"domain": "automation", "item_id": "again"}
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            runs = await lab.api.command("trace/list", **about)
            if runs and all(run["state"] == "stopped" for run in runs):
                break
            await asyncio.sleep(0.1)
    traces = [await lab.api.command("trace/get", run_id=run["run_id"], **about) for run in runs]
    return json.dumps(traces)


@asynccontextmanager
async def overheard(api: HomeAssistantApi, into: list[str]) -> AsyncIterator[None]:
    """Collect every event of the bus, as text."""

    async def listen(session: ClientSession) -> None:
        async with session.ws_connect(f"{api.url}/api/websocket", max_msg_size=0) as socket:
            await socket.receive()
            await socket.send_json({"type": "auth", "access_token": api.tokens["access_token"]})
            await socket.receive()
            await socket.send_json({"id": 1, "type": "subscribe_events"})
            while True:
                into.append(await socket.receive_str())

    async with ClientSession() as session:
        task = asyncio.create_task(listen(session))
        await until(lambda: bool(into))  # the subscription's own answer
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def pages(lab: Lab, entry_id: str) -> dict[str, str]:
    """The words of the dashboard and of the devices' pages."""
    devices = [
        device
        for device in await lab.api.command("config/device_registry/list")
        if device["config_entry_id"] == entry_id
    ]
    by_name = {device["name_by_user"] or device["name"]: device["id"] for device in devices}
    paths = {
        "dashboard": f"/{dashboard.PATH}",
        **{name: f"/config/devices/device/{device_id}" for name, device_id in by_name.items()},
    }
    wanted = ("dashboard", "Provisioning", "Snack shelf")
    found = {}
    async with Browser(lab.api.url, lab.api.tokens) as browser:
        for name, path in paths.items():
            if name.endswith(wanted):
                found[name] = await browser.text(path)
        found["dashboard on a phone"] = await browser.text(paths["dashboard"], PHONE_DARK)
    return found


async def walk(folder: Path) -> Record:
    """Everything, from the first form to the last process's end."""
    record: dict[str, object] = {}
    events: list[str] = []
    progress: list[str] = []
    async with simulated_pi(free_port(), API_KEY, _WORLD, SPEED, folder / "pi.log") as pi:
        async with (
            home_assistant(folder / "config", free_port(), "demo", "demo") as lab,
            overheard(lab.api, events),
        ):
            entry_id = await set_up(lab.api, pi.port, record)
            await add_profile(lab.api, entry_id, "Workshop", WIFI_PASSWORD)
            batch = Batch(lab.api, pi, entry_id, progress.append)
            await batch.run(len(World.from_file(_WORLD).boards))
            record["disagreements"] = await batch.disagreements()
            record["boards"] = [
                Shown(name=row.name, truth=row.truth, shown=row.shown) for row in await batch.rows()
            ]
            await dashboard.make_ours(lab.api)
            record["pages"] = await pages(lab, entry_id)
            record["traces"] = await automate(lab, entry_id)
            record["diagnostics"] = json.dumps(await lab.api.get(f"/api/diagnostics/config_entry/{entry_id}"))
            record["states"] = json.dumps(await lab.api.get("/api/states"))
            record["registered_macs"] = [
                value
                for device in await lab.api.command("config/device_registry/list")
                for kind, value in device.get("connections", ())  # a child device has none
                if kind == "mac"
            ]
            record["problems"] = lab.problems()
            await lab.api.act("piorchestrator", "stop_session")
            await _closed(lab, entry_id)
            record["refused_actions"] = await refused_actions(lab.api)
        record["log"] = lab.log
        record["events"] = "\n".join(events)
        record["progress"] = progress
        counts = await pi.read("counts")
        record["streams_at_end"] = counts["streams"]
        record["sockets_at_end"] = counts["sockets"]
    return Record.model_validate(record)


async def _closed(lab: Lab, entry_id: str) -> None:
    active = (await dashboard.entity_ids(lab.api, entry_id))["session_active"]
    await until(lambda: lab.api.states[active]["state"] == "off")


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that comes by push."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            if condition():
                return
            await asyncio.sleep(0.02)


def main(folder: Path) -> None:
    """Walk and write the record."""
    record = asyncio.run(walk(folder))
    (folder / "record.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
