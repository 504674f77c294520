"""What a name stands for: symbols with NetLogo's words for them, breed-derived primitives, and name look-up.

A name is looked up once per program (`NameTable`), not once per use; the parser asks for the result by token.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from netlogo.compiler.front import syntax as s
from netlogo.compiler.front.hints import reason
from netlogo.compiler.front.primitives import COMMANDS, REPORTERS, Primitive
from netlogo.compiler.front.program import (
    BUILT_IN_ATTRIBUTES,
    LINK_VARIABLES,
    PATCH_VARIABLES,
    TURTLE_VARIABLES,
    Breed,
    Heading,
    Program,
)
from netlogo.compiler.front.syntax import Syntax

OWNERS: Final = {
    "GLOBALS": "global variable",
    "TURTLES-OWN": "turtle variable",
    "PATCHES-OWN": "patch variable",
    "LINKS-OWN": "link variable",
}
LONGEST_GUESSED: Final = 60  # longer names get no suggestion: the search would take quadratic time
MOST_GUESSES: Final = 50  # of one program, for the same reason
_WEIGHTS: Final = {
    "primitive command": 0, "primitive reporter": 0, "breed command": 2, "breed reporter": 2, "breed": 4,
    "singular breed name": 4, "link breed": 4, "singular link breed name": 4, "global variable": 5,
    "turtle variable": 6, "patch variable": 6, "link variable": 6, "procedure": 9, "local variable here": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbol:
    """A taken name: NetLogo's words for what it is, and for breeds' variables whose breed it is."""

    label: str
    owner: str = ""

    @property
    def weight(self) -> int:
        """Who may say "there is already a ...": the lower one."""
        return _WEIGHTS.get(self.label, 7)

    def may_share(self, other: Symbol) -> bool:
        """Whether both may have the same name: variables of breeds among each other and with their kind's."""
        return any(
            (a.owner == "turtle" and (b.owner == "turtle" or b.label == "turtle variable"))
            or (a.owner == "link" and (b.owner == "link" or b.label == "link variable"))
            for a, b in ((self, other), (other, self))
        )


def _prefix(inputs: tuple[int, ...], returns: int, agents: str = "OTPL") -> Syntax:
    return Syntax(right=inputs, returns=returns, agents=agents)


_STANDING: Final = s.TURTLESET | s.PATCHSET | s.TURTLE | s.PATCH
_BREED_ONLY: Final = {
    "breed": Primitive("breed", _prefix((), s.TURTLESET)),
    "link-breed": Primitive("breed", _prefix((), s.LINKSET)),
    "breed-at": Primitive("breed-at", _prefix((s.NUMBER, s.NUMBER), s.TURTLESET, "-TP-")),
    "breed-here": Primitive("breed-here", _prefix((), s.TURTLESET, "-TP-")),
    "breed-on": Primitive("breed-on", _prefix((_STANDING,), s.TURTLESET)),
    "breed-singular": Primitive("breed-singular", _prefix((s.NUMBER,), s.TURTLE | s.NOBODY)),
    "link-breed-singular": Primitive("link-breed-singular", _prefix((s.NUMBER, s.NUMBER), s.LINK | s.NOBODY)),
    "is-breed?": Primitive("is-breed?", _prefix((s.WILDCARD,), s.BOOLEAN)),
}

