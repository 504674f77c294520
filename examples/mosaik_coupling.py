"""A day of Calderdale in mosaik: crimes and police as two simulators, ready to be joined to others.

    pip install 'crims-bridge[mosaik]'
    python examples/mosaik_coupling.py

The police model's loading goes back to the crimes one window later (`time_shifted`), as in `crims run`; the
figures are those of `crims run` with the same options. Join a model of yours by connecting it to `loading`,
`count` or `metrics`.
"""

from typing import Any, ClassVar

import mosaik
import mosaik_api_v3

SCENARIO = {
    "areas": ["Calderdale"],
    "start": "2018-07-01",
    "end": "2018-07-02",
    "exchange": "6h",
    "seed": 3,
}
"""Options of `crims run`; the path of a scenario file will do as well."""
HOURS = 24


class Log(mosaik_api_v3.Simulator):
    """Keeps the last metrics: where a model of your own would be."""

    last: ClassVar[dict[str, float]] = {}

    def __init__(self) -> None:
        models = {"Log": {"public": True, "params": [], "attrs": ["metrics"]}}
        super().__init__({"api_version": "3.0", "type": "event-based", "models": models})

    def create(self, num: int, model: str) -> list[dict[str, Any]]:
        """The one entity."""
        return [{"eid": "log", "type": model}]

    def step(self, time: int, inputs: dict[str, Any], max_advance: int) -> None:
        """Look at what the police say."""
        (metrics,) = inputs["log"]["metrics"].values()
        Log.last = metrics

    def get_data(self, outputs: dict[str, list[str]]) -> dict[str, Any]:
        """Nothing to give."""
        return {}


def couple(scenario: object = SCENARIO, hours: int = HOURS) -> dict[str, float]:
    """Run the world; the police model's figures at its end."""
    simulators = {
        "Crimes": {"python": "bridge.mosaik.crime_demand:CrimeDemandSimulator"},
        "Police": {"python": "bridge.mosaik.police_supply:PoliceSupplySimulator"},
        "Log": {"python": f"{__name__}:Log"},
    }
    world = mosaik.World(simulators, time_resolution=3600, skip_greetings=True)
    crimes = world.start("Crimes").CrimeDemand(scenario=scenario)
    police = world.start("Police").PoliceSupply(scenario=scenario)
    log = world.start("Log").Log()
    world.connect(crimes, police, "crimes")
    world.connect(police, crimes, "loading", time_shifted=True, initial_data={"loading": None})
    world.connect(police, log, "metrics")
    world.run(until=hours, print_progress=False)
    return Log.last


if __name__ == "__main__":
    for name, value in couple().items():
        print(f"{name:32} {value:10.4g}")
