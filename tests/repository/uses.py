"""What the package's code needs texts and icons for, found in its syntax trees."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .places import platform_of
from .repair_flows import issues_of, options_of, used_of_bases
from .sources import Sources, UnreadableError, bases_of, called, keyword

# Exceptions of Home Assistant, and one of ours, that a user gets to see; each carries a translation.
SHOWN_EXCEPTIONS: Final = {
    "ConfigEntryAuthFailed",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "HomeAssistantError",
    "OperationEndedError",
    "ServiceValidationError",
    "UpdateFailed",
}
_DEVICES: Final = {"DeviceInfo", "ChildDeviceInfo", "async_get_or_create", "async_get_or_create_child"}
_ISSUES: Final = {"async_create_issue", "create_issue"}
_FORMS: Final = {"async_show_form", "async_show_menu", "async_show_progress", "async_external_step"}
_FLOWS: Final = {
    "ConfigFlow": "config",
    "OptionsFlow": "options",
    "OptionsFlowWithReload": "options",
    "ConfigSubentryFlow": "config_subentries",
}
# What these helpers of Home Assistant abort with; `…_successful` brings the core's own text along.
_IMPLIED_ABORTS: Final = {
    "_async_abort_entries_match": "already_configured",
    "_abort_if_unique_id_configured": "already_configured",
    "_abort_if_unique_id_mismatch": "unique_id_mismatch",
}


@dataclass
class Flow:
    """One flow's part of the texts, by the section that they stand under."""

    steps: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    aborts: set[str] = field(default_factory=set)
    options: dict[str, set[str]] = field(default_factory=dict)  # of menus, by step


@dataclass
class Uses:
    """All keys that the code uses, and what could not be understood."""

    flows: dict[str, Flow] = field(default_factory=dict)
    exceptions: set[str] = field(default_factory=set)
    devices: set[str] = field(default_factory=set)
    issues: set[str] = field(default_factory=set)
    selectors: set[str] = field(default_factory=set)
    health: set[str] = field(default_factory=set)
    entities: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    problems: list[str] = field(default_factory=list)


def find_uses(sources: Sources) -> Uses:
    """Walk through every module."""
    uses = Uses()
    for call in sources.calls():
        try:
            _look_at(sources, call, uses)
        except UnreadableError as error:
            uses.problems.append(f"{sources.module_of(call)}: {error}")
    for name, module in sources.modules.items():
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                _look_at_class(sources, node, uses)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                uses.problems += [f"{name}: {problem}" for problem in _literal_names(node)]
            elif isinstance(node, ast.Dict) and name == "system_health.py":
                uses.health |= {text for key in node.keys if key is not None for text in sources.texts(key)}
    return uses


def _look_at(sources: Sources, call: ast.Call, uses: Uses) -> None:
    callee, key = called(call), keyword(call, "translation_key")
    where = f"{sources.module_of(call)}:{call.lineno}"
    if callee in SHOWN_EXCEPTIONS:
        if key is None or keyword(call, "translation_domain") is None:
            uses.problems.append(f"{where}: {callee} without a translation")
        else:
            uses.exceptions |= sources.texts(key)
    elif callee.endswith("Description") and callee.lower() != "description":
        platform = platform_of(sources.module_of(call).partition("/")[0].removesuffix(".py"))
        described = key or keyword(call, "key")
        if platform is None or described is None:
            uses.problems.append(f"{where}: {callee} outside a platform, or without a key")
        else:
            uses.entities[platform] |= sources.texts(described)
    elif key is None:
        return
    elif callee in _DEVICES:
        uses.devices |= sources.texts(key)
    elif callee in _ISSUES:
        uses.issues |= sources.texts(key)
    elif callee.endswith("SelectorConfig"):
        uses.selectors |= sources.texts(key)
    else:
        uses.problems.append(f"{where}: nobody knows where the text of {callee} stands")


