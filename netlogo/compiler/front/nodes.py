"""The syntax tree: what the parser makes and every later stage reads.

Positions are offsets into the node's source: `start` and `end` span the whole expression, `token` is the
word that names the instruction. `returns` is the mask of types an expression may report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.lexer import Token, Value
from netlogo.compiler.front.primitives import Primitive
from netlogo.compiler.front.program import Breed, Heading


@dataclass(slots=True, eq=False)
class Variable:
    """A local variable: made by `let`, an input of a procedure, or an input of an anonymous procedure.

    `owner` is the procedure or anonymous procedure in which it lives; `depth` counts the `ask`s around a
    `let`.
    """

    name: str
    kind: str  # "let", "input" or "formal"
    token: Token | None = None
    python: str = ""
    mask: int = 0


@dataclass(slots=True, eq=False)
class Const:
    """A literal value."""

    value: Value
    token: Token
    start: int
    end: int
    returns: int


@dataclass(slots=True, eq=False)
class Local:
    """A use of a local variable."""

    variable: Variable
    token: Token
    start: int
    end: int
    returns: int = s.WILDCARD


@dataclass(slots=True, eq=False)
class AgentVariable:
    """A use of a global or of an agent's variable; `kind` says whose.

    Kinds: global, turtle, patch, link, turtle-or-link, breed, link-breed.
    """

    kind: str
    name: str
    attribute: str
    built_in: bool
    agents: str
    token: Token
    start: int
    end: int
    returns: int


@dataclass(slots=True, eq=False)
class App:
    """A reporter primitive with its inputs; `breed` for those derived from a breed."""

    primitive: Primitive
    args: list[Expression]
    token: Token
    start: int
    end: int
    breed: Breed | None = None
    catcher: Statement | None = None

    @property
    def returns(self) -> int:
        """Types it may report."""
        return self.primitive.syntax.returns


@dataclass(slots=True, eq=False)
class CallReporter:
    """A call of a reporter procedure."""

    procedure: Heading
    args: list[Expression]
    token: Token
    start: int
    end: int
    returns: int = s.WILDCARD


@dataclass(slots=True, eq=False)
class Lambda:
    """An anonymous procedure: `body` is an expression or a command block."""

    formals: list[Variable]
    body: Expression | CommandBlock
    token: Token
    start: int
    end: int
    text: str = ""
    agents: str = "OTPL"
    has_arrow: bool = False
    bracketed: bool = False
    concise: bool = False
    takes_all: bool = False  # concise and variadic: all inputs given are passed on

    @property
    def is_command(self) -> bool:
        """Whether running it does something rather than reports."""
        return isinstance(self.body, CommandBlock)

    @property
    def returns(self) -> int:
        """Type of the value it is."""
        return s.COMMAND if self.is_command else s.REPORTER


@dataclass(slots=True, eq=False)
class ReporterBlock:
    """`[ expression ]` where a primitive evaluates it for other agents, or only when needed."""

    body: Expression
    token: Token
    start: int
    end: int

    @property
    def returns(self) -> int:
        """The kind of block, which follows from the type of the expression inside."""
        inside = self.body.returns
        if inside == s.BOOLEAN:
            return s.BOOLEAN_BLOCK
        if inside == s.NUMBER:
            return s.NUMBER_BLOCK
        return s.REPORTER_BLOCK if inside & (s.BOOLEAN | s.NUMBER) else s.OTHER_BLOCK


@dataclass(slots=True, eq=False)
class CommandBlock:
    """`[ commands ]`; synthetic where the text has none."""

    statements: list[Statement]
    token: Token
    start: int
    end: int
    synthetic: bool = False

    @property
    def returns(self) -> int:
        """The kind of block."""
        return s.COMMAND_BLOCK


@dataclass(slots=True, eq=False)
class CodeBlock:
    """Text in brackets that is kept as text, or a lone name."""

    text: str
    token: Token
    start: int
    end: int
    returns: int = s.CODE_BLOCK


@dataclass(slots=True, eq=False)
class Statement:
    """A command with its inputs: a primitive, a call (`procedure` set), `let` (`variables` set) or `set`
    (`targets` set).

    `listed` says that the names stand in brackets: `let [a b] list` and `set [a b] list`.
    """

    primitive: Primitive
    args: list[Expression]
    token: Token
    start: int
    end: int
    breed: Breed | None = None
    procedure: Heading | None = None
    variables: list[Variable] = field(default_factory=list)
    targets: list[Expression] = field(default_factory=list)
    listed: bool = False


@dataclass(slots=True, eq=False)
class ProcedureBody:
    """A whole procedure after parsing."""

    heading: Heading
    inputs: list[Variable]
    statements: list[Statement]


Expression: TypeAlias = (
    Const | Local | AgentVariable | App | CallReporter | Lambda | ReporterBlock | CommandBlock | CodeBlock
)
Node: TypeAlias = Expression | Statement


def children(node: Node) -> Sequence[Node]:
    """The nodes directly below, in the order of the text; not to be changed."""
    kind = node.__class__
    if kind is App or kind is CallReporter:
        return node.args  # type: ignore[union-attr]
    if kind is Statement:
        return [*node.targets, *node.args] if node.targets else node.args  # type: ignore[union-attr]
    if kind is CommandBlock:
        return node.statements  # type: ignore[union-attr]
    if kind is ReporterBlock or kind is Lambda:
        return (node.body,)  # type: ignore[union-attr]
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and all nodes below it."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack += children(node)[::-1]
