"""Blueprints: as Home Assistant wants them, complete, and each with a link in the README that imports it."""

from collections.abc import Callable
from pathlib import Path
import re
from typing import Any, Final, cast
from urllib.parse import quote, unquote

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.errors import BlueprintException
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.helpers.selector import selector
from homeassistant.util.yaml import load_yaml_dict
from homeassistant.util.yaml.input import extract_inputs
from homeassistant.util.yaml.loader import parse_yaml
import pytest
import voluptuous as vol

from .places import DOMAIN, PACKAGE, ROOT, read_object

FOLDER: Final = ROOT / "blueprints" / "automation" / DOMAIN
FILES: Final = sorted(FOLDER.glob("*.yaml"))
REDIRECT: Final = "https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url="
_LINK: Final = re.compile(re.escape(REDIRECT) + r"([^)\s]+)")
_WORDS: Final = {"name", "description", "domain", "source_url", "author", "homeassistant", "input"}
# Lists of brackets, backticks and so on in front of which a backslash is put: the same rule as `core/plain.py`.
_MARKUP: Final = re.compile(r"markup: '(.*)'$", re.MULTILINE)


def url_of(file: Path) -> str:
    """Where Home Assistant imports a blueprint from."""
    repository = str(read_object(PACKAGE / "manifest.json")["documentation"])
    return f"{repository}/blob/main/{file.relative_to(ROOT).as_posix()}"


def faults(file: Path, data: dict[str, Any]) -> list[str]:
    """What is wrong with a blueprint."""
    try:
        blueprint = Blueprint(
            data, expected_domain="automation", path=file.name, schema=AUTOMATION_BLUEPRINT_SCHEMA
        )
    except BlueprintException as error:
        return [str(error)]
    found = [f"lacks {word}" for word in sorted(_WORDS - blueprint.metadata.keys())]
    if blueprint.metadata.get("source_url") != url_of(file):
        found.append("does not come from here")
    if blueprint.metadata.get("homeassistant") != {
        "min_version": read_object(ROOT / "hacs.json")["homeassistant"]
    }:
        found.append("needs another Home Assistant than the integration")
    used = extract_inputs({key: value for key, value in blueprint.data.items() if key != "blueprint"})
    found += [f"never uses {name}" for name in sorted(blueprint.inputs.keys() - used)]
    for name, given in blueprint.inputs.items():
        found += _wrong_input(name, given or {})
    needed = {name for name, given in blueprint.inputs.items() if "default" not in (given or {})}
    if needed != {"pi"}:
        found.append(f"wants more than the device: {sorted(needed)}")
    return found


def _wrong_input(name: str, given: dict[str, Any]) -> list[str]:
    found = [f"{name} lacks {word}" for word in ("name", "description", "selector") if not given.get(word)]
    if "default" in given and "selector" in given:
        try:
            accept = cast("Callable[[object], object]", selector(given["selector"]))
            accept(given["default"])
        except vol.Invalid as error:
            found.append(f"{name} cannot be left as it is: {error}")
    return found


def links_of(text: str) -> list[str]:
    """Blueprints that a page offers to import."""
    return [unquote(link) for link in _LINK.findall(text)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_blueprint_is_as_home_assistant_wants_it(file: Path) -> None:
    assert faults(file, load_yaml_dict(str(file))) == []


def test_there_are_as_many_as_were_promised() -> None:
    assert len(FILES) == 6
    assert sorted(path for path in (ROOT / "blueprints").rglob("*") if path.is_file()) == FILES


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("domain: automation", "domain: script", "incorrect blueprint type"),
        ("  author: DeliCasa\n", "", "lacks author"),
        ("/main/", "/dev/", "does not come from here"),
        ("2026.10.0", "2026.9.0", "another Home Assistant"),
        ("timeout: !input pause", "timeout: 10", "never uses pause"),
        ("timeout: !input pause", "timeout: !input paws", "Missing input"),
        ("          default: 1\n", "", "wants more than the device"),
        ("default: 1\n", "default: some\n", "count cannot be left"),
        ("          description: So many allowed boards must wait.\n", "", "count lacks description"),
        ("mode: box", "mode: hexagon", "mode"),
    ],
)
def test_a_fault_of_a_blueprint_is_found(old: str, new: str, complaint: str) -> None:
    file = FOLDER / "provision_found_boards.yaml"
    text = file.read_text("utf-8")
    assert old in text
    data = parse_yaml(text.replace(old, new))
    assert isinstance(data, dict)
    assert any(complaint in fault for fault in faults(file, data))


def test_each_blueprint_has_a_link_and_each_link_a_blueprint() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert sorted(links_of(readme)) == sorted(url_of(file) for file in FILES)
    for file in FILES:
        assert f"{REDIRECT}{quote(url_of(file), safe='')}" in readme, "as a browser sends it"


def test_texts_of_the_wire_lose_their_meaning_by_one_rule() -> None:
    """In each blueprint the same, and as strict as the integration's own."""
    rules = {rule for file in FILES for rule in _MARKUP.findall(file.read_text("utf-8"))}
    assert len(rules) == 1
    own = (PACKAGE / "core" / "plain.py").read_text("utf-8")
    assert f'r"{rules.pop()}"' in own
