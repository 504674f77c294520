"""Computes reporters of constants while a model is compiled, with the code that would run.

Apart from the compiler because it needs the runtime, and from the engine because it needs no world.
"""

from __future__ import annotations

import ast
from typing import Any

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import Effects
from netlogo.compiler.analysis.types import Types
from netlogo.compiler.codegen.generate import compile_functions
from netlogo.compiler.codegen.statements import Statements
from netlogo.compiler.codegen.writer import Registry, Unit
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import NOBODY_LITERAL, Value
from netlogo.compiler.front.program import Program
from netlogo.engine.tracebacks import translate
from netlogo.runtime.agents.base import NOBODY

_NAME = "constant"


class Constants:
    """The values of reporters of constants, for one program."""

    def __init__(self, program: Program, registry: Registry, namespace: dict[str, Any]) -> None:
        """`namespace` is what generated code sees."""
        self._namespace = namespace
        types = Types(program, {})
        self._unit = Unit(program, registry, types, Effects([], types), nobody=NOBODY)

    def compute(self, node: n.App, body: n.ProcedureBody) -> Value:
        """The value of a reporter in a procedure.

        Raises:
            LogoError: it fails.
        """
        writer = Statements(self._unit, body)
        at = writer.place(node.token)
        function = py.function(_NAME, [], [py.placed(ast.Return(writer.expr(node)), at)], at)
        namespace = self._namespace | self._unit.constants
        exec(compile_functions([function], body.heading.source.code_name), namespace)
        try:
            return _literal(namespace[_NAME]())
        except Exception as error:
            raise translate(error, self._unit, namespace) from error.__cause__
        finally:
            self._unit.constants.clear()
            self._unit.sites.clear()


def _literal(value: Any) -> Value:
    """A value as the tree has it."""
    if isinstance(value, list):
        return [_literal(item) for item in value]
    return NOBODY_LITERAL if value is NOBODY else value
