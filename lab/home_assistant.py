"""A real Home Assistant as a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import re

from . import config_folder
from .api import HomeAssistantApi, LabError
from .processes import is_free, listening_elsewhere, running

# Spawn to running takes 2 to 5 s on two cores; the first time everything is compiled.
_BOOT_SECONDS = 120.0
_PROBLEM = re.compile(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL|FATAL) ", re.MULTILINE)
# Home Assistant warns of every custom integration that it was not tested; that is no fault of ours.
_EXPECTED = "which has not been tested by Home Assistant"


@dataclass(frozen=True, slots=True)
class Lab:
    """A Home Assistant that is up, its owner's connection, and where it keeps its files."""

    api: HomeAssistantApi
    folder: Path
    pid: int

    @property
    def log(self) -> str:
        """Everything that was logged so far."""
        return (self.folder / "output.log").read_text(errors="replace")

    def problems(self) -> list[str]:
        """Warnings and errors that name our integration."""
        return [
            line
            for line in self.log.splitlines()
            if _PROBLEM.match(line) and "piorchestrator" in line and _EXPECTED not in line
        ]


@asynccontextmanager
async def home_assistant(
    folder: Path, port: int, user: str, password: str, configuration: str = ""
) -> AsyncIterator[Lab]:
    """Boot in a new folder, make the owner, and shut down when the block is left; `configuration` is more YAML."""
    if not is_free(port):  # Home Assistant would go to recovery mode and listen on all interfaces
        raise LabError(f"Port {port} is in use")
    config_folder.make(folder, port, configuration)
    url = f"http://127.0.0.1:{port}"
    arguments = ["--config", str(folder), "--skip-pip", "--log-no-color"]
    async with running("lab.boot", arguments, folder / "output.log") as process, HomeAssistantApi(url) as api:
        lab = Lab(api, folder, process.pid)
        async with asyncio.timeout(_BOOT_SECONDS):
            while not await api.is_up():
                if process.returncode is not None:
                    raise LabError(f"Home Assistant ended:\n{lab.log[-4000:]}")
                await asyncio.sleep(0.1)
            await api.create_owner(user, password)
            while (await api.command("get_config"))["state"] != "RUNNING":
                await asyncio.sleep(0.1)
        if "recovery mode" in lab.log:
            raise LabError(f"Home Assistant is in recovery mode:\n{lab.log[-4000:]}")
        if reachable := listening_elsewhere(process.pid):
            raise LabError(f"Home Assistant listens beyond this machine: {reachable}")
        yield lab
