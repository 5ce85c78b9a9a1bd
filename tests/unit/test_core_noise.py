"""What is news of a figure, what is significant, and what is noise."""

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.core.noise import Change, Noise

POINTS = Noise(step=5, threshold=90)
SHARE = Noise(step=1, share=0.1)


@pytest.mark.parametrize(
    ("noise", "before", "after", "change"),
    [
        (POINTS, 17, 88, Change.SIGNIFICANT),
        (POINTS, 17, 22, Change.SIGNIFICANT),
        (POINTS, 12.4, 17.4, Change.SIGNIFICANT),  # 4.999999999999998
        (POINTS, 17, 21.9, Change.NOISE),
        (POINTS, 17, 12, Change.SIGNIFICANT),
        (POINTS, 89.9, 90, Change.NEWS),
        (POINTS, 90, 89.9, Change.NEWS),
        (POINTS, 90, 94, Change.NOISE),
        (Noise(step=2), 54.8, 56.8, Change.SIGNIFICANT),
        (Noise(step=2), -1, 1, Change.SIGNIFICANT),
        (SHARE, 100, 110, Change.SIGNIFICANT),
        (SHARE, 100, 109, Change.NOISE),
        (SHARE, -61, -67, Change.NOISE),
        (SHARE, -61, -68, Change.SIGNIFICANT),
        (SHARE, 2, 2.5, Change.NOISE),
        (SHARE, 0, 0.5, Change.NOISE),
        (SHARE, 0, 1, Change.SIGNIFICANT),
    ],
)
def test_change(noise: Noise, before: float, after: float, change: Change) -> None:
    assert noise.change(before, after) is change


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_a_change_within_a_significant_one_is_less(
    before: float, after: float, step: float, share: float
) -> None:
    """What lies between two values of which one is noise of the other is noise as well."""
    noise = Noise(step=step, share=share)
    between = before + (after - before) / 2
    assert noise.change(before, before) is Change.NOISE
    if noise.change(before, after) is Change.NOISE:
        assert noise.change(before, between) is Change.NOISE
