"""HACS's rules, as far as files can show them; description and topics are set on GitHub."""

import json
from pathlib import Path
import re
import struct
from typing import Final

from homeassistant.const import REQUIRED_PYTHON_VER
import pytest

from .places import PACKAGE, ROOT, Json, JsonObject, put, read_object, without

_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "content_in_root": bool,
    "country": (str, list),
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def hacs() -> JsonObject:
    return read_object(ROOT / "hacs.json")


def faults(hacs: JsonObject) -> list[str]:
    """What HACS would say."""
    found = [f"{key} is unknown" for key in hacs.keys() - _TYPES.keys()]
    found += [
        f"{key} has the wrong type"
        for key, kind in _TYPES.items()
        if key in hacs and not isinstance(hacs[key], kind)
    ]
    if not hacs.get("name"):
        found.append("name is missing")
    if hacs.get("zip_release") and not hacs.get("filename"):
        found.append("zip_release needs filename")
    if not re.fullmatch(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+", str(hacs.get("homeassistant"))):
        found.append("homeassistant is no version")
    return found


def size_of(image: Path) -> tuple[int, int]:
    """Width and height of a PNG with an alpha channel."""
    head = image.read_bytes()[:26]
    assert head.startswith(_PNG), f"{image.name} is no PNG"
    assert head[25] == 6, f"{image.name} cannot be transparent"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def wrong_brand(folder: Path) -> list[str]:
    """Images that are missing or have the wrong size; what the brands repository used to demand."""
    found: list[str] = []
    for name in ("icon", "dark_icon", "logo", "dark_logo"):
        for suffix, factor in (("", 1), ("@2x", 2)):
            image = folder / f"{name}{suffix}.png"
            if not image.is_file():
                found.append(f"{image.name} is missing")
                continue
            width, height = size_of(image)
            if name.endswith("icon") and (width, height) != (256 * factor, 256 * factor):
                found.append(f"{image.name} is not {256 * factor} pixels square")
            if name.endswith("logo") and not (128 * factor <= height <= 256 * factor and width > height):
                found.append(f"{image.name} is no landscape of 128 to 256 pixels, or twice that")
    return found


def test_hacs_would_accept_the_repository(hacs: JsonObject) -> None:
    assert faults(hacs) == []
    assert (ROOT / "README.md").is_file()
    assert (ROOT / "info.md").is_file()
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n\nCopyright (c) 2026 DeliCasa\n")
    assert [
        path.name
        for path in (ROOT / "custom_components").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    ] == [PACKAGE.name]


def test_the_oldest_home_assistant_is_one_for_our_python(hacs: JsonObject) -> None:
    assert hacs["homeassistant"] == "2026.10.0"
    needed = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert needed is not None
    assert tuple(map(int, needed[1].split("."))) >= REQUIRED_PYTHON_VER


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", ""),
        ("domains", ["sensor"]),
        ("render_readme", "yes"),
        ("zip_release", True),
        ("homeassistant", "latest"),
        ("homeassistant", "2026.13.0"),
    ],
)
def test_a_broken_file_is_found(hacs: JsonObject, key: str, value: Json) -> None:
    assert faults(put(hacs, key, value))
    assert faults(without(hacs, "name")) == ["name is missing"]


def test_the_brand_is_complete() -> None:
    assert wrong_brand(PACKAGE / "brand") == []


def test_a_broken_brand_is_found(tmp_path: Path) -> None:
    for image in (PACKAGE / "brand").iterdir():
        (tmp_path / image.name).write_bytes(image.read_bytes())
    assert wrong_brand(tmp_path) == []
    (tmp_path / "icon@2x.png").write_bytes((tmp_path / "icon.png").read_bytes())
    (tmp_path / "logo.png").write_bytes((tmp_path / "icon.png").read_bytes()[:100])
    (tmp_path / "dark_icon.png").unlink()
    assert wrong_brand(tmp_path) == [
        "icon@2x.png is not 512 pixels square",
        "dark_icon.png is missing",
        "logo.png is no landscape of 128 to 256 pixels, or twice that",
    ]
    (tmp_path / "logo.png").write_text(json.dumps({}), "utf-8")
    with pytest.raises(AssertionError, match="no PNG"):
        wrong_brand(tmp_path)


def test_both_validators_run_in_the_public_repository() -> None:
    workflow = (ROOT / ".github" / "workflows" / "validate.yml").read_text("utf-8")
    assert "uses: home-assistant/actions/hassfest@master" in workflow
    assert "uses: hacs/action@main" in workflow
    assert "category: integration" in workflow
    assert "ignore:" not in workflow
