"""What a script or notebook needs: run a scenario, vary it in an experiment, compare results.

Results are pandas and GeoPandas frames whose `attrs["units"]` says the unit of each column. Errors are those
of the packages below, which stay importable: `bridge`, `microsim`, `netlogo`, `planning`.
"""

from bridge.errors import BridgeError, ContractError, EngineUnavailable, RecordError, ScenarioError
from bridge.scenario.scenario import Scenario
from crims.comparing import compare
from crims.experiments import ExperimentResult, experiment
from crims.runs import Run, run
from crims.windows import WatchedWindow, Window, watch, window
from netlogo import NetLogoError, Workspace

__all__ = [
    "BridgeError",
    "ContractError",
    "EngineUnavailable",
    "ExperimentResult",
    "NetLogoError",
    "RecordError",
    "Run",
    "Scenario",
    "ScenarioError",
    "WatchedWindow",
    "Window",
    "Workspace",
    "compare",
    "experiment",
    "run",
    "watch",
    "window",
]
