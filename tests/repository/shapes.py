"""A small language for the shapes that hassfest demands of JSON files, and a reader that lists what is wrong.

A shape is a check of a text, or an object: names with a shape each, `!` after a name that must be there; or `Each`.
"""

from collections.abc import Callable, Mapping
import re
import string
from typing import Final

from .places import Json

type Check = Callable[[str], str | None]
type Shape = Check | Mapping[str, Shape] | Each


class Each:
    """Any number of names that pass a check, all with the same shape; known names may be added."""

    def __init__(self, name: Check, shape: Shape, **known: Shape) -> None:
        self.name = name
        self.shape = shape
        self.known = {key.replace("__", "!"): value for key, value in known.items()}


def misfits(value: Json, shape: Shape, where: str = "") -> list[str]:
    """What is wrong with a value, each with the path that it stands under."""
    if callable(shape):
        if not isinstance(value, str):
            return [f"{where}: no text"]
        return [f"{where}: {wrong}"] if (wrong := shape(value)) else []
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    known: Mapping[str, Shape] = shape.known if isinstance(shape, Each) else shape
    shapes = {name.removesuffix("!"): inner for name, inner in known.items()}
    found = [
        f"{where}: {name.removesuffix('!')} is missing"
        for name in known
        if name.endswith("!") and name.removesuffix("!") not in value
    ]
    for name, inner in value.items():
        path = f"{where}.{name}".lstrip(".")
        if name in shapes:
            found += misfits(inner, shapes[name], path)
        elif isinstance(shape, Each):
            if wrong := shape.name(name):
                found.append(f"{path}: {wrong}")
            found += misfits(inner, shape.shape, path)
        else:
            found.append(f"{path}: unknown key")
    return found


_KEY: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_TAG: Final = re.compile(r"<[^>]*>")
_URL: Final = re.compile(r"(?:\b(?:ftps?|scp|https?|mqtts?|socket|socks5)://|\bwww\.)\S", re.IGNORECASE)
_QUOTED: Final = re.compile(r"'\{\w+\}'")
_ICON: Final = re.compile(r"mdi:[a-z0-9]+(?:-[a-z0-9]+)*")


def key(name: str) -> str | None:
    """Small letters and digits, with single hyphens or underscores between them."""
    return None if _KEY.fullmatch(name) else "not a translation key"


def slug(name: str) -> str | None:
    """As a key, without hyphens."""
    return None if _SLUG.fullmatch(name) else "not a slug"


def underscored(name: str) -> str | None:
    """A slug that may begin with an underscore."""
    return slug(name.removeprefix("_"))


def any_name(name: str) -> str | None:
    """Names of steps, fields, errors: hassfest takes all; ours are slugs."""
    return slug(name)


def icon(text: str) -> str | None:
    """An icon of Material Design Icons by its name."""
    return None if _ICON.fullmatch(text) else "no icon of mdi"


def placeholders(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def text(value: str) -> str | None:
    """What hassfest demands of each text, and that there is one."""
    wrong = {
        "empty": not value,
        "space at an end": value != value.strip(),
        "an HTML tag": bool(_TAG.search(value)),
        "an address; use a placeholder": bool(_URL.search(value)),
        "a placeholder in single quotes": bool(_QUOTED.search(value)),
        "a reference, which only the core resolves": "[%" in value or "%]" in value,
    }
    try:
        wrong["a placeholder that is no identifier"] = not all(map(str.isidentifier, placeholders(value)))
    except ValueError:
        wrong["a brace without its other half"] = True
    return next((reason for reason, applies in wrong.items() if applies), None)


def plain(value: str) -> str | None:
    """A text without placeholders: states, units."""
    return text(value) or ("a placeholder where none is filled in" if placeholders(value) else None)
