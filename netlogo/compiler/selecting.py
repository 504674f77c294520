"""`[agent for agent in agents if agent.variable == value]`, which the kernel does in one call.

Only where reading the variable cannot fail and the value is the same for all agents: then nobody can tell
that it is read once.
"""

from __future__ import annotations

import ast
from typing import Final

from netlogo.compiler import pyast as py
from netlogo.compiler.program import BUILT_IN_ATTRIBUTES, PATCH_VARIABLES, TURTLE_VARIABLES, Program
from netlogo.compiler.pyast import At
from netlogo.compiler.writer import Unit

_BUILT_IN: Final = {
    "turtle": frozenset(BUILT_IN_ATTRIBUTES[name] for name in TURTLE_VARIABLES),
    "patch": frozenset(BUILT_IN_ATTRIBUTES[name] for name in PATCH_VARIABLES),
}


def select(
    unit: Unit, name: str, items: ast.expr, tests: list[ast.expr], at: At, *, counted: bool = False
) -> ast.expr:
    """The agents of `items` that pass the tests as a list, or how many there are as a number; `name` is the
    variable which holds an agent in the tests.
    """
    if unit.registry.native and len(tests) == 1:
        parts = _variable_and_value(unit.program, name, tests[0])
        if parts is not None:
            variable, value = parts
            word = "count_equal" if counted else "select_equal"
            return py.call(word, at, items, py.name(unit.slot(variable), at), value)
    chosen = py.listing(py.name(name, at), py.store(name, at), items, at, tests)
    return py.call("float", at, py.call("len", at, chosen)) if counted else chosen


def _variable_and_value(program: Program, name: str, test: ast.expr) -> tuple[str, ast.expr] | None:
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return None
    for this, other in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        if not isinstance(this, ast.Attribute) or not _always_there(program, this):
            continue
        fixed = isinstance(other, ast.Constant) or (
            isinstance(other, ast.Attribute) and _always_there(program, other)
        )
        if _owner(this) == name and fixed and (isinstance(other, ast.Constant) or _owner(other) != name):
            return this.attr, other
    return None


def _owner(node: ast.expr) -> str:
    """The Python variable of an attribute's owner, empty for anything else."""
    return node.value.id if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""


def _always_there(program: Program, node: ast.Attribute) -> bool:
    """Whether it is a global, or a variable that all turtles or all patches own, of an agent that is one for
    sure: `Writer.agent_name` calls no other agent turtle_1 or patch_1.
    """
    kind = _owner(node).partition("_")[0]
    if node.attr in _BUILT_IN.get(kind, ()):
        return True
    owned = {"G": program.globals, "turtle": program.turtles_own, "patch": program.patches_own}.get(kind, [])
    return node.attr in map(program.attr, owned)
