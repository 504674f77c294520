"""A compiled model that can run: generated functions in one namespace, and command lines compiled on top.

Types found from the program keep the code fast; when a value from outside, or a command line, brings in a
type that was not expected, everything is generated anew, which takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import CodeType
from typing import Any, TypeVar

from netlogo import runtime
from netlogo.compiler.analysis.effects import MYSELF, TURNS, Effects
from netlogo.compiler.analysis.folding import PREFIX, fold, fold_body
from netlogo.compiler.analysis.types import Types
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.nesting import nesting_limit
from netlogo.compiler.front.program import Program
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.symbols import NameTable
from netlogo.compiler.frontend import combined, parse_snippet
from netlogo.engine.constants import Constants
from netlogo.engine.externals import extension_functions
from netlogo.engine.generated_code import GeneratedCode
from netlogo.engine.levels import State, joined, state_of
from netlogo.engine.time_limit import time_limit
from netlogo.engine.tracebacks import translate, word_at
from netlogo.errors import CompilerError, InputTypeError, LogoError, NetLogoError
from netlogo.runtime.agents.agent_sets import AgentSet
from netlogo.runtime.agents.anonymous import AnonymousCommand, AnonymousReporter, ReportSignal, StopSignal
from netlogo.runtime.agents.kernel import quick_functions
from netlogo.runtime.primitives.turns import ConcurrentAsk, job_of, run_alone, run_jobs
from netlogo.runtime.procedure_times import ProcedureTimes
from netlogo.runtime.stack import allow_deep_recursion, end_deep_recursion
from netlogo.runtime.values import describe
from netlogo.runtime.world import World

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
    """A model that can run: its code, its world, and what is learned of its types."""

    def __init__(
        self,
        program: Program,
        bodies: list[n.ProcedureBody],
        table: NameTable,
        interface: Mapping[str, int],
        world: World,
        called: Mapping[str, list[int]] | None = None,
    ) -> None:
        """Check the bodies' constants, learn their types, and write their code.

        Args:
            program: what the model declares.
            bodies: its procedures.
            table: the names that command lines see.
            interface: global of the interface -> types of its values.
            world: its world.
            called: procedure that may be called from outside -> types of its inputs.

        Raises:
            CompilerError: some code cannot be run; it tells all that is wrong.
        """
        self.program = program
        self.table = table
        self.world = world
        self._bodies = bodies
        functions: dict[str, Any] = runtime.namespace(world)
        functions.update(boom=_boom, check_syntax=self._check_syntax)
        functions.update(caught=self.told, run_=self._run)
        own: dict[str, Any] = {"run_result": self._run_result}
        for token in program.extensions:
            own.update(extension_functions(token.text.lower(), world))
        functions |= own | quick_functions(own, world, world.rng)
        self.keeps_state = False
        """Whether of an error the variables of all that was running are kept, for `state`."""
        self._state: tuple[NetLogoError, State] | None = None
        self._new_job: Callable[[], None] | None = functions.get("new_job")
        self._code = GeneratedCode(program, bodies, functions, world)
        self._constants = Constants(program, self._code.registry, self.namespace)
        errors = fold(bodies, self._constants.compute)
        if errors:
            raise combined(errors)
        self._types = Types(program, dict(interface))
        for name, masks in (called or {}).items():
            if len(self._types.inputs.get(name, ())) == len(masks):  # others are refused when they are called
                self._types.widen_inputs(name, masks)
        with nesting_limit():
            self._types.learn(bodies)
            self._effects = Effects(bodies, self._types)
            self._code.learned(self._types, self._effects)
        self._snippets: dict[tuple[Any, ...], Callable[..., Any]] = {}
        self._snippet_trees: dict[tuple[Any, ...], n.ProcedureBody] = {}
        self._forgot_texts = False
        self.generate()
        world.profile = self.profile

    @property
    def namespace(self) -> dict[str, Any]:
        """What the generated code sees."""
        return self._code.namespace

    def generate(self) -> None:
        """Write and load the code of all procedures; command lines are written anew when next used."""
        self._snippets.clear()
        self._code.generate()

    def profile(self, times: ProcedureTimes | None) -> None:
        """Put clocks around all procedures, or take them away; code that is running goes on as it is."""
        if times is not self._code.times:
            self._code.times = times
            self.generate()

    def show_calls(self, shown: bool) -> None:
        """Let all calls of procedures be calls of Python, none hidden in plain code."""
        self._code.shows_calls = shown
        self.generate()

    def word_at(self, code: CodeType, instruction: int) -> str:
        """The primitive that generated code runs at an instruction, in the model's spelling, or empty."""
        return word_at(code, instruction, self._code.unit)

    def procedure_of(self, code: CodeType) -> str:
        """The procedure whose function has this code, in small letters; empty for other code."""
        label = self._code.unit.labels.get((code.co_filename, code.co_name, code.co_firstlineno), "")
        named = label.startswith("procedure ") and code.co_name != "command_line"
        return label.removeprefix("procedure ").lower() if named else ""

    def python(self) -> str:
        """The generated code as text, with NetLogo line numbers."""
        return self._code.python()

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
        self._effects.forget()
        self._code.forget_places()
        self.generate()

    def _take_in(self, body: n.ProcedureBody) -> None:
        """A new text may assign new types or bring anonymous procedures that do what none did before."""
        with nesting_limit(body.heading.name_token):
            self._learn(body)

    def _learn(self, body: n.ProcedureBody) -> None:
        changed = self._types.learn([body])
        changed = self._effects.add([body]) or changed
        changed = self._code.learn_signals(body) or changed
        if changed:
            self._effects.solve()
            self.generate()

    def _function(self, body: n.ProcedureBody, agents: str) -> Callable[..., Any]:
        everybody = agents in ("turtles", "patches", "links")
        asks = agents == "observer" and bool(self._effects.of(body.statements) & TURNS)
        turns = not body.heading.is_reporter and (everybody or asks)
        made = self._code.line(body, turns=turns)
        if not turns or everybody:
            return made
        return lambda me, *others: run_alone(me, made(me, *others), self.world.rng)

    def take_turns(self, agents: AgentSet, code: Callable[[Any], Any]) -> None:
        """Run code of a command line as all agents of a set."""
        run_jobs(job_of(ConcurrentAsk(agents, code), self.world.rng), self.world.rng)

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
        allow_deep_recursion()  # models go far deeper than the 1,000 frames that Python allows
        try:
            return function(*args)
        except CompilerError:
            raise
        except Exception as error:
            told = translate(error, self._code.unit, self.namespace)
            if self.keeps_state:
                outer = state_of(error, self._code.unit, self.namespace)
                self._state = told, joined(self.state(told), outer)
            raise told from error.__cause__
        except StopSignal:
            return True  # type: ignore[return-value]  # stop at the command line ends it
        except ReportSignal as error:
            raise LogoError("REPORT can only be used inside TO-REPORT.") from error
        finally:
            end_deep_recursion()

    def state(self, error: NetLogoError) -> State | None:
        """What was running at the last error, if it is this one."""
        return self._state[1] if self._state is not None and self._state[0] is error else None

    def told(self, error: Exception) -> NetLogoError:
        """An exception of generated code in NetLogo's words, with its place."""
        return translate(error, self._code.unit, self.namespace)

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
            self._types.expect_alike(masks)
            self._types.learn(self._bodies)
            self._effects.solve()
            self.generate()
        return self.namespace[self._code.unit.procedure(self.program.procedures[name])]  # type: ignore[no-any-return]

    def wants_myself(self, name: str) -> bool:
        """Whether a procedure's function takes who asked."""
        return bool(self._effects.of_procedure(name) & MYSELF)


def _boom() -> None:
    raise LogoError("boom!")
