"""The crime microsimulation as a simulator of mosaik: loading factors in, the crimes of a window out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mosaik_api_v3

from bridge.base.time_windows import Window
from bridge.demand.crime_rows import Crimes
from bridge.demand.demand import Fitted, LocalDemand
from bridge.demand.fitted_rates import FittedRates
from bridge.demand.request import DemandRequest, Tables
from bridge.mosaik.hourly import HourlySimulator
from bridge.mosaik.values import pack_crimes, scenario_from, unpack_loading
from bridge.scenario.scenario import Scenario

MODEL = "CrimeDemand"
META = {
    "api_version": "3.0",
    "type": "time-based",
    "models": {
        MODEL: {
            "public": True,
            "params": ["scenario", "calls"],
            "attrs": ["loading", "crimes", "count"],
        }
    },
}


class _Entity:
    """One demand, with the window that it samples next."""

    def __init__(self, scenario: Scenario, calls: bool, rates: FittedRates[Fitted]) -> None:
        request = DemandRequest.of(scenario, calls=calls)
        self.demand = LocalDemand(request, Tables.of(scenario), rates)
        self.windows: Iterator[Window] = scenario.windows()
        self.crimes: Crimes | None = None


class CrimeDemandSimulator(HourlySimulator[_Entity]):
    """Entities of `CrimeDemand`.

    `create(scenario=..., calls=True)` takes the path of a scenario file or its options. Input `loading`:
    category -> factor, or what `PoliceSupply` gives. Outputs: `crimes` of the window that begins at the step,
    for `PoliceSupply`; `count`, how many they are. A step is a window of the scenario (`exchange`).
    """

    def __init__(self) -> None:
        super().__init__(META)
        self._rates: FittedRates[Fitted] = FittedRates()

    def create(self, num: int, model: str, scenario: Any = None, calls: bool = True) -> list[dict[str, Any]]:
        """Fit the rates of a scenario.

        Raises:
            BridgeError: as for `crims demand`.
        """
        made = []
        for _ in range(num):
            name = f"demand-{len(self._entities)}"
            self._entities[name] = _Entity(scenario_from(scenario or {}), calls, self._rates)
            made.append({"eid": name, "type": model})
        return made

    def step(self, time: int, inputs: dict[str, Any], max_advance: int) -> int:
        """Sample the next window of every entity, and say when it ends."""
        ends = []
        for name, entity in self._entities.items():
            loading, by_area = unpack_loading(inputs.get(name, {}).get("loading", {}).values())
            window = next(entity.windows)
            entity.crimes = entity.demand.advance(window, loading, by_area)
            ends.append(time + window.hours)
        return min(ends)

    def get_data(self, outputs: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
        """What was sampled last."""
        found: dict[str, dict[str, Any]] = {}
        for name, wanted in outputs.items():
            crimes = self._entities[name].crimes
            assert crimes is not None  # mosaik asks after the first step
            values = {"crimes": pack_crimes(crimes), "count": len(crimes)}
            found[name] = {one: values[one] for one in wanted if one in values}
        return found


def main() -> None:
    """Serve mosaik from a process of its own: `python -m bridge.mosaik.crime_demand HOST:PORT`."""
    mosaik_api_v3.start_simulation(CrimeDemandSimulator())


if __name__ == "__main__":
    main()
