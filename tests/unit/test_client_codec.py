"""Durations, time stamps, MAC addresses [C §3, D17, D40]."""

from datetime import UTC, datetime, timedelta, timezone
from math import inf, nan

import pytest

from custom_components.piorchestrator.client.codec import (
    is_board_mac,
    mac_digits,
    normalise_mac,
    parse_duration,
    parse_time,
    read_mac,
    wire_text,
)
from custom_components.piorchestrator.client.errors import ImpossibleMacError, InvalidMacError

MAC = "24:6F:28:A1:B2:C3"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45s", 45),
        ("14m59.5s", 899.5),
        ("1h0m0s", 3600),
        ("0s", 0),
        ("0", 0),
        ("1h30m", 5400),
        ("1.5h", 5400),
        (".5s", 0.5),
        ("5.s", 5),
        ("-2m", -120),
        ("+2m", 120),
        ("150ms", 0.15),
        ("3us", 0.000003),
        ("3µs", 0.000003),
        ("3μs", 0.000003),
        ("5000ns", 0.000005),
        ("1m1ms", 60.001),
        (" 45s ", 45),
        ("00:45:00", 2700),
        ("100:00:01", 360001),
        ("12", 12),
        ("-12.5", -12.5),
        ("999999999", 999999999),
        (999_999_999, 999_999_999),
        (1_000_000_000, 1),
        (-2_000_000_000, -2),
        (2.5, 2.5),
    ],
)
def test_durations(text: object, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        *("", "s", "5x", "--5s", "-+5s", "5 s", "5s5", "x5s", "5sx", "1:2", "00:60:00", "00:00:60"),
        *("1e5", "٣s", "٣", "5s" * 40, "9" * 60 + "h", "1.2.3s", None, True, [], {}, inf, -inf, nan, 1e300),
        *(10**400, "876601h", "-876601h", 4e18, -4e18),
    ],
)
def test_no_durations(value: object) -> None:
    assert parse_duration(value) is None


@pytest.mark.parametrize("digits", range(10))
def test_fractional_digits(digits: int) -> None:
    fraction = "123456789"[:digits]
    text = f"2026-01-15T08:30:00{'.' if digits else ''}{fraction}Z"
    micro = int(fraction[:6].ljust(6, "0"))
    assert parse_time(text) == datetime(2026, 1, 15, 8, 30, 0, micro, UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-15T08:30:00+02:00", datetime(2026, 1, 15, 6, 30, tzinfo=UTC)),
        ("2026-01-15T08:30:00-0330", datetime(2026, 1, 15, 12, 0, tzinfo=UTC)),
        ("2026-01-15t08:30:00z", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        (" 2026-01-15 08:30:00Z ", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-01-15T08:30:00.123456789123Z", datetime(2026, 1, 15, 8, 30, 0, 123456, UTC)),
    ],
)
def test_times(text: str, expected: datetime) -> None:
    found = parse_time(text)
    assert found == expected
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        *("", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z", "0000-01-01T00:00:00Z"),
        *("2026-02-30T00:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T08:60:00Z", "2026-01-15T08:30:61Z"),
        *("2026-01-15T08:30:75Z", "2026-01-15", "2026-01-15T08:30:00", "2026-01-15T08:30:00.Z"),
        *("2026-01-15T08:30:00+25:00", "9999-12-31T23:59:59-01:00", "٢026-01-15T08:30:00Z", "x" * 65),
        *(
            "0001-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
            "9998-12-31T23:00:00-02:00",
        ),
        *(None, 5, True, [], {}),
    ],
)
def test_no_times(value: object) -> None:
    assert parse_time(value) is None


@pytest.mark.parametrize(
    "text", ["1971-01-01T00:00:00Z", "9998-12-31T23:59:59Z", "9999-01-01T01:00:00+02:00"]
)
@pytest.mark.parametrize("hours", [-14, 14])
def test_a_time_can_be_expressed_in_every_zone(text: str, hours: int) -> None:
    found = parse_time(text)
    assert found is not None
    assert found.astimezone(timezone(timedelta(hours=hours))) == found


