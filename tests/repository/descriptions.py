"""The descriptions of entities, as the platforms' modules hold them when imported."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from typing import cast

from homeassistant.helpers.entity import EntityDescription

from .places import DOMAIN, modules_of


def entities_of(platform: str) -> dict[str, EntityDescription]:
    """The descriptions of a platform's modules by key."""
    modules = [import_module(f"custom_components.{DOMAIN}.{name}") for name in modules_of(platform)]
    return {
        item.key: item
        for module in modules
        for value in vars(module).values()
        for item in _descriptions(value)
    }


def _descriptions(value: object) -> Iterator[EntityDescription]:
    """Every description in a module's value."""
    # Home Assistant's own classes make objects that are no instances of them; only subclasses are what they say.
    alike = is_dataclass(value) and hasattr(value, "entity_category") and not isinstance(value, type)
    if isinstance(value, EntityDescription) or alike:
        yield cast("EntityDescription", value)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _descriptions(item)
    elif isinstance(value, dict):
        yield from _descriptions(list(value.values()))
