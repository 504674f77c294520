"""Networks that are made: rings, lattices, random ones.

Each function gives the new turtles, with NetLogo's draws, but for `small_world`, whose long links NetLogo
draws in an order of its memory's.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure

if TYPE_CHECKING:
    from netlogo.runtime.agents.agent_sets import TreeSet
    from netlogo.runtime.world import World


class Generators:
    """Makes turtles of one breed and links of another in a world."""

    def __init__(self, world: World, turtles: TreeSet, links: TreeSet) -> None:
        self._world = world
        self._turtles = turtles
        self._links = links
        world.check_link_breed(links)
        if links.directed is None:
            links.directed = False

    @property
    def directed(self) -> bool:
        """Whether the links lead one way."""
        return bool(self._links.directed)

    def turtle(self) -> Any:
        """A new turtle at the origin with a random colour and heading."""
        world = self._world
        color = 5.0 + 10.0 * world.rng.next_int(14)
        return self._placed(color, float(world.rng.next_int(360)))

    def _placed(self, color: float, heading: float) -> Any:
        world = self._world
        origin = world.topology.patch_inside(0.0, 0.0)
        return world.turtle_class(world.new_who(), self._turtles, origin, color, heading)

    def link(self, one: Any, two: Any) -> Any:
        """The link from one turtle to another, made if there is none."""
        if not self.directed and one.id > two.id:
            one, two = two, one
        found = self._world.find_link(one, two, self._links)
        return found if found is not None else self._world.new_link(one, two, self._links)

    def linked(self, size: int, pairs: Iterable[tuple[int, int]]) -> list[Any]:
        """New turtles, with links between those of these numbers."""
        made = [self.turtle() for _ in range(size)]
        for one, two in pairs:
            self.link(made[one], made[two])
        return made

    def random(self, size: int, probability: float) -> list[Any]:
        """Each pair is linked with the same probability (Erdős and Rényi)."""
        made = [self.turtle() for _ in range(size)]
        for i, one in enumerate(made):
            for j, two in enumerate(made):
                wanted = j != i if self.directed else j > i
                if wanted and self._world.rng.next_double() < probability:
                    self.link(one, two)
        return made

    def preferential(self, size: int, degree: int) -> list[Any]:
        """Each new turtle is linked to some, by how many links they have (Barabási and Albert)."""
        if size <= degree:
            raise failure("requirement failed: The number of turtles must be larger than the minimum degree.")
        rng = self._world.rng
        made = [self.turtle() for _ in range(degree + 1)]
        links = [self.link(one, two) for one, two in combinations(made, 2)]
        while len(made) < size:
            new = self.turtle()
            own: dict[Any, None] = {}
            while len(own) < degree:
                picked = links[rng.next_int(len(links))]
                own[self.link(new, picked.end1 if rng.bits(1) else picked.end2)] = None
            links += own
            made.append(new)
        return made

    def watts_strogatz(self, size: int, neighborhood: int, probability: float) -> list[Any]:
        """A ring whose links lead elsewhere with a probability."""
        rng = self._world.rng
        made = [self._placed(i % 14 * 10.0 + 5.0, 360.0 * i / size) for i in range(size)]
        available = made[:]
        targets = {
            one: {made[(i + j) % size] for j in range(1, neighborhood + 1)} for i, one in enumerate(made)
        }
        for i, source in enumerate(made):
            for j in range(1, neighborhood + 1):
                target = made[(i + j) % size]
                if rng.next_double() < probability:
                    targets[source].discard(target)
                    target = self._elsewhere(source, available, targets)
                    targets[source].add(target)
                self.link(source, target)
        return made

    def _elsewhere(self, source: Any, available: list[Any], targets: dict[Any, set[Any]]) -> Any:
        for i in range(len(available)):
            j = self._world.rng.next_int(len(available) - i) + i
            found = available[j]
            available[i], available[j] = found, available[i]
            if found is not source and found not in targets[source] and source not in targets[found]:
                return found
        raise failure("there is no turtle left to be linked to")

    def lattice(self, rows: int, columns: int, toroidal: bool) -> list[Any]:
        """A grid."""
        return self.linked(rows * columns, self._grid(rows, columns, toroidal))

    def _grid(self, rows: int, columns: int, toroidal: bool) -> list[tuple[int, int]]:
        edge = 0 if toroidal else 1
        down = [
            (i * columns + j, (i + 1) % rows * columns + j)
            for i in range(rows - edge)
            for j in range(columns)
        ]
        right = [
            (i * columns + j, i * columns + (j + 1) % columns)
            for i in range(rows)
            for j in range(columns - edge)
        ]
        pairs = [(one, two) for one, two in down + right if one != two]
        return pairs + [(two, one) for one, two in pairs] if self.directed else pairs

    def small_world(self, rows: int, columns: int, exponent: float, toroidal: bool) -> list[Any]:
        """A grid in which each turtle has one long link, shorter ones rather than longer ones (Kleinberg)."""
        made = self.lattice(rows, columns, toroidal)
        for i, source in enumerate(made):
            choices, chances = [], []
            for j, other in enumerate(made):
                far = _apart(i // columns, j // columns, rows, toroidal)
                far += _apart(i % columns, j % columns, columns, toroidal)
                if far >= 2:
                    choices.append(other)
                    chances.append(far**-exponent)
            if choices:
                sums = list(accumulate(chances))
                drawn = self._world.rng.next_double() * sums[-1]
                self.link(source, choices[next((k for k, s in enumerate(sums) if drawn < s), len(sums) - 1)])
        return made

    def ring(self, size: int) -> list[Any]:
        """A circle."""
        return self.linked(size, [(i, (i + 1) % size) for i in range(size)])

    def star(self, size: int) -> list[Any]:
        """A turtle in the middle to which all others lead."""
        return self.linked(size, [(i, 0) for i in range(1, size)])

    def wheel(self, size: int, *, inward: bool) -> list[Any]:
        """A circle around a turtle, the last one made."""
        hub = size - 1
        rim = [(i, (i + 1) % hub) for i in range(hub)]
        return self.linked(size, rim + [(i, hub) if inward else (hub, i) for i in range(hub)])


def _apart(one: int, two: int, size: int, toroidal: bool) -> int:
    far = abs(one - two)
    return min(far, size - far) if toroidal else far
