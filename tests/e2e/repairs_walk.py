"""Mends what is broken in a browser, as a person would: `python -m tests.e2e.repairs_walk FOLDER [PICTURES]`.

A process of its own, because the test package forbids sockets and lingering tasks in the tests' process.
"""

import asyncio
from collections.abc import Callable
import json
from pathlib import Path
import sys

from playwright.async_api import Page
from pydantic import BaseModel, TypeAdapter

from lab.api import HomeAssistantApi, Json
from lab.browser import Browser, still
from lab.home_assistant import Lab, home_assistant
from lab.household import add_integration, add_profile
from lab.pi import Pi, simulated_pi
from lab.processes import free_port
from simulator import Board, Fate, World

from .record import API_KEY, WIFI_PASSWORD

SPEED = 30.0  # a board that is never verified fails after 3 s instead of 90
SSID = "Workshop"
BETTER_PASSWORD = "canary-password-mended-51af"
SHORT_PASSWORD = "short"
# A stream that speaks another version is told of by the next read, 30 s later at most.
_PATIENCE_SECONDS = 60.0
_REPAIRS = "/config/repairs"
_MIXED = [
    Board(f"24:6F:28:0A:00:{index:02X}", fate=fate, description=f"Camera {index}")
    for index, fate in enumerate([Fate.VERIFY, Fate.VERIFY, *[Fate.NEVER_VERIFY] * 4])
]
_WEB_PAGE = {
    "kind": "answer",
    "route": "*",
    "status": 404,
    "body": "<html><body>PiDashboard</body></html>",
    "content_type": "text/html",
    "times": None,
}


class RepairsRecord(BaseModel):
    """What was seen: the words of each screen by the picture's name, and what followed from it."""

    screens: dict[str, str] = {}
    issues: dict[str, list[str]] = {}
    resumed_state: str = ""
    port: int = 0
    other_port: int = 0
    entry_state: str = ""
    problems: list[str] = []
    log: str = ""


class Walker:
    """One person with one page."""

    def __init__(self, lab: Lab, page: Page, record: RepairsRecord, pictures: Path) -> None:
        self._api = lab.api
        self._page = page
        self._record = record
        self._pictures = pictures

    async def see(self, name: str) -> None:
        """Look: a picture, and the words of the dialog or the page."""
        text = await still(self._page)
        self._pictures.mkdir(parents=True, exist_ok=True)
        await self._page.screenshot(path=self._pictures / f"{len(self._record.screens):02}-{name}.png")
        self._record.screens[name] = text

    async def issues(self, name: str, condition: Callable[[set[str]], bool]) -> None:
        """Wait until Home Assistant's list of our issues is as expected."""
        found: set[str] = set()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not condition(found := await issue_keys(self._api)):  # noqa: ASYNC110 - behind a process
                await asyncio.sleep(0.1)
        self._record.issues[name] = sorted(found)

    async def click(self, words: str) -> None:
        """Press the last thing that says this: dialogs stand behind the page in its text."""
        await self._page.get_by_text(words, exact=True).last.click()

    async def press(self, button: str) -> None:
        """Press a button of the dialog."""
        await self._page.get_by_role("button", name=button, exact=True).last.click()

    async def write(self, role: str, field: str, words: str) -> None:
        """Type into a field."""
        if role == "password":
            await self._page.locator("input[type=password]").last.fill(words)
        else:
            await self._page.get_by_role("spinbutton", name=field).last.fill(words)

    async def close(self) -> None:
        """Leave the dialog."""
        await self._page.get_by_role("button", name="Close", exact=True).last.click()
        await still(self._page)


async def issue_keys(api: HomeAssistantApi) -> set[str]:
    """Translation keys of our issues."""
    listed = await api.command("repairs/list_issues")
    return {issue["translation_key"] for issue in listed["issues"] if issue["domain"] == "piorchestrator"}


async def interrupted_batch(lab: Lab, pi: Pi, walker: Walker) -> None:
    """A batch whose boards do not come up with their password, and a restart in the middle of it."""
    act = lab.api.act
    await act("piorchestrator", "start_session")
    await _truth(pi, lambda truth: len(truth["devices"]) == len(_MIXED))
    await act("piorchestrator", "provision_all")
    await _truth(pi, lambda truth: _count(truth, "failed") == 4)
    await walker.issues("suspect", lambda found: "profile_suspect" in found)
    await pi.order("restart", {"seconds": 1.0})
    await walker.issues("restarted", lambda found: "recoverable_session" in found)


def _count(truth: Json, state: str) -> int:
    return sum(device["state"] == state for device in truth["devices"].values())


