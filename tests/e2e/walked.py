"""Runs a walk: a process of its own, since the test package forbids sockets and lingering tasks in the tests' process."""

from pathlib import Path
import subprocess
import sys

from lab.processes import ROOT


def walked(name: str, seconds: float, *folders: Path) -> None:
    """Let `tests.e2e.<name>` write its record into the first folder; it has to end well, and in time."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", f"tests.e2e.{name}", *map(str, folders)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
