"""Where things are, and how a test gets a copy of them that it may break."""

import json
from pathlib import Path
import shutil
from typing import Final

from homeassistant.const import Platform

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PACKAGE: Final = ROOT / "custom_components" / "piorchestrator"
DOMAIN: Final = "piorchestrator"

type Json = dict[str, Json] | list[Json] | str | int | float | bool | None
type JsonObject = dict[str, Json]


def read_object(file: Path) -> JsonObject:
    """The JSON object in a file."""
    value: Json = json.loads(file.read_text("utf-8"))
    assert isinstance(value, dict), f"{file.name} is no object"
    return value


def at(tree: Json, path: str) -> Json:
    """What stands under a path of keys with dots between them; an empty object where nothing does."""
    for key in path.split("."):
        tree = tree.get(key, {}) if isinstance(tree, dict) else {}
    return tree


def keys_at(tree: Json, path: str) -> set[str]:
    """The keys under a path."""
    found = at(tree, path)
    return set(found) if isinstance(found, dict) else set()


def put(tree: JsonObject, path: str, value: Json) -> JsonObject:
    """A copy of the tree with another value under a path."""
    copy: JsonObject = json.loads(json.dumps(tree))
    *parents, last = path.split(".")
    inner = copy
    for key in parents:
        step = inner.setdefault(key, {})
        assert isinstance(step, dict)
        inner = step
    inner[last] = value
    return copy


def without(tree: JsonObject, path: str) -> JsonObject:
    """A copy of the tree without what stands under a path."""
    copy = put(tree, path, None)
    *parents, last = path.split(".")
    inner = at(copy, ".".join(parents)) if parents else copy
    assert isinstance(inner, dict)
    del inner[last]
    return copy


def copy_of_package(folder: Path) -> Path:
    """The integration in another folder."""
    target = folder / "custom_components" / DOMAIN
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def platform_of(module: str) -> str | None:
    """The platform that a module's descriptions belong to: its name is the module's, or the last part of it."""
    fitting = [
        platform
        for platform in Platform
        if module == platform or module.endswith((f"_{platform}", f"_{platform}s"))
    ]
    return max(fitting, key=len, default=None)


def modules_of(platform: str) -> list[str]:
    """Names of the modules that hold a platform's descriptions."""
    return sorted(file.stem for file in PACKAGE.glob("*.py") if platform_of(file.stem) == platform)
