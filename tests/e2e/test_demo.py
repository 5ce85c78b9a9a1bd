"""`scripts/demo`, without its set-up: what it prints, its status, and that it leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
from typing import IO

import pytest

from lab.processes import ROOT

# A demo takes 20 s on two idle cores.
_SECONDS = 120
pytestmark = [pytest.mark.slow, pytest.mark.timeout(_SECONDS + 30)]


@contextmanager
def demo(tmp_path: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A running demo and its output; its temporary files go to a folder that we can look into."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "lab.demo", *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(_SECONDS)
        process.stdout.close()


def children(pid: int) -> set[int]:
    """Processes that this one started and that still run."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(folder.name))
    return found


def read_until(output: IO[str], words: str) -> list[str]:
    """The lines up to the one with these words."""
    lines: list[str] = []
    for line in output:
        lines.append(line)
        if words in line:
            return lines
    pytest.fail("".join(lines))


@pytest.mark.parametrize("boards", [None, 40])
def test_the_demo_ends_well(tmp_path: Path, boards: int | None) -> None:
    options = ["--exit", "--speed", "30"] + ([] if boards is None else ["--boards", str(boards)])
    with demo(tmp_path, *options) as (process, output):
        lines = output.read().splitlines()
        assert process.wait(_SECONDS) == 0, "\n".join(lines)
    count = boards or 12
    rows = [line for line in lines if line.endswith("  yes")]
    assert len(rows) == count
    assert not [line for line in lines if line.endswith("  NO") or line.startswith(("WRONG", "LOGGED"))]
    assert lines[-1].startswith(f"{count} boards: ")
    assert lines[-1].endswith("truth: yes.")
    assert any("user demo, password demo" in line for line in lines)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words", "status"),
    [
        (["--exit"], "Provisioning all", 130),
        (["--boards", "3", "--speed", "60"], "until Ctrl-C", 0),
    ],
    ids=["in mid batch", "at its end"],
)
def test_ctrl_c_ends_everything(tmp_path: Path, options: list[str], words: str, status: int) -> None:
    with demo(tmp_path, *options) as (process, output):
        read_until(output, words)
        started = children(process.pid)
        assert len(started) == 2, "the Pi and Home Assistant"
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in output.read()
        assert process.wait(_SECONDS) == status
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_told(tmp_path: Path, socket_enabled: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demo(tmp_path, "--exit", "--port", str(port)) as (process, output):
            assert f"Port {port} is in use" in output.read().splitlines()[-1]
            assert process.wait(_SECONDS) == 1
    assert list(tmp_path.iterdir()) == []