# Pattern, kind of breed (turtle, link, directed, undirected), the primitive it is a form of. `*` is the
# plural, `+` the singular. The order matters: the first pattern that fits a name wins.
_PATTERNS: Final = (
    ("CREATE-ORDERED-*", "turtle", "create-ordered-turtles"),
    ("CREATE-*", "turtle", "create-turtles"),
    ("HATCH-*", "turtle", "hatch"),
    ("SPROUT-*", "turtle", "sprout"),
    ("*", "turtle", "breed"),
    ("*-AT", "turtle", "breed-at"),
    ("*-HERE", "turtle", "breed-here"),
    ("*-ON", "turtle", "breed-on"),
    ("+", "turtle", "breed-singular"),
    ("IS-+?", "turtle", "is-breed?"),
    ("CREATE-*-FROM", "directed", "create-links-from"),
    ("CREATE-+-FROM", "directed", "create-link-from"),
    ("CREATE-*-TO", "directed", "create-links-to"),
    ("CREATE-*-WITH", "undirected", "create-links-with"),
    ("CREATE-+-TO", "directed", "create-link-to"),
    ("CREATE-+-WITH", "undirected", "create-link-with"),
    ("IN-+-FROM", "link", "in-link-from"),
    ("IN-+-NEIGHBOR?", "link", "in-link-neighbor?"),
    ("IN-+-NEIGHBORS", "link", "in-link-neighbors"),
    ("IS-+?", "link", "is-breed?"),
    ("*", "link", "link-breed"),
    ("+", "link", "link-breed-singular"),
    ("+-NEIGHBOR?", "link", "link-neighbor?"),
    ("+-NEIGHBORS", "link", "link-neighbors"),
    ("+-WITH", "link", "link-with"),
    ("MY-IN-*", "link", "my-in-links"),
    ("MY-*", "link", "my-links"),
    ("MY-OUT-*", "link", "my-out-links"),
    ("OUT-+-NEIGHBOR?", "link", "out-link-neighbor?"),
    ("OUT-+-NEIGHBORS", "link", "out-link-neighbors"),
    ("OUT-+-TO", "link", "out-link-to"),
)


def breed_primitives(breeds: Iterable[Breed]) -> dict[str, tuple[Primitive, Breed]]:
    """All names that the breeds bring with them, each with the primitive it stands for."""
    found: dict[str, tuple[Primitive, Breed]] = {}
    listed = list(breeds)
    for pattern, kind, name in _PATTERNS:
        primitive = _BREED_ONLY.get(name) or COMMANDS.get(name.upper()) or REPORTERS[name.upper()]
        for breed in listed:
            kinds = (
                ("link", "directed" if breed.is_directed else "undirected") if breed.is_link else ("turtle",)
            )
            if kind in kinds:
                derived = pattern.replace("*", breed.name).replace("+", breed.singular)
                found.setdefault(derived, (primitive, breed))
    return found


def used_names(program: Program) -> dict[str, Symbol]:
    """Names that may not be declared again, with what they are."""
    used = {name: Symbol("primitive command") for name in COMMANDS}
    used.update((name, Symbol("primitive reporter")) for name in REPORTERS)
    used.update((name, Symbol("global variable")) for name in program.globals)
    used.update((name, Symbol("turtle variable")) for name in (*TURTLE_VARIABLES, *program.turtles_own))
    used.update((name, Symbol("patch variable")) for name in (*PATCH_VARIABLES, *program.patches_own))
    for name in (*LINK_VARIABLES, *program.links_own):
        used.setdefault(name, Symbol("link variable"))
    for breed in program.breeds.values():
        used[breed.singular] = Symbol("singular breed name")
        used[breed.name] = Symbol("breed")
    for breed in program.link_breeds.values():
        used[breed.singular] = Symbol("singular link breed name")
        used[breed.name] = Symbol("link breed")
    used.update((name, Symbol("procedure")) for name in program.procedures)
    for breed in (*program.breeds.values(), *program.link_breeds.values()):
        kind = "link" if breed.is_link else "turtle"
        used.update((name, Symbol(f"{breed.name}-OWN variable", kind)) for name in breed.owns)
    return used


@dataclass(frozen=True, slots=True)
class VariableName:
    """A global's or an agent's variable, as the parser needs it."""

    kind: str
    name: str
    attribute: str
    built_in: bool
    agents: str
    returns: int


@dataclass(frozen=True, slots=True)
class BreedPrimitive:
    """A breed-derived primitive with its breed."""

    primitive: Primitive
    breed: Breed


Meaning: TypeAlias = Primitive | BreedPrimitive | VariableName | Heading


