"""`services.yaml`: hassfest's rules, and the same actions and fields as registered and as described."""

from pathlib import Path
import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import validate_selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from .comparison import differences
from .places import DOMAIN, PACKAGE, ROOT, Json, JsonObject, keys_at, put, without
from .sources import Sources
from .uses import find_uses

# The actions of this version (`design.md` §5): a registration that lost one would otherwise pass.
PROMISED: Final = {
    "run_batch",
    "get_report",
    "start_session",
    "stop_session",
    "resume_session",
    "discard_session",
    "get_recoverable_sessions",
    "provision_all",
    "provision_device",
    "retry_device",
    "get_session",
    "get_devices",
    "get_allowlist",
    "add_to_allowlist",
    "remove_from_allowlist",
    "import_allowlist",
    "export_allowlist",
}
_ACTION: Final = {"name", "description", "target", "fields"}
_FIELD: Final = {"name", "description", "example", "default", "required", "advanced", "selector", "filter"}
_SECTION: Final = {"name", "description", "fields", "collapsed"}
# No secret may be a field: the data of actions reaches the event bus, traces and the recorder.
_SECRET: Final = re.compile(r"pass(word|phrase|wd)?\b|secret|token|key|psk", re.IGNORECASE)


def read_actions(file: Path) -> JsonObject:
    """The file as Home Assistant reads it."""
    actions: JsonObject = load_yaml_dict(str(file))
    return actions


@pytest.fixture
def actions() -> JsonObject:
    return read_actions(PACKAGE / "services.yaml")


@pytest.fixture
async def registered(hass: HomeAssistant, enable_custom_integrations: None) -> dict[str, vol.Schema]:
    """The schemas of the actions that are there without any entry."""
    assert await async_setup_component(hass, DOMAIN, {})
    services = hass.services.async_services_for_domain(DOMAIN)
    return {
        name: service.schema for name, service in services.items() if isinstance(service.schema, vol.Schema)
    }


def fields_of(action: Json) -> tuple[dict[str, JsonObject], dict[str, JsonObject], list[str]]:
    """All fields, the sections, and what is wrong with how they are put together."""
    fields: dict[str, JsonObject] = {}
    sections: dict[str, JsonObject] = {}
    found: list[str] = []

    def collect(group: Json, *, inside: bool) -> None:
        for name, given in group.items() if isinstance(group, dict) else ():
            value = given or {}
            assert isinstance(value, dict)
            if "fields" in value and not inside:
                sections[name] = value
                found.extend(f"{name}.{key}: unknown" for key in value.keys() - _SECTION)
                collect(value["fields"], inside=True)
                continue
            if name in fields:
                found.append(f"{name}: twice")
            fields[name] = value
            found.extend(f"{name}.{key}: unknown" for key in value.keys() - _FIELD)

    collect(action.get("fields") if isinstance(action, dict) else None, inside=False)
    return fields, sections, found


def faults(actions: JsonObject, english: JsonObject) -> list[str]:
    """What hassfest would say, and texts and selectors that are missing or too much."""
    found = differences(set(actions), keys_at(english, "services"), "services")
    selectors = set(find_uses(Sources(PACKAGE)).selectors)  # those of the forms
    selectors |= translation_keys(read_actions(PACKAGE / "triggers.yaml"))
    selectors |= translation_keys(read_actions(PACKAGE / "conditions.yaml"))
    for name, action in actions.items():
        where = f"services.{name}"
        if name.startswith("."):
            found.append(f"{where}: anchors of this kind are the core's")
        if isinstance(action, dict):
            found += [f"{where}.{key}: unknown" for key in action.keys() - _ACTION]
            if "device" in str(action.get("target", "")):
                found.append(f"{where}.target: filters devices")
        fields, sections, wrong = fields_of(action)
        found += [f"{where}.{problem}" for problem in wrong]
        found += differences(set(fields), keys_at(english, f"{where}.fields"), f"{where}.fields")
        found += differences(set(sections), keys_at(english, f"{where}.sections"), f"{where}.sections")
        for field_name, field in fields.items():
            found += wrong_field(f"{where}.fields.{field_name}", field, english, selectors)
            if "filter" in field and isinstance(action, dict) and "target" not in action:
                found.append(f"{where}.fields.{field_name}: filters without a target")
            if _SECRET.search(field_name):
                found.append(f"{where}.fields.{field_name}: is a secret")
    return found + differences(selectors, keys_at(english, "selector"), "selector")


def translation_keys(tree: Json) -> set[str]:
    """Of all selectors in a file."""
    if isinstance(tree, list):
        return {key for inner in tree for key in translation_keys(inner)}
    if not isinstance(tree, dict):
        return set()
    found = {key for inner in tree.values() for key in translation_keys(inner)}
    return found | ({str(tree["translation_key"])} if "translation_key" in tree else set())


