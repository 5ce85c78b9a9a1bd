"""hassfest's and HACS's rules of the manifest, and what the contract of this repository says of it."""

import ast
from pathlib import Path
import re
from typing import Final
from urllib.parse import urlsplit

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
from packaging.requirements import InvalidRequirement, Requirement
import pytest

from .places import DOMAIN, PACKAGE, ROOT, Json, JsonObject, copy_of_package, put, read_object, without
from .sources import Sources

_REQUIRED: Final = {"domain", "name", "documentation", "codeowners", "version", "iot_class", "issue_tracker"}
_KNOWN: Final = _REQUIRED | {
    "after_dependencies",
    "bluetooth",
    "config_flow",
    "dependencies",
    "dhcp",
    "disabled",
    "homekit",
    "import_executor",
    "integration_type",
    "loggers",
    "mqtt",
    "preview_features",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "ssdp",
    "usb",
    "zeroconf",
}
_IOT_CLASSES: Final = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}
_TYPES: Final = {"device", "entity", "hardware", "helper", "hub", "service", "system"}
_LISTS: Final = ("codeowners", "requirements", "dependencies", "after_dependencies", "loggers")
_VERSIONS: Final = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]
# Components that may be imported without a word in the manifest, beside the platforms of entities.
_FREE_COMPONENTS: Final = {
    *Platform,
    "automation",
    "conversation",
    "device_automation",
    "frontend",
    "group",
    "homeassistant",
    "labs",
    "media_source",
    "panel_custom",
    "person",
    "script",
    "sun",
    "system_health",
    "webhook",
    "websocket_api",
    "zone",
}


@pytest.fixture
def manifest() -> JsonObject:
    return read_object(PACKAGE / "manifest.json")


def _is_https(value: Json) -> bool:
    return isinstance(value, str) and (url := urlsplit(value)).scheme == "https" and bool(url.netloc)


def faults(manifest: JsonObject, package: Path = PACKAGE) -> list[str]:
    """What the two validators would say."""
    found = [f"{key} is missing" for key in _REQUIRED - manifest.keys()]
    found += [f"{key} is unknown" for key in manifest.keys() - _KNOWN]
    keys = list(manifest)
    if keys != ["domain", "name", *sorted(keys[2:])]:
        found.append("keys are out of order")
    found += [
        f"{key} is no list of texts"
        for key in _LISTS
        if not isinstance(value := manifest.get(key, []), list)
        or not all(isinstance(item, str) for item in value)
    ]
    if manifest.get("domain") != package.name:
        found.append("domain is not the folder's name")
    if manifest.get("iot_class") not in _IOT_CLASSES:
        found.append("iot_class is none of the six")
    if manifest.get("integration_type", "hub") not in _TYPES:
        found.append("integration_type is none of the seven")
    for key in ("documentation", "issue_tracker"):
        if not _is_https(manifest.get(key)):
            found.append(f"{key} is no https address")
    if "home-assistant.io" in str(manifest.get("documentation")):
        found.append("documentation is the core's")
    version = AwesomeVersion(str(manifest.get("version")))
    if version.strategy not in _VERSIONS:
        found.append("version cannot be read")
    requirements = manifest.get("requirements", [])
    for requirement in requirements if isinstance(requirements, list) else []:
        try:
            Requirement(str(requirement))
        except InvalidRequirement:
            found.append(f"{requirement} is no requirement")
        if " " in str(requirement):
            found.append(f"{requirement} has a space")
    if manifest.get("config_flow") and not (package / "config_flow.py").is_file():
        found.append("config_flow.py is missing")
    return found


def undeclared_components(manifest: JsonObject, package: Path) -> set[str]:
    """Components that are imported at run time without being declared."""
    declared = {*_FREE_COMPONENTS}
    for key in ("dependencies", "after_dependencies"):
        listed = manifest.get(key, [])
        assert isinstance(listed, list)
        declared |= {str(name) for name in listed}
    declared |= {path.name.removesuffix(".py") for path in package.iterdir()}
    imported: set[str] = set()
    sources = Sources(package)
    for module in sources.modules.values():
        for node in module.nodes:
            if not isinstance(node, ast.ImportFrom | ast.Import):
                continue
            block = sources.parent_of(node, ast.If)
            if block is not None and ast.unparse(block.test) == "TYPE_CHECKING":
                continue
            if isinstance(node, ast.ImportFrom) and node.module == "homeassistant.components":
                imported |= {alias.name for alias in node.names}
                continue
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            )
            imported |= {name.split(".")[2] for name in names if name.startswith("homeassistant.components.")}
    assert imported, "an integration with entities imports their platforms"
    return imported - declared


