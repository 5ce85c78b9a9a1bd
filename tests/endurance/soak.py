"""Home Assistant's core with the integration and a Pi in bad weather, for as long as one likes; `scripts/soak MINUTES`.

Each round is a part of a batch under a few calamities, then fair weather until Home Assistant shows the truth. What is
measured then is printed and kept; at the end the figures of the last third are compared with those after the warm-up.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
import gc
import json
import logging
import os
from pathlib import Path
from random import Random
from statistics import median
import sys
from tempfile import TemporaryDirectory
from time import monotonic
import tracemalloc
from typing import Any, Final, override

from lab import boot  # first of all: stand-ins for what Home Assistant imports  # noqa: F401

# isort: split
from homeassistant import bootstrap, runner
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from custom_components.piorchestrator.const import DOMAIN
from lab import config_folder
from lab.pi import simulated_pi
from lab.processes import free_port
from tests.endurance.weather import CALAMITIES, FAIR
from tests.live.journal import OURS
from tests.live.test_unload import tasks_of_ours, timers_of_ours
from tests.promises.house import House

SPEED: Final = 20.0
BOARDS: Final = 30
API_KEY: Final = "soak-key-0001"
# The safety read, its budget, and a stream that is found dead only after 45 s.
TRUTH_SECONDS: Final = 90.0
# Until then caches fill, Python specialises, Home Assistant saves what it starts with.
WARM_UP: Final = 0.2
# Places in the code whose memory grew most since then, for whoever wonders what grows.
TOLD_PLACES: Final = 12
MOST_TRACED_KB: Final = 1500.0
MOST_RSS_MB: Final = 25.0
MOST_MORE_TASKS: Final = 3
MOST_MORE_SOCKETS: Final = 4
_CONFIGURATION: Final = "homeassistant:\n  auth_providers:\n    - type: homeassistant\n"


@dataclass(frozen=True, slots=True)
class Row:
    """What was so at the end of a round, and what happened in it."""

    seconds: float
    calamities: int
    truth_seconds: float
    traced_kb: float
    rss_mb: float
    tasks: int
    timers: int
    sockets: int
    log_lines: int
    state_writes: int
    requests: int


class Lines(logging.Handler):
    """Counts what the integration logs, by level, and keeps what should not be."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.counts: Counter[str] = Counter()
        self.tracebacks: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(OURS):
            self.counts[record.levelname] += 1
        if record.exc_info or (record.name == "asyncio" and record.levelno >= logging.ERROR):
            self.tracebacks.append(f"{record.name}: {record.getMessage()} {record.exc_info}")


class Soak:
    """One run."""

    def __init__(self, house: House, seed: int) -> None:
        self._house = house
        self._random = Random(seed)  # noqa: S311 - weather, not secrets
        self._began = monotonic()
        self._writes = 0
        self._requests = 0
        self.lines = Lines()
        self.rows: list[Row] = []
        self.warm: Counter[str] = Counter()  # bytes by place in the code, after the warm-up
        logging.getLogger().addHandler(self.lines)
        logging.getLogger(OURS).setLevel(logging.INFO)
        house.hass.bus.async_listen(EVENT_STATE_CHANGED, self._count_write)

    @callback
    def _count_write(self, _: Event[Any]) -> None:
        self._writes += 1

    async def run(self, seconds: float) -> None:
        """Round after round."""
        while (passed := monotonic() - self._began) < seconds:
            if not self.warm and passed >= seconds * WARM_UP:
                self.warm = await asyncio.to_thread(_places)
            await self._round()

    async def _round(self) -> None:
        writes, lines = self._writes, self.lines.counts.total()
        calamities = self._random.randrange(4, 12)
        await self._begin()
        for _ in range(calamities):
            calamity = self._random.choice(CALAMITIES)
            await _patiently(partial(calamity, self._house, self._random))
            await asyncio.sleep(self._random.random() * 3)
            await self._use()
        cleared = monotonic()
        for order, body in FAIR:
            await _patiently(partial(self._house.pi.order, order, body))
        truth = await self._house.truth(TRUTH_SECONDS)
        gc.collect()
        requests = len(await _patiently(partial(self._house.asked, "*")))
        row = Row(
            seconds=round(monotonic() - self._began, 1),
            calamities=calamities,
            truth_seconds=round(truth - cleared, 2),
            traced_kb=round(tracemalloc.get_traced_memory()[0] / 1000, 1),
            rss_mb=round(await asyncio.to_thread(_rss_mb), 1),
            tasks=len(asyncio.all_tasks()),
            timers=len(timers_of_ours()),
            sockets=await asyncio.to_thread(_sockets),
            log_lines=self.lines.counts.total() - lines,
            state_writes=self._writes - writes,
            requests=requests - self._requests,
        )
        self._requests = requests
        self.rows.append(row)
        sys.stdout.write(f"{json.dumps(asdict(row))}\n")
        sys.stdout.flush()

    async def _begin(self) -> None:
        """A session, if none is open."""
        with suppress(HomeAssistantError):
            if self._house.coordinator.data.recoverable:
                await self._house.call("resume_session")
            elif self._house.coordinator.data.open_session is None:
                await self._house.call("start_session")

    async def _use(self) -> None:
        """What a person may do now, whether it works or not."""
        action = self._random.choice(
            ("provision_all", "provision_all", "retry_device", "stop_session", "get_recoverable_sessions")
        )
        with suppress(HomeAssistantError, TimeoutError):
            async with asyncio.timeout(5):  # people walk away
                await self._house.call(action)