def wrong_field(where: str, field: JsonObject, english: JsonObject, selectors: set[str]) -> list[str]:
    selector = field.get("selector")
    if not isinstance(selector, dict):
        return [f"{where}: has no selector"]
    try:
        validate_selector({kind: value or {} for kind, value in selector.items()})
    except vol.Invalid as error:
        return [f"{where}: {error}"]
    select = selector.get("select")
    if not isinstance(select, dict) or not isinstance(options := select.get("options"), list):
        return []
    translation_key = select.get("translation_key")
    if translation_key is None:
        return [f"{where}: options without texts"]
    selectors.add(str(translation_key))
    path = f"selector.{translation_key}.options"
    return differences({str(option) for option in options}, keys_at(english, path), path)


def wrong_registration(actions: JsonObject, registered: dict[str, vol.Schema]) -> list[str]:
    """Actions and fields on one side only, and fields that are needed on one side only."""
    found = differences(set(registered), set(actions), "services")
    for name, schema in registered.items():
        markers = {str(marker): marker for marker in schema.schema}
        fields = fields_of(actions.get(name))[0]
        found += differences(set(markers), set(fields), f"services.{name}.fields")
        for field_name, field in fields.items():
            marker = markers.get(field_name)
            if marker is not None and isinstance(marker, vol.Required) != bool(field.get("required")):
                found.append(f"services.{name}.fields.{field_name}: needed on one side only")
    return found


def test_the_file_is_as_hassfest_wants_it(actions: JsonObject, english: JsonObject) -> None:
    assert set(actions) == PROMISED
    assert faults(actions, english) == []


async def test_the_file_says_what_is_registered(
    actions: JsonObject, registered: dict[str, vol.Schema]
) -> None:
    assert set(registered) == PROMISED
    assert wrong_registration(actions, registered) == []
    for path in ("stop_session", "start_session.fields.network", "provision_device.fields.mac.required"):
        assert wrong_registration(without(actions, path), registered), path
    for path in ("explode.fields.x", "stop_session.fields.force", "retry_device.fields.mac.required"):
        assert wrong_registration(
            put(actions, path, True if path.endswith("required") else {}), registered
        ), path


def test_every_action_and_field_is_documented(actions: JsonObject) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, action in actions.items():
        row = re.search(rf"^\| `(?:{DOMAIN}\.)?{name}` .*\|$", readme, re.MULTILINE)
        assert row is not None, f"{name} is not in the table of actions"
        for field_name in fields_of(action)[0].keys() - {"config_entry_id"}:
            assert f"`{field_name}`" in row[0], f"{name}: {field_name} is not documented"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (".seconds", {"selector": {"text": None}}),
        ("explode", {}),
        ("stop_session.icon", "mdi:stop"),
        ("stop_session.target", {"device": [{"integration": DOMAIN}]}),
        ("stop_session.fields.force", {"selector": {"boolean": None}}),
        ("stop_session.fields.config_entry_id.icon", "mdi:stop"),
        ("stop_session.fields.config_entry_id.filter", {"attribute": {}}),
        ("stop_session.fields.config_entry_id.selector", {"colour_of_mood": {}}),
        ("stop_session.fields.config_entry_id.selector", None),
        ("start_session.fields.network.selector", {"text": {"colour": "red"}}),
        ("start_session.fields.limits.icon", "mdi:timer"),
        ("start_session.fields.limits.fields.network", {"selector": {"text": {}}}),
        ("start_session.fields.password", {"selector": {"text": {"type": "password"}}}),
        ("get_devices.fields.state.selector", {"select": {"options": ["verified"]}}),
        (
            "get_devices.fields.state.selector",
            {"select": {"options": ["lost"], "translation_key": "board_state"}},
        ),
        ("get_devices.fields.state.selector", {"select": {"options": ["verified"], "translation_key": "x"}}),
    ],
)
def test_a_broken_file_is_found(actions: JsonObject, english: JsonObject, path: str, value: Json) -> None:
    if path.startswith("."):
        broken: JsonObject = {**actions, path: value}
    else:
        broken = put(actions, path, value)
    assert {*faults(broken, english)} - {*faults(actions, english)}


@pytest.mark.parametrize(
    "path",
    [
        "services.stop_session",
        "services.provision_all.fields.only_allowlisted",
        "services.start_session.sections.limits",
        "services.start_session.fields.verification_timeout",
        "selector.board_state.options.failed",
        "selector.board_state",
    ],
)
def test_a_lost_text_is_found(actions: JsonObject, english: JsonObject, path: str) -> None:
    assert {*faults(actions, without(english, path))} - {*faults(actions, english)}
