"""The README's automations run, and name entities, actions and fields that exist."""

import re
from typing import Final

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from homeassistant.util.yaml import parse_yaml
import pytest

from .places import DOMAIN, PACKAGE, ROOT, Json, JsonObject, at, keys_at, read_object

AUTOMATION: Final = "automation"
_BLOCK: Final = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ENTITY: Final = re.compile(rf"\b([a-z_]+)\.{DOMAIN}_(?:provisioning_)?([a-z0-9_]+)\b")
_ACTION: Final = re.compile(rf"\b{DOMAIN}\.([a-z_]+)\b")


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def automations(text: str) -> list[JsonObject]:
    """Every automation; other examples are single actions."""
    found = [parse_yaml(block) for block in _BLOCK.findall(text)]
    return [block for block in found if isinstance(block, dict) and "alias" in block]


def unknown_names(text: str, english: JsonObject) -> list[str]:
    """Entities, actions, triggers and conditions in the text that do not exist."""
    actions = {key for part in ("services", "triggers", "conditions") for key in keys_at(english, part)}
    found = [f"{DOMAIN}.{name}" for name in _ACTION.findall(text) if name not in actions]
    for platform, name in _ENTITY.findall(text):
        keys = keys_at(english, f"entity.{platform}")
        names = {slugify(str(at(english, f"entity.{platform}.{key}.name"))) for key in keys}
        if name not in names:
            found.append(f"{platform}.{name}")
    return found


def test_the_names_in_the_readme_exist(readme: str, english: JsonObject) -> None:
    assert _ENTITY.search(readme)
    assert _ACTION.search(readme)
    assert unknown_names(readme, english) == []
    for wrong in (
        f"action: {DOMAIN}.explode",
        f"event.{DOMAIN}_provisioning_camera_event",
        f"switch.{DOMAIN}_provisioning_attended",
    ):
        assert unknown_names(wrong, english)


def test_every_device_and_event_type_is_named(readme: str, english: JsonObject) -> None:
    for key in keys_at(english, "entity.event"):
        for kind in keys_at(english, f"entity.event.{key}.state_attributes.event_type.state"):
            assert f"`{kind}`" in readme, kind
    for key in keys_at(english, "entity.button"):
        assert f"*{at(english, f'entity.button.{key}.name')}*" in readme, key


def test_every_field_of_the_set_up_is_in_a_table(readme: str, english: JsonObject) -> None:
    def labels(tree: Json) -> set[str]:
        return {str(label) for label in tree.values()} if isinstance(tree, dict) else set()

    config, network = "config.step.user", "config_subentries.network.step.user"
    shown = labels(at(english, f"{config}.data")) | labels(at(english, f"{network}.data"))
    section = f"{config}.sections.advanced"
    shown |= {
        f"{at(english, f'{section}.name')}: {label}" for label in labels(at(english, f"{section}.data"))
    }
    assert len(shown) == 10
    for label in shown:
        assert f"| {label} |" in readme, label


async def test_the_automations_of_the_readme_are_valid(
    hass: HomeAssistant, enable_custom_integrations: None, readme: str
) -> None:
    examples = automations(readme)
    assert len(examples) == 4
    broken: JsonObject = {**examples[0], "alias": "Broken", "triggers": [{"trigger": "state"}]}
    assert await async_setup_component(hass, DOMAIN, {})
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: [*examples, broken]})
    states = {state.name: state.state for state in hass.states.async_all(AUTOMATION)}
    assert states.pop("Broken") != STATE_ON
    assert states == {str(example["alias"]): STATE_ON for example in examples}


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = read_object(PACKAGE / "manifest.json")["version"]
    assert f"## [{version}]" in changelog or "## [Unreleased]" in changelog
