"""`triggers.yaml` and `conditions.yaml`: what is registered, has texts and icons, and is documented, no more and no less."""

from dataclasses import dataclass, replace
import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import Condition
from homeassistant.helpers.selector import TargetSelector
from homeassistant.helpers.trigger import Trigger
import probatio
import pytest

from custom_components.piorchestrator.condition import async_get_conditions
from custom_components.piorchestrator.trigger import async_get_triggers

from .comparison import differences
from .places import DOMAIN, PACKAGE, ROOT, Json, JsonObject, at, keys_at, put, read_object, without
from .test_services_yaml import read_actions, wrong_field

# The ones of this version: a registration that lost one would otherwise pass.
PROMISED: Final = {
    "triggers": {
        "session_started",
        "session_finished",
        "session_expiring",
        "device_discovered",
        "device_verified",
        "device_failed",
        "recovery_available",
        "batch_complete",
    },
    "conditions": {"is_session_active", "is_session_state", "is_connected", "is_batch_complete"},
}
_BEGINNING: Final = {"triggers": "Triggers when ", "conditions": "Tests if "}
_KINDS: Final = sorted(PROMISED)


def read(kind: str) -> JsonObject:
    """The file without its anchors."""
    content = read_actions(PACKAGE / f"{kind}.yaml")
    return {key: value for key, value in content.items() if not key.startswith(".")}


@dataclass(frozen=True)
class Said:
    """What is said of them elsewhere."""

    english: JsonObject
    icons: JsonObject
    readme: str


def faults(kind: str, described: JsonObject, said: Said) -> list[str]:
    """What Home Assistant would not understand, and what lacks a text, an icon or a row in the README."""
    english, icons, readme = said.english, said.icons, said.readme
    found = differences(set(described), keys_at(english, kind), f"{kind} in en.json")
    found += differences(set(described), keys_at(icons, kind), f"{kind} in icons.json")
    for key, description in described.items():
        where = f"{kind}.{key}"
        if not isinstance(description, dict):
            found.append(f"{where}: has no target")
            continue
        found += [f"{where}.{name}: unknown" for name in description.keys() - {"target", "fields"}]
        if not keys_at(description, "target") or "device" in keys_at(description, "target"):
            found.append(f"{where}: has no target, or filters devices")
        else:
            try:
                TargetSelector.CONFIG_SCHEMA(description["target"])
            except probatio.Invalid as error:
                found.append(f"{where}: {error}")
        fields = description.get("fields") or {}
        assert isinstance(fields, dict)
        found += differences(set(fields), keys_at(english, f"{where}.fields"), f"{where}.fields")
        selectors: set[str] = set()
        for name, field in fields.items():
            assert isinstance(field, dict)
            found += wrong_field(f"{where}.fields.{name}", field, english, selectors)
        if not str(at(english, f"{where}.description")).startswith(_BEGINNING[kind]):
            found.append(f"{where}: does not begin as it should")
        found += _undocumented(key, fields, readme)
    return found


def _undocumented(key: str, fields: JsonObject, readme: str) -> list[str]:
    row = re.search(rf"^\| `{DOMAIN}\.{key}` .*\|$", readme, re.MULTILINE)
    if row is None:
        return [f"{key} is not in a table of the README"]
    words = set(fields)
    for field in fields.values():
        options = at(field, "selector.select.options")
        words |= {str(option) for option in options} if isinstance(options, list) else set()
    return [f"{key}: {word} is not documented" for word in sorted(words) if f"`{word}`" not in row[0]]


@pytest.fixture
def said(english: JsonObject) -> Said:
    return Said(english, read_object(PACKAGE / "icons.json"), (ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("kind", _KINDS)
def test_everything_is_described(kind: str, said: Said) -> None:
    described = read(kind)
    assert set(described) == PROMISED[kind]
    assert faults(kind, described, said) == []


async def test_the_files_say_what_is_registered(hass: HomeAssistant) -> None:
    """Also each option with its default, and whether it is needed."""
    registered: dict[str, dict[str, type[Trigger | Condition]]] = {
        "triggers": {**await async_get_triggers(hass)},
        "conditions": {**await async_get_conditions(hass)},
    }
    for kind in _KINDS:
        described = read(kind)
        assert set(registered[kind]) == set(described)
        for key, one in registered[kind].items():
            schema = one._schema.schema  # type: ignore[union-attr]
            options = next(value for marker, value in schema.items() if str(marker) == "options")
            markers = {str(marker): marker for marker in options}
            fields = at(described, f"{key}.fields")
            assert isinstance(fields, dict)
            assert set(markers) == set(fields), key
            for name, field in fields.items():
                default = at(field, "default")
                if name != "for" and default != {}:
                    assert markers[name].default() == default, f"{key}.{name}"


def test_the_keys_are_such_as_home_assistant_takes() -> None:
    for kind in _KINDS:
        for key in read_actions(PACKAGE / f"{kind}.yaml"):
            if not key.startswith("."):
                cv.underscore_slug(key)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("triggers", "exploded", {"target": {"entity": {"integration": DOMAIN}}}),
        ("triggers", "session_started", None),
        ("triggers", "session_started.target", {}),
        ("triggers", "session_started.target", {"device": [{"integration": DOMAIN}]}),
        ("triggers", "session_started.target", {"planet": "mars"}),
        ("triggers", "session_started.icon", "mdi:play"),
        ("triggers", "session_started.fields.outcome", {"selector": {"text": {}}}),
        ("triggers", "session_finished.fields.outcome.selector", {"select": {"options": ["any"]}}),
        ("triggers", "session_finished.fields.outcome.selector.select.options", ["any", "lost"]),
        ("conditions", "is_session_state.fields.state.selector", None),
        ("conditions", "is_lost", {"target": {"entity": {"integration": DOMAIN}}}),
    ],
)
def test_a_broken_file_is_found(said: Said, kind: str, path: str, value: Json) -> None:
    assert faults(kind, put(read(kind), path, value), said)


@pytest.mark.parametrize("kind", _KINDS)
def test_whatever_is_lost_is_found(kind: str, said: Said) -> None:
    described = read(kind)
    for key in described:
        text = f"{kind}.{key}"
        for poorer in (
            replace(said, english=without(said.english, text)),
            replace(said, english=put(said.english, f"{text}.description", "Fires.")),
            replace(said, icons=without(said.icons, text)),
            replace(said, readme=said.readme.replace(f"| `{DOMAIN}.{key}`", "| ")),
        ):
            assert faults(kind, described, poorer)
    for word in ("`all_verified`", "`with_failures`") if kind == "triggers" else ("`for`", "`paused`"):
        assert faults(kind, described, replace(said, readme=said.readme.replace(word, "")))
