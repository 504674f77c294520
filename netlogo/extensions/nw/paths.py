"""Shortest paths. Among equally short ones NetLogo draws at each step, from what its searches have left.

Which search that was depends on the calls before: from the source where the last call had the same, from the
target where it had that, both ways otherwise. `PathFinder` goes the same ways, so the same paths are drawn.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Any

from netlogo.extensions.nw.context import Context, other_end
from netlogo.runtime.maths.random import MersenneTwister

_Steps = dict[tuple[Any, Any], list[Any]]


class PathFinder:
    """Paths and distances, in steps, of one graph."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._distances: dict[tuple[Any, Any], int] = {}
        self._before: _Steps = {}
        self._after: _Steps = {}
        self._from: dict[Any, _Search] = {}
        self._to: dict[Any, _Search] = {}
        self._last: tuple[Any, Any] = (None, None)

    def distance(self, source: Any, target: Any) -> int | None:
        """How many links the shortest path has; None where there is no path."""
        found = self._distances.get((source, target))
        if found is None:
            self._expand(source, target)
            found = self._distances.get((source, target))
        return found

    def path(self, source: Any, target: Any, rng: MersenneTwister) -> list[Any] | None:
        """The turtles on a shortest path, drawn among all; None where there is no path."""
        found = self._known_path(source, target, rng)
        if found is None:
            self._expand(source, target)
            found = self._known_path(source, target, rng)
        return found

    def _known_path(self, source: Any, target: Any, rng: MersenneTwister) -> list[Any] | None:
        found = drawn_path(self._after, source, target, rng)
        if found is None:
            back = drawn_path(self._before, target, source, rng)
            found = None if back is None else back[::-1]
        return found

    def _expand(self, source: Any, target: Any) -> None:
        ahead = self._from.setdefault(source, _Search(self._layers(source, self._before, back=False)))
        behind = self._to.setdefault(target, _Search(self._layers(target, self._after, back=True)))
        if ahead.goes_on and behind.goes_on:
            if self._last[0] is source:
                ahead.find(target)
            elif self._last[1] is target:
                behind.find(source)
            else:
                at, other = ahead.next(), behind.next()
                if at is not target and other is not source:
                    self._both(ahead, behind, (source, at), (other, target))
        self._last = (source, target)

    def _both(self, ahead: _Search, behind: _Search, done: tuple[Any, Any], back: tuple[Any, Any]) -> None:
        """Go on with the search that is further, with both where they are as far."""
        source, target = done[0], back[1]
        if self._distances[done] >= self._distances[back]:
            ahead.find(target)
        if self._distances[done] <= self._distances[back]:
            behind.find(source)

    def _layers(self, start: Any, steps: _Steps, *, back: bool) -> Iterator[Any]:
        """All turtles that can be reached, the nearest first; a layer is known as a whole before it comes."""
        neighbors = self._context.in_neighbors if back else self._context.out_neighbors
        far = {start: 0}
        self._distances[start, start] = 0
        layer = [start]
        while layer:
            yield from layer
            following: list[Any] = []
            for turtle in layer:
                for other in neighbors(turtle):
                    if other not in far:
                        far[other] = far[turtle] + 1
                        self._distances[(other, start) if back else (start, other)] = far[other]
                        following.insert(0, other)
                    if far[other] == far[turtle] + 1:
                        steps.setdefault((other, start), []).append(turtle)
            layer = following


class _Search:
    """A search that is gone on with when more is wanted of it."""

    def __init__(self, found: Iterator[Any]) -> None:
        self._found = found
        self._ahead: list[Any] = []

    @property
    def goes_on(self) -> bool:
        """Whether there is more to come."""
        if not self._ahead:
            self._ahead = [one for one in (next(self._found, None),) if one is not None]
        return bool(self._ahead)

    def next(self) -> Any:
        """What comes next."""
        return self._ahead.pop() if self.goes_on else None

    def find(self, wanted: Any) -> None:
        """Go on until something has come."""
        while self.goes_on:
            if self.next() is wanted:
                return


def drawn_path(steps: _Steps, source: Any, target: Any, rng: MersenneTwister) -> list[Any] | None:
    """A path along known steps; a number is drawn for each, also where there is one only."""
    path = [source]
    while path[-1] is not target:
        known = steps.get((path[-1], target))
        if not known:
            return None
        path.append(known[rng.next_int(len(known))])
    return path


class WeightedPaths:
    """Paths to one turtle by the sums of their links' weights."""

    def __init__(self, context: Context, weight: dict[Any, float], target: Any) -> None:
        self.distances: dict[Any, float] = {}
        self._target = target
        self._steps: _Steps = {}
        order = count()
        heap: list[tuple[float, int, Any, Any]] = [(0.0, next(order), target, target)]
        while heap:
            far, _, turtle, after = heapq.heappop(heap)
            new = turtle not in self.distances
            if new:
                self.distances[turtle] = far
                for link in context.in_edges(turtle):
                    other = other_end(link, turtle)
                    if other not in self.distances:
                        heapq.heappush(heap, (far + weight[link], next(order), other, turtle))
            if self.distances[turtle] >= far and turtle is not after:
                self._steps.setdefault((turtle, target), []).append(after)

    def path(self, source: Any, rng: MersenneTwister) -> list[Any] | None:
        """The turtles on a lightest path, drawn among all; None where there is no path."""
        return drawn_path(self._steps, source, self._target, rng)


def within(context: Context, start: Any, radius: int, *, back: bool = False) -> list[Any]:
    """The turtles that can be reached in so many steps, the nearest first, the start included."""
    neighbors = context.in_neighbors if back else context.out_neighbors
    seen, found, layer = {start}, [start], [start]
    for _ in range(radius):
        following = []
        for turtle in layer:
            for other in neighbors(turtle):
                if other not in seen:
                    seen.add(other)
                    following.append(other)
        if not following:
            break
        found += following
        layer = following
    return found
