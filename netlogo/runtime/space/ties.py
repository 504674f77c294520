"""Ties: turtles that move and turn with the turtle they are tied to.

Called after a turtle has moved or turned while any link of the world is tied. A root turtle drags the turtles
at the far ends of its tied out-links, these drag theirs, and no turtle is moved twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlogo.errors import LogoError
from netlogo.runtime.maths.fdlibm import cos, sin, to_radians
from netlogo.runtime.maths.numbers import INFINITESIMAL
from netlogo.runtime.space.topology import subtract_headings

if TYPE_CHECKING:
    from netlogo.runtime.space.movement import MovingTurtle


def _tied(root: MovingTurtle, seen: frozenset[MovingTurtle]) -> list[MovingTurtle]:
    """The turtles which `root` drags along, without those already seen."""
    found: list[MovingTurtle] = []
    for link in root.select_links(True, False, None):
        if link.tie_mode != "none":
            turtle = link.opposite(root)
            if not turtle.dead and turtle not in seen and turtle not in found:
                found.append(turtle)
    return found


def moved(
    root: MovingTurtle,
    x: float,
    y: float,
    old_x: float,
    old_y: float,
    seen: frozenset[MovingTurtle] | None = None,
) -> None:
    """Move the tied turtles as `root` has moved, (x, y) being its new place before wrapping."""
    before = seen if seen is not None else frozenset((root,))
    turtles = _tied(root, before)
    after = before.union(turtles)
    for turtle in turtles:
        try:
            turtle.go_to(turtle.xcor + (x - old_x), turtle.ycor + (y - old_y), after)
        except LogoError:
            continue


def _squashed(value: float) -> float:
    return 0.0 if abs(value) < INFINITESIMAL else value


def turned(
    root: MovingTurtle, heading: float, old: float, seen: frozenset[MovingTurtle] | None = None
) -> None:
    """Swing the tied turtles round `root` as it has turned; those tied fixedly turn as well."""
    before = seen if seen is not None else frozenset((root,))
    turn = subtract_headings(heading, old)
    turtles = _tied(root, before)
    after = before.union(turtles)
    x, y = root.xcor, root.ycor
    topology = root.world.topology
    for turtle in turtles:
        try:
            radius = topology.distance(x, y, turtle.xcor, turtle.ycor)
            if radius != 0:
                angle = to_radians(topology.towards(x, y, turtle.xcor, turtle.ycor) + turn)
                turtle.go_to(x + radius * _squashed(sin(angle)), y + radius * _squashed(cos(angle)), after)
        except LogoError:
            continue
        links = root.select_links(True, False, None)
        if any(link.tie_mode == "fixed" and link.opposite(root) is turtle for link in links):
            turtle._turn_to(turtle.heading + turn, after)
