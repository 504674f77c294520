"""The world of one model: its patches, turtles, links, breeds and globals, its clock and its random numbers.

The world makes the agent classes of the model, so that every own variable is a slot, and does what concerns
many agents at once: making, clearing, resizing. Primitives live elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from netlogo.errors import LogoError
from netlogo.runtime.agents.agent_sets import AllPatches, ArraySet, PatchSet, TreeSet
from netlogo.runtime.agents.base import OBSERVE, WATCH, Agent
from netlogo.runtime.agents.kernel import know, quick_methods
from netlogo.runtime.agents.links import Link
from netlogo.runtime.agents.patches import Observer, Patch
from netlogo.runtime.agents.turtles import Turtle
from netlogo.runtime.maths.numbers import to_int
from netlogo.runtime.maths.random import MersenneTwister
from netlogo.runtime.space.drawing import Drawing
from netlogo.runtime.space.places import modulate
from netlogo.runtime.space.topology import COSINES, SINES, Topology, wrap_heading
from netlogo.runtime.state.file_access import FileAccess
from netlogo.runtime.state.output import Output
from netlogo.runtime.state.plots import PlotManager

if TYPE_CHECKING:
    from netlogo.compiler.front.program import Program
    from netlogo.runtime.primitives.headless import Window
    from netlogo.runtime.procedure_times import ProcedureTimes

DEFAULT_TURTLE_SHAPES = (
    "default", "airplane", "arrow", "box", "bug", "butterfly", "car", "circle", "circle 2", "cow", "cylinder",
    "dot", "face happy", "face neutral", "face sad", "fish", "flag", "flower", "house", "leaf", "line",
    "line half", "pentagon", "person", "plant", "sheep", "square", "square 2", "star", "target", "tree",
    "triangle", "triangle 2", "truck", "turtle", "wheel", "wolf", "x",
)  # fmt: skip
"""Shapes of a new model."""
DEFAULT_LINK_SHAPES = ("default",)


know(Turtle, Patch, Link, Topology, SINES, COSINES)


class ChildModel(Protocol):
    """A model that another one has opened."""

    world: World
    path: Path

    def run_text(self, text: str, values: tuple[Any, ...]) -> Any:
        """Run an anonymous procedure, written as text, with inputs; its value if it reports."""


def _no_models(path: Path) -> NoReturn:
    raise LogoError(f"no model can be opened here: {path}")


class Globals:
    """The global variables of a model, one slot each."""

    __slots__ = ()


class World:
    """Everything that a running model can see or change.

    `G` holds the globals; `turtles`, `patches`, `links` and the breeds in `breeds` (turtle and link breeds by
    plural, in order of declaration) are the same objects for the world's whole life.
    """

    def __init__(self, program: Program, seed: int | None = None) -> None:
        self.program = program
        size = program.world
        self.patch_size = size.patch_size
        self.rng = MersenneTwister(seed)
        self.aux_rng = MersenneTwister(seed)
        self.plot_rng = MersenneTwister(seed)
        self.observer: Observer = type("Observer", (Observer,), {"__slots__": (), "world": self})()
        self.output = Output()
        self.plots = PlotManager()
        self.drawing = Drawing(self)
        self.updates_plots = True
        self.run_number = 0
        self.folder = Path()
        self.file_access = FileAccess()
        self.allowed: frozenset[str] = frozenset()
        """What the run lets the model do beyond NetLogo's own primitives, such as running programs."""
        self.profile: Callable[[ProcedureTimes | None], None] = lambda times: None
        """Put clocks around all procedures, or take them away; the engine says how."""
        self.open_model: Callable[[Path], ChildModel] = _no_models
        """Open another model as a child of this one; the workspace says how."""
        self.depth = 0
        """How many models this one is within."""
        self.window: Window | None = None
        """Where somebody looks at the world; a model depends on it for mouse and dialogs only."""
        self.model_name = ""
        self.experiment_name = ""
        self.subject_agent: Agent | None = None
        self.perspective = OBSERVE
        """How the observer looks at its subject: NetLogo's number for watching, following or riding."""
        self.ticks = -1.0
        self.tie_count = 0
        self.unbreeded_links = 0
        self.reset_timer()
        self.turtle_shapes: list[str] = list(DEFAULT_TURTLE_SHAPES)
        self.link_shapes: list[str] = list(DEFAULT_LINK_SHAPES)
        self._make_sets()
        self._make_classes()
        self._next_who = 0
        self._next_link = 0
        self.clear_all_hooks: list[Callable[[], None]] = []
        self.extensions: dict[str, Any] = {}  # by name, those the model declares
        self.open_files: dict[Path, Any] = {}
        self.create_patches(
            size.min_pxcor, size.max_pxcor, size.min_pycor, size.max_pycor, size.wrap_x, size.wrap_y
        )

    # --- building -----------------------------------------------------------------------------------------

    def _make_sets(self) -> None:
        program = self.program
        self.turtles = TreeSet("turtle", "TURTLES", "TURTLE")
        self.links = TreeSet("link", "LINKS", "LINK")
        self.no_turtles = ArraySet("turtle", [])
        self.no_links = ArraySet("link", [])
        self.no_patches = PatchSet([])
        self.patches = AllPatches([])
        self.turtle_breeds = {b.name: TreeSet("turtle", b.name, b.singular) for b in program.breeds.values()}
        self.link_breeds = {
            b.name: TreeSet("link", b.name, b.singular, b.is_directed) for b in program.link_breeds.values()
        }
        self.breeds = {**self.turtle_breeds, **self.link_breeds}
        self.link_rank: dict[TreeSet, int] = {self.links: 0}
        for rank, breed in enumerate(self.link_breeds.values(), 1):
            self.link_rank[breed] = rank
        self._breed_shapes: dict[TreeSet, str] = {}

    def _make_classes(self) -> None:
        program = self.program
        attr = program.attr
        turtles_own = tuple(attr(name) for name in program.turtles_own)
        links_own = tuple(attr(name) for name in program.links_own)
        self.owned_by: dict[TreeSet, tuple[str, ...]] = {self.turtles: turtles_own, self.links: links_own}
        for declared in program.breeds.values():
            self.owned_by[self.breeds[declared.name]] = turtles_own + tuple(
                attr(name) for name in declared.owns
            )
        for declared in program.link_breeds.values():
            self.owned_by[self.breeds[declared.name]] = links_own + tuple(
                attr(name) for name in declared.owns
            )
        turtle_slots = {
            slot for breed, owned in self.owned_by.items() if breed.kind == "turtle" for slot in owned
        }
        link_slots = {
            slot for breed, owned in self.owned_by.items() if breed.kind == "link" for slot in owned
        }
        quick = quick_methods(Turtle, self, self.rng)
        self.turtle_class = type(
            "Turtle", (Turtle,), {"__slots__": tuple(sorted(turtle_slots)), "world": self, **quick}
        )
        self.link_class: type[Link] = type(
            "Link", (Link,), {"__slots__": tuple(sorted(link_slots)), "world": self}
        )
        self._patches_own = tuple(attr(name) for name in program.patches_own)
        names = tuple(dict.fromkeys(attr(name) for name in program.globals))
        self.G: Any = type("Globals", (Globals,), {"__slots__": names})()
        for name in names:
            setattr(self.G, name, 0.0)

    def create_patches(
        self, min_x: int, max_x: int, min_y: int, max_y: int, wrap_x: bool, wrap_y: bool
    ) -> None:
        """Make the patches anew; turtles and links are gone afterwards, who numbers go on."""
        next_who = self._next_who
        self.drawing.clear()
        self.clear_turtles()
        self._next_who = next_who
        self.topology = Topology(min_x, max_x, min_y, max_y, wrap_x, wrap_y)
        own = self._patches_own
        # a new class each time: what patch_class made belongs to the world as it is
        self.patch_class: type[Patch] = type(
            "Patch",
            (Patch,),
            {"__slots__": own, "world": self, "own": own, **quick_methods(Patch, self, self.rng)},
        )
        make = self.patch_class
        width = self.topology.width
        columns = [float(x) for x in range(min_x, max_x + 1)]
        rows = [float(y) for y in range(max_y, min_y - 1, -1)]
        grid = [make(r * width + c, x, y) for r, y in enumerate(rows) for c, x in enumerate(columns)]
        self.topology.grid = grid
        self.patches.items = grid

    def change_topology(self, wrap_x: bool, wrap_y: bool) -> None:
        """Let the world wrap or not, keeping all agents."""
        self.topology.wrap_x = wrap_x
        self.topology.wrap_y = wrap_y

    def set_shapes(self, turtle_shapes: list[str], link_shapes: list[str]) -> None:
        """Take over the names of a model's shapes."""
        self.turtle_shapes = [name.lower() for name in turtle_shapes]
        self.link_shapes = [name.lower() for name in link_shapes]

    def breed_owns(self, breed: TreeSet) -> tuple[str, ...]:
        """The attributes of the variables that a breed itself declares, without those of its kind."""
        kind = self.turtles if breed.kind == "turtle" else self.links
        return self.owned_by[breed][len(self.owned_by[kind]) :]

    # --- shapes of breeds ---------------------------------------------------------------------------------

    def breed_shape(self, breed: TreeSet) -> str:
        """The shape with which agents of a breed are born."""
        shapes = self._breed_shapes
        if breed in shapes:
            return shapes[breed]
        return shapes.get(self.turtles if breed.kind == "turtle" else self.links, "default")

    def set_breed_shape(self, breed: TreeSet, shape: str) -> None:
        """Set the shape with which agents of a breed are born."""
        self._breed_shapes[breed] = shape

    # --- making agents ------------------------------------------------------------------------------------

    def new_who(self) -> int:
        """The next who number."""
        who = self._next_who
        self._next_who = who + 1
        return who

    def new_turtles(self, number: float, breed: TreeSet | None, patch: Patch) -> list[Turtle]:
        """Turtles with random colour and heading, as `create-turtles` and `sprout` make them."""
        next_int = self.rng.next_int
        make = self.turtle_class
        family = self.turtles if breed is None else breed
        made = []
        for _ in range(to_int(number)):
            color = 5.0 + 10.0 * next_int(14)
            made.append(make(self.new_who(), family, patch, color, float(next_int(360))))
        return made

    def create_turtles_fast(self, number: float, breed: TreeSet | None = None) -> list[Turtle]:
        """Make turtles at the origin which have no block to run."""
        return self.new_turtles(number, breed, self.topology.patch_inside(0.0, 0.0))

    def create_turtles(self, number: float, breed: TreeSet | None = None) -> Iterator[Turtle]:
        """Make turtles at the origin; what comes back is in the random order in which their block runs."""
        return self.shuffle_new(self.create_turtles_fast(number, breed))

    def create_ordered_turtles_fast(self, number: float, breed: TreeSet | None = None) -> list[Turtle]:
        """Make turtles at the origin, evenly headed and coloured in turn, which have no block to run."""
        total = to_int(number)
        family = self.turtles if breed is None else breed
        origin = self.topology.patch_inside(0.0, 0.0)
        make = self.turtle_class
        return [
            make(self.new_who(), family, origin, modulate(10.0 * i + 5.0), wrap_heading(360.0 * i / total))
            for i in range(total)
        ]

    def create_ordered_turtles(self, number: float, breed: TreeSet | None = None) -> Iterator[Turtle]:
        """As `create_ordered_turtles_fast`, in the random order in which their block runs."""
        return self.shuffle_new(self.create_ordered_turtles_fast(number, breed))

    def shuffle_new(self, made: list[Any], kind: str = "turtle") -> Iterator[Any]:
        """New agents in the random order in which their block runs, drawn on the way; one draws none."""
        return iter(made) if len(made) == 1 else ArraySet(kind, made).ask_order(self.rng)

    def turtle_with_who(self, who: int) -> Turtle:
        """The turtle of that number, made (a plain one at the origin) if there is none; used by
        import-world.
        """
        found: Turtle | None = self.turtles.get(who)
        if found is None:
            found = self.turtle_class(who, self.turtles, self.topology.patch_inside(0.0, 0.0), 0.0, 0.0)
            self._next_who = max(self._next_who, who + 1)
        return found

    def link_between(self, who1: int, who2: int, breed: TreeSet) -> Link:
        """The link of a breed between two turtles, made (with its turtles) if there is none."""
        one, two = self.turtle_with_who(who1), self.turtle_with_who(who2)
        return self.find_link(one, two, breed) or self.new_link(one, two, breed)

    def next_who(self, who: int | None = None) -> int:
        """The who number of the next turtle; set it by giving one."""
        if who is not None:
            self._next_who = who
        return self._next_who

    # --- links --------------------------------------------------------------------------------------------

    def new_link(self, end1: Turtle, end2: Turtle, breed: TreeSet) -> Link:
        """Make a link."""
        number = self._next_link
        self._next_link = number + 1
        return self.link_class(number, end1, end2, breed)

    def find_link(self, end1: Turtle, end2: Turtle, breed: TreeSet) -> Link | None:
        """The link of just this breed between two turtles; undirected ones are found both ways round."""
        rank = self.link_rank[breed]
        found: Link | None = self.links.get((end1.id, end2.id, rank))
        if found is None and breed.directed is False:
            found = self.links.get((end2.id, end1.id, rank))
        return found

    def check_link_breed(self, breed: TreeSet) -> None:
        """Refuse links with and without breed in the same world."""
        link = self.links.any_one()  # all links are alike in this
        if link is not None and (link.breed is self.links) is not (breed is self.links):
            raise LogoError("You cannot have both breeded and unbreeded links in the same world.")

    # --- clearing -----------------------------------------------------------------------------------------

    def clear_all(self) -> None:
        """Everything back to the beginning, except the random numbers and the interface's globals."""
        self.ticks = -1.0
        self.clear_turtles()
        self.clear_links()
        self.clear_patches()
        self.clear_globals()
        self.output.clear()
        self.drawing.clear()
        self.plots.clear_all()
        for hook in self.clear_all_hooks:
            hook()

    def clear_turtles(self) -> None:
        """Kill all turtles, and with them all links; who numbers start at 0 again."""
        self.clear_links()
        for turtle in self.turtles.agents():
            if turtle.patch.turtles:
                turtle.patch.turtles = []
            turtle.forget()
        self.turtles.clear()
        for breed in self.turtle_breeds.values():
            breed.clear()
        self._next_who = 0
        self.look_at(None)

    def look_at(self, agent: Agent | None, perspective: int = WATCH) -> None:
        """Make an agent the observer's subject, which it watches, follows or rides; nobody with None."""
        self.subject_agent = agent
        self.perspective = OBSERVE if agent is None else perspective

    def clear_links(self) -> None:
        """Kill all links."""
        for link in self.links.agents():
            for end in (link.end1, link.end2):
                if end.links:
                    end.links.clear()
            link.forget()
        self.links.clear()
        for breed in self.link_breeds.values():
            breed.clear()
        self.links.directed = None
        self.unbreeded_links = 0
        self.tie_count = 0
        self._next_link = 0

    def clear_patches(self) -> None:
        """Give all variables of all patches their first values."""
        own = self.patch_class.own
        for patch in self.patches.items:
            patch.pcolor = 0.0
            patch.plabel = ""
            patch.plabel_color = 9.9
            for name in own:
                setattr(patch, name, 0.0)

    def clear_globals(self) -> None:
        """Set the declared globals to 0."""
        for name in self.program.declared_globals:
            setattr(self.G, self.program.attr(name), 0.0)

    def resize(self, min_x: int, max_x: int, min_y: int, max_y: int) -> None:
        """Change the limits of the world; turtles, links and what was on the patches are lost."""
        topology = self.topology
        if (min_x, max_x, min_y, max_y) != (topology.min_x, topology.max_x, topology.min_y, topology.max_y):
            self.create_patches(min_x, max_x, min_y, max_y, topology.wrap_x, topology.wrap_y)

    # --- time ---------------------------------------------------------------------------------------------

    def reset_timer(self) -> None:
        """Start the timer at 0."""
        self._timer_start = time.monotonic()

    def timer(self) -> float:
        """Seconds since the timer was started, in milliseconds' steps."""
        return int((time.monotonic() - self._timer_start) * 1000) / 1000.0
