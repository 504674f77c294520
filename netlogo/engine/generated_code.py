"""The generated code of a model: functions in one namespace, with what the kernel runs of them by itself.

Which texts there are, and when everything has to be written anew, the engine knows.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any, ClassVar

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import Effects
from netlogo.compiler.analysis.types import Types
from netlogo.compiler.codegen.expressions import escaping
from netlogo.compiler.codegen.generate import (
    compile_functions,
    function_of,
    python_text,
    take_out_getters,
)
from netlogo.compiler.codegen.writer import Registry, Site, Unit
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.nesting import nesting_limit
from netlogo.compiler.front.program import Program
from netlogo.compiler.frontend import combined
from netlogo.compiler.plain.plain_sites import Known, find_plain
from netlogo.engine.profiling import counted, timed
from netlogo.errors import CompilerError
from netlogo.runtime import call_helpers as generated
from netlogo.runtime.agents import kernel
from netlogo.runtime.agents.agent_sets import ArraySet
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousReporter, ReportSignal, StopSignal
from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.procedure_times import ProcedureTimes
from netlogo.runtime.world import World


class GeneratedCode:
    """All procedures of a model as Python: `namespace` is what they see, `unit` what they were written by."""

    unit: Unit
    shows_lines: ClassVar[bool] = False
    """Whether every line must run as Python, for those who count lines; set before models are opened."""

    def __init__(
        self, program: Program, bodies: list[n.ProcedureBody], functions: Mapping[str, Any], world: World
    ) -> None:
        """Make the namespace; `generate` fills it with procedures once their types are learned.

        Args:
            program: what the model declares.
            bodies: its procedures.
            functions: the primitives that are functions, and helpers of the engine's.
            world: its world.
        """
        self.namespace: dict[str, Any] = {}
        self.registry = _registry(functions, world)
        self._program = program
        self._bodies = bodies
        self._world = world
        self.times: ProcedureTimes | None = None
        """Where the procedures' times are noted, if they are."""
        self.shows_calls = False
        """Whether no call of a procedure may go by in plain code."""
        self._fill(functions)
        # kept when code is generated anew: code of before may still be running, and fail
        self._sites: dict[tuple[str, int, int, int, int], Site] = {}
        self._labels: dict[tuple[str, str, int], str] = {}
        self._numbers = count(1)  # for the same reason never used again

    def learned(self, types: Types, effects: Effects) -> None:
        """What the code is written by from now on; both may learn more."""
        self._types, self._effects = types, effects
        self._signals = _uses_signals(self._bodies)

    def learn_signals(self, body: n.ProcedureBody) -> bool:
        """Whether a new text brings anonymous commands that stop or report, which none did before."""
        if self._signals or not _uses_signals([body]):
            return False
        self._signals = True
        return True

    def forget_places(self) -> None:
        """Give back the memory of where the code of before came from."""
        self._sites.clear()
        self._labels.clear()

    def generate(self) -> None:
        """Write and load the code of all procedures.

        Raises:
            CompilerError: some cannot be written; it tells all that is wrong.
        """
        self.unit = self._new_unit(sites=self._sites, labels=self._labels)
        self._turning: set[str] = set()  # of these procedures the form that takes turns is there
        by_file: dict[str, list[ast.FunctionDef]] = {}
        errors: list[CompilerError] = []
        for body in self._bodies:
            try:
                with nesting_limit(body.heading.name_token):
                    function = function_of(self.unit, body)
            except CompilerError as error:
                error.procedure = body.heading.name
                errors.append(error)
            else:
                by_file.setdefault(body.heading.source.code_name, []).append(function)
        if errors:
            raise combined(errors)
        hidden = not self.times and not self.shows_calls
        known = {f.name: f for functions in by_file.values() for f in functions} if hidden else {}
        self._known = Known(self.namespace, known, questions=kernel.QUESTIONS)
        for filename, functions in by_file.items():
            readings = [call for file, call in self.unit.readings if file == filename]
            exec(compile_functions(take_out_getters(readings, self._numbers), filename), self.namespace)
            self._load(functions, filename)
        self.unit.readings.clear()
        self._put_clocks(timed, dict(self.unit.procedure_names))

    def python(self) -> str:
        """The generated code as text, with NetLogo line numbers."""
        unit = self._new_unit()
        return python_text([function_of(unit, body) for body in self._bodies])

    def line(self, body: n.ProcedureBody, *, turns: bool) -> Callable[..., Any]:
        """The function of a command line or an expression; `turns`: in the form that takes turns."""
        with nesting_limit(body.heading.name_token):
            function = function_of(self.unit, body, turns=turns)
        words = self._load([function], body.heading.source.code_name)
        for word in words:
            del self._known.written[word]  # nobody calls a command line
        self._load_turning()
        self.unit.readings.clear()  # of command lines nobody would ever take the definitions away
        made: Callable[..., Any] = self.namespace.pop("command_line")
        return made

    def _new_unit(self, **places: Any) -> Unit:
        unit = Unit(self._program, self.registry, self._types, self._effects, **places)
        unit.nobody, unit.signals = NOBODY, self._signals
        return unit

    def _fill(self, functions: Mapping[str, Any]) -> None:
        world = self._world
        self.namespace.update(functions)
        # Only these builtins: code of a model could not reach a file or a module even by a slip here.
        self.namespace.update(
            __builtins__={"float": float, "len": len, "any": any, "all": all, "range": range, "Exception":
            Exception}, W=world, G=world.G, NOBODY=NOBODY, turtles=world.turtles, patches=world.patches,
            links=world.links, AnonymousCommand=AnonymousCommand, AnonymousReporter=AnonymousReporter,
            StopSignal=StopSignal, ReportSignal=ReportSignal, ArraySet=ArraySet,
            list_of=lambda *items: list(items),
        )  # fmt: skip
        for name, helper in vars(generated).items():
            if getattr(helper, "__module__", "") == generated.__name__:
                self.namespace[name] = helper

    def _load(self, functions: list[ast.FunctionDef], filename: str) -> list[str]:
        """Define the functions; what their plain code is called."""
        unit = self.unit
        self.namespace.update(unit.constants)
        self.namespace.update((word, self._world.breeds[name]) for name, word in unit.breed_names.items())
        plain = kernel.NATIVE and not self.shows_lines and not _starts_clocks(functions)
        words = self._make_plain(functions, filename) if plain else []
        exec(compile_functions(functions, filename), self.namespace)
        for word in words:
            del self.namespace[word]  # the functions have them
        return words

    def _make_plain(self, functions: list[ast.FunctionDef], filename: str) -> list[str]:
        """Let the kernel do what it can of the functions; the names of its parts."""
        parts = [part for function in functions for part in find_plain(function, self._known)]
        exec(compile_functions([part.twin for part in parts if part.twin], filename), self.namespace)
        for part in parts:
            twin = self.namespace.pop(part.twin.name) if part.twin else None
            self.namespace[part.word] = kernel.Plain(part.tree, part.locals, self._world.rng, twin)
        return [part.word for part in parts]

    def _load_turning(self) -> None:
        """Write the procedures that code which takes turns calls, and those that they call."""
        while missing := self.unit.turning - self._turning:
            self._turning |= missing
            for body in self._bodies:
                if body.heading.name in missing:
                    with nesting_limit(body.heading.name_token):
                        function = function_of(self.unit, body, turns=True)
                    self._load([function], body.heading.source.code_name)
            self._put_clocks(
                counted,
                {name: self.unit.procedure(self._program.procedures[name], turns=True) for name in missing},
            )

    def _put_clocks(self, clock: Callable[..., Any], words: Mapping[str, str]) -> None:
        """Replace procedures by ones that tell when they begin and end, where somebody wants to know."""
        if self.times is not None:
            for name, word in words.items():
                self.namespace[word] = clock(name, self.namespace[word], self.times)


