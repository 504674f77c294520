"""Patches as a turtle finds them: under it, ahead of it, and uphill or downhill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netlogo.runtime.agents.base import NOBODY, Nobody
from netlogo.runtime.space.movement import MovingTurtle
from netlogo.runtime.space.topology import wrap_heading

if TYPE_CHECKING:
    from netlogo.runtime.agents.patches import Patch


class PatchFindingTurtle(MovingTurtle):
    """A turtle that finds the patches around it, and climbs."""

    __slots__ = ()

    def can_move_p(self, distance: float) -> bool:
        """Whether there is a patch that far ahead."""
        return self.world.topology.patch_towards(self.xcor, self.ycor, self.heading, distance) is not None

    def patch_here(self) -> Patch:
        """The patch on which the turtle stands."""
        return self.patch

    def patch_ahead(self, distance: float) -> Patch | Nobody:
        """The patch that far ahead."""
        return self.world.topology.patch_towards(self.xcor, self.ycor, self.heading, distance) or NOBODY

    def patch_right_and_ahead(self, angle: float, distance: float) -> Patch | Nobody:
        """The patch that far away, `angle` to the right."""
        heading = wrap_heading(self.heading + angle)
        return self.world.topology.patch_towards(self.xcor, self.ycor, heading, distance) or NOBODY

    def patch_left_and_ahead(self, angle: float, distance: float) -> Patch | Nobody:
        """The patch that far away, `angle` to the left."""
        return self.patch_right_and_ahead(-angle, distance)

    def _climb(self, name: str, around: list[Patch], sign: float) -> None:
        """Go to the best of the patches around, if it is better than this one."""
        best = -1.7976931348623157e308
        winners: list[Patch] = []
        for patch in around:
            value = getattr(patch, name)
            if value.__class__ is float and sign * value >= best:
                if sign * value > best:
                    best = sign * value
                    winners.clear()
                winners.append(patch)
        here = getattr(self.patch, name)
        if winners and (here.__class__ is not float or best > sign * here):
            winner = winners[self.world.rng.next_int(len(winners))]
            self.face(winner)
            self.move_to(winner)

    def uphill(self, name: str) -> None:
        """Go to the neighbour with the highest value of a patch variable, if higher than here."""
        self.center()
        self._climb(name, self.neighbors().items, 1.0)

    def uphill4(self, name: str) -> None:
        """As `uphill`, among the four neighbours."""
        self.center()
        self._climb(name, self.neighbors4().items, 1.0)

    def downhill(self, name: str) -> None:
        """Go to the neighbour with the lowest value of a patch variable, if lower than here."""
        self.center()
        self._climb(name, self.neighbors().items, -1.0)

    def downhill4(self, name: str) -> None:
        """As `downhill`, among the four neighbours."""
        self.center()
        self._climb(name, self.neighbors4().items, -1.0)
