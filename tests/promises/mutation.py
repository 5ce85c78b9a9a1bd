"""One change of the product for each promise that its test must notice; `scripts/mutate` tries every one of them.

python -m tests.promises.mutation [TEXT]      those whose test or file has this text in its name
"""

from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

import pytest

from lab.processes import ROOT

PACKAGE = Path("custom_components/piorchestrator")
PROMISES = "tests/promises"
# What a run of the promises needs of the tree.
PARTS = ("custom_components", "simulator", "lab", "tests", "pyproject.toml")
SECONDS = 400.0  # the slowest promise takes two minutes


def noticed(file: str, old: str, new: str) -> pytest.MarkDecorator:
    """With `old` replaced by `new` in this file of the integration the test has to fail."""
    return pytest.mark.mutation(file, old, new)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change, and the test that must notice it."""

    test: str
    file: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        """Change the copy of the product below `root`."""
        path = root / PACKAGE / self.file
        path.write_text(self.changed(path.read_text("utf-8")), "utf-8")

    def changed(self, text: str) -> str:
        """The text with the change; the place must be the only one of its kind."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.test}: {text.count(self.old)} places in {self.file} for {self.old!r}")
        return text.replace(self.old, self.new)


class _Collector:
    """Takes the marks off the tests that pytest finds."""

    def __init__(self) -> None:
        self.mutants: list[Mutant] = []
        self.unmarked: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Called by pytest once it has all of them; of several sets of parameters the first one is enough."""
        seen = set()
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            marks = list(item.iter_markers("mutation"))
            if name not in seen:
                seen.add(name)
                self.mutants += [Mutant(item.nodeid, *mark.args) for mark in marks]
                self.unmarked += [] if marks else [name]


def collected() -> tuple[list[Mutant], list[str]]:
    """Every mutation that is named beside a test, and the tests that name none."""
    collector = _Collector()
    with redirect_stdout(StringIO()):
        pytest.main(["--collect-only", "-q", "--no-cov", str(ROOT / PROMISES)], plugins=[collector])
    return collector.mutants, collector.unmarked


def survivors(mutants: list[Mutant]) -> Iterator[Mutant]:
    """Those that no test noticed; each runs in a copy of the tree."""
    for mutant in mutants:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            for part in PARTS:
                source = ROOT / part
                copy = shutil.copytree if source.is_dir() else shutil.copy
                copy(source, root / part)
            mutant.apply(root)
            command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-cov", mutant.test]
            done = subprocess.run(  # noqa: S603
                command, cwd=root, capture_output=True, timeout=SECONDS, check=False
            )
        noticed_it = done.returncode == 1
        verdict = "noticed" if noticed_it else f"NOT noticed (status {done.returncode})"
        sys.stdout.write(f"{verdict}: {mutant.file}: {mutant.old.strip()[:60]!r} by {mutant.test}\n")
        sys.stdout.flush()
        if not noticed_it:
            yield mutant


def main() -> int:
    """Try them; the status is 1 if one survived."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    mutants, _ = collected()
    chosen = [mutant for mutant in mutants if wanted in mutant.test or wanted in mutant.file]
    left = list(survivors(chosen))
    sys.stdout.write(f"{len(chosen) - len(left)} of {len(chosen)} mutations noticed\n")
    return 1 if left or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
