"""The integration quality scale: every rule judged, with a sentence of evidence that names files which exist."""

import ast
from pathlib import Path
import re
from typing import Final

from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict
import pytest

from .places import PACKAGE, ROOT, Json, JsonObject, put, without
from .sources import Sources

BRONZE: Final = """
    action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage
    dependency-transparency docs-actions docs-conditions docs-high-level-description docs-installation-instructions
    docs-removal-instructions docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
    test-before-configure test-before-setup unique-config-entry
"""
SILVER: Final = """
    action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters
    entity-unavailable integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
"""
GOLD: Final = """
    devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations
    docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
    entity-category entity-device-class entity-disabled-by-default entity-translations exception-translations
    icon-translations reconfiguration-flow repair-issues stale-devices
"""
PLATINUM: Final = "async-dependency inject-websession strict-typing"
RULES: Final = {rule for tier in (BRONZE, SILVER, GOLD, PLATINUM) for rule in tier.split()}
# Only these rules know of exceptions; the others are done, or are still to be done.
_WITH_EXCEPTIONS: Final = {
    "config-flow",
    "discovery",
    "discovery-update-info",
    "docs-high-level-description",
    "docs-supported-devices",
    "inject-websession",
    "reauthentication-flow",
    "reconfiguration-flow",
    "test-before-configure",
}
_FILE: Final = re.compile(
    r"(?:[\w.-]+/)*[\w.-]+\.(?:py|md|json|yaml|yml|toml|typed|png)\b|(?:[\w.-]+/)+(?=[\s,.;:)]|$)"
)


@pytest.fixture
def scale() -> JsonObject:
    content: JsonObject = load_yaml_dict(str(PACKAGE / "quality_scale.yaml"))
    assert set(content) == {"rules"}
    rules = content["rules"]
    assert isinstance(rules, dict)
    return rules


def faults(scale: JsonObject) -> list[str]:
    """Rules that are not judged, or not with a sentence and the files that it names."""
    found = [f"{rule} is not judged" for rule in sorted(RULES - scale.keys())]
    found += [f"{rule} is no rule" for rule in sorted(scale.keys() - RULES)]
    for rule, verdict in scale.items():
        if not isinstance(verdict, dict) or set(verdict) != {"status", "comment"}:
            found.append(f"{rule}: needs a status and a comment")
            continue
        status, comment = verdict["status"], verdict["comment"]
        if status not in ("done", "exempt", "todo"):
            found.append(f"{rule}: {status} is no status")
        if status == "exempt" and rule not in _WITH_EXCEPTIONS:
            found.append(f"{rule}: knows no exceptions")
        if not isinstance(comment, str) or not re.fullmatch(r"[A-Z`].{20,}[.]", comment.strip(), re.DOTALL):
            found.append(f"{rule}: the comment is no sentence")
            continue
        found += [
            f"{rule}: {name} does not exist"
            for name in _FILE.findall(comment)
            if not ((PACKAGE / name).exists() or (ROOT / name).exists())
        ]
    return found


def test_the_rules_are_all_there() -> None:
    counts = [len(tier.split()) for tier in (BRONZE, SILVER, GOLD, PLATINUM)]
    assert counts == [20, 10, 21, 3]
    assert len(RULES) == 54


def test_every_rule_is_judged_with_evidence(scale: JsonObject) -> None:
    assert faults(scale) == []


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("brands", "done", "needs a status"),
        ("brands", {"status": "done"}, "needs a status"),
        ("brands", {"status": "partly", "comment": "The folder brand/ has all eight images."}, "no status"),
        (
            "brands",
            {"status": "exempt", "comment": "The folder brand/ has all eight images."},
            "no exceptions",
        ),
        ("brands", {"status": "done", "comment": "yes"}, "no sentence"),
        (
            "brands",
            {"status": "done", "comment": "The picture is in brand/photo.png, of course."},
            "not exist",
        ),
        (
            "brands",
            {"status": "done", "comment": "The pictures are in the folder images/brands/ now."},
            "not exist",
        ),
        ("colours", {"status": "done", "comment": "The folder brand/ has all eight images."}, "no rule"),
    ],
)
def test_a_broken_judgement_is_found(scale: JsonObject, path: str, value: Json, complaint: str) -> None:
    assert any(complaint in fault for fault in faults(put(scale, path, value)))


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_lost_rule_is_found(scale: JsonObject, rule: str) -> None:
    assert f"{rule} is not judged" in faults(without(scale, rule))


# --- rules that a syntax tree can show -------------------------------------------------------------------------------


def shown(package: Path) -> set[str]:
    """Rules whose mark is in the code."""
    sources = Sources(package)
    platforms = [name for name in sources.modules if name.removesuffix(".py") in set(Platform)]
    assert platforms
    code = {name: ast.unparse(module.tree) for name, module in sources.modules.items()}
    tops = {
        name: {ast.unparse(node) for node in module.tree.body} for name, module in sources.modules.items()
    }
    marks = {
        "has-entity-name": "_attr_has_entity_name = True" in code["entity.py"],
        "parallel-updates": all(
            any(line.startswith("PARALLEL_UPDATES = ") for line in tops[name]) for name in platforms
        ),
        "runtime-data": "entry.runtime_data = " in code["__init__.py"],
        "config-entry-unloading": "async def async_unload_entry" in code["__init__.py"],
        "test-before-setup": "async_config_entry_first_refresh" in code["__init__.py"],
        "unique-config-entry": "_async_abort_entries_match" in code["config_flow.py"],
        "reauthentication-flow": "async def async_step_reauth(" in code["config_flow.py"],
        "reconfiguration-flow": "async def async_step_reconfigure(" in code["config_flow.py"],
        "diagnostics": "async def async_get_config_entry_diagnostics" in code.get("diagnostics.py", ""),
        "stale-devices": "async def async_remove_config_entry_device" in code["__init__.py"],
        "strict-typing": "type PiOrchestratorConfigEntry = ConfigEntry[" in "".join(code.values())
        and (package / "client" / "py.typed").is_file(),
        "action-setup": "async_setup_services(hass)" in _body(sources, "async_setup"),
        "discovery": "async_step_zeroconf" in code["config_flow.py"],
        "repair-issues": "repairs.py" in code,
        "docs-triggers": "trigger.py" in code,
        "docs-conditions": "condition.py" in code,
    }
    return {rule for rule, there in marks.items() if there}


def _body(sources: Sources, name: str) -> str:
    return "".join(ast.unparse(function) for function in sources.functions(name))


def test_what_is_said_to_be_done_is_in_the_code(scale: JsonObject) -> None:
    marks = shown(PACKAGE)
    assert len(marks) >= 12
    for rule in sorted(marks | {"discovery", "repair-issues", "docs-triggers", "docs-conditions"}):
        verdict = scale[rule]
        assert isinstance(verdict, dict)
        assert (verdict["status"] == "done") == (rule in marks), rule
