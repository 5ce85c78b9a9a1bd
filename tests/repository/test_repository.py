"""What must not stand in a public repository, and what must: loopback, executable scripts, no hosts of registries."""

import ast
from pathlib import Path
import re
import subprocess
from typing import Final

import pytest

from .places import ROOT, read_object
from .sources import Sources, UnreadableError, called, keyword

# In halves, so that this file does not name what it forbids.
_REGISTRIES: Final = re.compile(
    r"py(?=pi)pi\.(?:org|python)|python(?=hosted)hosted\.|npm(?=js)js\.(?:org|com)|yarn(?=pkg)pkg\.com"
    r"|crates(?=\.io)\.io|proxy(?=\.golang)\.golang|conda(?=\.ana)\.anaconda|(?:index|registry)-?_?url\s*[=:]",
    re.IGNORECASE,
)
_MACHINE: Final = re.compile(
    r"(?<![\w.\-/}~])/(?:work|opt|root|farm|home/[a-z]+|Users/[A-Za-z]+)(?:/|\b(?![-.]))"
)
_EVERYWHERE: Final = re.compile(r"(?<![\d.])0(?:\.0){3}(?![\d.])|['\"]::['\"]")
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}
# Where the address stands among the arguments of what opens a socket to listen.
_SERVERS: Final = {
    "TCPSite": 1,
    "start_server": 1,
    "create_server": 1,
    "run_app": None,
    "HTTPServer": 0,
    "ThreadingHTTPServer": 0,
    "TCPServer": 0,
    "bind": 0,
}
_SERVING: Final = ("simulator", "lab", "tests", "scripts", "custom_components")
_IGNORED: Final = {".git", ".venv", ".cache", "__pycache__", "node_modules"}