async def _patiently[T](order: Callable[[], Awaitable[T]]) -> T:
    """The control routes are as unplugged as everything else, for a while."""
    async with asyncio.timeout(60):
        while True:
            try:
                async with asyncio.timeout(3):
                    return await order()
            except OSError, TimeoutError:
                await asyncio.sleep(0.2)


def verdict(rows: list[Row]) -> list[str]:
    """What grew that should not have."""
    settled = [row for row in rows if row.seconds >= rows[-1].seconds * WARM_UP]
    third = max(1, len(settled) // 3)
    wrong = []
    for name, most in (
        ("traced_kb", MOST_TRACED_KB),
        ("rss_mb", MOST_RSS_MB),
        ("tasks", MOST_MORE_TASKS),
        ("sockets", MOST_MORE_SOCKETS),
    ):
        before = median(getattr(row, name) for row in settled[:third])
        after = median(getattr(row, name) for row in settled[-third:])
        sys.stdout.write(f"{name}: {before:g} after the warm-up, {after:g} at the end\n")
        if after - before > most:
            wrong.append(f"{name} grew by {after - before:g}, more than {most:g}")
    return wrong


def tell_growth(warm: Counter[str]) -> None:
    """Where the memory went since the warm-up."""
    grown = _places()
    grown.subtract(warm)
    for place, size in grown.most_common(TOLD_PLACES):
        sys.stdout.write(f"{size / 1000:+.1f} KB at {place}\n")


def _places() -> Counter[str]:
    statistics = tracemalloc.take_snapshot().statistics("lineno")
    return Counter(
        {
            f"{'/'.join(Path(one.traceback[0].filename).parts[-2:])}:{one.traceback[0].lineno}": one.size
            for one in statistics
        }
    )


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _sockets() -> int:
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            links.append(str(descriptor.readlink()))
    return sum(link.startswith("socket:") for link in links)


async def _boot(folder: Path) -> HomeAssistant:
    config_folder.make(folder, free_port())
    (folder / "configuration.yaml").write_text(_CONFIGURATION)
    hass = await bootstrap.async_setup_hass(runner.RuntimeConfig(config_dir=str(folder), skip_pip=True))
    assert hass is not None
    await hass.async_start()
    return hass


async def _add(hass: HomeAssistant, port: int) -> str:
    """By the flows, as a person does; the entry's id."""
    flows, advanced = hass.config_entries.flow, {"port": port, "ssl": False, "verify_ssl": True}
    data = {"host": "127.0.0.1", "api_key": API_KEY, "advanced": advanced}
    result: Any = await flows.async_init(DOMAIN, context={"source": SOURCE_USER}, data=data)
    assert result["type"] == "create_entry", result
    entry_id: str = result["result"].entry_id
    subflows = hass.config_entries.subentries
    form = await subflows.async_init((entry_id, "network"), context={"source": SOURCE_USER})
    await subflows.async_configure(form["flow_id"], {"ssid": "Workshop", "password": "soak-password"})
    return entry_id


async def soak(minutes: float, seed: int, folder: Path) -> list[str]:
    """Run; what is wrong at the end."""
    async with simulated_pi(
        free_port(), API_KEY, None, SPEED, folder / "pi.log", state_file=folder / "pi.json"
    ) as pi:
        await pi.order("batch", {"count": BOARDS, "seed": seed})
        hass = await _boot(folder)
        entry_id = await _add(hass, pi.port)
        entry = hass.config_entries.async_get_entry(entry_id)
        assert entry is not None
        house = House(hass, pi, entry)
        await house.streaming()
        tracemalloc.start()
        run = Soak(house, seed)
        await run.run(minutes * 60)
        wrong = verdict(run.rows) + run.lines.tracebacks
        await asyncio.to_thread(tell_growth, run.warm)
        await hass.config_entries.async_unload(entry_id)
        await asyncio.sleep(1)
        wrong += [f"left: {name}" for name in (*tasks_of_ours(), *timers_of_ours())]
        sys.stdout.write(f"{len(run.rows)} rounds; lines of the log by level: {dict(run.lines.counts)}\n")
        await hass.async_stop(force=True)
        return wrong


def main() -> int:
    """Parse, run, judge."""
    parser = argparse.ArgumentParser(prog="scripts/soak")
    parser.add_argument("minutes", type=float)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    # In a thread of its own: Home Assistant watches that of its loop for whoever touches files, also afterwards.
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as thread:
        running = soak(arguments.minutes, arguments.seed, Path(folder))
        wrong = thread.submit(asyncio.run, running).result()
    sys.stdout.writelines(f"WRONG: {line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
