"""Docking: one model on both engines, with the same seed and crimes, compared after every tick.

The result is the first difference of each seed, or none. Equal is the expected result: the embedded engine
draws NetLogo's random numbers in NetLogo's order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from bridge.base.time_windows import windows
from bridge.coupling.baseline import reference_of, told
from bridge.coupling.coupler import Coupler
from bridge.demand.crime_rows import Row
from bridge.demand.demand import Demand, LocalDemand
from bridge.demand.request import DemandRequest
from bridge.errors import ContractError, ScenarioError
from bridge.police.contract import Needs
from bridge.police.deployment import deployment_of
from bridge.police.reports import Loading
from bridge.police.supply import Given, Supply, SupplyInfo
from bridge.police.table_columns import TableColumns
from bridge.scenario.scenario import Scenario

MOST_SEEDS = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the engines came apart."""

    seed: int
    tick: int
    """From 1: after how many ticks."""
    metric: str
    """A metric, `loading <category>`, `note <text>`, or a cell of a table."""
    first: float | str | None
    """On the first engine; None where it has no such metric."""
    second: float | str | None


@dataclass(frozen=True, slots=True)
class Docking:
    """What one seed's comparison found."""

    seed: int
    ticks: int
    crimes: int
    compared: int
    """Values that were compared."""
    difference: Difference | None


class _ApartError(Exception):
    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


class Twins:
    """Two supply sides run as one; the first value in which they differ ends the run."""

    def __init__(self, first: Supply, second: Supply) -> None:
        """Run `first` and `second` side by side; what the coupler sees comes from the first."""
        self._both = (first, second)
        self.ticks = self.compared = 0

    @property
    def info(self) -> SupplyInfo:
        """What the first was made from."""
        return replace(self._both[0].info, engine=" and ".join(one.info.engine for one in self._both))

    @property
    def needs(self) -> Needs:
        """What both want to be told, if it is the same.

        Raises:
            ContractError: it is not.
        """
        first, second = (one.needs for one in self._both)
        if first != second:
            raise ContractError(f"expected the same ticks and items on both engines, got {first}, {second}")
        return first

    def setup(self, start: datetime, seed: int, given: Given | None = None) -> None:
        """Set both up alike."""
        self.ticks = self.compared = 0
        for one in self._both:
            one.setup(start, seed, given)

    def receive(self, crimes: Sequence[Row], calls: Sequence[Row]) -> None:
        """Hand the same crimes and calls to both."""
        for one in self._both:
            one.receive(crimes, calls)

    def tick(self) -> None:
        """Run a tick on both."""
        self.ticks += 1
        for one in self._both:
            one.tick()

    def metrics(self) -> dict[str, float]:
        """The metrics, if they are equal on both."""
        return self._same("", *(one.metrics() for one in self._both))

    def loading(self) -> Loading:
        """The loading factors, if they are equal on both."""
        first, second = (one.loading() for one in self._both)
        self._same("loading ", first.categories, second.categories)
        self._same("loading ", *(dict(_flat(one)) for one in (first, second)))
        return first

    def tables(self, *, last: bool) -> list[TableColumns]:
        """The new rows of the model's tables, if they are equal on both."""
        first, second = (one.tables(last=last) for one in self._both)
        self._same("", *(dict(_cells(one)) for one in (first, second)))
        return first

    def notes(self) -> dict[str, float]:
        """The notes, if they are equal on both."""
        return self._same("note ", *(one.notes() for one in self._both))

    def reference(self) -> list[list[Any]]:
        """What the first reports."""
        return self._both[0].reference()

    def close(self) -> None:
        """Close both."""
        for one in self._both:
            one.close()

    def _same(self, kind: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
        for name in [*first, *(name for name in second if name not in first)]:
            a, b = first.get(name), second.get(name)
            if a != b:
                raise _ApartError(Difference(0, self.ticks, kind + name, a, b))
        self.compared += len(first)
        return dict(first)


def _flat(loading: Loading) -> Iterator[tuple[str, float]]:
    for category, factors in loading.areas.items():
        for area, factor in factors.items():
            yield f"{category} {area}", factor


def _cells(tables: Sequence[TableColumns]) -> Iterator[tuple[str, Any]]:
    for table in tables:
        for number, row in enumerate(table.rows()):
            for column, cell in zip(table.columns, row, strict=True):
                yield f"{table.name}, row {number}, {column}", cell


def dock(
    scenario: Scenario, seed: int, twins: Twins, make_demand: Callable[[DemandRequest], Demand] = LocalDemand
) -> Docking:
    """Run the scenario with a seed on both engines and compare every metric of every tick.

    Raises:
        BridgeError: the scenario or the model is wrong.
        netlogo.NetLogoError: the model fails while running.
    """
    seeded = msgspec.structs.replace(scenario, seed=seed)
    streams = seeded.streams()
    spec = DemandRequest.of(seeded, calls="receive-calls" in twins.info.takes)
    demand = make_demand(spec)
    try:
        takes = twins.info.takes
        deployment = deployment_of(seeded, demand.info, takes)
        reference = reference_of(seeded, demand.info, takes, LocalDemand)
        twins.setup(seeded.start, streams["abm"], told(deployment, reference))
        coupler = Coupler(demand, twins)
        found = None
        try:
            for _ in coupler.run(windows(seeded.start, seeded.end, seeded.interval)):
                pass
        except _ApartError as apart:
            found = replace(apart.difference, seed=seed)
        return Docking(seed, twins.ticks, coupler.counts.sampled, twins.compared, found)
    finally:
        demand.abandon()


def parse_seeds(text: str) -> list[int]:
    """Seeds as typed: `1..5`, `7`, or `1,3,7..9`.

    Raises:
        ScenarioError: nothing that can be meant.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not first.isdigit() or (dots and not last.isdigit()):
            raise ScenarioError(f"expected seeds as '1..5' or '1,3,7', got {text!r}")
        low, high = int(first), int(last or first)
        if not low <= high < low + MOST_SEEDS:
            raise ScenarioError(f"expected at most {MOST_SEEDS} seeds, the smaller first, got {part!r}")
        seeds += range(low, high + 1)
    return seeds
