"""A coupled NetLogo police model as a simulator of mosaik: crimes in, metrics and loading factors out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import mosaik_api_v3

from bridge.base.time_windows import Window
from bridge.coupling.baseline import reference_of, told
from bridge.coupling.coupler import Coupler, Exchange
from bridge.demand.area_factors import AreaFactors
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Costs, DemandInfo, Fitted, LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.request import DemandRequest, Tables
from bridge.errors import ScenarioError
from bridge.mosaik.hourly import HourlySimulator
from bridge.mosaik.values import pack_loading, scenario_from, unpack_crimes
from bridge.police.deployment import deployment_of
from bridge.police.engines import maker
from bridge.scenario.scenario import Scenario

MODEL = "PoliceSupply"
META = {
    "api_version": "3.0",
    "type": "time-based",
    "models": {
        MODEL: {"public": True, "params": ["scenario"], "attrs": ["crimes", "loading", "metrics", "hours"]}
    },
}


class _Given:
    """A demand whose crimes come from mosaik."""

    def __init__(self, info: DemandInfo) -> None:
        self._info = info
        self.crimes: Mapping[str, Any] | None = None

    @property
    def info(self) -> DemandInfo:
        return self._info

    def advance(
        self, window: Window, loading: Mapping[str, float], by_area: AreaFactors | None = None
    ) -> Crimes:
        if self.crimes is None:
            raise ScenarioError("expected 'crimes' of one CrimeDemand connected to every PoliceSupply")
        return unpack_crimes(self.crimes, window)

    def close(self) -> Costs:
        return Costs({}, 0)

    def abandon(self) -> None:
        """Nothing is held."""


class _Entity:
    """One police model, and the coupling that checks what it is given and what it says."""

    def __init__(self, scenario: Scenario, rates: FittedRates[Fitted]) -> None:
        def demand(request: DemandRequest, tables: Tables) -> LocalDemand:
            return LocalDemand(request, tables, rates)

        self.supply = maker()(scenario)
        takes = self.supply.info.takes
        info = demand(DemandRequest.of(scenario), Tables.of(scenario)).info
        deployment = deployment_of(scenario, info, takes)
        reference = reference_of(scenario, info, takes, demand)
        self.supply.setup(scenario.begin, scenario.streams()["abm"], told(deployment, reference))
        self.given = _Given(info)
        self.last: Exchange | None = None
        self.exchanges: Iterator[Exchange] = Coupler(self.given, self.supply).run(scenario.windows())


class PoliceSupplySimulator(HourlySimulator[_Entity]):
    """Entities of `PoliceSupply`.

    `create(scenario=...)` takes the path of a scenario file or its options. Input `crimes` of one
    `CrimeDemand`. Outputs: `loading`, for `CrimeDemand` (connect it `time_shifted`); `metrics`, the model's
    figures at the end of the window; `hours`, those of each hour. A step is a window of the scenario.
    """

    def __init__(self) -> None:
        super().__init__(META)
        self._rates: FittedRates[Fitted] = FittedRates()

    def create(self, num: int, model: str, scenario: Any = None) -> list[dict[str, Any]]:
        """Compile the model of a scenario, tell it of its force and set it up.

        Raises:
            BridgeError: as for `crims run`.
            netlogo.NetLogoError: the model does not compile, or its setup fails.
        """
        made = []
        for _ in range(num):
            name = f"police-{len(self._entities)}"
            self._entities[name] = _Entity(scenario_from(scenario or {}), self._rates)
            made.append({"eid": name, "type": model})
        return made

    def step(self, time: int, inputs: dict[str, Any], max_advance: int) -> int:
        """Run every model through the window of the crimes that it was given.

        Raises:
            BridgeError: crimes of several sources or of another window, or a model that breaks the contract.
        """
        ends = []
        for name, entity in self._entities.items():
            given = list(inputs.get(name, {}).get("crimes", {}).values())
            if len(given) > 1:
                raise ScenarioError(f"{name}: expected the crimes of one CrimeDemand, got {len(given)}")
            entity.given.crimes = given[0] if given else None
            entity.last = next(entity.exchanges)
            ends.append(time + entity.last.window.hours)
        return min(ends)

    def get_data(self, outputs: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
        """What the models said last."""
        found: dict[str, dict[str, Any]] = {}
        for name, wanted in outputs.items():
            last = self._entities[name].last
            assert last is not None  # mosaik asks after the first step
            values = {
                "loading": pack_loading(last.loading, last.area_loading),
                "metrics": last.metrics[-1],
                "hours": last.metrics,
            }
            found[name] = {one: values[one] for one in wanted if one in values}
        return found

    def finalize(self) -> None:
        """Free the models."""
        for entity in self._entities.values():
            entity.supply.close()


def main() -> None:
    """Serve mosaik from a process of its own: `python -m bridge.mosaik.police_supply HOST:PORT`."""
    mosaik_api_v3.start_simulation(PoliceSupplySimulator())


if __name__ == "__main__":
    main()
