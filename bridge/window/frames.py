"""One picture of a world as bytes: what a browser needs to draw it, and nothing that it can work out.

A frame is the length of its head (four bytes, little-endian), the head as JSON, zeros up to a multiple of
four bytes, and the arrays that the head lists, one after the other, each as [name, type, length].
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from netlogo.runtime.primitives.color import argb_of, rgb_of, rgb_table
from netlogo.runtime.space.drawing import Drawing
from netlogo.runtime.state.view_picture import drawn
from netlogo.runtime.values import dump
from netlogo.runtime.world import World

Arrays = list[tuple[str, npt.NDArray[Any]]]
TURTLE = attrgetter(
    "xcor", "ycor", "heading", "size", "color", "shape", "hidden", "label", "label_color", "who"
)
LINK = attrgetter("end1", "end2", "color", "thickness", "shape", "hidden", "label", "label_color")
MOST_LABELS = 2_000
"""In one frame; nobody can read more."""


@dataclass(slots=True)
class Picture:
    """A frame in the making: the patches apart, since they change less often than what moves on them."""

    head: dict[str, Any]
    patches: Arrays
    moving: Arrays
    patch_version: int = 0
    drawing: Drawing | None = None

    def encode(self, known_patches: int, known_drawing: tuple[int, int] = (-1, 0)) -> bytes:
        """The frame for a viewer who has the patches of a version and so many marks of an epoch's drawing."""
        arrays = self.moving if known_patches == self.patch_version else [*self.patches, *self.moving]
        listed = [[name, _type(one), one.size] for name, one in arrays]
        content = {**self.head, "arrays": listed}
        if self.drawing is not None and known_drawing != self.drawing_version:
            fresh, marks = self.drawing.since(*known_drawing)
            content["drawing"] = {"fresh": fresh, "marks": marks}
        head = json.dumps(content, ensure_ascii=False).encode()
        pieces = [len(head).to_bytes(4, "little"), head, bytes(-len(head) % 4)]
        for _, one in arrays:
            raw = one.tobytes()
            pieces += [raw, bytes(-len(raw) % 4)]
        return b"".join(pieces)

    @property
    def drawing_version(self) -> tuple[int, int]:
        """The epoch of the drawing and how many marks it has."""
        return (0, 0) if self.drawing is None else (self.drawing.epoch, self.drawing.count)


def _type(one: npt.NDArray[Any]) -> str:
    return "f32" if one.dtype.kind == "f" else f"u{8 * one.dtype.itemsize}"


@dataclass(slots=True)
class Painter:
    """Makes pictures of one world, and knows what has changed since the last."""

    world: World
    _patches: npt.NDArray[np.uint32] | None = None
    _labels: list[list[Any]] = field(default_factory=list)
    _version: int = 0

    def picture(self) -> Picture:
        """What the world looks like now."""
        world, topology = self.world, self.world.topology
        colours = rgb_array([patch.pcolor for patch in world.patches.items])
        labels = [
            [patch.pxcor, patch.pycor, dump(patch.plabel), rgb_of(patch.plabel_color)]
            for patch in world.patches.items
            if patch.plabel != ""
        ][:MOST_LABELS]
        if self._patches is None or labels != self._labels or not np.array_equal(colours, self._patches):
            self._patches, self._labels = colours, labels
            self._version += 1
        subject = world.subject_agent
        head = {
            "ticks": world.ticks,
            "world": [topology.min_x, topology.max_x, topology.min_y, topology.max_y],
            "wraps": [topology.wrap_x, topology.wrap_y],
            "patch_version": self._version,
            "patch_labels": labels,
            "shapes": list(world.turtle_shapes),
            "subject": None if subject is None or subject.dead else _place(subject),
        }
        moving: Arrays = []
        self._turtles(head, moving)
        self._links(head, moving)
        return Picture(head, [("patches", colours)], moving, self._version, world.drawing)

    def _turtles(self, head: dict[str, Any], arrays: Arrays) -> None:
        """Turtles in the order in which NetLogo draws them: breed after breed, by who."""
        shown = [
            row for row in map(TURTLE, drawn(self.world.turtle_breeds, self.world.turtles)) if not row[6]
        ]
        columns = list(zip(*shown, strict=True)) if shown else [()] * 10
        number = {name: place for place, name in enumerate(self.world.turtle_shapes)}
        for name, column in zip(("x", "y", "heading", "size"), columns, strict=False):
            arrays.append((name, np.array(column, dtype=np.float32)))
        arrays.append(("color", rgb_array(list(columns[4]))))
        arrays.append(("shape", np.array([number.get(one, 0) for one in columns[5]], dtype=np.uint16)))
        arrays.append(("who", np.array(columns[9], dtype=np.uint32)))
        head["labels"] = [
            [place, dump(row[7]), rgb_of(row[8])] for place, row in enumerate(shown) if row[7] != ""
        ][:MOST_LABELS]

    def _links(self, head: dict[str, Any], arrays: Arrays) -> None:
        links = drawn(self.world.link_breeds, self.world.links)
        shown = [row for row in map(LINK, links) if not row[5]]
        ends = [(a.xcor, a.ycor, b.xcor, b.ycor) for a, b, *_ in shown]
        arrays.append(("link_ends", np.array(ends, dtype=np.float32).ravel()))
        arrays.append(("link_width", np.array([row[3] for row in shown], dtype=np.float32)))
        arrays.append(("link_color", rgb_array([row[2] for row in shown])))
        directed = [bool(one.breed.directed) for one in links if not one.hidden]
        arrays.append(("link_directed", np.array(directed, dtype=np.uint8)))
        head["link_labels"] = [
            [place, dump(row[6]), rgb_of(row[7])] for place, row in enumerate(shown) if row[6] != ""
        ][:MOST_LABELS]


def rgb_array(colours: Sequence[Any]) -> npt.NDArray[np.uint32]:
    """0xAARRGGBB of colour numbers and RGB lists; the first byte is the opacity."""
    if not colours:
        return np.zeros(0, dtype=np.uint32)
    if all(one.__class__ is float for one in colours):
        tenths = (np.array(colours) * 10).astype(np.int64)
        return _table()[tenths] | np.uint32(0xFF000000)
    return np.array([argb_of(one) for one in colours], dtype=np.uint32)


_numbers: list[npt.NDArray[np.uint32]] = []


def _table() -> npt.NDArray[np.uint32]:
    if not _numbers:
        _numbers.append(np.array(rgb_table(), dtype=np.uint32))
    return _numbers[0]


def _place(agent: Any) -> list[float]:
    """Where the observer looks: the middle of a link, else the agent's place."""
    if agent.kind == "link":
        return [(agent.end1.xcor + agent.end2.xcor) / 2, (agent.end1.ycor + agent.end2.ycor) / 2]
    if agent.kind == "patch":
        return [agent.pxcor, agent.pycor]
    return [agent.xcor, agent.ycor]
