"""Putting a world into the state that a snapshot holds.

A world restored from the bytes of `snapshot.take` has that state and does next what the first one would have
done. Agents are made before any value is read, since values refer to them.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from netlogo.runtime.agents.agent_sets import AgentSet, make_set
from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.state.snapshot import (
    AGENT_CODE,
    KINDS,
    LINK_VALUES,
    NAMED_CODE,
    NOBODY_CODE,
    OBJECT_CODE,
    PATCH_VALUES,
    SET_CODE,
    TURTLE_VALUES,
    Frame,
    SnapshotError,
    Values,
    families,
    global_attributes,
    size_of,
)

if TYPE_CHECKING:
    from netlogo.runtime.world import World


def restore(world: World, data: bytes) -> None:
    """Put a world of the same model into a state that `take` gave.

    Raises:
        SnapshotError: the bytes are no state of this model's world.
    """
    try:
        _Reader(world).take_up(msgspec.msgpack.decode(data, type=Frame))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:  # msgspec's too
        raise SnapshotError(f"not a state of this model's world: {error}") from error


class _Reader:
    """Reads into one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._families = families(world)
        self._named: dict[str, AgentSet] = {"PATCHES": world.patches}
        self._named.update((str(family.name), family) for family in self._families)
        self._dead: dict[int, Any] = {}
        self._objects: list[Any] = []
        self._links: list[Any] = []

    def take_up(self, frame: Frame) -> None:
        world = self._world
        world.clear_all()
        if frame.size != size_of(world):
            world.create_patches(*frame.size)
        turtles = [self._turtles(*group) for group in frame.turtles]
        links = [self._make_links(*group) for group in frame.links]
        self._links = world.links.agents()
        self._connect(frame)
        self._check_places()
        for name, number in frame.objects:
            extension = world.extensions[name]
            self._objects.append(extension.keep(extension.blank(), number))
        self._fill(self._decoder(Values).decode(frame.values), turtles, links, frame)
        for one, content in zip(self._objects, frame.contents, strict=True):
            one.set_state(self._decoder(Any).decode(content))

    def _decoder(self, kind: Any) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(kind, ext_hook=self._referred)

    def _turtles(self, family: int, numbers: bytes) -> list[Any]:
        world, breed = self._world, self._families[family]
        made = []
        for who in _unpacked(numbers):
            turtle: Any = object.__new__(world.turtle_class)
            turtle.id, turtle.who, turtle.dead = who, float(who), False
            turtle.breed, turtle.links = breed, None
            turtle._turned_to, turtle._sine, turtle._cosine = 0.0, 0.0, 1.0
            world.turtles.add(who, turtle)
            if breed is not world.turtles:
                breed.add(who, turtle)
            made.append(turtle)
        return made

    def _make_links(self, family: int, numbers: bytes, ones: bytes, others: bytes) -> list[Any]:
        world, breed = self._world, self._families[family]
        rank, turtle = world.link_rank[breed], world.turtles.get
        made = []
        for number, end1, end2 in zip(_unpacked(numbers), _unpacked(ones), _unpacked(others), strict=True):
            link: Any = object.__new__(world.link_class)
            link.id, link.dead, link.breed = number, False, breed
            link.end1, link.end2, link.key = turtle(end1), turtle(end2), (end1, end2, rank)
            world.links.add(link.key, link)
            if breed is not world.links:
                breed.add(link.key, link)
            made.append(link)
        return made

    def _connect(self, frame: Frame) -> None:
        turtle, patches = self._world.turtles.get, self._world.patches.items
        for number, whos in frame.standing:
            patch = patches[number]
            patch.turtles = [turtle(who) for who in _unpacked(whos)]
            for one in patch.turtles:
                one.patch = patch
        for who, places in frame.ties:
            turtle(who).links = [self._links[place] for place in _unpacked(places)]

    def _check_places(self) -> None:
        """Everything stands somewhere and every link has its ends: the kernel takes that for granted."""
        for turtle in self._world.turtles.agents():
            if getattr(turtle, "patch", None) is None:
                raise SnapshotError(f"turtle {turtle.id} stands on no patch")
        for link in self._links:
            if link.end1 is None or link.end2 is None:
                raise SnapshotError(f"link {link.id} lacks an end")

    def _fill(self, values: Values, turtles: list[list[Any]], links: list[list[Any]], frame: Frame) -> None:
        world = self._world
        owned = world.owned_by
        for name, value in zip(global_attributes(world), values.globals, strict=True):
            setattr(world.G, name, value)
        for (family, *_), agents, rows in zip(frame.turtles, turtles, values.turtles, strict=True):
            _set_columns(agents, (*TURTLE_VALUES, *owned[self._families[family]]), rows)
            for one in agents:
                if not all(isinstance(value, float) for value in (one.xcor, one.ycor, one.heading)):
                    raise SnapshotError(f"turtle {one.id} has no position")
        for (family, *_), agents, rows in zip(frame.links, links, values.links, strict=True):
            _set_columns(agents, (*LINK_VALUES, *owned[self._families[family]]), rows)
        _set_columns(world.patches.items, (*PATCH_VALUES, *world.patch_class.own), values.patches)
        for name, number in values.extensions.items():
            world.extensions[name].next_number = number
        for one, kept in zip((world.rng, world.aux_rng, world.plot_rng), values.generators, strict=True):
            one.set_state(*kept)
        _set_counters(world, values.counters)
        named = {family.name: family for family in self._families}
        world._breed_shapes = {named[name]: shape for name, shape in values.shapes.items()}
        world.output.take()
        world.output.write(values.texts[0])
        world.output.area = values.texts[1]
        world.plots.set_state(values.plots)
        world.drawing.set_state(*values.drawing)
        world.perspective = values.perspective

    def _referred(self, code: int, data: memoryview) -> Any:
        raw = bytes(data)
        if code == NOBODY_CODE:
            return NOBODY
        if code == AGENT_CODE:
            member = int.from_bytes(raw, "little", signed=True)
            return self._agent(member & 3, member >> 2)
        if code == SET_CODE:
            kind = raw[0]
            return make_set(KINDS[kind], [self._agent(kind, number) for number in _unpacked(raw[1:])])
        if code == NAMED_CODE:
            return self._named[raw.decode()]
        if code == OBJECT_CODE:
            return self._objects[int.from_bytes(raw, "little")]
        raise SnapshotError(f"unknown reference {code}")

    def _agent(self, kind: int, number: int) -> Any:
        if number < 0:
            return self._dead_one(-1 - number)
        if kind == 0:
            found = self._world.turtles.get(number)
            if found is None:
                raise SnapshotError(f"there is no turtle {number}")
            return found
        return (self._world.patches.items if kind == 1 else self._links)[number]

    def _dead_one(self, family: int) -> Any:
        """One that has died, of a breed; all of them are alike."""
        if family not in self._dead:
            breed = self._families[family]
            is_turtle = breed.kind == "turtle"
            one: Any = object.__new__(self._world.turtle_class if is_turtle else self._world.link_class)
            one.id, one.dead, one.breed = -1, True, breed
            if is_turtle:
                one.who = -1.0
            else:
                one.key = (-1, -1, self._world.link_rank[breed])
            self._dead[family] = one
        return self._dead[family]


def _set_counters(world: World, values: list[Any]) -> None:
    (
        world.ticks, next_who, world._next_link, world.links.directed, world.unbreeded_links,
        world.tie_count, world.run_number, world.experiment_name, world.patch_size, world.updates_plots,
        folder, world.subject_agent,
    ) = values  # fmt: skip
    world.next_who(next_who)
    world.folder = Path(folder)


def _unpacked(data: bytes) -> array[int]:
    return array("q", data)


def _set_columns(agents: list[Any], names: tuple[str, ...], rows: list[Any]) -> None:
    if len(agents) != len(rows):
        raise SnapshotError(f"expected values of {len(agents)} agents, got {len(rows)}")
    for agent, row in zip(agents, rows, strict=True):
        for name, value in zip(names, row, strict=True):
            setattr(agent, name, value)
