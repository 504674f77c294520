"""Trees to Python code objects: one function per procedure, compiled with NetLogo positions.

The code runs in the workspace's namespace; for reading there is the same as Python text with the NetLogo line
beside each statement.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from types import CodeType

from netlogo.compiler import pyast as py
from netlogo.compiler.codegen.statements import Statements
from netlogo.compiler.codegen.writer import Unit
from netlogo.compiler.front import nodes as n
from netlogo.errors import CompilerError


def function_of(unit: Unit, body: n.ProcedureBody, *, turns: bool = False) -> ast.FunctionDef:
    """The Python function of one procedure; with `turns` a generator that yields where a turn ends."""
    _forget_names(body)
    return Statements(unit, body).procedure(turns=turns)


def compile_functions(functions: Iterable[ast.stmt], filename: str) -> CodeType:
    """Code that defines the functions when it is executed."""
    module = ast.Module(list(functions), [])
    try:
        return compile(module, filename, "exec", dont_inherit=True)
    except (RecursionError, MemoryError, SyntaxError) as error:
        raise CompilerError(f"This code is nested too deeply for Python ({error}).") from error


def take_out_getters(calls: Iterable[ast.Call], numbers: Iterator[int]) -> list[ast.stmt]:
    """Let `[variable] of agent` make no function each time, and tell it the variable, with which the kernel
    needs none at all.

    Args:
        calls: `of(agent, lambda one: one.v, text)`, each of which becomes `of(agent, of_1, text, "v")`.
        numbers: of the names, each of which is used once.

    Returns:
        The definitions of those names, to be executed before the functions run.
    """
    made: list[ast.stmt] = []
    for call in calls:
        match call.args:
            case [
                _,
                ast.Lambda(
                    args=ast.arguments(args=[ast.arg(arg=agent)]),
                    body=ast.Attribute(value=ast.Name(id=owner), attr=variable),
                ) as getter,
                _,
            ] if owner == agent:
                ends = getter.end_lineno or 0, getter.end_col_offset or 0
                at = py.At(getter.lineno, getter.col_offset, *ends)
                word = f"of_{next(numbers)}"
                made.append(py.assign(py.store(word, at), getter, at))
                call.args[1] = py.name(word, at)
                call.args.append(py.const(variable, at))
    return made


def python_text(functions: Iterable[ast.FunctionDef], width: int = 88) -> str:
    """The functions as Python text, each statement with the number of its NetLogo line; without the checks of
    arithmetic, which would hide what is computed.
    """
    lines = []
    for function in map(py.without_checks, functions):
        ast.fix_missing_locations(function)
        for line, number in _numbered(function):
            lines.append(f"{line:<{width}}  # {number}" if number else line)
        lines.append("")
    return "\n".join(lines)


def _numbered(function: ast.FunctionDef) -> list[tuple[str, int]]:
    """Lines of a function with NetLogo line numbers, statement by statement."""
    numbers = [node.lineno for node in _statements_in_order(function)]
    text = ast.unparse(function).splitlines()
    marked: list[tuple[str, int]] = []
    waiting = iter(numbers)
    for line in text:
        bare = line.strip()
        starts = bare not in ("else:", "try:") and not bare.startswith(("elif ", "except "))
        marked.append((line, next(waiting, 0) if starts else 0))
    return marked


def _statements_in_order(node: ast.stmt) -> list[ast.stmt]:
    found = [] if isinstance(node, ast.Try) else [node]
    for group in ("body", "handlers", "orelse"):
        for inner in getattr(node, group, []):
            if isinstance(inner, ast.ExceptHandler):
                for handled in inner.body:
                    found += _statements_in_order(handled)
            elif group == "orelse" and isinstance(inner, ast.If) and len(node.orelse) == 1:  # type: ignore[attr-defined]
                found += _statements_in_order(inner)[1:]  # an elif has no line of its own
            else:
                found += _statements_in_order(inner)
    return found


def _forget_names(body: n.ProcedureBody) -> None:
    """Variables get their Python names anew when code is generated again."""
    for variable in body.inputs:
        variable.python = ""
    for statement in body.statements:
        for node in n.walk(statement):
            if isinstance(node, n.Statement):
                for variable in node.variables:
                    variable.python = ""
            elif isinstance(node, n.Lambda):
                for variable in node.formals:
                    variable.python = ""
