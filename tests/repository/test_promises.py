"""The promises: complete, told in the docs, and each beside a change that its test must notice."""

import ast
from pathlib import Path

import pytest

from tests.promises.mutation import PACKAGE, Mutant
from tests.repository.places import ROOT

PROMISES = sorted((ROOT / "tests" / "promises").glob("test_*.py"))
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def promised(source: str) -> list[ast.AsyncFunctionDef]:
    """The tests of a file."""
    tree = ast.parse(source)
    return [
        node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


def mutants_of(test: ast.AsyncFunctionDef) -> list[Mutant]:
    """The changes that are named beside a test."""
    calls = [
        call
        for call in test.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "noticed"
    ]
    return [Mutant(test.name, *(ast.literal_eval(argument) for argument in call.args)) for call in calls]


def test_none_is_missing() -> None:
    """Number 15 follows with the devices of many boards."""
    assert {int(path.name.split("_")[1]) for path in PROMISES} == {*range(1, 15), 16}


@pytest.mark.parametrize("path", PROMISES, ids=lambda path: path.stem)
def test_each_says_what_it_promises_and_what_would_break_it(path: Path) -> None:
    number = int(path.name.split("_")[1])
    assert f"| {number} | " in RELIABILITY
    assert f"`{path.name}`" in RELIABILITY
    tests = promised(path.read_text("utf-8"))
    assert tests
    for test in tests:
        assert (ast.get_docstring(test) or "").startswith(f"Promise {number}: "), test.name
        mutants = mutants_of(test)
        assert mutants, f"{test.name} names no change that it would notice"
        for mutant in mutants:
            mutant.changed((ROOT / PACKAGE / mutant.file).read_text("utf-8"))
