"""The examples: YAML as Home Assistant reads it, in which every entity, action, field, trigger and option exists."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Final

from homeassistant.util import slugify
from homeassistant.util.yaml import load_yaml_dict
from homeassistant.util.yaml.loader import load_yaml, parse_yaml
import pytest

from .places import DOMAIN, PACKAGE, ROOT, Json, JsonObject, at, keys_at
from .test_services_yaml import fields_of

FOLDER: Final = ROOT / "docs" / "examples"
FILES: Final = sorted(FOLDER.glob("*.yaml"))
_ENTITY: Final = re.compile(rf"\b([a-z_]+)\.{DOMAIN}_(?:provisioning_)?([a-z0-9_]+)\b")
_LINK: Final = re.compile(r"\]\(([^)#]+)")
# The cards that Home Assistant brings; a card from elsewhere would have to be installed first.
_CARDS: Final = {
    "conditional",
    "divider",
    "entities",
    "gauge",
    "grid",
    "heading",
    "history-graph",
    "logbook",
    "sections",
    "statistics-graph",
    "tile",
}
# What calls something of ours, the file that describes it, and where its values stand.
_USES: Final = (
    ("action", "services.yaml", "data"),
    ("trigger", "triggers.yaml", "options"),
    ("condition", "conditions.yaml", "options"),
)


def objects_in(tree: Json) -> Iterator[JsonObject]:
    """Every mapping in it, at any depth."""
    if isinstance(tree, dict):
        yield tree
    for inner in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from objects_in(inner)


def faults(tree: Json, english: JsonObject) -> list[str]:
    """Names that do not exist, and values that nobody takes."""
    found: list[str] = []
    for part in objects_in(tree):
        for word, file, where in _USES:
            used = part.get(word)
            if isinstance(used, str) and used.startswith(f"{DOMAIN}."):
                known: JsonObject = load_yaml_dict(str(PACKAGE / file))
                name = used.removeprefix(f"{DOMAIN}.")
                values = part.get(where, {})
                assert isinstance(values, dict)
                found += _wrong_use(used, known[name], values) if name in known else [used]
    for platform, name in _ENTITY.findall(repr(tree)):
        keys = keys_at(english, f"entity.{platform}")
        if name not in {slugify(str(at(english, f"entity.{platform}.{key}.name"))) for key in keys}:
            found.append(f"{platform}.{name}")
    return found


def _wrong_use(used: str, described: Json, values: JsonObject) -> list[str]:
    fields, _, _ = fields_of(described)
    found = [f"{used}: {name} is no field" for name in values.keys() - fields.keys()]
    for name, field in fields.items():
        if field.get("required") and "default" not in field and name not in values:
            found.append(f"{used}: {name} is missing")
        options = at(field, "selector.select.options")
        given = values.get(name)
        if isinstance(options, list) and given is not None and "{{" not in str(given):
            chosen = given if isinstance(given, list) else [given]
            found += [f"{used}: {name} is never {one}" for one in chosen if one not in options]
    return found


def cards_of(tree: Json) -> set[str]:
    """The types of cards in a dashboard."""
    return {kind for part in objects_in(tree) if isinstance(kind := part.get("type"), str)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_name_in_an_example_exists(file: Path, english: JsonObject) -> None:
    assert faults(load_yaml(str(file)), english) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("action: piorchestrator.explode", "piorchestrator.explode"),
        ("- {action: piorchestrator.run_batch, data: {speed: 3}}", "speed is no field"),
        ("a: {b: [{action: piorchestrator.import_allowlist}]}", "content is missing"),
        ("{action: piorchestrator.get_report, data: {format: pdf}}", "format is never pdf"),
        ("trigger: piorchestrator.session_exploded", "piorchestrator.session_exploded"),
        ("{trigger: piorchestrator.session_finished, options: {outcome: bad}}", "outcome is never bad"),
        (
            "{condition: piorchestrator.is_session_state, options: {state: [active, odd]}}",
            "state is never odd",
        ),
        ("{condition: piorchestrator.is_session_state}", "state is missing"),
        ("entity: sensor.piorchestrator_provisioning_boards_lost", "sensor.boards_lost"),
        ("entity_id: [switch.piorchestrator_provisioning_boards_found]", "switch.boards_found"),
    ],
)
def test_a_name_that_does_not_exist_is_found(text: str, complaint: str, english: JsonObject) -> None:
    tree: Json = parse_yaml(text)
    assert any(complaint in fault for fault in faults(tree, english))


def test_dashboards_need_no_card_from_elsewhere() -> None:
    dashboard: Json = load_yaml(str(FOLDER / "dashboard.yaml"))
    assert cards_of(dashboard) <= _CARDS
    # The README promises them.
    assert cards_of(dashboard) >= {"tile", "entities", "gauge", "history-graph", "logbook", "conditional"}


def test_each_file_has_its_line_and_each_link_its_file() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    links = _LINK.findall(page)
    assert {link for link in links if link.endswith(".yaml")} == {file.name for file in FILES}
    assert [link for link in links if not (FOLDER / link).exists()] == []
    assert len(FILES) == 4
