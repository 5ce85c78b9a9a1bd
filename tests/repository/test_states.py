"""Texts of states, event types and units: taken from the descriptions themselves, since their options are computed."""

import ast

import pytest

from .comparison import differences
from .descriptions import entities_of
from .places import JsonObject, at, keys_at, modules_of, put, without
from .sources import Sources
from .uses import Uses


def wrong_states(platform: str, english: JsonObject, words: set[str]) -> list[str]:
    """States, event types, units and attributes whose texts do not fit the descriptions."""
    found: list[str] = []
    for key, description in entities_of(platform).items():
        where = f"entity.{platform}.{key}"
        said = keys_at(english, f"{where}.state")
        path = f"{where}.state_attributes.event_type.state"
        types = getattr(description, "event_types", None) or ()
        found += differences(set(types), keys_at(english, path), path)
        options = getattr(description, "options", None)
        if options is not None:
            found += differences(set(options), said, f"{where}.state")
        else:
            possible = {"on", "off"} if platform in ("binary_sensor", "switch") else set()
            found += [f"{where}.state.{state}: no such state" for state in said - possible]
        unit = at(english, f"{where}.unit_of_measurement")
        if unit and getattr(description, "native_unit_of_measurement", None) is not None:
            found.append(f"{where}.unit_of_measurement: the code has another")
        attributes = keys_at(english, f"{where}.state_attributes") - {"event_type"}
        found += [f"{where}.state_attributes.{name}: not used" for name in attributes - words]
    return found


def words_of(sources: Sources, platform: str) -> set[str]:
    """Every text in a platform's modules."""
    return {
        node.value
        for name in modules_of(platform)
        for node in sources.modules[f"{name}.py"].nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_states_and_event_types_have_their_texts(uses: Uses, sources: Sources, english: JsonObject) -> None:
    for platform, keys in uses.entities.items():
        assert set(entities_of(platform)) == keys, f"{platform}: both discoveries find the same"
        assert wrong_states(platform, english, words_of(sources, platform)) == []


@pytest.mark.parametrize(
    "path",
    [
        "entity.sensor.session_state.state.paused",
        "entity.sensor.status.state.verified",
        "entity.sensor.last_error.state.circuit_open",
        "entity.event.device_event.state_attributes.event_type.state.device_verified",
    ],
)
def test_a_lost_state_is_found(sources: Sources, english: JsonObject, path: str) -> None:
    platform = path.split(".")[1]
    assert wrong_states(platform, without(english, path), words_of(sources, platform))


@pytest.mark.parametrize(
    "path",
    [
        "entity.sensor.status.state.lost",
        "entity.sensor.progress.state.full",
        "entity.binary_sensor.allowlisted.state.maybe",
        "entity.event.session_event.state_attributes.event_type.state.session_lost",
        "entity.sensor.progress.unit_of_measurement",
        "entity.sensor.status.state_attributes.colour",
    ],
)
def test_a_state_that_does_not_exist_is_found(sources: Sources, english: JsonObject, path: str) -> None:
    platform = path.split(".")[1]
    assert wrong_states(platform, put(english, path, "A text"), words_of(sources, platform))