def _literal_names(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """Entities are named by translation alone, and by the key of their description."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        if name in ("_attr_name", "_attr_entity_name"):
            yield f"line {node.lineno}: {name} is no translation"
        if name == "_attr_translation_key" and not (
            isinstance(node.value, ast.Attribute) and node.value.attr == "key"
        ):
            yield f"line {node.lineno}: the translation key is not the description's key"


def _look_at_class(sources: Sources, node: ast.ClassDef, uses: Uses) -> None:
    for section in _sections(sources, node, uses):
        flow = uses.flows.setdefault(section, Flow())
        for part in (*_reachable(sources, node), *used_of_bases(sources, node)):
            for inner in ast.walk(part):
                try:
                    _look_at_flow(sources, inner, flow)
                except UnreadableError as error:
                    uses.problems.append(f"{sources.module_of(part)}: {error}")


def _sections(sources: Sources, node: ast.ClassDef, uses: Uses) -> set[str]:
    """Where the texts of this flow stand; nowhere for a class that is no flow."""
    issues = issues_of(sources, node)
    if issues is not None:
        if not issues:
            uses.problems.append(f"{node.name}: no issue leads to this flow")
        return {f"issues.{issue}.fix_flow" for issue in issues}
    found = {_FLOWS[base] for base in bases_of(node) & _FLOWS.keys()}
    return {
        f"{section}.{_subentry_type(sources, node)}" if section == "config_subentries" else section
        for section in found
    }


def _subentry_type(sources: Sources, node: ast.ClassDef) -> str:
    """The key that the flow is offered under."""
    for function in sources.functions("async_get_supported_subentry_types"):
        for table in (inner for inner in ast.walk(function) if isinstance(inner, ast.Dict)):
            for key, value in zip(table.keys, table.values, strict=True):
                if isinstance(value, ast.Name) and value.id == node.name and key is not None:
                    return sources.texts(key).pop()
    raise AssertionError(f"{node.name} is never offered")


def _reachable(sources: Sources, flow: ast.ClassDef) -> list[ast.AST]:
    """The class, and what it uses of its own module except for other flows."""
    module = sources.modules[sources.module_of(flow)].tree
    top: dict[str, ast.AST] = {}
    for node in module.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                top[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                top[name] = node
    found: list[ast.AST] = [flow]
    for part in found:
        names = {inner.id for inner in ast.walk(part) if isinstance(inner, ast.Name)}
        found += [top[name] for name in sorted(names & top.keys()) if top[name] not in found]
    return found


def _look_at_flow(sources: Sources, node: ast.AST, flow: Flow) -> None:
    match node:
        case ast.Call():
            callee = called(node)
            if callee in _FORMS:
                steps = _step(sources, node)
                flow.steps |= steps
                if callee == "async_show_menu":
                    for step in steps:
                        flow.options.setdefault(step, set()).update(options_of(sources, node))
            elif callee == "async_abort":
                reason = keyword(node, "reason") or node.args[0]
                flow.aborts |= sources.texts(reason)
            elif callee == "AbortFlow":
                flow.aborts |= sources.texts(node.args[0])
            elif callee in _IMPLIED_ABORTS:
                flow.aborts.add(_IMPLIED_ABORTS[callee])
        case ast.Dict():
            for field_name, value in zip(node.keys, node.values, strict=True):
                if _names_a_field(field_name):
                    flow.errors |= _words(value)
        case ast.Assign(targets=[ast.Subscript(slice=ast.expr() as field_name)], value=value):
            if _names_a_field(field_name):
                flow.errors |= _words(value)


def _step(sources: Sources, call: ast.Call) -> set[str]:
    if (step := keyword(call, "step_id")) is not None:
        return sources.texts(step)
    function = sources.function_around(call)
    if function is None or not function.name.startswith("async_step_"):
        raise UnreadableError(call, "a form without a step")
    return {function.name.removeprefix("async_step_")}


def _names_a_field(node: ast.expr | None) -> bool:
    """Errors are dictionaries from a field, or `base`, to a word."""
    match node:
        case ast.Constant(value="base"):
            return True
        case ast.Name(id=name):
            return name.startswith("CONF_")
        case _:
            return False


def _words(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp():
            return _words(node.body) | _words(node.orelse)
        case _:
            return set()
