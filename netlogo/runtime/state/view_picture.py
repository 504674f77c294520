"""The view as a picture: patches, the drawing, links, turtles and labels, in NetLogo's order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw

from netlogo.runtime.primitives.color import argb_of, rgb_of
from netlogo.runtime.space.canvas import Canvas

if TYPE_CHECKING:
    from netlogo.runtime.agents.agent_sets import TreeSet
    from netlogo.runtime.agents.links import Link
    from netlogo.runtime.agents.turtles import Turtle
    from netlogo.runtime.world import World

SMALLEST_SHAPE = 3.0
"""Pixels from which on a turtle is drawn in its shape, below as a square."""


def view_picture(world: World) -> Image.Image:
    """The view at the world's patch size, in RGB."""
    canvas = Canvas(world.topology, world.patch_size, world.drawing.shapes())
    view = _patches(world).resize(canvas.pixels, Image.Resampling.NEAREST).convert("RGBA")
    for patch in world.patches.items:
        if patch.plabel != "":
            _label(view, world, patch.plabel, patch.plabel_color, patch.pxcor, patch.pycor, 1.0)
    if not world.drawing.blank:
        view.alpha_composite(world.drawing.bitmap())
    for link in drawn(world.link_breeds, world.links):
        _link(canvas, world, link)
    for turtle in drawn(world.turtle_breeds, world.turtles):
        _turtle(canvas, world, turtle)
    view.alpha_composite(canvas.picture())
    for turtle in drawn(world.turtle_breeds, world.turtles):
        if turtle.label != "" and not turtle.hidden:
            _label(view, world, turtle.label, turtle.label_color, turtle.xcor, turtle.ycor, turtle.size)
    return view.convert("RGB")


def drawn(breeds: dict[str, TreeSet], everybody: TreeSet) -> list[Any]:
    """All agents of a kind in the order of drawing: those of no breed, then breed after breed."""
    if not breeds:
        return list(everybody.agents())
    alone = [one for one in everybody.agents() if one.breed is everybody]
    return alone + [one for breed in breeds.values() for one in breed.agents()]


def _patches(world: World) -> Image.Image:
    topology = world.topology
    colours = np.array([rgb_of(patch.pcolor) for patch in world.patches.items], dtype=np.uint32)
    grid = colours.reshape(topology.height, topology.width)
    channels = np.stack([(grid >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(np.uint8)
    return Image.fromarray(channels)


def _turtle(canvas: Canvas, world: World, turtle: Turtle) -> None:
    if turtle.hidden:
        return
    color = argb_of(turtle.color)
    if turtle.size * world.patch_size >= SMALLEST_SHAPE:
        canvas.shape(turtle.shape, turtle.xcor, turtle.ycor, int(turtle.heading), turtle.size, color)
        return
    half = max(turtle.size, 1 / world.patch_size) / 2
    left, right, bottom, top = (
        turtle.xcor - half,
        turtle.xcor + half,
        turtle.ycor - half,
        turtle.ycor + half,
    )
    canvas.paint(("path", [left, top, right, top, right, bottom, left, bottom], color, 1.0, True, False))


def _link(canvas: Canvas, world: World, link: Link) -> None:
    if link.hidden:
        return
    one, two = link.end1, link.end2
    x, y = world.topology.nearest_copy(one.xcor, one.ycor, two.xcor, two.ycor)
    color = argb_of(link.color)
    canvas.line(one.xcor, one.ycor, x, y, color, link.thickness * world.patch_size)
    if link.breed.directed:
        heading = math.degrees(math.atan2(x - one.xcor, y - one.ycor))
        back = math.radians(heading)
        reach = two.size / 2
        tip_x, tip_y = x - reach * math.sin(back), y - reach * math.cos(back)
        sides = [math.radians(heading + turn) for turn in (-25.0, 25.0)]
        points = [tip_x, tip_y]
        for side in sides:
            points += [tip_x - 0.6 * math.sin(side), tip_y - 0.6 * math.cos(side)]
        canvas.paint(("path", points, color, 1.0, True, False))


def _label(view: Image.Image, world: World, label: Any, color: Any, x: float, y: float, size: float) -> None:
    """Text that ends at the lower right corner of its agent."""
    from netlogo.runtime.values import dump

    topology = world.topology
    right = (x - topology.left + size / 2) * world.patch_size
    below = (topology.top - y + size / 2) * world.patch_size
    rgb = rgb_of(color)
    fill = (rgb >> 16, rgb >> 8 & 255, rgb & 255, 255)
    ImageDraw.Draw(view).text((right, below), dump(label), fill=fill, anchor="rs")