class NameTable:
    """Look-up of every name that is not a local variable, for one program."""

    def __init__(
        self,
        program: Program,
        extensions: dict[str, Primitive] | None = None,
        there: Collection[str] = (),
    ) -> None:
        """`extensions` are the primitives of those that the program declares, `there` the names of all."""
        self._program = program
        self._extensions = there
        self._guesses = 0
        self.used = used_names(program)
        self._table: dict[str, Meaning] = dict(program.procedures)
        self._table.update(extensions or {})
        self._table.update(_variables(program))
        derived = breed_primitives([*program.breeds.values(), *program.link_breeds.values()])
        self._table.update((name, BreedPrimitive(*pair)) for name, pair in derived.items())
        self._table.update(REPORTERS)
        self._table.update(COMMANDS)

    def find(self, name: str) -> Meaning | None:
        """What a name in capitals stands for, or None where only a local variable could be meant."""
        return self._table.get(name)

    def names(self) -> list[str]:
        """All names with a meaning, in capitals."""
        return list(self._table)

    def add(self, primitives: Mapping[str, Primitive]) -> None:
        """Know more primitives, by their names in capitals."""
        self._table.update(primitives)

    def suggestion(self, name: str, local_names: Iterable[str] = ()) -> str:
        """A hint for an unknown name: why it is not here, or the nearest known ones."""
        why = reason(name, self._extensions)
        if why:
            return why
        if len(name) > LONGEST_GUESSED or self._guesses >= MOST_GUESSES:
            return ""
        self._guesses += 1
        near = difflib.get_close_matches(
            name, [known for known in (*self._table, *local_names) if known != name], 3, 0.7
        )
        return f"did you mean {' or '.join(near)}?" if near else ""


def _variables(program: Program) -> dict[str, VariableName]:
    found: dict[str, VariableName] = {}

    def add(kind: str, name: str, agents: str, returns: int, built_in: bool = False) -> None:
        attribute = BUILT_IN_ATTRIBUTES[name] if built_in else program.attr(name)
        found.setdefault(name, VariableName(kind, name, attribute, built_in, agents, returns))

    for breed in program.breeds.values():
        for name in breed.owns:
            add("breed", name, "-T--", s.WILDCARD)
    for breed in program.link_breeds.values():
        for name in breed.owns:
            add("link-breed", name, "---L", s.WILDCARD)
    for name in program.turtles_own:
        if name in program.links_own:
            add("turtle-or-link", name, "-T-L", s.WILDCARD)
    for name, mask in TURTLE_VARIABLES.items():
        if name in LINK_VARIABLES:
            add("turtle-or-link", name, "-T-L", mask | LINK_VARIABLES[name], True)
        else:
            add("turtle", name, "-T--", mask, True)
    for name in program.turtles_own:
        if name in LINK_VARIABLES:
            add("turtle-or-link", name, "-T-L", s.WILDCARD)
        add("turtle", name, "-T--", s.WILDCARD)
    for name, mask in PATCH_VARIABLES.items():
        add("patch", name, "-TP-", mask, True)
    for name in program.patches_own:
        add("patch", name, "-TP-", s.WILDCARD)
    for name, mask in LINK_VARIABLES.items():
        add("link", name, "---L", mask, True)
    for name in program.links_own:
        add("link", name, "---L", s.WILDCARD)
    for name in program.globals:
        add("global", name, "OTPL", s.WILDCARD)
    return found


def call_syntax(heading: Heading) -> Syntax:
    """The syntax of a call of a procedure."""
    inputs = tuple(s.WILDCARD for _ in heading.inputs)
    if heading.is_reporter:
        return replace(Syntax(), right=inputs, returns=s.WILDCARD, agents=heading.agents)
    return replace(Syntax(), right=inputs, precedence=0, agents=heading.agents)


BREED_FORMS: Final = frozenset(name for _, _, name in _PATTERNS if name not in ("breed", "link-breed"))
