"""Every field of every object of the wire is safe, whatever the server sends in it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
import json
from math import isfinite
from typing import Final

import orjson
from pydantic import AliasPath
import pytest

from custom_components.piorchestrator.client import log_stream, models
from custom_components.piorchestrator.client.codec import AlteredText
from custom_components.piorchestrator.client.document import read_document
from custom_components.piorchestrator.client.envelope import read_answer
from custom_components.piorchestrator.client.errors import PiOrchestratorError
from custom_components.piorchestrator.client.models import LONGEST_TEXT, WireModel
from custom_components.piorchestrator.client.monitor import merge_monitor_data, read_message
from custom_components.piorchestrator.client.redaction import SecretMemory
from custom_components.piorchestrator.core.vitals import of_monitor

SECRET: Final = "canary-secret-1"
CONCEAL: Final = SecretMemory([SECRET]).conceal
MODELS: Final = sorted(
    {
        kind
        for module in (models, log_stream)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, WireModel) and kind is not WireModel
    },
    key=lambda kind: kind.__name__,
)
# JSON as a server may write it; all but the last few are texts.
HOSTILE: Final = (
    *(json.dumps(text) for text in (
        "x\ud800y", "\udfff", "a\nb", "a\r\n2026-01-01 ERROR all is lost", "\0", "\x1b[31m", "a\u202eb\u2066",
        "\u2028\u2029\u0085", "\ufeff\ufffe\uffff\U0010ffff", "   ", "\u00a0\u3000", "x" * 100_000, "\U0001f600" * 5000,
        "z" + "\u0351" * 5000, SECRET, f"{'x' * 1020}{SECRET}", json.dumps({"k": SECRET}), SECRET.replace("-", "%2d"),
        "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1e999", "NaN",
        "999999999999h", "99999 weeks", "-0",
    )),
    "NaN", "Infinity", "-Infinity", "-0.0", "1e400", str(2**63), str(-(2**80)), str(10**400), "true", "false", "null", "[]",
    "{}", '["x"]', '{"a":"\\ud800"}', "[" * 500 + "]" * 500,
)  # fmt: skip


def assert_safe(value: object) -> None:
    """It can be stored and shown, it is bounded, and it is one line."""
    match value:
        case str():
            assert not isinstance(value, AlteredText)
            value.encode()
            assert value.isprintable()
            assert len(value) <= LONGEST_TEXT
            assert SECRET not in value
        case bool() | None:
            pass
        case int() | float():
            assert isfinite(value)
            assert abs(value) <= 2**53
            assert str(value) != "-0.0"
        case datetime():
            for hours in (-24, 24):
                value.astimezone(timezone(timedelta(hours=hours, minutes=-1 if hours > 0 else 1)))
        case timedelta():
            assert datetime(1971, 1, 1, tzinfo=UTC) < datetime(2100, 1, 1, tzinfo=UTC) - value
            assert datetime(9000, 1, 1, tzinfo=UTC) + value
        case Mapping():
            for name, item in value.items():
                assert_safe(name)
                assert_safe(item)
        case list() | tuple():
            for item in value:
                assert_safe(item)
        case _:
            pytest.fail(f"{type(value)} is new here")


def documents(model: type[WireModel]) -> Iterator[tuple[str, str]]:
    """Every field of a model with every hostile value."""
    for name, field in model.model_fields.items():
        alias = field.validation_alias
        path = [str(step) for step in alias.path] if isinstance(alias, AliasPath) else [name]
        for value in HOSTILE:
            written = value
            for step in reversed(path):
                written = (
                    json.dumps({step: 0}).replace("0", written, 1)
                    if step != "load_1"
                    else f'{{"{step}":{written}}}'
                )
            rest = {"id": "s", "mac": "24:6F:28:00:00:01", "session": {"id": "s"}}
            others = "".join(f',"{key}":{json.dumps(other)}' for key, other in rest.items() if key != path[0])
            yield name, f"{written[:-1]}{others}}}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_every_object(model: type[WireModel]) -> None:
    read = 0
    for name, text in documents(model):
        document = read_document(text, CONCEAL)
        if document is None or (found := model.read(document)) is None:
            continue
        read += 1
        assert_safe(found.model_dump())
        json.dumps(found.model_dump(mode="json"), allow_nan=False).encode()
        orjson.dumps(found.model_dump(), option=orjson.OPT_PASSTHROUGH_SUBCLASS, default=str)
        assert SECRET not in repr(found), name
    assert read > 10


def test_every_object_is_looked_at() -> None:
    assert {"Session", "Device", "AllowlistEntry", "Health", "Fault", "LogEntry", "SystemInfo"} <= {
        model.__name__ for model in MODELS
    }


@pytest.mark.parametrize(
    "place", ["section", "field", "scalar", "camera", "camera field", "key", "camera key"]
)
def test_the_monitor(place: str) -> None:
    for value in HOSTILE:
        check_monitor(place, value)


def check_monitor(place: str, value: str) -> None:
    name = value if value.startswith('"') else json.dumps(value[:50])
    data = {
        "section": f'{{"system_health":{value},"camera_status":{value}}}',
        "field": f'{{"security_metrics":{{"threat_level":{value},"certificate_expiry":{value}}}}}',
        "scalar": f'{{"alerts_count":{value},"timestamp":{value}}}',
        "camera": f'{{"camera_status":{{"cam":{value}}}}}',
        "camera field": f'{{"camera_status":{{"cam":{{"rssi":{value},"last_seen":{value},"online":{value}}}}}}}',
        "key": f'{{{name}:{{{name}:1}},"system_health":{{{name}:1}}}}',
        "camera key": f'{{"camera_status":{{{name}:{{"online":true,{name}:1}}}}}}',
    }[place]
    _, found = read_message(f'{{"type":"initial_data","data":{data}}}', CONCEAL)
    assert found is not None
    merged = merge_monitor_data({}, found)
    for key in _keys(merged):
        assert key == key.strip()
        assert_safe(key)
    vitals = of_monitor(merged, None, datetime(2026, 1, 1, tzinfo=UTC))
    for figure in ("threat_level", "certificate_expiry", "alerts_count", "last_boot", "temperature"):
        assert_safe(getattr(vitals, figure))
    for camera, told in vitals.cameras.items():
        assert_safe([camera, told.online, told.rssi, told.free_heap, told.last_seen, told.fps])


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _keys(item)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 409, 429, 500, 503])
def test_errors(status: int) -> None:
    for value in HOSTILE:
        check_error(status, value)


def check_error(status: int, value: str) -> None:
    names = ("code", "message", "details", "correlation_id", "request_id", "retry_after_seconds", "retryable")
    fields = ",".join(f'"{name}":{value}' for name in names)
    for body in (
        f'{{"success":false,"error":{{{fields}}},{fields}}}',
        f'{{"success":false,"error":{value},{fields}}}',
    ):
        try:
            found: object = read_answer(
                status, {"X-Request-Id": value, "Retry-After": value}, body.encode(), CONCEAL
            )
        except PiOrchestratorError as error:
            found = [
                error.message,
                error.code,
                error.details,
                error.correlation_id,
                error.retry_after,
                str(error)[:1000],
            ]
            assert len(str(error)) < 4000  # noqa: PT017
            assert_safe(found)