def test_the_validators_would_accept_the_manifest(manifest: JsonObject) -> None:
    assert faults(manifest) == []
    assert undeclared_components(manifest, PACKAGE) == set()


def test_what_this_repository_is(manifest: JsonObject) -> None:
    assert manifest["domain"] == DOMAIN
    assert manifest["codeowners"] == ["@DeliCasa"]
    assert manifest["documentation"] == "https://github.com/DeliCasa/ha-piorchestrator"
    assert manifest["issue_tracker"] == "https://github.com/DeliCasa/ha-piorchestrator/issues"
    assert (manifest["config_flow"], manifest["integration_type"]) == (True, "hub")
    assert manifest["iot_class"] == "local_push"
    # A pinned version would fail beside the one that Home Assistant's own constraints ask for.
    assert manifest["requirements"] == ["pydantic>=2.11"]
    # A tier is granted by Home Assistant's reviewers, and to its own integrations only.
    assert "quality_scale" not in manifest


def test_one_version_everywhere(manifest: JsonObject) -> None:
    project = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert project is not None
    assert manifest["version"] == project[1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("domain", "pi_orchestrator"),
        ("iot_class", "push"),
        ("iot_class", None),
        ("integration_type", "virtual"),
        ("documentation", "http://github.com/DeliCasa/ha-piorchestrator"),
        ("documentation", "https://www.home-assistant.io/integrations/piorchestrator"),
        ("issue_tracker", "issues"),
        ("version", "first"),
        ("codeowners", "@DeliCasa"),
        ("requirements", ["pydantic >=2.11"]),
        ("requirements", ["pydantic>>2.11"]),
        ("requirements", [">=2.11"]),
        ("colour", "red"),
    ],
)
def test_a_broken_manifest_is_found(manifest: JsonObject, key: str, value: Json) -> None:
    broken = put(manifest, key, value)
    broken = {name: broken[name] for name in ("domain", "name", *sorted(broken.keys() - {"domain", "name"}))}
    assert faults(broken) not in ([], ["keys are out of order"])


@pytest.mark.parametrize("key", sorted(_REQUIRED))
def test_a_lost_key_is_found(manifest: JsonObject, key: str) -> None:
    assert f"{key} is missing" in faults(without(manifest, key))


def test_disorder_is_found(manifest: JsonObject) -> None:
    assert "keys are out of order" in faults(dict(sorted(manifest.items(), reverse=True)))


def test_a_lost_flow_and_another_folder_are_found(manifest: JsonObject, tmp_path: Path) -> None:
    (tmp_path / "camera").mkdir()
    assert faults(manifest, tmp_path / "camera") == [
        "domain is not the folder's name",
        "config_flow.py is missing",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "from homeassistant.components.recorder import history",
        "from homeassistant.components import image_upload",
        "import homeassistant.components.energy",
        "def f():\n    from homeassistant.components.mqtt import client",
    ],
)
def test_an_undeclared_component_is_found(manifest: JsonObject, tmp_path: Path, line: str) -> None:
    package = copy_of_package(tmp_path)
    (package / "one.py").write_text(line, "utf-8")
    name = undeclared_components(manifest, package)
    assert len(name) == 1
    declared = manifest["after_dependencies"]
    assert isinstance(declared, list)
    assert undeclared_components({**manifest, "after_dependencies": [*declared, *name]}, package) == set()


def test_an_import_for_types_needs_no_declaration(manifest: JsonObject, tmp_path: Path) -> None:
    package = copy_of_package(tmp_path)
    code = "if TYPE_CHECKING:\n    from homeassistant.components.recorder import history"
    (package / "one.py").write_text(code, "utf-8")
    assert undeclared_components(manifest, package) == set()


def test_only_one_manifest_in_the_checkout() -> None:
    """Hassfest takes every file of this name for an integration, HACS the first folder."""
    folders = [path for path in (ROOT / "custom_components").iterdir() if (path / "manifest.json").is_file()]
    assert folders == [PACKAGE]
    ignored = {".git", ".venv", ".cache", "node_modules"}
    others = [
        path
        for top in ROOT.iterdir()
        if top.is_dir() and top.name not in ignored
        for path in top.rglob("manifest.json")
        if "node_modules" not in path.parts
    ]
    assert others == [PACKAGE / "manifest.json"]


def test_every_json_file_can_be_read() -> None:
    files = [*PACKAGE.rglob("*.json")]
    assert len(files) >= 3
    for file in files:
        read_object(file)
