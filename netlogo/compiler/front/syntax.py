"""What an instruction takes and gives: type masks with NetLogo's names for them, and the `Syntax` record.

The masks are sets of types as bits; error texts are built from them. The table of primitives is in
`primitives.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

VOID: Final = 0
NUMBER: Final = 1 << 0
BOOLEAN: Final = 1 << 1
STRING: Final = 1 << 2
LIST: Final = 1 << 3
TURTLESET: Final = 1 << 4
PATCHSET: Final = 1 << 5
LINKSET: Final = 1 << 6
NOBODY: Final = 1 << 7
TURTLE: Final = 1 << 8
PATCH: Final = 1 << 9
LINK: Final = 1 << 10
COMMAND: Final = 1 << 11
REPORTER: Final = 1 << 12
REFERENCE: Final = 1 << 13
COMMAND_BLOCK: Final = 1 << 14
BOOLEAN_BLOCK: Final = 1 << 15
NUMBER_BLOCK: Final = 1 << 16
OTHER_BLOCK: Final = 1 << 17
REPEATABLE: Final = 1 << 18
OPTIONAL: Final = 1 << 19
CODE_BLOCK: Final = 1 << 20
SYMBOL: Final = 1 << 21
AGENTSET: Final = TURTLESET | PATCHSET | LINKSET
AGENT: Final = TURTLE | PATCH | LINK
READABLE: Final = NUMBER | BOOLEAN | STRING | LIST | NOBODY
WILDCARD: Final = READABLE | AGENT | AGENTSET | COMMAND | REPORTER
REPORTER_BLOCK: Final = BOOLEAN_BLOCK | NUMBER_BLOCK | OTHER_BLOCK
BRACKETED: Final = LIST | COMMAND_BLOCK | REPORTER_BLOCK

TYPE_NAMES: Final = {
    "number": NUMBER, "boolean": BOOLEAN, "string": STRING, "list": LIST, "turtleset": TURTLESET,
    "patchset": PATCHSET, "linkset": LINKSET, "agentset": AGENTSET, "nobody": NOBODY, "turtle": TURTLE,
    "patch": PATCH, "link": LINK, "agent": AGENT, "command": COMMAND, "reporter": REPORTER, "readable":
    READABLE, "wildcard": WILDCARD, "reference": REFERENCE, "commandblock": COMMAND_BLOCK, "booleanblock":
    BOOLEAN_BLOCK, "numberblock": NUMBER_BLOCK, "reporterblock": REPORTER_BLOCK, "codeblock": CODE_BLOCK,
    "symbol": SYMBOL,
}  # fmt: skip

# In the order in which NetLogo names the members of a mixed type: bits needed, bits then taken away, name.
_NAMING: Final = (
    (NUMBER, NUMBER, "number"),
    (BOOLEAN, BOOLEAN, "TRUE/FALSE"),
    (STRING, STRING, "string"),
    (LIST, LIST, "list"),
    (AGENTSET, AGENTSET, "agentset"),
    (TURTLESET, TURTLESET, "turtle agentset"),
    (PATCHSET, PATCHSET, "patch agentset"),
    (LINKSET, LINKSET, "link agentset"),
    (TURTLE, TURTLE | NOBODY, "turtle"),
    (PATCH, PATCH | NOBODY, "patch"),
    (LINK, LINK | NOBODY, "link"),
    (REPORTER, REPORTER, "anonymous reporter"),
    (COMMAND, COMMAND, "anonymous command"),
    (NOBODY, NOBODY, "NOBODY"),
    (COMMAND_BLOCK, COMMAND_BLOCK, "command block"),
    (REPORTER_BLOCK, REPORTER_BLOCK, "reporter block"),
    (OTHER_BLOCK, REPORTER_BLOCK, "different kind of block"),
    (BOOLEAN_BLOCK, BOOLEAN_BLOCK, "TRUE/FALSE block"),
    (NUMBER_BLOCK, NUMBER_BLOCK, "number block"),
    (CODE_BLOCK, CODE_BLOCK, "code block"),
    (SYMBOL, SYMBOL, "variable"),
)
_NAMED_FIRST: Final = (
    (REFERENCE, REFERENCE, "variable"),
    (BRACKETED, BRACKETED, "list or block"),
    (WILDCARD, WILDCARD, "anything"),
    (AGENT, AGENT | NOBODY, "agent"),
)


@cache
def type_name(mask: int) -> str:
    """NetLogo's words for a type mask, such as "number or list"."""
    mask &= ~REPEATABLE
    for needed, taken, name in (*_NAMED_FIRST, *_NAMING):
        if mask & needed == needed:
            rest = mask & ~taken
            if rest == 0:
                return name
            return f"{name} (optional)" if rest == OPTIONAL else f"{name} or {type_name(rest)}"
    return "(none)"


def with_article(name: str) -> str:
    """`name` with "a" or "an" in front."""
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def a_type(mask: int) -> str:
    """NetLogo's words for a type mask with the article: "a number", "an agentset", "anything"."""
    name = type_name(mask)
    return name if name in ("NOBODY", "anything") else with_article(name)


@dataclass(frozen=True, slots=True)
class Syntax:
    """Inputs, result and agent kinds of a command (`returns` is VOID) or a reporter.

    `agents` has the letters O, T, P, L of the kinds that may run it, `-` where not; `block_agents` the same
    for its block, "?" where the block's kind depends on the first input, None where the block runs as the
    same agent.
    """

    right: tuple[int, ...] = ()
    returns: int = VOID
    left: int = VOID
    precedence: int = 10
    default: int = -1
    minimum: int = -1
    right_associative: bool = False
    agents: str = "OTPL"
    block_agents: str | None = None
    introduces_context: bool = False
    concise: bool = True

    @property
    def infix(self) -> bool:
        """Whether the first input stands on the left."""
        return self.left != VOID

    @property
    def variadic(self) -> bool:
        """Whether an input may repeat inside parentheses."""
        return any(mask & REPEATABLE for mask in self.right)

    @property
    def optional_block(self) -> bool:
        """Whether the last input is a command block that may be left out."""
        return bool(self.right) and bool(self.right[-1] & OPTIONAL)

    @property
    def right_default(self) -> int:
        """How many inputs follow when there are no parentheses."""
        count = len(self.right) if self.default < 0 else self.default
        return count - 1 if self.optional_block else count

    @property
    def total_default(self) -> int:
        """All inputs without parentheses, the left one included."""
        return self.right_default + self.infix

    @property
    def least(self) -> int:
        """Fewest inputs on the right inside parentheses."""
        if self.minimum >= 0:
            return self.minimum
        return len(self.right) if self.default < 0 else self.default

    @property
    def total_minimum(self) -> int:
        """Fewest inputs inside parentheses, the left one included."""
        return self.least + self.infix
