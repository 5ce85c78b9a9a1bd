"""The shape of `translations/en.json`, as hassfest demands it of a custom integration."""

from typing import Final

from .places import Json, JsonObject, keys_at
from .shapes import Each, Shape, any_name, key, misfits, plain, slug, text, underscored

_FIELDS: Final = Each(any_name, text)
_STEP: Final[Shape] = {
    "title": text,
    "description": text,
    "data": _FIELDS,
    "data_description": _FIELDS,
    "menu_options": _FIELDS,
    "menu_option_descriptions": _FIELDS,
    "submit": text,
    "sections": Each(
        any_name, {"name": text, "description": text, "data": _FIELDS, "data_description": _FIELDS}
    ),
}
# A title in `config` is a warning of hassfest's; ours is an error.
_FLOW: Final[dict[str, Shape]] = {
    "flow_title": text,
    "step!": Each(any_name, _STEP),
    "error": _FIELDS,
    "abort": _FIELDS,
    "progress": _FIELDS,
    "create_entry": _FIELDS,
}
_ACTION: Final[dict[str, Shape]] = {
    "name!": text,
    "description!": text,
    "fields": Each(key, {"name!": text, "description!": text, "example": text}),
}
SHAPE: Final[Shape] = {
    "title": text,
    "config": {**_FLOW, "initiate_flow": {"user!": text}},
    "options": {**_FLOW, "initiate_flow": {"user!": text}},
    "config_subentries": Each(
        slug, {**_FLOW, "entry_type!": text, "initiate_flow!": Each(any_name, text, user__=text)}
    ),
    "selector": Each(
        slug,
        {
            "choices": Each(key, text),
            "options": Each(key, text),
            "unit_of_measurement": Each(key, text),
            "fields": Each(key, {"name!": text, "description!": text}),
        },
    ),
    "system_health": {"info": Each(key, text)},
    "issues": Each(any_name, {"title!": text, "description": text, "fix_flow": _FLOW}),
    "device": Each(key, {"name": text}),
    "entity": Each(
        slug,
        Each(
            key,
            {
                "name": text,
                "state": Each(key, plain),
                "state_attributes": Each(key, {"name": plain, "state": Each(key, plain)}),
                "unit_of_measurement": plain,
            },
        ),
    ),
    "exceptions": Each(slug, {"message!": text}),
    "services": Each(key, {**_ACTION, "sections": Each(key, {"name!": text, "description": text})}),
    "triggers": Each(underscored, _ACTION),
    "conditions": Each(underscored, _ACTION),
}


def faults(english: JsonObject) -> list[str]:
    """What hassfest would say of the file."""
    found = misfits(english, SHAPE) + _descriptions_without_data(english, "")
    for issue in keys_at(english, "issues"):
        if len(keys_at(english, f"issues.{issue}") & {"description", "fix_flow"}) != 1:
            found.append(f"issues.{issue}: either a description or a flow that mends it")
    return found


def _descriptions_without_data(tree: Json, where: str) -> list[str]:
    """A field is described only where it has a name, and the other way round."""
    if not isinstance(tree, dict):
        return []
    found: list[str] = []
    named, described = tree.get("data", {}), tree.get("data_description", {})
    if isinstance(named, dict) and isinstance(described, dict):
        found += [
            f"{where}.data_description.{field}: not in data" for field in described.keys() - named.keys()
        ]
        found += [f"{where}.data.{field}: not described" for field in named.keys() - described.keys()]
    for name, inner in tree.items():
        found += _descriptions_without_data(inner, f"{where}.{name}".lstrip("."))
    return found