async def _truth(pi: Pi, condition: Callable[[Json], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not condition(await pi.read("truth")):  # noqa: ASYNC110 - behind a process
            await asyncio.sleep(0.1)


async def recovery(walker: Walker) -> None:
    """Look at every way out of an interrupted session, then resume it."""
    title = "PiOrchestrator: a provisioning session was interrupted"
    await walker.see("list")
    await walker.click(title)
    await walker.see("recovery-menu")
    await walker.click("Decide later")
    await walker.see("recovery-later")
    await walker.close()
    await walker.click(title)
    await walker.click("Discard the session")
    await walker.see("recovery-discard")
    await walker.close()
    await walker.issues("not discarded", lambda found: "recoverable_session" in found)
    await walker.click(title)
    await walker.click("Resume the session")
    await walker.see("recovery-resumed")
    await walker.issues("resumed", lambda found: "recoverable_session" not in found)
    await walker.close()


async def password(walker: Walker) -> None:
    """Give the Wi-Fi profile a password that is too short, then a better one."""
    await walker.click(f"PiOrchestrator: boards do not come up in the network {SSID}")
    await walker.see("password-form")
    await walker.write("password", "Password", SHORT_PASSWORD)
    await walker.press("Save the password")
    await walker.see("password-too-short")
    await walker.write("password", "Password", BETTER_PASSWORD)
    await walker.press("Save the password")
    await walker.see("password-mended")
    await walker.issues("mended", lambda found: "profile_suspect" not in found)
    await walker.close()


async def another_version(pi: Pi, walker: Walker) -> None:
    """A server that speaks of what this integration does not know."""
    await pi.order("event", {"type": "device.verified", "payload": {}, "version": "2.0"})
    await walker.issues("another version", lambda found: "event_version" in found)
    await walker.click("PiOrchestrator: events of another version")
    await walker.see("version")
    await walker.close()


async def address(pi: Pi, other: Pi, walker: Walker) -> None:
    """The API is gone from this port: on to the form of the connection, and to another port."""
    await pi.order("fault", _WEB_PAGE)
    await pi.order("cut")
    await walker.issues("absent", lambda found: "api_absent" in found)
    await walker.see("list-absent")
    await walker.click("PiOrchestrator: no provisioning API at this address")
    await walker.see("absent-confirm")
    await walker.press("Change the connection")
    await walker.see("absent-reconfigure")
    await walker.click("Connection")
    await walker.write("spinbutton", "Port", str(other.port))
    await walker.see("absent-port")
    await walker.press("Submit")
    await walker.see("absent-done")
    await walker.issues("loaded", lambda found: "api_absent" not in found)
    await walker.close()
    await walker.see("list-empty")


async def walk(folder: Path, pictures: Path) -> RepairsRecord:
    """Everything, from the first form to the last process's end."""
    record = RepairsRecord()
    world = folder / "world.json"
    world.write_bytes(TypeAdapter(World).dump_json(World(_MIXED)))
    async with (
        simulated_pi(free_port(), API_KEY, world, SPEED, folder / "pi.log") as pi,
        simulated_pi(free_port(), API_KEY, world, SPEED, folder / "other.log") as other,
        home_assistant(folder / "config", free_port(), "demo", "demo") as lab,
    ):
        entry_id = await add_integration(lab.api, "127.0.0.1", pi.port, API_KEY)
        await add_profile(lab.api, entry_id, SSID, WIFI_PASSWORD)
        async with (
            Browser(lab.api.url, lab.api.tokens) as browser,
            browser.visit(_REPAIRS) as page,
        ):
            walker = Walker(lab, page, record, pictures)
            await interrupted_batch(lab, pi, walker)
            await recovery(walker)
            record.resumed_state = (await pi.read("truth"))["session"]["state"]
            await password(walker)
            await another_version(pi, walker)
            await address(pi, other, walker)
        (entry,) = await lab.api.command("config_entries/get", domain="piorchestrator")
        record.entry_state = entry["state"]
        stored = json.loads((lab.folder / ".storage" / "core.config_entries").read_text("utf-8"))
        record.other_port = other.port
        record.port = next(
            entry["data"]["port"] for entry in stored["data"]["entries"] if entry["entry_id"] == entry_id
        )
        record.problems = lab.problems()
    record.log = lab.log
    return record


def main(folder: Path, pictures: Path) -> None:
    """Walk and write the record."""
    record = asyncio.run(walk(folder, pictures))
    (folder / "repairs.json").write_text(record.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else f"{sys.argv[1]}/pictures"))
