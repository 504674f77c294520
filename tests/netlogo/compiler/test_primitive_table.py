"""The table of primitives is the one place that says what is known of them."""

import ast
import re
from pathlib import Path

import pytest

from netlogo.compiler.codegen.statements import Statements
from netlogo.compiler.front import primitives
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS, read_table

COMPILER = Path(primitives.__file__).parents[1]
NAMES = {primitive.name for primitive in (*COMMANDS.values(), *REPORTERS.values())}
MOST = 4
"""So many names of primitives may stand together elsewhere; more are a list."""
HOLDS_NAMES = {"primitive_table.py", "symbols.py"}
"""The table, and the patterns from which breeds' names are made."""


def words(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.split()
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [word for item in node.elts for word in words(item)]
    return []


def lists_of_names(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        listed = [] if id(node) in documented else words(node)
        named = [word for word in listed if word in NAMES]
        if len(named) > MOST and len(named) > len(listed) // 2:
            found.append(f"{path.name}:{getattr(node, 'lineno', 0)}: {' '.join(named)}")
    return found


def test_no_list_of_primitives_stands_elsewhere() -> None:
    files = [path for path in COMPILER.rglob("*.py") if path.name not in HOLDS_NAMES]
    assert [found for path in files for found in lists_of_names(path)] == []


def test_what_writes_code_of_its_own_is_a_primitive() -> None:
    other = {"breed", "unary-minus"}  # made from a breed's name, and by the parser
    assert not {*Statements.special, *Statements.commands} - NAMES - other


def test_a_flag_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("no flag of a primitive is called 'darws'")):
        read_table("random : number -> number ; darws")
