"""Which change of a noisy figure is written at once, and which one can wait."""

from dataclasses import dataclass
from enum import Enum, auto
from math import isclose


class Significance(Enum):
    """How soon a change is written."""

    NEWS = auto()  # at once
    SIGNIFICANT = auto()  # at once, but not again within seconds
    NOISE = auto()  # now and then


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Which changes of a figure are noise.

    Attributes:
        step: smaller changes are noise; in the unit of the figure.
        share: smaller changes are noise; of the value before. The larger of both limits counts.
        threshold: a value that reaches it, or falls below it, is news.
    """

    step: float
    share: float = 0.0
    threshold: float | None = None

    def significance(self, before: float, after: float) -> Significance:
        """Compare the value that was written with the value of now."""
        limit = self.threshold
        if limit is not None and (before < limit) != (after < limit):
            return Significance.NEWS
        least, difference = max(self.step, self.share * abs(before)), abs(after - before)
        # 54.8 + 2 is 56.8, though not to the last digit of a float.
        return (
            Significance.SIGNIFICANT
            if difference >= least or isclose(difference, least)
            else Significance.NOISE
        )
