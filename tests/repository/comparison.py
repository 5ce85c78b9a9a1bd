"""The keys that the code uses against the keys that the texts have."""

from typing import Final

from .places import JsonObject, keys_at
from .uses import Uses

_FLOW_SECTIONS: Final[tuple[str, ...]] = ("config", "options")


def differences(used: set[str], said: set[str], where: str) -> list[str]:
    """Keys on one side only."""
    return [f"{where}.{key}: used, but has no text" for key in sorted(used - said)] + [
        f"{where}.{key}: has a text, but is not used" for key in sorted(said - used)
    ]


def compare(uses: Uses, english: JsonObject) -> list[str]:
    """Every key of the code against every key of the texts, without fields and states."""
    found = list(uses.problems)
    said_flows = {section for section in _FLOW_SECTIONS if section in english}
    said_flows |= {f"config_subentries.{kind}" for kind in keys_at(english, "config_subentries")}
    said_flows |= {
        f"issues.{issue}.fix_flow"
        for issue in keys_at(english, "issues")
        if "fix_flow" in keys_at(english, f"issues.{issue}")
    }
    found += differences(set(uses.flows), said_flows, "flows")
    for section, flow in uses.flows.items():
        for step in flow.steps | keys_at(english, f"{section}.step"):
            path = f"{section}.step.{step}.menu_options"
            found += differences(flow.options.get(step, set()), keys_at(english, path), path)
        found += differences(flow.steps, keys_at(english, f"{section}.step"), f"{section}.step")
        found += differences(flow.errors, keys_at(english, f"{section}.error"), f"{section}.error")
        found += differences(flow.aborts, keys_at(english, f"{section}.abort"), f"{section}.abort")
    found += differences(uses.exceptions, keys_at(english, "exceptions"), "exceptions")
    found += differences(uses.devices, keys_at(english, "device"), "device")
    found += differences(uses.issues, keys_at(english, "issues"), "issues")
    found += differences(uses.health, keys_at(english, "system_health.info"), "system_health.info")
    found += differences(set(uses.entities), keys_at(english, "entity"), "entity")
    for platform, keys in uses.entities.items():
        found += differences(keys, keys_at(english, f"entity.{platform}"), f"entity.{platform}")
    found += [
        f"entity.{platform}.{key}: has no name"
        for platform, keys in uses.entities.items()
        for key in keys
        if "name" not in keys_at(english, f"entity.{platform}.{key}")
    ]
    return found
