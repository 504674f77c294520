"""State of the code generator while it writes one procedure: frames, the running agent, ways out, and places.

`Writer` is the base of the statement and expression generators. A frame is a Python function being written;
the running agent (`Running`) says which Python variables hold `self` and `myself` and what kinds it may be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from netlogo.compiler import pyast as py
from netlogo.compiler.analysis.effects import KILLS, Effects
from netlogo.compiler.analysis.types import Types
from netlogo.compiler.codegen.rewrites import Rewrites
from netlogo.compiler.front import nodes as n
from netlogo.compiler.front.lexer import NOBODY_LITERAL, Token, Value
from netlogo.compiler.front.primitives import Primitive, mangle
from netlogo.compiler.front.program import Breed, Heading, Program, unique
from netlogo.compiler.pyast import At

DEEPEST: Final = 12  # Python allows 20 nested loops and try statements in one function
KIND_WORDS: Final = {"-T--": "turtle", "--P-": "patch", "---L": "link"}


@dataclass(frozen=True, slots=True)
class Registry:
    """What the runtime offers: functions (and whether each takes the running agent first) and agents'
    methods.
    """

    functions: dict[str, bool]
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class Site:
    """The instruction at a place of the text: how it is typed, which variable holds the agent that runs
    it.
    """

    display: str
    me: str
    primitive: Primitive | None
    heading: Heading
    agents: str
    inside: tuple[str, ...]  # anonymous commands written in place around it, as a stack trace names them
    whole_of: bool = False  # a variable that is the whole block of an OF, for which NetLogo has own words


@dataclass(frozen=True, slots=True)
class Running:
    """The agent that runs the code being written."""

    me: str
    myself: str  # a Python variable, or empty where nobody can have asked
    kinds: str

    @property
    def mortal(self) -> bool:
        """Whether it may be a turtle or a link."""
        return "T" in self.kinds or "L" in self.kinds


@dataclass(slots=True)
class Frame:
    """One Python function being written.

    `exit` is how `stop` leaves the NetLogo block: "procedure", "body" (return), "loop" (continue) or
    "signal".
    """

    exit: str
    statements: list[ast.stmt]
    nonlocals: set[str] = field(default_factory=set)
    variables: set[n.Variable] = field(default_factory=set)
    depth: int = 0


@dataclass(slots=True)
class Unit:
    """What all writers of one program share: facts, tables, constants, and the places of instructions."""

    program: Program
    registry: Registry
    types: Types
    effects: Effects
    sites: dict[tuple[str, int, int, int, int], Site] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    labels: dict[tuple[str, str, int], str] = field(default_factory=dict)
    readings: list[tuple[str, ast.Call]] = field(default_factory=list)  # calls of `of`, with their file
    nobody: Any = None
    next_site: int = 0
    breed_names: dict[str, str] = field(default_factory=dict)
    procedure_names: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    turning: set[str] = field(default_factory=set)  # procedures that code which takes turns has called
    signals: bool = False  # some anonymous command stops or reports out of the procedure that runs it

    def breed(self, breed: Breed) -> str:
        """The Python name of a breed's agentset."""
        known = self.breed_names.get(breed.name)
        if known is None:
            known = self.breed_names[breed.name] = unique(f"breed_{mangle(breed.name)}", self.taken)
        return known

    def procedure(self, heading: Heading, *, turns: bool = False) -> str:
        """The Python name of a procedure, or of its form that takes turns."""
        if heading.top_level:
            return "command_line"
        if turns:
            self.turning.add(heading.name)
            return f"t{self.procedure(heading)[1:]}"
        known = self.procedure_names.get(heading.name)
        if known is None:
            known = self.procedure_names[heading.name] = unique(f"p_{mangle(heading.name)}", self.taken)
        return known

    def constant(self, value: Value) -> str:
        """The Python name of a list literal; one object does for all uses since lists never change."""
        word = f"list_{len(self.constants) + 1}"
        self.constants[word] = self._plain(value)
        return word

    def _plain(self, value: Value) -> Any:
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        return self.nobody if value is NOBODY_LITERAL else value


