"""The flows that mend issues: which issue leads to which flow, what a flow has of its base, what a menu offers."""

import ast

from .sources import Sources, UnreadableError, bases_of, called, keyword


def issues_of(sources: Sources, node: ast.ClassDef) -> set[str] | None:
    """The issues that lead to a flow; None for a class that is no such flow, or only the base of some."""
    classes = sources.classes
    if not _mends(node, classes) or any(node.name in bases_of(other) for other in classes.values()):
        return None
    found: set[str] = set()
    # The table in `repairs.py`, from issues to classes.
    for table in (inner for inner in sources.modules["repairs.py"].nodes if isinstance(inner, ast.Dict)):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(value, ast.Name) and value.id == node.name and key is not None:
                found |= sources.texts(key)
    return found


def _mends(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> bool:
    bases = bases_of(node)
    return "RepairsFlow" in bases or any(_mends(classes[base], classes) for base in bases & classes.keys())


def used_of_bases(sources: Sources, node: ast.ClassDef) -> list[ast.AST]:
    """The methods of the package's own bases that a class calls through `self`."""
    found: list[ast.AST] = []
    for base in bases_of(node) & sources.classes.keys():
        called_here = {called(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
        found += [
            method
            for method in sources.classes[base].body
            if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name in called_here
        ]
    return found


def options_of(sources: Sources, menu: ast.Call) -> set[str]:
    """What a menu offers: a list, or a name that gets one and to which more is added."""
    options, function = keyword(menu, "menu_options"), sources.function_around(menu)
    if isinstance(options, ast.List):
        return _texts(sources, options)
    if not isinstance(options, ast.Name) or function is None:
        raise UnreadableError(menu, "a menu of something else than a list or a name")
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=options.id)], value=ast.List() as value):
                found |= _texts(sources, value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=options.id)), args=[*_, added]):
                found |= sources.texts(added)
    return found


def _texts(sources: Sources, found: ast.List) -> set[str]:
    return {text for element in found.elts for text in sources.texts(element)}
