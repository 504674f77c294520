"""The declarations of a model as plain data: globals, own variables, breeds, world size, procedures'
headings.

The structure parser fills it, the compiler looks names up in it, and the runtime builds its agent classes
from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from netlogo.compiler.front.lexer import Token
from netlogo.compiler.front.primitives import mangle
from netlogo.compiler.front.source import Source
from netlogo.compiler.front.syntax import AGENTSET, BOOLEAN, LINKSET, LIST, NUMBER, STRING, TURTLE, WILDCARD

_COLOR = NUMBER | LIST
TURTLE_VARIABLES = {
    "WHO": NUMBER, "COLOR": _COLOR, "HEADING": NUMBER, "XCOR": NUMBER, "YCOR": NUMBER, "SHAPE": STRING,
    "LABEL": WILDCARD, "LABEL-COLOR": _COLOR, "BREED": AGENTSET, "HIDDEN?": BOOLEAN, "SIZE": NUMBER,
    "PEN-SIZE": NUMBER, "PEN-MODE": STRING,
}  # fmt: skip
PATCH_VARIABLES = {
    "PXCOR": NUMBER, "PYCOR": NUMBER, "PCOLOR": _COLOR, "PLABEL": WILDCARD, "PLABEL-COLOR": _COLOR,
}  # fmt: skip
LINK_VARIABLES = {
    "END1": TURTLE, "END2": TURTLE, "COLOR": _COLOR, "LABEL": WILDCARD, "LABEL-COLOR": _COLOR, "HIDDEN?":
    BOOLEAN, "BREED": LINKSET, "THICKNESS": NUMBER, "SHAPE": STRING, "TIE-MODE": STRING,
}  # fmt: skip
BUILT_IN_ATTRIBUTES = {
    name: name.lower().replace("-", "_").removesuffix("?")
    for name in (*TURTLE_VARIABLES, *PATCH_VARIABLES, *LINK_VARIABLES)
}


MAX_PATCHES = 20_000_000
"""Patches of a world at most: some gigabytes."""


@dataclass(slots=True)
class WorldSize:
    """Limits, wrapping and looks of the world."""

    min_pxcor: int = -16
    max_pxcor: int = 16
    min_pycor: int = -16
    max_pycor: int = 16
    wrap_x: bool = True
    wrap_y: bool = True
    patch_size: float = 13.0
    frame_rate: float = 30.0
    tick_counter_label: str = "ticks"
    show_tick_counter: bool = True

    def __post_init__(self) -> None:
        across, up = self.max_pxcor - self.min_pxcor + 1, self.max_pycor - self.min_pycor + 1
        if across * up > MAX_PATCHES:
            raise ValueError(f"a world of {across} by {up} patches; at most {MAX_PATCHES:,} fit into memory")


@dataclass(slots=True)
class Breed:
    """A breed of turtles or links: names in capitals and as typed, and the variables it owns."""

    name: str
    singular: str
    original_name: str
    original_singular: str
    is_link: bool = False
    is_directed: bool = False
    owns: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Heading:
    """The first line of a procedure, and its tokens between the name's inputs and END."""

    name: str
    is_reporter: bool
    inputs: list[str]
    input_tokens: list[Token]
    name_token: Token
    body: list[Token]
    source: Source
    python: str = ""
    agents: str = "OTPL"
    top_level: bool = False
    label: str = ""

    @property
    def display(self) -> str:
        """What a stack trace calls it."""
        return self.label or f"procedure {self.name}"


class Program:
    """What a model declares. Names are in capitals; `attr` gives the Python attribute of a user's
    variable.
    """

    def __init__(self, world: WorldSize | None = None) -> None:
        self.world = world or WorldSize()
        self.declared_globals: list[str] = []
        self.interface_globals: list[str] = []
        self.turtles_own: list[str] = []
        self.patches_own: list[str] = []
        self.links_own: list[str] = []
        self.breeds: dict[str, Breed] = {}
        self.link_breeds: dict[str, Breed] = {}
        self.extensions: list[Token] = []
        self.procedures: dict[str, Heading] = {}
        self.sources: list[Source] = []
        self._attributes: dict[str, str] = {}
        self._taken: set[str] = set()

    @property
    def globals(self) -> list[str]:
        """The interface's globals, then the declared ones."""
        return [*self.interface_globals, *self.declared_globals]

    def attr(self, name: str) -> str:
        """The attribute of a user's variable: `v_` and the mangled name, kept apart from all others."""
        known = self._attributes.get(name)
        if known is None:
            known = self._attributes[name] = unique(f"v_{mangle(name)}", self._taken)
        return known

    def slot(self, kind: str, name: str) -> tuple[str, int]:
        """Whose variable it is and its number among that agent's variables, as NetLogo counts them."""
        if kind == "global":
            return "OBSERVER", self.globals.index(name)
        if kind == "patch":
            return "PATCH", [*PATCH_VARIABLES, *self.patches_own].index(name)
        if kind in ("link", "link-breed"):
            return "LINK", [*LINK_VARIABLES, *self.links_own].index(name)
        return "TURTLE", [*TURTLE_VARIABLES, *self.turtles_own].index(name)

    def breed_named(self, name: str) -> Breed | None:
        """The turtle or link breed with this plural name."""
        return self.breeds.get(name) or self.link_breeds.get(name)


def unique(word: str, taken: set[str]) -> str:
    """`word`, with a number added where it is taken already; the result is taken from now on."""
    candidate, count = word, 1
    while candidate in taken:
        count += 1
        candidate = f"{word}_{count}"
    taken.add(candidate)
    return candidate
