"""The fewest expected minutes to respond: unit by unit to where it saves most (Fox 1966), then exchanges.

Expected minutes fall with each unit by less and less, so that the marginal gain finds the best answer; since
travel bends that a little where a district is close to its limit, pairs are exchanged afterwards as long as
it helps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planning.allocation.answer import Allocation, Binding, place_name
from planning.allocation.queueing import Cell
from planning.errors import PlanError

ENDLESS = 1e5
"""Minutes that an incident counts for each unit that is missing where work never ends, so that ending it
comes first."""
SMALLEST = 1e-9


@dataclass(frozen=True)
class Limits:
    """What an answer has to keep.

    Attributes:
        officers: on duty a day, all shifts together, or by shift.
        least: units of every district and shift.
        most: units of a district on one shift: what a station holds; None is no limit.
    """

    officers: int | Mapping[str, int]
    least: int = 1
    most: int | None = None

    def pool(self, cell: Cell) -> str:
        """The name of the stock of officers that a cell draws on."""
        return "" if isinstance(self.officers, int) else cell.shift

    def stocks(self) -> dict[str, int]:
        """Officers by name of the stock."""
        return {"": self.officers} if isinstance(self.officers, int) else dict(self.officers)


def cost(cell: Cell, units: int) -> float:
    """Minutes of waiting a week of all incidents of a cell."""
    if units < 0:
        return math.inf
    minutes = cell.minutes(units)
    if math.isfinite(minutes):
        return cell.weekly * min(minutes, ENDLESS)
    return cell.weekly * ENDLESS * (1 + cell.load(units) - units)


def least_minutes(cells: Sequence[Cell], limits: Limits) -> Allocation:
    """Give units to districts and shifts so that the mean minutes over all incidents are least.

    Raises:
        PlanError: not enough officers for the least number everywhere, or a shift without a number.
    """
    search = _Search(cells, limits)
    search.fill()
    search.exchange()
    total = sum(cell.weekly for cell in cells) or 1.0
    units = search.units
    overloaded = [cell.key for cell, n in zip(cells, units, strict=True) if cell.load(n) >= n]
    notes = [f"work never ends in {place_name(key)}: too few units for its demand" for key in overloaded]
    _, at = search.best_addition(ignore_stock=True)
    return Allocation(
        units={cell.key: n for cell, n in zip(cells, units, strict=True)},
        objective=search.total() / total,
        unit="minutes expected to respond",
        binding=_binding(search, total),
        next_place=place_name(cells[at].key) if at is not None else "",
        next_gain=search.saving(at) / total if at is not None else 0.0,
        notes=tuple(notes),
        next_officers=cells[at].crew if at is not None else 1,
    )


class _Search:
    def __init__(self, cells: Sequence[Cell], limits: Limits) -> None:
        self.cells, self.limits = cells, limits
        self.left = limits.stocks()
        self.units = [limits.least] * len(cells)
        self._known: dict[tuple[int, int], float] = {}
        for cell in cells:
            pool = limits.pool(cell)
            if pool not in self.left:
                raise PlanError(f"expected officers of the shift {cell.shift!r}, got {sorted(self.left)}")
            self.left[pool] -= cell.crew * limits.least
        for pool, left in self.left.items():
            if left < 0:
                where = f" of the shift {pool!r}" if pool else ""
                raise PlanError(
                    f"expected officers{where} for at least {limits.least} units in every district, "
                    f"got {-left} too few"
                )

    def cost(self, at: int, units: int) -> float:
        key = (at, units)
        if key not in self._known:
            self._known[key] = cost(self.cells[at], units)
        return self._known[key]

    def total(self) -> float:
        return sum(self.cost(at, n) for at, n in enumerate(self.units))

    def saving(self, at: int) -> float:
        return self.cost(at, self.units[at]) - self.cost(at, self.units[at] + 1)

    def loss(self, at: int) -> float:
        return self.cost(at, self.units[at] - 1) - self.cost(at, self.units[at])

    def has_room(self, at: int) -> bool:
        return self.limits.most is None or self.units[at] < self.limits.most

    def best_addition(
        self, ignore_stock: bool = False, allowed: Callable[[int], bool] | None = None
    ) -> tuple[float, int | None]:
        """The greatest saving per officer, and where; (0, None) where nothing is saved."""
        best, where = SMALLEST, None
        for at, cell in enumerate(self.cells):
            if not self.has_room(at) or (allowed is not None and not allowed(at)):
                continue
            if not ignore_stock and self.left[self.limits.pool(cell)] < cell.crew:
                continue
            gain = self.saving(at) / cell.crew
            if gain > best:
                best, where = gain, at
        return (best, where) if where is not None else (0.0, None)

    def fill(self) -> None:
        while True:
            _, at = self.best_addition()
            if at is None:
                return
            self.units[at] += 1
            self.left[self.limits.pool(self.cells[at])] -= self.cells[at].crew

    def exchange(self) -> None:
        """Move single units between cells of one stock and crew as long as that helps."""
        for _ in range(10 * len(self.cells)):
            best, move = SMALLEST, None
            for source, giver in enumerate(self.cells):
                if self.units[source] <= self.limits.least:
                    continue
                lost = self.loss(source)
                for target, taker in enumerate(self.cells):
                    same = self.limits.pool(giver) == self.limits.pool(taker) and giver.crew == taker.crew
                    if source != target and same and self.has_room(target):
                        gain = self.saving(target) - lost
                        if gain > best:
                            best, move = gain, (source, target)
            if move is None:
                return
            self.units[move[0]] -= 1
            self.units[move[1]] += 1


def _binding(search: _Search, total: float) -> tuple[Binding, ...]:
    """Limits whose easing by one would help."""
    cells, limits = search.cells, search.limits
    found = []
    for pool in search.left:
        mine = {at for at, cell in enumerate(cells) if limits.pool(cell) == pool}
        _, at = search.best_addition(True, mine.__contains__)
        if at is not None:
            name = f"{limits.stocks()[pool]} officers" + (f" on the shift {pool}" if pool else " a day")
            found.append(Binding(name, search.saving(at) / total, cells[at].crew - search.left[pool]))
    for at, cell in enumerate(cells):
        pool = limits.pool(cell)
        if limits.most is not None and search.units[at] == limits.most:
            # A unit more here is of officers left over, or taken from where it is missed least.
            losses = (
                [0.0]
                if search.left[pool] >= cell.crew
                else [
                    search.loss(other)
                    for other, one in enumerate(cells)
                    if other != at
                    and limits.pool(one) == pool
                    and one.crew >= cell.crew
                    and search.units[other] > limits.least
                ]
            )
            gain = search.saving(at) - min(losses, default=math.inf)
            if gain > SMALLEST:
                found.append(Binding(f"at most {limits.most} units: {place_name(cell.key)}", gain / total))
        if search.units[at] == limits.least and limits.least > 0:
            same = {o for o, one in enumerate(cells) if limits.pool(one) == pool and o != at}
            better, where = search.best_addition(True, same.__contains__)
            gain = better * cell.crew - search.loss(at)
            if where is not None and gain > SMALLEST and limits.least > 1:
                found.append(Binding(f"at least {limits.least} units: {place_name(cell.key)}", gain / total))
    found.sort(key=lambda one: -one.gain)
    return tuple(found)
