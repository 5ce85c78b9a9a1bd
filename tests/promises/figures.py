"""`python -m tests.promises.figures`: what the last run of the promises measured."""

import json
import sys

from tests.promises.house import FIGURES


def main() -> None:
    """One line for each figure, by promise."""
    for path in sorted(FIGURES.glob("*.json")):
        figure = json.loads(path.read_text())
        sys.stdout.write(f"{figure['promise']:>2}  {figure['what']}: {figure['value']:g} {figure['unit']}\n")


if __name__ == "__main__":
    main()