@pytest.mark.parametrize(
    "text",
    [
        *(MAC, MAC.lower(), "24-6f-28-a1-b2-c3", "246f28a1b2c3", "246F.28A1.B2C3", "246f:28a1:b2c3"),
        *("246f-28a1-b2c3", " 24 6f 28 a1 b2 c3\n", "24:6f-28.a1:b2 c3", "246f28:a1b2c3"),
    ],
)
def test_macs(text: str) -> None:
    assert normalise_mac(text) == MAC


@pytest.mark.parametrize(
    "value",
    [
        *("", "nope", "24:6F:28:A1:B2", "24:6F:28:A1:B2:C3:D4", "24::6F:28:A1:B2:C3", "24:6F:28:A1:B2:G3"),
        *("2:46:F2:8A:1B:2C", "٢4:6F:28:A1:B2:C3", None, 5, True, b"246f28a1b2c3", ["246f28a1b2c3"]),
    ],
)
def test_no_macs(value: object) -> None:
    with pytest.raises(InvalidMacError):
        normalise_mac(value)


@pytest.mark.parametrize(
    "text",
    [
        *("\u200e" + MAC, MAC + "\u200f", "\ufeff" + MAC, "24:6F\u200b:28:A1:B2:C3", f"\u202a{MAC}\u202c"),
        *(MAC.replace(":", "\u2011"), MAC.replace(":", "\u2013"), MAC.replace(":", "\uff1a"), "\x00" + MAC),
        *("246f28\u00ada1b2c3", "\u200e \u200e" + MAC, MAC.replace(":", "\u200b:\u200b"), MAC + "\x1c"),
    ],
)
def test_what_cannot_be_seen_changes_no_mac(text: str) -> None:
    assert normalise_mac(text) == read_mac(text) == MAC


@pytest.mark.parametrize(
    ("text", "mac"),
    [
        ("00-00-00-00-00-00", "00:00:00:00:00:00"),
        ("ffff.ffff.ffff", "FF:FF:FF:FF:FF:FF"),
        ("01:00:5e:00:00:fb", "01:00:5E:00:00:FB"),
        ("333300000001", "33:33:00:00:00:01"),
        ("25:6F:28:A1:B2:C3", "25:6F:28:A1:B2:C3"),
    ],
)
def test_a_mac_that_no_board_has(text: str, mac: str) -> None:
    with pytest.raises(ImpossibleMacError) as caught:
        normalise_mac(text)
    assert caught.value.value == read_mac(text) == mac
    assert not is_board_mac(mac)


@pytest.mark.parametrize("mac", ["02:00:00:00:00:01", "00:00:00:00:00:01", "FE:FF:FF:FF:FF:FF", MAC])
def test_a_mac_that_a_board_may_have(mac: str) -> None:
    assert normalise_mac(mac) == mac
    assert is_board_mac(mac)


@pytest.mark.parametrize("value", [10**5000, "x" * 5000, {"a": "x" * 5000}], ids=["number", "text", "object"])
def test_what_is_no_mac_is_quoted_shortly(value: object) -> None:
    """A number too long to be printed is no reason for another error."""
    with pytest.raises(InvalidMacError) as caught:
        normalise_mac(value)
    assert len(caught.value.value) <= 64
    assert len(str(caught.value)) < 100


def test_digits_for_unique_ids() -> None:
    assert mac_digits(MAC) == "246f28a1b2c3"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        ("", None),
        (None, None),
        (5, None),
        (["text"], None),
        ("x" * 11, "x" * 10),
        ("a\ud800b", "a?b"),
    ],
)
def test_texts(value: object, expected: str | None) -> None:
    """Bounded, and without a lone surrogate: no encoder of a state or an address takes one."""
    assert wire_text(value, 10) == expected
