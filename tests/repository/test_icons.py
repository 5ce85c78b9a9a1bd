"""`icons.json`: hassfest's rules, and an icon for each entity and action that has no other."""

from typing import Final

import pytest

from .comparison import differences
from .descriptions import entities_of
from .places import PACKAGE, Json, JsonObject, at, keys_at, put, read_object, without
from .shapes import Each, Shape, icon, key, misfits, slug
from .uses import Uses


def _number(name: str) -> str | None:
    try:
        float(name)
    except ValueError:
        return "no number"
    return None


_STATES: Final = Each(key, icon)
_ENTITY: Final[Shape] = {
    "default": icon,
    "state": _STATES,
    "range": Each(_number, icon),
    "state_attributes": Each(key, {"default!": icon, "state": _STATES, "range": Each(_number, icon)}),
}
SHAPE: Final[Shape] = {
    "entity": Each(slug, Each(key, _ENTITY)),
    "services": Each(key, {"service!": icon, "sections": _STATES}),
    "triggers": Each(key, {"trigger!": icon}),
    "conditions": Each(key, {"condition!": icon}),
}


@pytest.fixture
def icons() -> JsonObject:
    return read_object(PACKAGE / "icons.json")


def _idle(tree: Json, where: str) -> list[str]:
    """States that have the icon which they would have anyway, and ranges that do not ascend."""
    if not isinstance(tree, dict):
        return []
    found: list[str] = []
    states, default = tree.get("state"), tree.get("default")
    if isinstance(states, dict) and default is not None:
        found += [f"{where}.state.{name}: the default" for name, value in states.items() if value == default]
    ranges = tree.get("range")
    if isinstance(ranges, dict) and not any(map(_number, ranges)):
        limits = [float(name) for name in ranges]
        if limits != sorted(set(limits)):
            found.append(f"{where}.range: does not ascend")
    for name, inner in tree.items():
        found += _idle(inner, f"{where}.{name}")
    return found


def faults(icons: JsonObject, english: JsonObject, entities: dict[str, set[str]]) -> list[str]:
    """What hassfest would say, and what is missing or too much."""
    found = misfits(icons, SHAPE) + _idle(icons.get("entity", {}), "entity")
    found += differences(keys_at(english, "services"), keys_at(icons, "services"), "services")
    for action in keys_at(english, "services"):
        said = keys_at(icons, f"services.{action}.sections")
        used = keys_at(english, f"services.{action}.sections")
        found += differences(used, said, f"services.{action}.sections")
    found += [f"entity.{platform}: not used" for platform in keys_at(icons, "entity") - entities.keys()]
    for platform, keys in entities.items():
        have = keys_at(icons, f"entity.{platform}")
        found += [f"entity.{platform}.{name}: not used" for name in have - keys]
        for name, description in entities_of(platform).items():
            where = f"entity.{platform}.{name}"
            # A device class brings icons along, but that of a sensor's options has only one for all of them.
            if name not in have and (description.device_class is None or description.device_class == "enum"):
                found.append(f"{where}: has no icon")
            found += _wrong_states(icons, where, platform, getattr(description, "options", None))
    return found


def _wrong_states(icons: JsonObject, where: str, platform: str, options: list[str] | None) -> list[str]:
    said = keys_at(icons, f"{where}.state")
    possible = set(options or ())
    if platform in ("binary_sensor", "switch"):
        possible = {"on", "off"}
    found = [f"{where}.state.{name}: no such state" for name in said - possible]
    if said and "default" not in keys_at(icons, where):
        found.append(f"{where}: has icons for states and none for the rest")
    return found


def test_every_entity_and_action_has_its_icon(icons: JsonObject, english: JsonObject, uses: Uses) -> None:
    assert keys_at(icons, "services")
    assert at(icons, "entity.sensor.status.default")
    assert faults(icons, english, uses.entities) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("entity.sensor.progress.default", "hass:progress"),
        ("entity.sensor.progress.default", "mdi:Progress"),
        ("entity.sensor.progress.icon", "mdi:progress"),
        ("entity.sensor.progress.range", {"0": "mdi:a", "high": "mdi:b"}),
        ("entity.sensor.progress.range", {"50": "mdi:a", "0": "mdi:b"}),
        ("entity.sensor.colour.default", "mdi:palette"),
        ("entity.switch.power.default", "mdi:power"),
        ("entity.sensor.status.state.lost", "mdi:help"),
        ("entity.sensor.status.state.failed", "mdi:help-circle-outline"),
        ("entity.binary_sensor.session_active.state.maybe", "mdi:help"),
        ("entity.binary_sensor.event_stream.state.off", "mdi:lan-disconnect"),
        ("entity_component._.default", "mdi:help"),
        ("services.explode.service", "mdi:bomb"),
        ("services.stop_session", "mdi:stop"),
        ("services.stop_session.sections.limits", "mdi:timer"),
    ],
)
def test_a_broken_icon_is_found(
    icons: JsonObject, english: JsonObject, uses: Uses, path: str, value: Json
) -> None:
    broken = faults(put(icons, path, value), english, uses.entities)
    assert {*broken} - {*faults(icons, english, uses.entities)}


@pytest.mark.parametrize(
    "path",
    [
        "services.stop_session",
        "services.start_session.service",
        "services.start_session.sections.limits",
        "entity.sensor.target_ssid",
        "entity.sensor.status",
        "entity.sensor.status.default",
        "entity.button.provision_all",
        "entity.event.device_event",
    ],
)
def test_a_lost_icon_is_found(icons: JsonObject, english: JsonObject, uses: Uses, path: str) -> None:
    broken = faults(without(icons, path), english, uses.entities)
    assert {*broken} - {*faults(icons, english, uses.entities)}
