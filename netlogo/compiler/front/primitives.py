"""The primitives by their names, read once from the table of `primitive_table.py` and from those of the
extensions, which are written in the same way.
"""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass
from typing import Final

from netlogo.compiler.front import primitive_table
from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.syntax import Syntax


@dataclass(frozen=True, slots=True)
class Primitive:
    """One primitive: the runtime's name for it, its syntax, and what running it may do."""

    name: str
    syntax: Syntax
    traits: frozenset[str] = frozenset()
    """What running it may do: those of `TRAITS` that stand in its row."""
    like: int | None = None
    """The input of whose kind of agents or items its result is."""
    member: int | None = None
    """The input of which it gives one agent or item."""
    items: int | None = None
    """The input whose agents or items it gives as a list."""
    list_input: int | None = None
    """The input of which it gives a changed copy, which need not be one where the copy replaces the list."""

    @property
    def is_command(self) -> bool:
        """Whether it is a command; reporters have a result."""
        return self.syntax.returns == s.VOID

    @property
    def python(self) -> str:
        """The runtime's Python name of the primitive."""
        return python_name(self.name)


def python_name(name: str) -> str:
    """A NetLogo name as a Python identifier: `turtles-here` is `turtles_here`, `any?` is `any_p`, `list` is
    `list_`.
    """
    word = "__".join([mangle(part) for part in name.removeprefix("__").split(":")])
    return f"{word}_" if keyword.iskeyword(word) or hasattr(builtins, word) else word


def mangle(name: str) -> str:
    """The letters, digits and signs of a NetLogo name as characters that Python allows inside an
    identifier.
    """
    return re.sub(r"[^a-z0-9_]", lambda match: _SIGNS.get(match[0]) or f"_x{ord(match[0]):x}", name.lower())


_SIGNS: Final = {"-": "_", "?": "_p", "_": "__"}
_TRAITS: Final = "draws kills sets runs any asker own pure turn steps loop job maker exact bounded inline"
TRAITS: Final = frozenset(_TRAITS.split())
"""The flags of what a primitive does; `primitive_table.py` says what each means."""
_SYNTAX: Final = "block level right default least context whole"
_FLAGS: Final = TRAITS.union(_SYNTAX.split(), ("like", "member", "items", "changes"))
_AGENTS: Final = re.compile("[O-][T-][P-][L-]")


def _mask(word: str) -> int:
    flags = s.REPEATABLE if "*" in word else 0
    flags |= s.OPTIONAL if "?" in word else 0
    for part in word.strip("*?").split("|"):
        flags |= s.TYPE_NAMES[part]
    return flags


def _options(flags: str) -> dict[str, str]:
    """The flags of a row by their names, with their values; the kinds of agents as `agents`."""
    options: dict[str, str] = {}
    for flag in flags.split():
        key, _, value = flag.partition("=")
        if key not in _FLAGS:
            if not _AGENTS.fullmatch(flag):
                raise ValueError(f"no flag of a primitive is called {flag!r}")
            key, value = "agents", flag
        options[key] = value
    return options


def _syntax(signature: str, options: dict[str, str]) -> Syntax:
    inputs, _, returns = signature.partition("->")
    left, _, right = inputs.rpartition("~")
    return Syntax(
        right=tuple(_mask(word) for word in right.replace("()", "").split()),
        returns=_mask(returns.strip()) if returns else s.VOID,
        left=_mask(left.strip()) if left else s.VOID,
        precedence=int(options.get("level", 10 if returns else 0)),
        default=int(options.get("default", -1)),
        minimum=int(options.get("least", -1)),
        right_associative="right" in options,
        agents=options.get("agents", "OTPL"),
        block_agents=options.get("block"),
        introduces_context="context" in options or "block" in options,
        concise="whole" not in options,
    )


def _index(options: dict[str, str], key: str) -> int | None:
    return int(options[key]) if key in options else None


def read_table(table: str, prefix: str = "") -> dict[str, Primitive]:
    """The primitives of a table by their names in capitals; `prefix` comes before each name (`csv:`).

    Raises:
        ValueError: a row has a flag that does not exist.
    """
    found: dict[str, Primitive] = {}
    for line in table.strip().splitlines():
        spelled, _, row = line.partition(" : ")
        signature, _, flags = row.partition(";")
        options = _options(flags)
        spellings = [prefix + word for word in (spelled.split("/") if len(spelled) > 1 else [spelled])]
        primitive = Primitive(
            spellings[0],
            _syntax(signature, options),
            TRAITS.intersection(options),
            _index(options, "like"),
            _index(options, "member"),
            _index(options, "items"),
            _index(options, "changes"),
        )
        found.update({spelling.upper(): primitive for spelling in spellings})
    return found


COMMANDS: Final = read_table(primitive_table.COMMANDS)
REPORTERS: Final = read_table(primitive_table.REPORTERS)
UNARY_MINUS: Final = Primitive(
    "unary-minus", Syntax(right=(s.NUMBER,), returns=s.NUMBER), frozenset(("own", "pure"))
)
