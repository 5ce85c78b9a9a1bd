"""`scripts/demo`: a box of boards from the first flow to the last verified board, in a real Home Assistant."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
import secrets
import signal
import sys
import tempfile

from pydantic import TypeAdapter

from simulator import World

from . import dashboard
from .api import LabError
from .batch import Batch, Row
from .browser import Browser
from .home_assistant import Lab, home_assistant
from .household import add_integration, add_profile
from .pi import simulated_pi
from .processes import ROOT, free_port

USER = PASSWORD = "demo"  # noqa: S105 - the demo's login, on loopback, printed below
SSID = "Workshop"
_WORLD = ROOT / "simulator" / "worlds" / "demo.json"


def _say(text: str) -> None:
    print(text, flush=True)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--exit", action="store_true", help="end after the batch; status 0 if all agreed")
    parser.add_argument("--boards", type=int, help="that many boards of mixed fate instead of the twelve")
    parser.add_argument("--port", type=int, default=0, help="Home Assistant's port (default: any free one)")
    parser.add_argument("--speed", type=float, default=4.0, help="how much faster than real the boards are")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="pictures of the end, with a browser")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave Home Assistant's folder there")
    return parser.parse_args(arguments)


def _table(rows: Sequence[Row]) -> str:
    head = f"  {'board':<28} {'MAC':<18} {'Pi':<13} {'attempts':<9} {'Home Assistant':<15} agrees"
    lines = [
        f"  {row.name[:27]:<28} {row.mac:<18} {row.truth:<13} {row.attempts:<9} "
        f"{row.shown or 'not shown':<15} {'yes' if row.agrees else 'NO'}"
        for row in rows
    ]
    return "\n".join((head, "  " + "-" * (len(head) - 2), *lines))


async def _run(options: argparse.Namespace, folder: Path) -> int:
    """Everything from the first process to the table; the status."""
    api_key, wifi_password = secrets.token_urlsafe(24), secrets.token_urlsafe(12)
    world_file, world = _WORLD, World.from_file(_WORLD)
    if options.boards is not None:
        world, world_file = World.batch(options.boards), folder / "world.json"
        world_file.write_bytes(TypeAdapter(World).dump_json(world))
    async with AsyncExitStack() as stack:
        _say("Starting the simulated Pi and Home Assistant")
        pi = await stack.enter_async_context(
            simulated_pi(free_port(), api_key, world_file, options.speed, folder / "pi.log")
        )
        lab = await stack.enter_async_context(
            home_assistant(folder / "config", options.port or free_port(), USER, PASSWORD)
        )
        entry_id = await add_integration(lab.api, "127.0.0.1", pi.port, api_key)
        await add_profile(lab.api, entry_id, SSID, wifi_password)
        await dashboard.make_ours(lab.api)
        address = f"{lab.api.url}/{dashboard.PATH}"
        _say(f"Home Assistant is at {address} (user {USER}, password {PASSWORD})")
        batch = Batch(lab.api, pi, entry_id, _say)
        await batch.run(len(world.boards))
        status = await _conclude(lab, batch)
        if options.screenshots is not None:
            await _photograph(lab, entry_id, options.screenshots)
        if not options.exit:
            _say(f"\nHome Assistant stays at {address} until Ctrl-C (user {USER}, password {PASSWORD})")
            await asyncio.Event().wait()
        return status


async def _conclude(lab: Lab, batch: Batch) -> int:
    wrong = await batch.disagreements()
    rows = await batch.rows()
    _say(f"\n{_table(rows)}\n")
    for words in wrong:
        _say(f"WRONG  {words}")
    for line in lab.problems():
        _say(f"LOGGED {line}")
    verified = sum(row.truth == "verified" for row in rows)
    strangers = sum(row.is_stranger for row in rows)
    _say(
        f"{len(rows)} boards: {verified} verified, {sum(row.truth == 'failed' for row in rows)} failed, "
        f"{strangers} strangers left alone. Home Assistant shows the Pi's truth: {'no' if wrong else 'yes'}."
    )
    return 1 if wrong or lab.problems() else 0


async def _photograph(lab: Lab, entry_id: str, folder: Path) -> None:
    devices = await lab.api.command("config/device_registry/list")
    mine = [device for device in devices if device["config_entry_id"] == entry_id]
    pages = {
        "dashboard": f"/{dashboard.PATH}",
        "integration": "/config/integrations/integration/piorchestrator",
    }
    for device in mine:
        if device.get("model") == "PiOrchestrator":
            pages["device"] = f"/config/devices/device/{device['id']}"
        elif device.get("translation_key") == "provisioning" or device.get("parent_device_id"):
            pages["provisioning"] = f"/config/devices/device/{device['id']}"
        elif device.get("model") == "ESP-CAM" and "board" not in pages:
            pages["board"] = f"/config/devices/device/{device['id']}"
    async with Browser(lab.api.url, lab.api.tokens) as browser:
        for name, path in pages.items():
            for view in browser.views(name):
                _say(f"picture: {await browser.photograph(path, folder, name, view)}")


async def _until_interrupted(options: argparse.Namespace, folder: Path) -> int:
    """Ctrl-C ends everything in order; it is the regular end of a demo that stays."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(_run(options, folder))
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except LabError as error:
        _say(f"FAILED {error}")
        return 1
    except asyncio.CancelledError:
        _say("\nEnded.")
        return 130 if options.exit else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; everything it started has ended afterwards."""
    options = _arguments(arguments)
    if options.keep is not None:
        options.keep.mkdir(parents=True)
        return asyncio.run(_until_interrupted(options, options.keep))
    with tempfile.TemporaryDirectory(prefix="piorchestrator-demo-") as folder:
        return asyncio.run(_until_interrupted(options, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
