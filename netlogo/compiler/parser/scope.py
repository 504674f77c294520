"""Local variables in sight of a place in the text."""

from __future__ import annotations

from netlogo.compiler.front import nodes as n


class Scope:
    """Local variables in sight; each block adds a level."""

    __slots__ = ("_names", "_parent")

    def __init__(self, parent: Scope | None = None) -> None:
        self._names: dict[str, n.Variable] = {}
        self._parent = parent

    def find(self, name: str) -> n.Variable | None:
        scope: Scope | None = self
        while scope is not None:
            variable = scope._names.get(name)
            if variable is not None:
                return variable
            scope = scope._parent
        return None

    def add(self, variable: n.Variable) -> None:
        self._names[variable.name] = variable

    def names(self) -> list[str]:
        return [*self._names, *(self._parent.names() if self._parent else ())]
