"""The whole state of a world as bytes, and back: what an exported world loses is kept here as well.

NetLogo's own export loses the order of turtles on patches and of links on turtles, generators, the sign of
zero and more that later draws depend on. A snapshot keeps it, as MessagePack of plain values in which agents,
agentsets and the values of extensions are references. What cannot be written down (anonymous procedures, open
files) is refused, never left out. The timer starts anew. `restoring` reads it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.msgpack import Ext

from netlogo.errors import NetLogoError
from netlogo.runtime.agents.agent_sets import AgentSet, ArraySet, PatchSet, TreeSet
from netlogo.runtime.agents.base import NOBODY, Agent
from netlogo.runtime.state.export_world import LINK_VARIABLES, PATCH_VARIABLES, TURTLE_VARIABLES

if TYPE_CHECKING:
    from netlogo.runtime.world import World

NOBODY_CODE, AGENT_CODE, SET_CODE, NAMED_CODE, OBJECT_CODE = range(1, 6)
KINDS = ("turtle", "patch", "link")
TURTLE_VALUES = tuple(name for name in TURTLE_VARIABLES if name not in ("who", "breed"))
PATCH_VALUES = tuple(name for name in PATCH_VARIABLES if name not in ("pxcor", "pycor"))
LINK_VALUES = tuple(name for name in LINK_VARIABLES if name not in ("end1", "end2", "breed"))


class SnapshotError(NetLogoError):
    """This world's state cannot be written down, or these bytes are no state of this model's world."""


class Frame(msgspec.Struct):
    """What must stand before any value can be read: which agents there are, and where."""

    size: tuple[int, int, int, int, bool, bool]
    turtles: list[tuple[int, bytes]]
    """By breed: who numbers."""
    links: list[tuple[int, bytes, bytes, bytes]]
    """By breed: numbers, and the who numbers of both ends."""
    standing: list[tuple[int, bytes]]
    """By patch with turtles: their who numbers in the patch's order."""
    ties: list[tuple[int, bytes]]
    """By turtle with links: their places in `world.links`, in the turtle's order."""
    objects: list[tuple[str, int]]
    """Values of extensions: whose, and their number there."""
    values: msgspec.Raw
    contents: list[msgspec.Raw]
    """Of the values of extensions."""


class Values(msgspec.Struct):
    """Everything else, read once the agents exist."""

    globals: list[Any]
    turtles: list[list[Any]]
    """By breed: a row of variables for each turtle."""
    patches: list[Any]
    links: list[list[Any]]
    generators: list[tuple[bytes, float, bool]]
    counters: list[Any]
    shapes: dict[str, str]
    texts: list[str]
    plots: list[Any]
    extensions: dict[str, int]
    drawing: tuple[int, list[Any], bytes]
    perspective: int


def take(world: World) -> bytes:
    """The state of a world between two of its commands.

    Raises:
        SnapshotError: the world holds something that cannot be written down.
    """
    return _Writer(world).frame()


def _counters(world: World) -> list[Any]:
    return [
        world.ticks, world.next_who(), world._next_link, world.links.directed, world.unbreeded_links,
        world.tie_count, world.run_number, world.experiment_name, world.patch_size, world.updates_plots,
        str(world.folder), world.subject_agent,
    ]  # fmt: skip


def families(world: World) -> list[TreeSet]:
    """All breeds, first those of turtles; a breed is written as its place here."""
    return [world.turtles, *world.turtle_breeds.values(), world.links, *world.link_breeds.values()]


def size_of(world: World) -> tuple[int, int, int, int, bool, bool]:
    """Limits and wrapping."""
    one = world.topology
    return one.min_x, one.max_x, one.min_y, one.max_y, one.wrap_x, one.wrap_y


def global_attributes(world: World) -> list[str]:
    """The globals by their Python names."""
    return list(dict.fromkeys(world.program.attr(name) for name in world.program.globals))