class Writer:
    """Base of the generators: the state and what both kinds of code need."""

    def __init__(self, unit: Unit, body: n.ProcedureBody) -> None:
        self.unit = unit
        self.heading = body.heading
        self.body = body
        self.jobs = 0
        """Blocks around the statement being written that run as a job of the same agent."""
        self.frames: list[Frame] = []
        self.running = Running("me", "", body.heading.agents)
        self.sure_askers: set[str] = set()  # variables of agents that can only be turtles, patches or links
        self._taken = {"me", "myself"}
        self._at_cache: dict[tuple[int, int], At] = {}
        self.written_in_place: list[str] = []
        self.rewrites = Rewrites(body)

    # -- places

    def place(self, token: Token) -> At:
        """The place of a word."""
        key = (token.start, token.end)
        at = self._at_cache.get(key)
        if at is None:
            source = self.heading.source
            at = self._at_cache[key] = At(*source.position(token.start), *source.position(token.end))
        return at

    def at(
        self, token: Token, primitive: Primitive | None = None, agents: str = "", *, whole_of: bool = False
    ) -> At:
        """The place of an instruction; an error there is reported with its name and agent."""
        at = self.place(token)
        key = (self.heading.source.code_name, *at)
        kinds = agents or (primitive.syntax.agents if primitive else "OTPL")
        self.unit.sites[key] = Site(
            token.text,
            self.running.me,
            primitive,
            self.heading,
            kinds,
            tuple(self.written_in_place),
            whole_of,
        )
        return at

    def label(self, word: str, at: At, text: str) -> None:
        """What a stack trace calls a function of the generated code."""
        self.unit.labels[self.heading.source.code_name, word, at.lineno] = text

    # -- names and frames

    @property
    def frame(self) -> Frame:
        """The Python function being written."""
        return self.frames[-1]

    def emit(self, *statements: ast.stmt) -> None:
        """Add statements to the function being written."""
        self.frame.statements.extend(statements)

    def fresh(self, word: str) -> str:
        """A new local name."""
        return unique(word, self._taken)

    def numbered(self, word: str) -> str:
        """A new local name that ends in a number, which no primitive's and no user's name does here."""
        count = 1
        while f"{word}_{count}" in self._taken:
            count += 1
        return unique(f"{word}_{count}", self._taken)

    def declare(self, variable: n.Variable) -> str:
        """The Python name of a local variable that begins to live in the current frame."""
        if not variable.python:
            variable.python = self.fresh(f"l_{mangle(variable.name)}")
        self.frame.variables.add(variable)
        return variable.python

    def write_to(self, variable: n.Variable) -> str:
        """The name of a variable that is assigned in the current frame, wherever it lives."""
        if variable not in self.frame.variables:
            self.frame.nonlocals.add(variable.python)
        return variable.python

    @contextmanager
    def block(self, statements: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
        """Write into another list of statements of the same function, one level deeper."""
        outer, self.frame.statements = self.frame.statements, statements
        self.frame.depth += 1
        try:
            yield statements
        finally:
            self.frame.statements = outer
            self.frame.depth -= 1

    @contextmanager
    def nested(self, exit_kind: str) -> Iterator[Frame]:
        """Write a function inside the current one."""
        frame = Frame(exit_kind, [])
        self.frames.append(frame)
        try:
            yield frame
        finally:
            self.frames.pop()

    @contextmanager
    def exits_by(self, exit_kind: str) -> Iterator[None]:
        """`stop` leaves a block of the same function in another way."""
        outer, self.frame.exit = self.frame.exit, exit_kind
        try:
            yield
        finally:
            self.frame.exit = outer

    @contextmanager
    def run_by(self, me: str, kinds: str, myself: str | None = None) -> Iterator[None]:
        """Code that another agent runs, asked by the current one."""
        outer = self.running
        if myself is None and "O" not in outer.kinds:
            self.sure_askers.add(outer.me)
        self.running = Running(me, outer.me if myself is None else myself, kinds)
        try:
            yield
        finally:
            self.running = outer

    @contextmanager
    def asked_by_itself(self) -> Iterator[None]:
        """A block that NetLogo runs as a job of the same agent: `myself` is then the agent itself."""
        outer = self.running
        self.running = replace(outer, myself=outer.me)
        try:
            yield
        finally:
            self.running = outer

    def define(self, word: str, words: list[str], frame: Frame, at: At) -> None:
        """Add the function written in `frame` to the current one."""
        body = frame.statements
        names = sorted(frame.nonlocals)
        if names:
            body = [py.placed(ast.Nonlocal(names), at), *body]
        self.emit(py.function(word, words, body, at))

    def may_kill_me(self, nodes: list[n.Node]) -> bool:
        """Whether running the nodes may leave the running agent dead."""
        return self.running.mortal and bool(self.unit.effects.of(nodes) & KILLS)
