"""A burst at once, then a steady rate, whatever the clock says."""

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.core.rate import Rate, RateLimiter


def allowed(limiter: RateLimiter, *times: float) -> list[bool]:
    return [limiter.is_allowed(now) for now in times]


def test_a_burst_and_then_one_by_one() -> None:
    limiter = RateLimiter([Rate(3, 10.0)])
    assert allowed(limiter, 0, 0, 0, 0, 9.9, 10, 10, 19, 20) == [
        True, True, True, False, False, True, False, False, True,
    ]  # fmt: skip


def test_the_burst_comes_back() -> None:
    limiter = RateLimiter([Rate(2, 10.0)])
    assert allowed(limiter, 0, 0, 20, 20, 20, 1000, 1000, 1000) == [
        True, True, True, True, False, True, True, False,
    ]  # fmt: skip


def test_every_rate_counts() -> None:
    limiter = RateLimiter([Rate(2, 1.0), Rate(3, 100.0)])
    assert allowed(limiter, 0, 0, 0, 1, 2, 99, 100) == [True, True, False, True, False, False, True]


def test_without_a_rate_everything_is_allowed() -> None:
    assert allowed(RateLimiter([]), 0, 0, 0) == [True, True, True]


def test_how_long_to_wait() -> None:
    limiter = RateLimiter([Rate(1, 10.0)])
    assert limiter.wait(5.0) <= 0
    limiter.count(5.0)
    assert limiter.wait(7.0) == 8.0
    limiter.count(7.0, 2)
    assert limiter.wait(7.0) == 28.0


def test_what_the_rates_do_not_allow_leads_to_no_endless_wait() -> None:
    limiter = RateLimiter([Rate(3, 10.0)])
    for now in range(100):
        limiter.count(now, 2)
    assert limiter.wait(99.0) == 30.0
    limiter.count(99.0)
    assert limiter.wait(99.0) == 30.0


def test_nothing_counted_changes_nothing() -> None:
    limiter = RateLimiter([Rate(1, 10.0)])
    limiter.count(5.0, 0)
    assert limiter.wait(5.0) <= 0


@given(
    burst=st.integers(1, 20),
    seconds=st.sampled_from([0.5, 1.0, 30.0]),
    pauses=st.lists(st.sampled_from([0.0, 0.25, 1.0, 40.0]), max_size=200),
)
def test_in_no_time_more_than_the_burst_and_the_rate(burst: int, seconds: float, pauses: list[float]) -> None:
    limiter = RateLimiter([Rate(burst, seconds)])
    now, times = 100.0, list[float]()
    for pause in pauses:
        now += pause
        if limiter.is_allowed(now):
            times.append(now)
    for first, begun in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + (times[last] - begun) / seconds


@pytest.mark.parametrize("now", [0.0, 1e9])
def test_a_steady_pace_below_the_rate_is_never_refused(now: float) -> None:
    limiter = RateLimiter([Rate(1, 10.0)])
    assert all(allowed(limiter, *(now + 10.0 * step for step in range(100))))