def _starts_clocks(functions: Iterable[ast.FunctionDef]) -> bool:
    """Whether some code begins to profile: it must not have its calls in plain code from then on."""
    return any(node.__class__ is ast.Name and node.id == "profiler__start" for node in py.inside(functions))


def _registry(functions: Mapping[str, Callable[..., Any]], world: World) -> Registry:
    """Which primitives are functions (and whether they take the running agent), and which are agents'
    methods.
    """
    takes_me = {name: _first_is_me(function) for name, function in functions.items()}
    methods: set[str] = set()
    for kind in (world.turtle_class, world.patch_class, world.link_class, type(world.observer)):
        methods.update(
            name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name, None))
        )
    return Registry(takes_me, frozenset(methods - set(functions)))


def _first_is_me(function: Callable[..., Any]) -> bool:
    try:
        parameters = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return False
    return bool(parameters) and parameters[0] == "me"


def _uses_signals(bodies: Iterable[n.ProcedureBody]) -> bool:
    """Whether some anonymous command that is a value stops or reports."""
    for body in bodies:
        for statement in body.statements:
            for made in escaping(statement):
                if made.is_command and any(
                    isinstance(x, n.Statement) and x.primitive.name in ("stop", "report")
                    for x in n.walk(made)
                ):
                    return True
    return False
