"""Durations, times, MAC addresses, hosts and answers of any kind [C §3, §5]."""

from datetime import UTC, datetime, timedelta, timezone
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client.address import Address
from custom_components.piorchestrator.client.codec import (
    mac_digits,
    normalise_mac,
    parse_duration,
    parse_time,
    read_mac,
)
from custom_components.piorchestrator.client.envelope import read_answer
from custom_components.piorchestrator.client.errors import (
    ImpossibleMacError,
    InvalidAddressError,
    InvalidMacError,
    PiOrchestratorError,
)
from tests.fuzz.strategies import json_objects, json_values, texts

anything = st.one_of(json_values, st.text("0123456789hmsnuµ.:+-TZ ", max_size=30))


def go_text(duration: timedelta) -> str:
    """What Go's Duration.String writes."""
    micros = abs(duration) // timedelta(microseconds=1)
    sign = "-" if duration < timedelta(0) else ""
    minutes, micros = divmod(micros, 60_000_000)
    seconds = f"{micros / 1_000_000:.6f}".rstrip("0").rstrip(".")
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{f'{hours}h' if hours else ''}{f'{minutes}m' if hours or minutes else ''}{seconds}s"


@given(st.timedeltas(timedelta(days=-3650), timedelta(days=3650)))
def test_durations_of_go(duration: timedelta) -> None:
    found = parse_duration(go_text(duration))
    assert found is not None
    assert abs(found - duration) <= timedelta(microseconds=1)


@given(anything)
def test_nothing_is_raised(value: object) -> None:
    duration, moment = parse_duration(value), parse_time(value)
    assert duration is None or isinstance(duration, timedelta)
    assert moment is None or moment.tzinfo is UTC


@given(
    st.datetimes(datetime(1971, 1, 2), datetime(9998, 12, 30)),  # noqa: DTZ001 - the zone is drawn beside it
    st.integers(-1439, 1439),
    st.integers(0, 9),
)
def test_times(moment: datetime, minutes: int, digits: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    fraction = f"{moment.microsecond:06}000"[:digits]
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"
    stamp = f"{moment.year:04}{moment:-%m-%dT%H:%M:%S}{'.' if digits else ''}{fraction}{offset}"
    kept = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")), tzinfo=zone)
    assert parse_time(stamp) == kept


@given(st.binary(min_size=6, max_size=6), st.sampled_from((":", "-", ".", " ", "")), st.booleans())
def test_macs_in_any_notation(raw: bytes, separator: str, upper: bool) -> None:
    text = separator.join(f"{byte:02x}" for byte in raw)
    mac = read_mac(text.upper() if upper else text)
    assert mac == ":".join(f"{byte:02X}" for byte in raw)
    assert read_mac(mac) == mac
    assert mac_digits(mac) == raw.hex()


@given(st.binary(min_size=6, max_size=6))
def test_macs_of_boards(raw: bytes) -> None:
    try:
        assert normalise_mac(raw.hex()) == read_mac(raw.hex())
        assert any(raw)
        assert raw[0] % 2 == 0
    except ImpossibleMacError:
        assert raw == bytes(6) or raw[0] % 2


@given(anything)
def test_what_is_no_mac_is_refused(value: object) -> None:
    try:
        assert len(normalise_mac(value)) == 17
    except InvalidMacError as error:
        assert len(error.value) <= 64  # noqa: PT017 - both outcomes are right


@given(st.one_of(texts, st.text("ab:/.@[]0?#% ", max_size=20)))
def test_addresses(text: str) -> None:
    try:
        address = Address.parse(text)
    except InvalidAddressError:
        return
    assert Address.parse(str(address.url)) == Address(address.host, address.url.port or 0, address.ssl)


@given(
    st.integers(200, 599),
    st.one_of(
        st.binary(max_size=50),
        json_values.map(lambda value: json.dumps(value).encode()),
        json_objects.map(lambda error: json.dumps({"success": False, "error": error}).encode()),
        json_objects.map(lambda error: json.dumps({"success": False, **error}).encode()),
    ),
    st.dictionaries(st.sampled_from(("Retry-After", "Content-Type", "X-Request-Id")), texts),
)
def test_any_answer_is_data_or_an_error_of_ours(status: int, body: bytes, headers: dict[str, str]) -> None:
    try:
        read_answer(status, headers, body)
    except PiOrchestratorError as error:
        assert error.retry_after is None or 0 <= error.retry_after <= 3600  # noqa: PT017 - both outcomes are right
        assert len(error.message) <= 500  # noqa: PT017


def test_the_writer_of_go_durations_is_right() -> None:
    assert go_text(timedelta(hours=1)) == "1h0m0s"
    assert go_text(timedelta(minutes=14, seconds=59.5)) == "14m59.5s"
    with pytest.raises(InvalidMacError):
        normalise_mac("x")
