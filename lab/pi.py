"""A simulated Pi as a process of its own, steered over its control routes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import json
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession

from .api import Json, LabError
from .processes import running

_START_SECONDS = 30.0


class Pi:
    """Asks the simulator for the truth, and orders faults."""

    def __init__(self, port: int, session: ClientSession, process: asyncio.subprocess.Process) -> None:
        self.port = port
        self._session = session
        self._process = process

    async def read(self, what: str) -> Json:
        """`truth`, `counts`, `switches` or `requests`."""
        async with self._session.get(f"http://127.0.0.1:{self.port}/_sim/{what}") as response:
            return await response.json()

    async def order(self, what: str, body: Mapping[str, object] | None = None) -> None:
        """Do something to the simulated Pi."""
        async with self._session.post(
            f"http://127.0.0.1:{self.port}/_sim/{what}",
            data=json.dumps(body or {}),
            headers={"Content-Type": "application/json"},
        ) as response:
            if response.status >= 300:
                raise LabError(f"{what}: {response.status} {await response.text()}")

    async def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def simulated_pi(
    port: int,
    api_key: str,
    world: Path | None,
    speed: float,
    log: Path,
    *,
    state_file: Path | None = None,
) -> AsyncIterator[Pi]:
    """Run a simulator until the block is left."""
    arguments = ["--port", str(port), f"--api-key={api_key}", "--speed", str(speed), "--control"]
    if world is not None:
        arguments += ["--world", str(world)]
    if state_file is not None:
        arguments += ["--state-file", str(state_file)]
    async with running("simulator", arguments, log) as process, ClientSession() as session:
        pi = Pi(port, session, process)
        async with asyncio.timeout(_START_SECONDS):
            while True:
                try:
                    await pi.read("counts")
                    break
                except ClientConnectionError as error:
                    if process.returncode is not None:
                        raise LabError(f"the simulator ended:\n{log.read_text()[-2000:]}") from error
                    await asyncio.sleep(0.05)
        yield pi
