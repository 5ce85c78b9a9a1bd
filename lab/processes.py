"""Processes of our own: started with a clean environment, asked to end, and never left behind."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
import os
from pathlib import Path
import signal
import socket
import sys

ROOT = Path(__file__).parent.parent
# Home Assistant shuts down in under a second; a process that needs twenty hangs.
_END_SECONDS = 20.0
# What a program needs to know of its surroundings; anything else could carry settings of this machine into it.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback interface."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(
    module: str, arguments: Sequence[str], log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python -m module` until the block is left; its output goes to the log file."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            cwd=ROOT,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C in the terminal is for us; we end our children in order
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
            try:
                async with asyncio.timeout(_END_SECONDS):
                    await process.wait()
            except TimeoutError:
                pass
            finally:  # also when a second Ctrl-C breaks the waiting off
                if process.returncode is None:
                    process.kill()
                    await process.wait()


def listening_elsewhere(pid: int) -> list[str]:
    """Sockets of a process that others could reach: bound to anything but loopback."""
    inodes = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            target = str(handle.readlink())
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            bound = table.startswith("udp") or fields[3] == "0A"  # 0A: listening
            if bound and fields[9] in inodes and not _is_loopback(fields[1].split(":")[0]):
                found.append(f"{table} {fields[1]}")
    return found


def _is_loopback(address: str) -> bool:
    """Addresses of the kernel's tables are little-endian hex words."""
    return address.endswith("7F") if len(address) == 8 else address == "00000000000000000000000001000000"
