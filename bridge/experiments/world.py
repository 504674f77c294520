"""What an experiment makes once, not for every run: a force's deployment, the reference of its world."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from bridge.coupling.baseline import MakeDemand, Reference, baseline_of, reference_of
from bridge.demand.demand import DemandInfo
from bridge.demand.fitted_rates import fingerprint
from bridge.errors import BridgeError
from bridge.experiments.experiment_file import Experiment
from bridge.police.deployment import Deployment, deployment_of
from bridge.run.scenario_file import option_types
from bridge.scenario.scenario import Scenario

KEPT = 2
"""Of each kind; the travel times of the largest force take some tens of megabytes."""
PLACES = frozenset(
    {"force", "areas", "data", "more-data", "lookup", "home-office", "home-office-year", "area-year"}
    | {
        "offences",
        "outcomes",
        "rhythm",
        "fit-months",
        "leave-out",
        "keep-doubtful",
        "rates",
        "trend",
        "crimes",
    }
)
"""Options that decide on fitted rates: cells that share them are run one after the other."""
T = TypeVar("T")


class World:
    """Deployments and references of the last few forces, areas or plans."""

    def __init__(self, make_demand: MakeDemand) -> None:
        """Begin with none; `make_demand` brings a demand up for a baseline."""
        self._make_demand = make_demand
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def deployment(self, scenario: Scenario, info: DemandInfo, takes: Collection[str]) -> Deployment:
        """As `deployment_of`.

        Raises:
            ScenarioError: as there.
        """
        named = ("plan", "staffing", "geography", "roads")
        files = tuple((name, self._stamp(getattr(scenario, name))) for name in named)
        where = (scenario.force, scenario.areas, scenario.staffing_factor, scenario.start.year, files)
        places = (info.area_codes, info.area_rates, info.years, info.share, frozenset(takes))
        return self._get(
            ("deployment", scenario.reference, where, places), lambda: deployment_of(scenario, info, takes)
        )

    def reference(self, scenario: Scenario, info: DemandInfo, takes: Collection[str]) -> Reference | None:
        """As `reference_of`, which computes a baseline where the cache on the disk has none.

        Raises:
            ScenarioError: as there.
        """
        base = msgspec.json.encode(baseline_of(scenario), order="deterministic")
        named = (scenario.reference, self._stamp(scenario.reference), scenario.crimes)
        inputs = tuple(sorted(info.inputs.items()))
        return self._get(
            ("reference", base, scenario.rates, named, inputs, frozenset(takes)),
            lambda: reference_of(scenario, info, takes, self._make_demand),
        )

    def _get(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._found:
            self._found[key] = make()
            mine = [one for one in self._found if isinstance(one, tuple) and one[0] == key[0]]  # type: ignore[index]
            if len(mine) > KEPT:
                del self._found[mine[0]]
        self._found.move_to_end(key)
        found: T = self._found[key]
        return found

    @staticmethod
    def _stamp(path: str | None) -> Hashable:
        return fingerprint(None if path is None else Path(path))


def place_of_cells(experiment: Experiment) -> list[int]:
    """For each cell the number of its force, areas and data, in the order in which they first occur."""
    names = [one for one in experiment.factors if one in PLACES]
    numbers: dict[tuple[object, ...], int] = {}
    return [
        numbers.setdefault(tuple(cell[name] for name in names), len(numbers)) for cell in experiment.cells
    ]


def worlds(experiment: Experiment, cells: Collection[int]) -> list[int]:
    """Some of the cells, one for each different baseline, in the order of the cells; those whose values make
    no scenario are left out.
    """
    names = [one for one in experiment.factors if one in option_types()]
    first: dict[tuple[object, ...], int] = {}
    for cell in sorted(cells):
        first.setdefault(tuple(experiment.cells[cell][name] for name in names), cell)
    found: dict[bytes, int] = {}
    for cell in first.values():
        with suppress(BridgeError):
            base = baseline_of(experiment.scenario_of(cell, 0))
            found.setdefault(msgspec.json.encode(base, order="deterministic"), cell)
    return list(found.values())