class _Writer:
    """Writes one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._families = families(world)
        self._place = {family: number for number, family in enumerate(self._families)}
        self._link_place = {link: place for place, link in enumerate(world.links.agents())}
        self._objects: dict[int, int] = {}
        self._object_list: list[Any] = []
        self._encoder = msgspec.msgpack.Encoder(enc_hook=self._reference)

    def frame(self) -> bytes:
        world = self._world
        if world.open_files:
            raise SnapshotError(f"the file {str(next(iter(world.open_files)))!r} is open")
        for name, extension in world.extensions.items():
            if extension.hidden_state:
                raise SnapshotError(f"the extension {name!r} keeps a state of its own")
        by_breed: dict[int, list[Any]] = {place: [] for place in range(len(self._families))}
        for agent in (*world.turtles.agents(), *world.links.agents()):
            by_breed[self._place[agent.breed]].append(agent)
        turtles = {place: found for place, found in by_breed.items() if found and found[0].kind == "turtle"}
        links = {place: found for place, found in by_breed.items() if found and found[0].kind == "link"}
        try:
            values = self._encoder.encode(self._values(turtles, links))
            contents = [self._encoder.encode(one.state()) for one in self._growing()]
        except UnicodeEncodeError as error:
            raise SnapshotError(f"a text has half a character: {error}") from error
        except RecursionError as error:
            raise SnapshotError("a list is nested too deeply") from error
        frame = Frame(
            size=size_of(world),
            turtles=[(place, _packed(one.id for one in found)) for place, found in turtles.items()],
            links=[
                (
                    place,
                    _packed(one.id for one in found),
                    _packed(one.end1.id for one in found),
                    _packed(one.end2.id for one in found),
                )
                for place, found in links.items()
            ],
            standing=[
                (one.id, _packed(t.id for t in one.turtles)) for one in world.patches.items if one.turtles
            ],
            ties=[
                (one.id, _packed(self._link_place[link] for link in one.links))
                for one in world.turtles.agents()
                if one.links
            ],
            objects=[(one.extension, one.number) for one in self._object_list],
            values=msgspec.Raw(values),
            contents=list(map(msgspec.Raw, contents)),
        )
        return self._encoder.encode(frame)

    def _growing(self) -> Iterator[Any]:
        """The values of extensions that were met, also those first met inside one of them."""
        yield from iter(self._object_list)

    def _values(self, turtles: dict[int, list[Any]], links: dict[int, list[Any]]) -> Values:
        world = self._world
        owned = world.owned_by
        patch_values = attrgetter(*PATCH_VALUES, *world.patch_class.own)
        return Values(
            globals=[getattr(world.G, name) for name in global_attributes(world)],
            turtles=[
                list(map(attrgetter(*TURTLE_VALUES, *owned[self._families[place]]), found))
                for place, found in turtles.items()
            ],
            patches=list(map(patch_values, world.patches.items)),
            links=[
                list(map(attrgetter(*LINK_VALUES, *owned[self._families[place]]), found))
                for place, found in links.items()
            ],
            generators=[one.state() for one in (world.rng, world.aux_rng, world.plot_rng)],
            counters=_counters(world),
            shapes={str(family.name): shape for family, shape in world._breed_shapes.items()},
            texts=[world.output.text, world.output.area],
            plots=world.plots.state(),
            extensions={name: extension.next_number for name, extension in world.extensions.items()},
            drawing=world.drawing.state(),
            perspective=world.perspective,
        )

    def _reference(self, value: Any) -> Any:
        """What stands for a value that is not plain."""
        if value is NOBODY:
            return Ext(NOBODY_CODE, b"")
        if isinstance(value, Agent) and value.kind in KINDS:
            return Ext(AGENT_CODE, self._member(value).to_bytes(8, "little", signed=True))
        if isinstance(value, AgentSet):
            if value.name is not None:
                return Ext(NAMED_CODE, value.name.encode())
            if isinstance(value, ArraySet | PatchSet):
                kind = bytes([KINDS.index(value.kind)])
                return Ext(SET_CODE, kind + _packed(map(self._number, value.items)))
        if getattr(value, "state", None) is not None and hasattr(value, "extension"):
            if id(value) not in self._objects:
                self._objects[id(value)] = len(self._object_list)
                self._object_list.append(value)
            return Ext(OBJECT_CODE, self._objects[id(value)].to_bytes(4, "little"))
        raise SnapshotError(f"cannot write down {value}")

    def _member(self, agent: Any) -> int:
        return self._number(agent) * 4 + KINDS.index(agent.kind)

    def _number(self, agent: Any) -> int:
        """Who number, place or id of a live agent; below 0 the breed of a dead one."""
        if agent.dead:
            return -1 - self._place[agent.breed]
        return self._link_place[agent] if agent.kind == "link" else int(agent.id)


def _packed(numbers: Iterable[int]) -> bytes:
    return array("q", numbers).tobytes()
