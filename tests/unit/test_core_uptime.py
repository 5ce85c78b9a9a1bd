"""How long a Pi has been up, in all the words that it has for it."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.piorchestrator.core.uptime import Uptime, last_boot, parse_uptime

NOW = datetime(2026, 1, 15, 8, 30, 0, 123_456, UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(seconds=seconds) for seconds in (86_400, 3_600, 60, 1))


@pytest.mark.parametrize(
    ("told", "length", "resolution"),
    [
        (432_000_000_000_000, 5 * DAY, SECOND),
        (432_000, 5 * DAY, SECOND),
        ("432000s", 5 * DAY, SECOND),
        ("120h0m0s", 5 * DAY, SECOND),
        ("03:02:01", 3 * HOUR + 2 * MINUTE + SECOND, SECOND),
        ("3:02", 3 * HOUR + 2 * MINUTE, MINUTE),
        ("5 days, 3:02", 5 * DAY + 3 * HOUR + 2 * MINUTE, MINUTE),
        ("5 days, 3:02:10", 5 * DAY + 3 * HOUR + 2 * MINUTE + 10 * SECOND, SECOND),
        ("up 2 weeks, 3 days", 17 * DAY, DAY),
        ("up 1 week", 7 * DAY, 7 * DAY),
        ("3d 4h 12m", 3 * DAY + 4 * HOUR + 12 * MINUTE, MINUTE),
        ("1 day and 1 hour", DAY + HOUR, HOUR),
        ("Up 45 min", 45 * MINUTE, MINUTE),
        ("2 hrs 1 sec", 2 * HOUR + SECOND, SECOND),
        ("  7 minutes 3 seconds ", 7 * MINUTE + 3 * SECOND, SECOND),
        (0, timedelta(), SECOND),
    ],
)
def test_words(told: object, length: timedelta, resolution: timedelta) -> None:
    assert parse_uptime(told) == Uptime(length, resolution)


@pytest.mark.parametrize(
    "told",
    [
        None,
        True,
        [],
        "",
        "up",
        "a while",
        "5 fortnights",
        "3 daysies",
        "3:99",
        "10:02:33 up 5 days, 2 users",
        "-3h",
        -5,
        float("nan"),
        "5 days " * 20,
        "9999999 days",
    ],
)
def test_words_that_say_nothing(told: object) -> None:
    assert parse_uptime(told) is None


def test_without_a_reading_there_is_no_moment() -> None:
    assert last_boot(NOW, None, NOW) is None
    assert last_boot(None, Uptime(timedelta(days=400_000_000)), NOW) is None
    assert last_boot(None, Uptime(timedelta(days=56 * 365)), NOW) is None  # no running computer is that old


def test_moment_has_whole_seconds() -> None:
    assert last_boot(None, Uptime(5 * DAY), NOW) == datetime(2026, 1, 10, 8, 30, 0, 0, UTC)


@pytest.mark.parametrize("resolution", [SECOND, MINUTE, HOUR])
def test_steady_within_what_the_words_allow(resolution: timedelta) -> None:
    known = last_boot(None, Uptime(5 * DAY, resolution), NOW)
    assert known is not None
    late = NOW + resolution + timedelta(seconds=59)
    assert last_boot(known, Uptime(5 * DAY, resolution), late) == known
    later = NOW + resolution + timedelta(seconds=62)
    assert last_boot(known, Uptime(5 * DAY, resolution), later) == later.replace(microsecond=0) - 5 * DAY


def test_a_reboot_moves_it() -> None:
    known = last_boot(None, Uptime(5 * DAY), NOW)
    again = last_boot(known, Uptime(30 * SECOND), NOW + MINUTE)
    assert again == (NOW + 30 * SECOND).replace(microsecond=0)
