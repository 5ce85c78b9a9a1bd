#!/usr/bin/env python3
"""Fails unless the tests ran every branch of what must not be wrong, and nearly all of the rest (`design.md` §9)."""

from collections.abc import Iterator
import json
from pathlib import Path
import sys
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "custom_components/piorchestrator"
COMPLETE: Final = ("client/", "core/", "config_flow.py", "services.py")
OVERALL_PERCENT: Final = 97.0


class Figures(NamedTuple):
    """What the tests ran of one file, or of several; a branch counts like a statement."""

    ran: int
    there: int

    @property
    def percent(self) -> float:
        """Nothing to run is no proof of anything."""
        return 100 * self.ran / self.there if self.there else 0.0


def measured(report: Path) -> dict[str, Figures]:
    """Every file of the package in coverage's report, by its path below the package."""
    document = json.loads(report.read_text("utf-8"))
    if not document["meta"]["branch_coverage"]:
        raise ValueError("branches were not measured")
    found: dict[str, Figures] = {}
    for name, file in document["files"].items():
        if name.startswith(f"{PACKAGE}/"):
            summary = file["summary"]
            found[name.removeprefix(f"{PACKAGE}/")] = Figures(
                summary["covered_lines"] + summary["covered_branches"],
                summary["num_statements"] + summary["num_branches"],
            )
    return found


def complaints(found: dict[str, Figures], sources: set[str]) -> Iterator[str]:
    """What keeps the gates shut."""
    for name in sorted(sources - found.keys()):
        yield f"{name} was not measured"
    for part in COMPLETE:
        if not any(name.startswith(part) for name in sources):
            yield f"{part} is not there"
    for name, figures in sorted(found.items()):
        if name.startswith(COMPLETE) and figures.ran < figures.there:
            yield f"{name}: {figures.percent:.1f} %, must be 100 %"
    if (percent := overall(found).percent) < OVERALL_PERCENT:
        yield f"all together: {percent:.1f} %, must be {OVERALL_PERCENT:.0f} %"


def overall(found: dict[str, Figures]) -> Figures:
    """The package as a whole."""
    return Figures(sum(one.ran for one in found.values()), sum(one.there for one in found.values()))


def main(report: Path, root: Path = ROOT) -> int:
    """Judge a report; the status."""
    package = root / PACKAGE
    sources = {file.relative_to(package).as_posix() for file in package.rglob("*.py")}
    try:
        found = measured(report)
    except (OSError, ValueError, KeyError) as error:
        sys.stdout.write(f"no usable report of coverage: {error}\n")
        return 1
    problems = list(complaints(found, sources))
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(f"{len(found)} files, {overall(found).percent:.2f} % of statements and branches\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
