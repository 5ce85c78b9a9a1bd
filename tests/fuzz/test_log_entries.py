"""Lines of the log and messages of the monitor: any text is bounded data, or nothing [C §12, §13]."""

from collections.abc import Mapping
import json

from hypothesis import example, given, strategies as st

from custom_components.piorchestrator.client.codec import parse_http_date, single_line
from custom_components.piorchestrator.client.log_stream import LogEntry, Severity, read_entry
from custom_components.piorchestrator.client.models import LONGEST_TEXT
from custom_components.piorchestrator.client.monitor import MonitorData, merge_monitor_data, read_message
from custom_components.piorchestrator.client.redaction import SecretMemory
from tests.fuzz.strategies import Json, json_values, texts

SECRET = "canary-secret-1"
_FIELDS = ("id", "timestamp", "level", "component", "source", "message", "fields", "metadata")
# Of the limit's size and beyond, of characters that take one to four bytes, and what quotes a secret.
long_texts = st.builds(
    lambda text, times, tail: text * times + tail,
    st.sampled_from(("x", "ü", "😀", "\ud800", "\n", SECRET)),
    st.sampled_from((1, LONGEST_TEXT - 1, LONGEST_TEXT, LONGEST_TEXT * 3)),
    st.sampled_from(("", SECRET, "\x00")),
)
values = st.one_of(json_values, long_texts)
lines = st.dictionaries(st.sampled_from(_FIELDS), values)


conceal = SecretMemory([SECRET]).conceal


@given(st.one_of(lines.map(json.dumps), json_values.map(json.dumps), texts))
def test_any_text_is_a_bounded_line_without_secrets_or_none(text: str) -> None:
    entry = read_entry(text, conceal)
    if entry is None:
        return
    assert entry.severity is None or isinstance(entry.severity, Severity)
    for name in LogEntry.model_fields:
        value = getattr(entry, name)
        assert not isinstance(value, str) or len(value) <= LONGEST_TEXT
    assert SECRET not in f"{entry.component}{entry.message}"
    entry.model_dump_json().encode()


def is_blank(value: Json) -> bool:
    """Whether a text shows nothing: white space, or control characters, which become spaces."""
    return isinstance(value, str) and single_line(value[:LONGEST_TEXT]).isspace()


@given(lines)
@example({"component": "\x1f", "source": "0"})
@example({"component": "\u00a0", "source": "0"})
@example({"component": " " * LONGEST_TEXT + "0", "source": "0"})
@example({"component": 5, "source": "0"})
def test_every_object_is_a_line(raw: dict[str, Json]) -> None:
    entry = read_entry(json.dumps(raw), conceal)
    assert entry is not None
    component = raw.get("component")
    if not isinstance(component, str) or not component or is_blank(component):
        component = raw.get("source")
    assert (entry.component is not None) == (
        isinstance(component, str) and bool(component) and not is_blank(component)
    )


@given(st.one_of(texts, st.text("MonTueJanFeb 0123456789:,+-GMT", max_size=40)))
def test_any_date_header(text: str) -> None:
    found = parse_http_date(text)
    assert found is None or (found.tzinfo is not None and found.year >= 1970)


@given(
    st.lists(
        st.dictionaries(
            st.one_of(st.sampled_from(("system_health", "camera_status", "alerts_count")), long_texts),
            st.one_of(values, st.dictionaries(long_texts, st.one_of(values, st.dictionaries(texts, values)))),
            max_size=5,
        ),
        max_size=6,
    )
)
def test_whatever_the_monitor_sends_is_kept_bounded(updates: list[dict[str, Json]]) -> None:
    data: MonitorData = {}
    for update in updates:
        _, told = read_message(json.dumps({"type": "monitoring_update", "data": update}))
        assert told is not None
        data = merge_monitor_data(data, told)
    assert_bounded(data)


def assert_bounded(value: object, depth: int = 0) -> None:
    assert depth <= 3, "a section, a camera, its fields"
    assert not isinstance(value, list)
    if isinstance(value, str):
        assert len(value) <= LONGEST_TEXT
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            assert_bounded(name)
            assert_bounded(inner, depth + 1)
