"""Any JSON is an object of ours, or none; never an exception [C §8, §11, §12]."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.piorchestrator.client import models
from custom_components.piorchestrator.client.events import UndecodableEventError, decode_event
from custom_components.piorchestrator.client.models import Device, Session, WireModel
from custom_components.piorchestrator.client.monitor import (
    MOST_FIELDS,
    MonitorData,
    merge_monitor_data,
    read_message,
)
from tests.fuzz.strategies import MACS, Json, envelopes, json_objects, json_values, models_of, texts

MODELS = sorted(
    (kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, WireModel)),
    key=lambda kind: kind.__name__,
)


@given(st.one_of(json_values, json_objects.map(lambda raw: {"id": "s", "mac": MACS[0], **raw})))
def test_any_json_is_read_or_is_none(raw: Json) -> None:
    for model in MODELS:
        found = model.read(raw)
        if found is not None:
            assert found == model.model_validate(found.model_dump(exclude_none=True))
            found.model_dump_json().encode()


@pytest.mark.parametrize("model", [Session, Device])
@given(raw=json_objects)
def test_the_identity_is_all_that_is_needed(model: type[WireModel], raw: dict[str, Json]) -> None:
    assert model.read({**raw, "id": "s-1", "mac": MACS[0]}) is not None


@pytest.mark.parametrize("model", [Session, Device])
@given(data=st.data())
def test_merging_twice_is_merging_once(model: type[WireModel], data: st.DataObject) -> None:
    one, two = data.draw(models_of(model)), data.draw(models_of(model))
    merged = one.merged(two)
    assert merged.merged(two) == merged
    assert one.merged(one) == one
    for name, value in two:
        assert getattr(merged, name) == (getattr(one, name) if value is None else value)


@given(st.one_of(envelopes().map(json.dumps), json_values.map(json.dumps), texts))
def test_any_text_is_an_event_or_undecodable(data: str) -> None:
    try:
        event = decode_event(data)
    except UndecodableEventError as error:
        assert error.reason in {"no JSON object", "no type", "unknown version", "a session id that is none"}  # noqa: PT017
        return
    assert sum(part is not None for part in (event.device, event.session, event.network, event.fault)) <= 1
    f"{event.type}{event.session_id}".encode()


@given(json_objects, json_objects)
def test_merging_the_monitor_twice_is_merging_once(known: MonitorData, update: MonitorData) -> None:
    known = merge_monitor_data({}, known)
    merged = merge_monitor_data(known, update)
    assert repr(merge_monitor_data(merged, update)) == repr(merged)
    assert known.keys() <= merged.keys()
    assert repr(merge_monitor_data(known, known)) == repr(known)


@given(st.lists(json_objects, max_size=10))
def test_the_monitor_stays_small(updates: list[MonitorData]) -> None:
    data: MonitorData = {}
    for update in updates:
        data = merge_monitor_data(data, update)
    assert len(data) <= MOST_FIELDS
    for name, part in data.items():
        for field in part.values() if isinstance(part, dict) else ():
            assert isinstance(field, dict) == (name == "camera_status")


@given(st.one_of(json_values.map(json.dumps), texts))
def test_any_message_of_the_socket_is_read(text: str) -> None:
    kind, data = read_message(text)
    assert kind is None or isinstance(kind, str)
    assert data is None or isinstance(data, dict)
