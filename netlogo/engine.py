"""A compiled model that can run: generated functions in one namespace, and command lines compiled on top of
them.

Trees and a world go in. Types found from the program keep the code fast; when a value from outside, or a
command line, brings in a type that was not expected, everything is generated anew, which takes a fraction of
a second.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from netlogo import runtime
from netlogo.compiler import nodes as n
from netlogo.compiler.codegen import compile_functions, function_of, python_text
from netlogo.compiler.effects import MYSELF, TURNS, Effects
from netlogo.compiler.expressions import escaping
from netlogo.compiler.folding import PREFIX, fold, fold_body
from netlogo.compiler.frontend import combined, parse_snippet
from netlogo.compiler.kernel_sites import Known, find_plain
from netlogo.compiler.names import NameTable
from netlogo.compiler.nesting import nesting_limit
from netlogo.compiler.program import Program
from netlogo.compiler.source import Source
from netlogo.compiler.types import Types
from netlogo.compiler.writer import Registry, Site, Unit
from netlogo.constants import Constants
from netlogo.errors import CompilerError, InputTypeError, LogoError, NetLogoError
from netlogo.externals import extension_functions
from netlogo.runtime import generated, kernel
from netlogo.runtime.agentsets import AgentSet, ArraySet
from netlogo.runtime.anonymous import AnonymousCommand, AnonymousReporter, ReportSignal, StopSignal
from netlogo.runtime.base import NOBODY
from netlogo.runtime.turns import Asked, job_of, run_alone, run_jobs
from netlogo.runtime.values import describe
from netlogo.runtime.world import World
from netlogo.time_limit import time_limit
from netlogo.tracebacks import translate

DEEPEST_RECURSION = 25_000  # Python frames; calls that pass through C then need less than 8 MB of stack
MOST_SNIPPETS = 10_000  # command lines and run texts kept compiled
KINDS = {
    "observer": "O---",
    "turtles": "-T--",
    "turtle": "-T--",
    "patches": "--P-",
    "patch": "--P-",
    "links": "---L",
    "link": "---L",
}

_Result = TypeVar("_Result")


class Engine:
    """Generated code of one model, with its world. `namespace` is what the generated code sees."""

    def __init__(
        self,
        program: Program,
        bodies: list[n.ProcedureBody],
        table: NameTable,
        interface: Mapping[str, int],
        world: World,
    ) -> None:
        self.program = program
        self.table = table
        self.world = world
        self._bodies = bodies
        self._functions = runtime.namespace(world)
        self._functions.update(boom=_boom, check_syntax=self._check_syntax)
        for token in program.extensions:
            self._functions.update(extension_functions(token.text.lower(), world))
        self._registry = _registry(self._functions, world)
        self._new_job: Callable[[], None] | None = self._functions.get("new_job")
        self.namespace: dict[str, Any] = {}
        self._fill_namespace()
        self._constants = Constants(program, self._registry, self.namespace)
        errors = fold(bodies, self._constants.compute)
        if errors:
            raise combined(errors)
        self._types = Types(program, dict(interface))
        with nesting_limit():
            self._types.learn(bodies)
            self._effects = Effects(bodies, self._types)
            self._signals = _uses_signals(bodies)
        self._snippets: dict[tuple[Any, ...], Callable[..., Any]] = {}
        self._snippet_trees: dict[tuple[Any, ...], n.ProcedureBody] = {}
        self._forgot_texts = False
        # kept when code is generated anew: code of before may still be running, and fail
        self._sites: dict[tuple[str, int, int, int, int], Site] = {}
        self._labels: dict[tuple[str, str, int], str] = {}
        self.generate()

    # -- generating

    def generate(self) -> None:
        """Write and load the code of all procedures; command lines are written anew when next used."""
        self._snippets.clear()
        self._unit = Unit(
            self.program, self._registry, self._types, self._effects, sites=self._sites, labels=self._labels
        )
        self._unit.nobody, self._unit.signals = NOBODY, self._signals
        self._turning: set[str] = set()  # of these procedures the form that takes turns is there
        by_file: dict[str, list[ast.FunctionDef]] = {}
        errors: list[CompilerError] = []
        for body in self._bodies:
            try:
                with nesting_limit(body.heading.name_token):
                    function = function_of(self._unit, body)
            except CompilerError as error:
                error.procedure = body.heading.name
                errors.append(error)
            else:
                by_file.setdefault(body.heading.source.code_name, []).append(function)
        if errors:
            raise combined(errors)
        self._known = Known(self.namespace, {f.name: f for functions in by_file.values() for f in functions})
        for filename, functions in by_file.items():
            self._load(functions, filename)

    def python(self) -> str:
        """The generated code as text, with NetLogo line numbers."""
        unit = Unit(self.program, self._registry, self._types, self._effects)
        unit.nobody, unit.signals = NOBODY, self._signals
        return python_text([function_of(unit, body) for body in self._bodies])

    def _fill_namespace(self) -> None:
        world = self.world
        self.namespace.update(self._functions)
        self.namespace.update(
            __builtins__={"float": float, "len": len, "any": any, "all": all, "range": range, "Exception":
            Exception}, W=world, G=world.G, NOBODY=NOBODY, turtles=world.turtles, patches=world.patches,
            links=world.links, AnonymousCommand=AnonymousCommand, AnonymousReporter=AnonymousReporter,
            StopSignal=StopSignal, ReportSignal=ReportSignal, caught=self.told, run_=self._run,
            run_result=self._run_result, list_of=lambda *items: list(items), ArraySet=ArraySet,
        )  # fmt: skip
        for name, helper in vars(generated).items():
            if getattr(helper, "__module__", "") == generated.__name__:
                self.namespace[name] = helper

    def _load(self, functions: list[ast.FunctionDef], filename: str) -> list[str]:
        """Define the functions; what their plain code is called."""
        unit = self._unit
        self.namespace.update(unit.constants)
        self.namespace.update((word, self.world.breeds[name]) for name, word in unit.breed_names.items())
        words = self._make_plain(functions, filename) if kernel.NATIVE else []
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
            self.namespace[part.word] = kernel.Plain(part.tree, part.locals, self.world.rng, twin)
        return [part.word for part in parts]

    # -- command lines

    def compiled(
        self,
        text: str,
        *,
        reporter: bool,
        agents: str = "observer",
        inputs: tuple[str, ...] = (),
        label: str = "",
    ) -> Callable[..., Any]:
        """The Python function of a command line or an expression, from the cache where it was compiled
        before.

        Raises:
            CompilerError: the text is not valid.
        """
        key = (text, reporter, agents, inputs, label)
        function = self._snippets.get(key)
        if function is None:
            function = self._function(self._snippet_tree(key, label), agents)
            self._snippets[key] = function
        return function

    def _snippet_tree(self, key: tuple[Any, ...], label: str) -> n.ProcedureBody:
        """The checked tree of a command line, parsed and taken in once however often code is generated."""
        body = self._snippet_trees.get(key)
        if body is None:
            text, reporter, agents, inputs, _ = key
            if len(self._snippet_trees) >= MOST_SNIPPETS:
                self._forget_snippets()
            name = "expression" if reporter else "command line"
            source = Source(text, name, f"{name} {len(self._snippet_trees) + 1}")
            body = parse_snippet(self.table, source, reporter=reporter, inputs=inputs, kinds=KINDS[agents])
            body.heading.label = label
            fold_body(body, self._constants.compute)
            self._take_in(body)
            self._snippet_trees[key] = body
        return body

    def texts(self) -> list[tuple[Any, ...]] | None:
        """The command lines and run texts taken in so far, for `take_in_texts`; None once some were
        forgotten.
        """
        return None if self._forgot_texts else list(self._snippet_trees)

    def take_in_texts(self, texts: Iterable[tuple[Any, ...]]) -> None:
        """Know what another engine of this model had learned from its texts: types, above all."""
        for text, reporter, agents, inputs, label in texts:
            self._snippet_tree((text, reporter, agents, tuple(inputs), label), label)

    def _forget_snippets(self) -> None:
        """A model that runs ever new texts must not fill the memory."""
        self._forgot_texts = True
        self._snippet_trees.clear()
        self._sites.clear()
        self._labels.clear()
        self.generate()

    def _take_in(self, body: n.ProcedureBody) -> None:
        """A new text may assign new types or bring anonymous procedures that do what none did before."""
        with nesting_limit(body.heading.name_token):
            self._learn(body)

    def _learn(self, body: n.ProcedureBody) -> None:
        changed = self._types.learn([body])
        changed = self._effects.add([body]) or changed
        if _uses_signals([body]) and not self._signals:
            self._signals = changed = True
        if changed:
            self._effects.solve()
            self.generate()

    def _function(self, body: n.ProcedureBody, agents: str) -> Callable[..., Any]:
        everybody = agents in ("turtles", "patches", "links")
        asks = agents == "observer" and bool(self._effects.of(body.statements) & TURNS)
        turns = not body.heading.is_reporter and (everybody or asks)
        with nesting_limit(body.heading.name_token):
            function = function_of(self._unit, body, turns=turns)
        words = self._load([function], body.heading.source.code_name)
        for word in words:
            del self._known.written[word]  # nobody calls a command line
        self._load_turning()
        made: Callable[..., Any] = self.namespace.pop("command_line")
        if not turns or everybody:
            return made
        return lambda me, *others: run_alone(me, made(me, *others), self.world.rng)

    def _load_turning(self) -> None:
        """Write the procedures that code which takes turns calls, and those that they call."""
        while missing := self._unit.turning - self._turning:
            self._turning |= missing
            for body in self._bodies:
                if body.heading.name in missing:
                    with nesting_limit(body.heading.name_token):
                        function = function_of(self._unit, body, turns=True)
                    self._load([function], body.heading.source.code_name)

    def take_turns(self, agents: AgentSet, code: Callable[[Any], Any]) -> None:
        """Run code of a command line as all agents of a set."""
        run_jobs(job_of(Asked(agents, code), self.world.rng), self.world.rng)

    def _run(
        self, me: Any, myself: Any, names: tuple[str, ...], values: tuple[Any, ...], what: Any, *inputs: Any
    ) -> None:
        """`run`: a string, which sees copies of the caller's variables, or an anonymous command."""
        if what.__class__ is AnonymousCommand:
            what.run(me, myself, inputs)
        else:
            self._text(me, what, inputs, names, "anonymous command", reporter=False)(me, myself, *values)

    def _run_result(
        self, me: Any, myself: Any, names: tuple[str, ...], values: tuple[Any, ...], what: Any, *inputs: Any
    ) -> Any:
        """`runresult`: the value of a string or of an anonymous reporter."""
        if what.__class__ is AnonymousReporter:
            return what.run(me, myself, inputs)
        function = self._text(me, what, inputs, names, "anonymous reporter", reporter=True)
        return function(me, myself, *values)

    def _text(
        self,
        me: Any,
        what: Any,
        inputs: tuple[Any, ...],
        names: tuple[str, ...],
        other: str,
        *,
        reporter: bool,
    ) -> Callable[..., Any]:
        if what.__class__ is not str:
            raise InputTypeError(f"a string or {other}", describe(what))
        if inputs:
            word = "runresult" if reporter else "run"
            raise LogoError(f"{word} doesn't accept further inputs if the first is a string")
        try:
            return self.compiled(what, reporter=reporter, agents=me.kind, inputs=names)
        except CompilerError as error:  # NetLogo tells of a constant that fails in runresult as in a run
            raise LogoError(error.message.removeprefix(PREFIX if reporter else "")) from error

    def _check_syntax(self, text: str) -> str:
        """`__check-syntax`: the complaint about a command line, empty where there is none."""
        try:
            self.compiled(text, reporter=False)
        except CompilerError as error:
            return error.message
        return ""

    # -- running

    def execute(
        self, function: Callable[..., _Result], *args: Any, max_seconds: float | None = None
    ) -> _Result:
        """Call generated code; errors come out in NetLogo's words with their place.

        Raises:
            LogoError: the code failed.
            HaltError: it ran longer than `max_seconds`.
        """
        if max_seconds is not None:
            with time_limit(max_seconds):
                return self.execute(function, *args)
        if self._new_job is not None:
            self._new_job()
        limit = sys.getrecursionlimit()
        if limit < DEEPEST_RECURSION:
            sys.setrecursionlimit(DEEPEST_RECURSION)
        try:
            return function(*args)
        except CompilerError:
            raise
        except Exception as error:
            raise translate(error, self._unit, self.namespace) from error.__cause__
        except StopSignal:
            return True  # type: ignore[return-value]  # stop at the command line ends it
        except ReportSignal as error:
            raise LogoError("REPORT can only be used inside TO-REPORT.") from error
        finally:
            sys.setrecursionlimit(limit)

    def told(self, error: Exception) -> NetLogoError:
        """An exception of generated code in NetLogo's words, with its place."""
        return translate(error, self._unit, self.namespace)

    # -- values from outside

    def set_global(self, name: str, mask: int) -> None:
        """A global takes a value of these types from outside."""
        if self._types.widen(name, mask):
            self._types.learn(self._bodies)
            self._effects.solve()
            self.generate()

    def procedure(self, name: str, masks: list[int]) -> Callable[..., Any]:
        """The function of a procedure that is called from outside with values of these types."""
        if self._types.widen_inputs(name, masks):
            self._types.learn(self._bodies)
            self._effects.solve()
            self.generate()
        return self.namespace[self._unit.procedure(self.program.procedures[name])]  # type: ignore[no-any-return]

    def wants_myself(self, name: str) -> bool:
        """Whether a procedure's function takes who asked."""
        return bool(self._effects.of_procedure(name) & MYSELF)


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


def _boom() -> None:
    raise LogoError("boom!")
