"""Reads a package's syntax trees, and follows an expression to the texts that it can stand for."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

type Function = ast.FunctionDef | ast.AsyncFunctionDef
# Deep enough for key ← parameter ← caller's parameter ← constant; ends recursion in the package's own code.
_DEEPEST: Final = 12


class UnreadableError(Exception):
    """The expression's texts cannot be told without running the code."""

    def __init__(self, node: ast.AST, why: str) -> None:
        super().__init__(f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)}: {why}")


def called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def bases_of(node: ast.ClassDef) -> set[str]:
    """The last parts of the names of what a class is made of."""
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value given for a named argument."""
    return next((item.value for item in call.keywords if item.arg == name), None)


@dataclass(frozen=True, eq=False)
class Module:
    """One module: all its nodes, and what each stands in."""

    name: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]
    parents: dict[ast.AST, ast.AST]


@cache
def _parsed(name: str, code: str) -> Module:
    """Parsed once for all the copies of a package in which this module is the same."""
    tree = ast.parse(code)
    nodes = tuple(ast.walk(tree))
    parents = {child: parent for parent in nodes for child in ast.iter_child_nodes(parent)}
    return Module(name, tree, nodes, parents)


class Sources:
    """All modules of a package.

    Attributes:
        modules: by path relative to the package, with slashes.
    """

    def __init__(self, package: Path) -> None:
        self.modules = {
            name: _parsed(name, file.read_text("utf-8"))
            for file in sorted(package.rglob("*.py"))
            if (name := file.relative_to(package).as_posix())
        }
        self._parents: dict[ast.AST, ast.AST] = {}
        for module in self.modules.values():
            self._parents.update(module.parents)
        self._module_of = {module.tree: module for module in self.modules.values()}
        self._assignments: dict[ast.AST, list[ast.Assign | ast.AnnAssign]] = {}
        self._calls = [
            node for module in self.modules.values() for node in module.nodes if isinstance(node, ast.Call)
        ]
        self._functions = [
            node
            for module in self.modules.values()
            for node in module.nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Every class of the package."""
        return {
            node.name: node
            for module in self.modules.values()
            for node in module.nodes
            if isinstance(node, ast.ClassDef)
        }

    def module_of(self, node: ast.AST) -> str:
        """Path of the module that a node stands in."""
        while (parent := self._parents.get(node)) is not None:
            node = parent
        assert isinstance(node, ast.Module)
        return self._module_of[node].name

    def calls(self) -> list[ast.Call]:
        """Every call in the package."""
        return self._calls

    def functions(self, name: str) -> list[Function]:
        """Every function and method of this name."""
        return [function for function in self._functions if function.name == name]

    def parent_of[T: ast.AST](self, node: ast.AST, kind: type[T]) -> T | None:
        """The nearest node of a kind around this one."""
        around = self._parents.get(node)
        while around is not None and not isinstance(around, kind):
            around = self._parents.get(around)
        return around

    def function_around(self, node: ast.AST) -> Function | None:
        """The function that a node stands in; lambdas are looked through."""
        around = self._parents.get(node)
        while around is not None and not isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            around = self._parents.get(around)
        return around

    def texts(self, node: ast.expr, index: int | None = None, depth: int = 0) -> set[str]:
        """All texts that the expression, or one element of the tuple that it is, can stand for.

        Raises:
            UnreadableError: it cannot be told.
        """
        if depth > _DEEPEST:
            raise UnreadableError(node, "too far to follow")
        match node:
            case ast.Constant(value=str(text)) if index is None:
                return {text}
            case ast.Constant(value=None):
                return set()
            case ast.Tuple(elts=elements) if index is not None and index < len(elements):
                return self.texts(elements[index], None, depth + 1)
            case ast.IfExp():
                return self.texts(node.body, index, depth + 1) | self.texts(node.orelse, index, depth + 1)
            case ast.BoolOp(values=values):
                return {text for value in values for text in self.texts(value, index, depth + 1)}
            case ast.Name():
                return self._texts_of_name(node, index, depth)
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id=name)), attr="lower")):
                return {text.lower() for text in self._members(node, name)}
            case ast.Call():
                return self._texts_of_call(node, index, depth)
            case _:
                raise UnreadableError(node, "no text, name or call of a function of ours")

    def _texts_of_call(self, call: ast.Call, index: int | None, depth: int) -> set[str]:
        found: set[str] = set()
        functions = self.functions(called(call))
        if not functions:
            raise UnreadableError(call, "not a function of this package")
        for function in functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value and self.function_around(node) is function:
                    found |= self.texts(node.value, index, depth + 1)
        return found

    def _members(self, node: ast.expr, name: str) -> set[str]:
        """Every value of an enum of ours; one of them is what a call of the enum answers."""
        found = {
            text
            for module in self.modules.values()
            for enum in module.nodes
            if isinstance(enum, ast.ClassDef) and enum.name == name
            for line in enum.body
            if isinstance(line, ast.Assign)
            for text in self.texts(line.value)
        }
        if not found:
            raise UnreadableError(node, "no enum of this package")
        return found

    def _texts_of_name(self, name: ast.Name, index: int | None, depth: int) -> set[str]:
        function = self.function_around(name)
        while function is not None:
            if name.id in (parameters := _parameters(function)):
                return self._texts_of_parameter(function, name.id, parameters, index, depth)
            if found := self._texts_assigned(function, name, index, depth):
                return found
            function = self.function_around(function)
        own = self.modules[self.module_of(name)]
        others = (module for module in self.modules.values() if module is not own)
        for module in (own, *others):
            if found := self._texts_assigned(module.tree, name, index, depth):
                return found
        raise UnreadableError(name, "never assigned")

    def _texts_assigned(self, scope: ast.AST, name: ast.Name, index: int | None, depth: int) -> set[str]:
        """What a name gets in a function, or at the top of a module."""
        found: set[str] = set()
        for node in self._assignments_in(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name.id)], value=value):
                    found |= self.texts(value, index, depth + 1)
                case ast.AnnAssign(target=ast.Name(id=name.id), value=ast.expr() as value):
                    found |= self.texts(value, index, depth + 1)
                case ast.Assign(targets=[ast.Tuple(elts=elements)], value=value):
                    for position, element in enumerate(elements):
                        if isinstance(element, ast.Name) and element.id == name.id:
                            found |= self.texts(value, position, depth + 1)
        return found

    def _assignments_in(self, scope: ast.AST) -> list[ast.Assign | ast.AnnAssign]:
        """All of a function, or those of a module that are in no function."""
        if (known := self._assignments.get(scope)) is None:
            at_top = isinstance(scope, ast.Module)
            known = self._assignments[scope] = [
                node
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign | ast.AnnAssign)
                and not (at_top and self.function_around(node) is not None)
            ]
        return known

    def _texts_of_parameter(
        self, function: Function, name: str, parameters: list[str], index: int | None, depth: int
    ) -> set[str]:
        """What the callers give for a parameter."""
        found: set[str] = set()
        calls = [
            call for call in self.calls() if called(call) == function.name and self._meant(call, function)
        ]
        if not calls:
            raise UnreadableError(function, "nobody calls it")
        positional = [parameter for parameter in parameters if parameter not in ("self", "cls")]
        for call in calls:
            given = keyword(call, name)
            if given is None and positional.index(name) < len(call.args):
                given = call.args[positional.index(name)]
            if given is not None:
                found |= self.texts(given, index, depth + 1)
            elif (default := _default(function, name)) is not None:
                found |= self.texts(default, index, depth + 1)
        return found

    def _meant(self, call: ast.Call, function: Function) -> bool:
        """A call through `self` means the method of its own class, where there is one of that name."""
        match call.func:
            case ast.Attribute(value=ast.Name(id="self")):
                own = self.parent_of(call, ast.ClassDef)
                named = [
                    other
                    for other in self.functions(function.name)
                    if self.parent_of(other, ast.ClassDef) is own
                ]
                return not named or function in named
            case _:
                return True


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    return [item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _default(function: Function, name: str) -> ast.expr | None:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    pairs = [*zip(with_default, arguments.defaults, strict=True)]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return next((value for item, value in (*pairs, *keywords) if item.arg == name), None)
