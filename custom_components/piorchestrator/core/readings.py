"""Figures of the monitor: what is out of range or of the wrong kind is unknown, never zero [C §12]."""

from math import inf, isfinite
from typing import Final

# SQLite's and JavaScript's integers are smaller than Python's: a figure beyond this is garbage.
_LARGEST: Final = 2.0**53


def number(value: object, *, least: float = -_LARGEST, most: float = _LARGEST) -> float | None:
    """A finite number within the limits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    figure = float(value) if abs(value) <= _LARGEST else inf
    # Zero without a sign.
    return figure + 0.0 if isfinite(figure) and least <= figure <= most else None


def percentage(value: object) -> float | None:
    """0 to 100."""
    return number(value, least=0, most=100)


def integer(value: object) -> int | None:
    """A whole number, also one that comes as 5.0."""
    figure = number(value)
    return int(figure) if figure is not None and figure.is_integer() else None


def count(value: object) -> int | None:
    """A whole number from zero on."""
    figure = integer(value)
    return figure if figure is not None and figure >= 0 else None


def flag(value: object) -> bool | None:
    """Yes or no, where it is said."""
    return value if isinstance(value, bool) else None
