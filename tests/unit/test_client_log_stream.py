"""Lines of the log in any shape [C §13, D37]."""

from datetime import UTC, datetime
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client.codec import parse_http_date
from custom_components.piorchestrator.client.log_stream import LogEntry, Severity, read_entry
from custom_components.piorchestrator.client.models import LONGEST_TEXT
from custom_components.piorchestrator.client.redaction import SecretMemory

LINE = {
    "id": "a1",
    "timestamp": "2026-01-15T08:30:00Z",
    "level": "warn",
    "component": "mqtt",
    "message": "broker gone",
}


def read(**fields: object) -> LogEntry:
    found = read_entry(json.dumps(LINE | fields), str)
    assert found is not None
    return found


def test_a_line_of_the_contract() -> None:
    assert read() == LogEntry(
        id="a1",
        timestamp=datetime(2026, 1, 15, 8, 30, tzinfo=UTC),
        level="warn",
        component="mqtt",
        message="broker gone",
    )


@pytest.mark.parametrize(
    ("fields", "component"),
    [
        ({"component": None, "source": "wifi"}, "wifi"),
        ({"component": "", "source": "wifi"}, "wifi"),
        ({"source": "wifi"}, "mqtt"),
        ({"component": 7}, None),
    ],
)
def test_component_or_source(fields: dict[str, object], component: str | None) -> None:
    assert read(**fields).component == component


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("debug", None),
        ("info", None),
        ("warn", Severity.WARNING),
        ("WARNING", Severity.WARNING),
        ("Error", Severity.ERROR),
        ("fatal", Severity.ERROR),
        ("catastrophic", None),
        (3, None),
        (None, None),
    ],
)
def test_levels(level: object, severity: Severity | None) -> None:
    assert read(level=level).severity is severity


def test_texts_are_bounded() -> None:
    entry = read(message="x" * 5000, component="y" * 5000)
    assert entry.message is not None
    assert len(entry.message) == LONGEST_TEXT == len(entry.component or "")


def test_secrets_are_concealed() -> None:
    conceal = SecretMemory(["hunter2hunter2"]).conceal
    raw = LINE | {
        "message": f"{'x' * (LONGEST_TEXT - 5)}hunter2hunter2 refused",
        "component": None,
        "source": "for hunter2hunter2",
    }
    entry = read_entry(json.dumps(raw), conceal)
    assert entry is not None
    assert entry.component == "for ***"
    assert entry.message is not None
    assert entry.message.endswith("x*** r")
    assert "hunter" not in repr(entry)


@pytest.mark.parametrize("data", ["", "{", "[]", "null", "7", '"text"', "[" * 100_000])
def test_what_is_no_line(data: str) -> None:
    assert read_entry(data, str) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5
)


@given(st.dictionaries(st.sampled_from((*LINE, "source", "fields")), json_values) | json_values)
def test_any_json(value: object) -> None:
    entry = read_entry(json.dumps(value), str)
    assert (entry is not None) == isinstance(value, dict)
    assert entry is None or entry.severity in (None, *Severity)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu, 15 Jan 2026 08:30:00 GMT", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("Thu, 15 Jan 2026 08:30:00 -0000", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("Thu, 15 Jan 2026 09:30:00 +0100", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("Mon, 01 Jan 0500 00:00:00 GMT", datetime(500, 1, 1, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Thu, 15 Jan 2026 08:30:00 +99999999999999", None),
        ("Thu, 15 Jan 2026 08:30:00 GMT" + " " * 100, None),
    ],
)
def test_dates_of_answers(text: str | None, moment: datetime | None) -> None:
    assert parse_http_date(text) == moment


@given(st.text(max_size=70))
def test_any_date(text: str) -> None:
    parse_http_date(text)
