"""What is news of a figure, what is significant, and what is noise."""

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.core.noise import Noise, Significance

POINTS = Noise(step=5, threshold=90)
SHARE = Noise(step=1, share=0.1)


@pytest.mark.parametrize(
    ("noise", "before", "after", "change"),
    [
        (POINTS, 17, 88, Significance.SIGNIFICANT),
        (POINTS, 17, 22, Significance.SIGNIFICANT),
        (POINTS, 12.4, 17.4, Significance.SIGNIFICANT),  # 4.999999999999998
        (POINTS, 17, 21.9, Significance.NOISE),
        (POINTS, 17, 12, Significance.SIGNIFICANT),
        (POINTS, 89.9, 90, Significance.NEWS),
        (POINTS, 90, 89.9, Significance.NEWS),
        (POINTS, 90, 94, Significance.NOISE),
        (Noise(step=2), 54.8, 56.8, Significance.SIGNIFICANT),
        (Noise(step=2), -1, 1, Significance.SIGNIFICANT),
        (SHARE, 100, 110, Significance.SIGNIFICANT),
        (SHARE, 100, 109, Significance.NOISE),
        (SHARE, -61, -67, Significance.NOISE),
        (SHARE, -61, -68, Significance.SIGNIFICANT),
        (SHARE, 2, 2.5, Significance.NOISE),
        (SHARE, 0, 0.5, Significance.NOISE),
        (SHARE, 0, 1, Significance.SIGNIFICANT),
    ],
)
def test_change(noise: Noise, before: float, after: float, change: Significance) -> None:
    assert noise.significance(before, after) is change


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_a_change_within_a_significant_one_is_less(
    before: float, after: float, step: float, share: float
) -> None:
    """What lies between two values of which one is noise of the other is noise as well."""
    noise = Noise(step=step, share=share)
    between = before + (after - before) / 2
    assert noise.significance(before, before) is Significance.NOISE
    if noise.significance(before, after) is Significance.NOISE:
        assert noise.significance(before, between) is Significance.NOISE