def files_of(root: Path) -> list[Path]:
    """What is in the repository, or would be if everything were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    files = [root / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def texts_of(files: list[Path]) -> dict[Path, str]:
    """Files that are text."""
    found: dict[Path, str] = {}
    for file in files:
        try:
            found[file] = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def unwanted(texts: dict[Path, str]) -> list[str]:
    """Lines that name a registry's host, a path of somebody's machine, or an address for all the world."""
    return [
        f"{file.name}:{number}: {line.strip()[:80]}"
        for file, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if _REGISTRIES.search(line)
        or _MACHINE.search(line)
        or (_EVERYWHERE.search(line) and file.suffix in (".py", ".sh", ".yaml", ".yml", ""))
    ]


def open_servers(folder: Path) -> list[str]:
    """Servers that listen elsewhere than on the machine itself, or nobody knows where."""
    sources = Sources(folder)
    found: list[str] = []
    for call in sources.calls():
        if called(call) not in _SERVERS:
            continue
        where = f"{folder.name}/{sources.module_of(call)}:{call.lineno}"
        position = _SERVERS[called(call)]
        host = keyword(call, "host")
        if host is None and position is not None and position < len(call.args):
            host = call.args[position]
        if isinstance(host, ast.Tuple) and host.elts:
            host = host.elts[0]
        if host is None:
            found.append(f"{where}: no address given")
            continue
        try:
            hosts = sources.texts(host)
        except UnreadableError as error:
            found.append(f"{where}: {error}")
        else:
            found += [f"{where}: {name or 'everywhere'}" for name in sorted(hosts - _LOOPBACK)]
    return found


def lame_scripts(files: list[Path]) -> list[str]:
    """Scripts that cannot be started, and files without an ending that nobody can start."""
    found: list[str] = []
    for file in files:
        runs = file.read_bytes()[:2] == b"#!"
        executable = bool(file.stat().st_mode & 0o111)
        if runs and not executable:
            found.append(f"{file.name}: begins like a script, cannot be started")
        if executable and not runs:
            found.append(f"{file.name}: can be started, does not say by what")
        if not runs and not file.suffix and file.parent.name in ("scripts", ".ci"):
            found.append(f"{file.name}: stands among the scripts and is none")
    return found


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = files_of(ROOT)
    assert len(found) > 50
    return found


def test_nothing_unwanted_stands_in_the_repository(files: list[Path]) -> None:
    texts = texts_of(files)
    assert ROOT / "README.md" in texts
    assert unwanted(texts) == []


@pytest.mark.parametrize(
    "line",
    [
        "index = https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/packages/x.whl",
        '"resolved": "https://registry.npm' + 'js.org/lit"',
        "--extra-index-" + "url=x",
        "cd /wo" + "rk/main",
        'HOME="/ro' + 'ot"',
        "see /op" + "t/env/bin/python",
        "/home/" + "pi/config",
        'host = "0.0.' + '0.0"',
        "host = ':" + ":'",
    ],
)
def test_an_unwanted_line_is_found(line: str) -> None:
    assert unwanted({Path("one.py"): line})


@pytest.mark.parametrize(
    "line",
    [
        "https://github.com/DeliCasa/ha-piorchestrator",
        "pip install pydantic",
        "custom_components/piorchestrator/work/main",
        "$HOME/opt/x, ./root/y, ~/work/z",
        'host = "127.0.0.1"',
        "version 10.0.0.0",
        "x[::2]",
    ],
)
def test_an_innocent_line_is_not(line: str) -> None:
    assert unwanted({Path("one.py"): line}) == []


@pytest.mark.parametrize("folder", [name for name in _SERVING if (ROOT / name).is_dir()])
def test_every_server_listens_on_the_machine_itself(folder: str) -> None:
    assert open_servers(ROOT / folder) == []


def test_the_simulator_is_such_a_server() -> None:
    calls = [called(call) for call in Sources(ROOT / "simulator").calls()]
    assert {*calls} & _SERVERS.keys()


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ('TCPSite(runner, "192.168.1.5", 8081)', "192.168.1.5"),
        ('TCPSite(runner, host="", port=8081)', "everywhere"),
        ("TCPSite(runner)", "no address"),
        ('HOST = "10.0.0.1"\ndef f(host=HOST):\n    TCPSite(runner, host)\nf()', "10.0.0.1"),
        ("TCPSite(runner, options.host)", "no text"),
        ('HTTPServer(("", 80), Handler)', "everywhere"),
        ("web.run_app(app)", "no address"),
        ('sock.bind(("192.168.1.5", 0))', "192.168.1.5"),
    ],
)
def test_an_open_server_is_found(tmp_path: Path, code: str, complaint: str) -> None:
    (tmp_path / "one.py").write_text(code, "utf-8")
    assert [complaint in problem for problem in open_servers(tmp_path)] == [True]


def test_a_server_on_the_machine_itself_is_not(tmp_path: Path) -> None:
    code = 'HOST = "127.0.0.1"\nTCPSite(runner, HOST, 0)\nTCPServer(("127.0.0.1", 0), Handler)\n'
    (tmp_path / "one.py").write_text(code, "utf-8")
    assert open_servers(tmp_path) == []


def test_scripts_can_be_started(files: list[Path]) -> None:
    assert ROOT / "scripts" / "brand.py" in files
    assert lame_scripts(files) == []


def test_a_lame_script_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name, text, mode in (
        ("good", "#!/bin/sh\n", 0o755),
        ("lame", "#!/bin/sh\n", 0o644),
        ("mute", "echo\n", 0o755),
        ("none", "echo\n", 0o644),
    ):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(mode)
    assert [problem.split(":")[0] for problem in lame_scripts(sorted(folder.iterdir()))] == [
        "lame",
        "mute",
        "mute",
        "none",
    ]


def test_pinned_requirements_name_no_address() -> None:
    pinned = [
        line
        for file in sorted((ROOT / "requirements").glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith(("#", "--hash"))
    ]
    assert pinned, "requirements are pinned in files"
    wrong = [line for line in pinned if "://" in line or line.startswith("-") or "==" not in line]
    assert wrong == []


def test_postponed_annotations_are_not_needed(files: list[Path]) -> None:
    """Python 3.14 evaluates annotations late by itself."""
    texts = texts_of([file for file in files if file.suffix == ".py"])
    line = "from __future__ " + "import annotations"
    assert [file.name for file, text in texts.items() if line in text] == []


def test_pictures_and_pages_of_the_readme_are_there() -> None:
    for page in (
        ROOT / "README.md",
        ROOT / "info.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ):
        targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))
        missing = [target for target in targets if not (page.parent / target).exists()]
        assert missing == [], page.name


def test_the_store_and_the_manifest_agree() -> None:
    manifest = read_object(ROOT / "custom_components" / "piorchestrator" / "manifest.json")
    assert read_object(ROOT / "hacs.json")["name"] == manifest["name"]
