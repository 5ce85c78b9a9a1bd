"""Arrows point one way (`design.md` §2): wire → client → core → Home Assistant; and files stay short."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .places import PACKAGE, ROOT, copy_of_package
from .sources import Module, Sources

# What `core/` must not touch: the network, files, tasks, threads and clocks; time is a parameter.
_IMPURE: Final = {
    "_thread",
    "aiofiles",
    "aiohttp",
    "asyncio",
    "concurrent",
    "ftplib",
    "http",
    "httpx",
    "io",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "requests",
    "sched",
    "secrets",
    "select",
    "selectors",
    "shutil",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "websockets",
    "yarl",
}
_IMPURE_CALLS: Final = {
    "now",
    "utcnow",
    "today",
    "fromtimestamp",
    "open",
    "input",
    "print",
    "breakpoint",
    "uuid4",
}
# Parts of the client that core may know: what the wire says, never how it is fetched.
_PURE_CLIENT: Final = {"client.codec", "client.errors", "client.events", "client.models"}
_MOST_LINES: Final = 400
_MEASURED: Final = ("custom_components", "simulator", "lab", "tests", "scripts", "card/src", "card/tests")
_BUILT: Final = Path(
    "custom_components/piorchestrator/frontend"
)  # by `scripts/card`, from files that are measured


def imports(package: Path, module: Module) -> Iterator[tuple[int, str]]:
    """Full names of what a module imports; modules of the package by their path in it, with a dot in front."""
    parents = Path(module.name).parent.parts
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            name = node.module or ""
            own = f"custom_components.{package.name}"
            if name == own or name.startswith(f"{own}."):
                yield node.lineno, f".{name.removeprefix(own).lstrip('.')}"
            else:
                yield node.lineno, name
        elif isinstance(node, ast.ImportFrom):
            up = len(parents) - (node.level - 1)
            assert up >= 0, f"{module.name}:{node.lineno} leaves the package"
            base = ".".join((*parents[:up], *((node.module,) if node.module else ())))
            if node.module:
                yield node.lineno, f".{base}"
            for alias in node.names:
                # `from . import x` may name a module, `from .m import x` a name in one.
                inner = f"{base}.{alias.name}".lstrip(".")
                path = package / inner.replace(".", "/")
                if not node.module or path.with_suffix(".py").is_file() or path.is_dir():
                    yield node.lineno, f".{inner}"


def wrong_imports(package: Path) -> list[str]:
    """Imports and calls that point the wrong way."""
    found: list[str] = []
    for module in Sources(package).modules.values():
        layer = module.name.split("/")[0] if "/" in module.name else ""
        for line, name in imports(package, module):
            where = f"{module.name}:{line}: {name}"
            top = name.split(".")[0]
            own = name.removeprefix(".")
            if layer in ("client", "core") and top == "homeassistant":
                found.append(f"{where}: knows Home Assistant")
            if layer == "client" and name.startswith(".") and own.split(".")[0] != "client":
                found.append(f"{where}: the client stands alone")
            if layer == "core":
                if top in _IMPURE:
                    found.append(f"{where}: not pure")
                if name.startswith(".") and own.split(".")[0] not in ("client", "core"):
                    found.append(f"{where}: core knows no glue")
                if own.split(".")[0] == "client" and own not in {*_PURE_CLIENT, "client"}:
                    found.append(f"{where}: core knows no transport")
                if own == "client" and name.startswith("."):
                    found.append(f"{where}: no transport; name the module that is meant")
        if layer == "core":
            found += [f"{module.name}:{line}: {call}: not pure" for line, call in _impure_calls(module)]
    return found


def _impure_calls(module: Module) -> Iterator[tuple[int, str]]:
    for node in module.nodes:
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _IMPURE_CALLS:
                yield node.lineno, name
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield node.lineno, "async"


def long_files(root: Path) -> list[str]:
    """Files that nobody reads to the end."""
    return [
        f"{file.relative_to(root)}: {lines} lines"
        for folder in _MEASURED
        for kind in ("*.py", "*.sh", "*.js", "*.ts")
        for file in (root / folder).rglob(kind)
        if not file.is_relative_to(root / _BUILT)
        and (lines := len(file.read_text("utf-8").splitlines())) > _MOST_LINES
    ]


def test_the_layers_keep_their_direction() -> None:
    modules = Sources(PACKAGE).modules
    assert {name.split("/")[0] for name in modules if "/" in name} == {"client", "core"}
    seen = [name for module in modules.values() for _, name in imports(PACKAGE, module)]
    assert {".client", ".core.state", ".client.models", ".const", "aiohttp", "homeassistant.core"} <= {*seen}
    assert wrong_imports(PACKAGE) == []


@pytest.mark.parametrize(
    ("module", "line", "complaint"),
    [
        ("client/one.py", "from homeassistant.core import HomeAssistant", "knows Home Assistant"),
        ("client/one.py", "import homeassistant.util.dt", "knows Home Assistant"),
        ("client/one.py", "def f():\n    from homeassistant import core", "knows Home Assistant"),
        ("client/one.py", "from ..const import DOMAIN", "stands alone"),
        ("client/one.py", "from .. import const", "stands alone"),
        ("client/one.py", "from ..core.state import follow", "stands alone"),
        ("client/one.py", "from custom_components.piorchestrator.const import DOMAIN", "stands alone"),
        (
            "core/one.py",
            "if TYPE_CHECKING:\n    from homeassistant.core import HomeAssistant",
            "Home Assistant",
        ),
        ("core/one.py", "from ..coordinator import BOARDS", "no glue"),
        ("core/one.py", "from .. import const", "no glue"),
        ("core/one.py", "from custom_components.piorchestrator import const", "no glue"),
        ("core/one.py", "from ..client.rest import PiOrchestratorClient", "no transport"),
        ("core/one.py", "from ..client import transport", "no transport"),
        ("core/one.py", "from ..client import Device", "name the module"),
        ("core/one.py", "import asyncio", "not pure"),
        ("core/one.py", "import time", "not pure"),
        ("core/one.py", "from urllib.request import urlopen", "not pure"),
        ("core/one.py", "from datetime import datetime\ndatetime.now()", "now: not pure"),
        ("core/one.py", 'open("x")', "open: not pure"),
        ("core/one.py", "async def f(): ...", "async: not pure"),
    ],
)
def test_a_step_in_the_wrong_direction_is_found(
    tmp_path: Path, module: str, line: str, complaint: str
) -> None:
    package = copy_of_package(tmp_path)
    (package / module).write_text(line, "utf-8")
    assert any(problem.startswith(module) and complaint in problem for problem in wrong_imports(package))


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("core/one.py", "from datetime import datetime, timedelta\nfrom ..client.models import Device"),
        ("core/one.py", "from .state import follow\nfrom . import state"),
        ("client/one.py", "import asyncio\nimport aiohttp\nfrom .models import Device"),
        ("one.py", "from homeassistant.core import callback\nfrom .core.state import follow"),
    ],
)
def test_a_step_in_the_right_direction_is_not(tmp_path: Path, module: str, line: str) -> None:
    package = copy_of_package(tmp_path)
    (package / module).write_text(line, "utf-8")
    assert [problem for problem in wrong_imports(package) if problem.startswith(module)] == []


def test_no_file_is_too_long() -> None:
    assert long_files(ROOT) == []


def test_a_long_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "unit" / "test_short.py").write_text("\n" * _MOST_LINES, "utf-8")
    assert long_files(tmp_path) == []
    (tmp_path / "tests" / "unit" / "test_long.py").write_text("\n" * (_MOST_LINES + 1), "utf-8")
    assert long_files(tmp_path) == ["tests/unit/test_long.py: 401 lines"]
