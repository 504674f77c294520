"""`diffuse` and `diffuse4`: every patch gives a share of a variable to its neighbours.

Values are gathered in a (width, height) array and computed for all patches at once. The order of additions is
NetLogo's, which sums the four values of a group from the smallest pairs, so the results agree to the last
bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from netlogo.errors import LogoError
from netlogo.runtime.agents.base import NOBODY
from netlogo.runtime.maths.numbers import message_text
from netlogo.runtime.values import dump, type_name

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from netlogo.runtime.world import World

Grid: TypeAlias = "npt.NDArray[np.float64]"


def _sum4(a: Grid, b: Grid, c: Grid, d: Grid) -> Grid:
    """Sum of four, the two lower and the two higher ones of the pairs (a, b) and (c, d) first where the
    pairs overlap.
    """
    import numpy as np

    low1, high1 = np.where(a < b, a, b), np.where(a < b, b, a)
    low2, high2 = np.where(c < d, c, d), np.where(c < d, d, c)
    overlap = (low2 < high1) & (low1 < high2)
    result: Grid = np.where(overlap, (low1 + low2) + (high1 + high2), (low1 + high1) + (low2 + high2))
    return result


def _shifted(grid: Grid, dx: int, dy: int, wrap_x: bool, wrap_y: bool, own: Grid) -> Grid:
    """For each patch the value of the patch at an offset; its own value where that lies beyond an edge."""
    import numpy as np

    moved = np.roll(grid, (-dy, -dx), axis=(0, 1))
    if not wrap_x and dx:
        edge = -1 if dx > 0 else 0
        moved[:, edge] = own[:, edge]
    if not wrap_y and dy:
        edge = -1 if dy > 0 else 0
        moved[edge, :] = own[edge, :]
    return moved


class DiffusionPrimitives:
    """The diffusion primitives of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _values(self, name: str) -> Grid:
        import numpy as np

        patches = self._world.patches.items
        topology = self._world.topology
        values = [getattr(patch, name) for patch in patches]
        if not all(value.__class__ is float for value in values):
            patch = next(p for p, value in zip(patches, values, strict=True) if value.__class__ is not float)
            value = getattr(patch, name)
            shown = "NOBODY" if value is NOBODY else f"the {type_name(value)} {dump(value)}"
            variable = self._variable_name(name)
            raise LogoError(
                f"{patch} should contain a number in the {variable} variable, but contains {shown} instead"
            )
        return np.array(values).reshape(topology.height, topology.width)

    def _variable_name(self, attribute: str) -> str:
        program = self._world.program
        names = {program.attr(name): name for name in program.patches_own}
        return names.get(attribute, attribute.upper().replace("_", "-"))

    def _diffuse(self, name: str, share: float, four: bool) -> None:
        import numpy as np

        if not 0.0 <= share <= 1.0:
            raise LogoError(f"{message_text(share)} is not in the range 0.0 to 1.0")
        if name in ("pxcor", "pycor"):
            raise LogoError("You can't change a patch's coordinates.")
        old = self._values(name)
        total = _edge_total(old, self._world.topology.wrap_x, self._world.topology.wrap_y, four)
        new = old + share * (total / (4 if four else 8) - old)
        store = self._world.patch_class.set_pcolor if name == "pcolor" else None
        patches = self._world.patches.items
        changed = np.flatnonzero(new.ravel() != old.ravel())
        for number, value in zip(changed.tolist(), new.ravel()[changed].tolist(), strict=True):
            if store is not None:
                store(patches[number], value)
            else:
                setattr(patches[number], name, value)

    def diffuse(self, name: str, share: float) -> None:
        """Give a share of a patch variable to the eight neighbours in equal parts."""
        self._diffuse(name, share, four=False)

    def diffuse4(self, name: str, share: float) -> None:
        """Give a share of a patch variable to the four neighbours in equal parts."""
        self._diffuse(name, share, four=True)


def _edge_total(old: Grid, wrap_x: bool, wrap_y: bool, four: bool) -> Grid:
    """Sum over the neighbours of each patch; what lies beyond an edge counts with the patch's own value."""

    def at(dx: int, dy: int) -> Grid:
        return _shifted(old, dx, dy, wrap_x, wrap_y, old)

    east, west, north, south = at(1, 0), at(-1, 0), at(0, -1), at(0, 1)
    total = _sum4(east, west, north, south)
    if four:
        return total
    return total + _sum4(at(1, 1), at(1, -1), at(-1, 1), at(-1, -1))
