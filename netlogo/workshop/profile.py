"""Where a model's time goes: a tree of calls, procedures and the primitives in them, by the clock.

Each call is noted, which itself takes time: what is called most often looks somewhat slower than it is.
Blocks of `ask` and questions to many agents that the kernel does by itself count as one primitive; those
that call a procedure run as Python meanwhile. Methods of the kernel (`forward`) are time of the procedure.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter_ns
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netlogo.workspace import Workspace


@dataclass(slots=True)
class Node:
    """A procedure or primitive as called from the node above; times in nanoseconds."""

    name: str
    procedure: bool
    calls: int = 0
    own: int = 0
    children: dict[tuple[str, bool], Node] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The time with all that it called."""
        return self.own + sum(child.total for child in self.children.values())

    def child(self, name: str, procedure: bool) -> Node:
        """The node of a call from here."""
        found = self.children.get((name, procedure))
        if found is None:
            found = self.children[name, procedure] = Node(name, procedure)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure or primitive over the whole profile; times in milliseconds, recursion counted once."""

    name: str
    calls: int
    total: float
    own: float


class Profile:
    """The tree of calls below `root`."""

    def __init__(self) -> None:
        self.root = Node("all", True)

    def rows(self, *, procedures: bool) -> list[Row]:
        """All procedures, or all primitives, by their own time."""
        sums: dict[str, list[int]] = {}
        _add(self.root, procedures, frozenset(), sums)
        rows = [Row(name, calls, total / 1e6, own / 1e6) for name, (calls, total, own) in sums.items()]
        return sorted(rows, key=lambda row: (-row.own, row.name))


def _add(node: Node, procedures: bool, above: frozenset[str], sums: dict[str, list[int]]) -> None:
    for child in node.children.values():
        inside = above
        if child.procedure is procedures:
            entry = sums.setdefault(child.name, [0, 0, 0])
            entry[0] += child.calls
            entry[1] += 0 if child.name in above else child.total
            entry[2] += child.own
            inside = above | {child.name}
        _add(child, procedures, inside, sums)


@contextmanager
def profiled(workspace: Workspace) -> Iterator[Profile]:
    """Profile what the workspace runs inside; other profilers are put aside."""
    profile = Profile()
    engine = workspace.engine
    before = sys.getprofile()
    engine.show_calls(True)
    tracer = _Tracer(profile.root, engine.namespace, engine.word_at, engine.procedure_of)
    sys.setprofile(tracer)
    try:
        yield profile
    finally:
        sys.setprofile(before)
        engine.show_calls(False)


class _Tracer:
    """Follows calls and returns: of generated code, and of what it calls."""

    def __init__(self, root: Node, namespace: dict[str, Any], word_at: Any, procedure_of: Any) -> None:
        self._stack = [root]
        self._namespace = namespace
        self._word_at = word_at
        self._procedure_of = procedure_of
        self._words: dict[tuple[CodeType, int], str] = {}
        self._procedures: dict[CodeType, str] = {}
        self._last = perf_counter_ns()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        now = perf_counter_ns()
        stack = self._stack
        stack[-1].own += now - self._last
        if event == "call":
            stack.append(self._called(frame))
        elif event == "return":
            if len(stack) > 1:
                stack.pop()
        elif frame.f_globals is self._namespace:
            if event == "c_call":
                stack.append(self._primitive(frame))
            elif len(stack) > 1:  # c_return, c_exception
                stack.pop()
        self._last = perf_counter_ns()

    def _called(self, frame: FrameType) -> Node:
        if frame.f_globals is self._namespace:
            code = frame.f_code
            name = self._procedures.get(code)
            if name is None:
                name = self._procedures[code] = self._procedure_of(code)
            if not name:
                return self._stack[-1]  # a block, an anonymous procedure, a command line
            node = self._stack[-1].child(name, True)
            node.calls += 1
            return node
        caller = frame.f_back
        if caller is not None and caller.f_globals is self._namespace:
            return self._primitive(caller)
        return self._stack[-1]

    def _primitive(self, frame: FrameType) -> Node:
        key = (frame.f_code, frame.f_lasti)
        word = self._words.get(key)
        if word is None:
            word = self._words[key] = self._word_at(*key)
        if not word:
            return self._stack[-1]
        node = self._stack[-1].child(word, False)
        node.calls += 1
        return node
