"""BehaviorSpace: runs the experiments of a model as NetLogo's headless launcher does, in parallel processes.

`read_experiments` and `experiments_of` read them, `run_experiment` runs one and writes its tables.
"""

from netlogo.behaviorspace.experiment import Enumerated, Experiment, ExperimentError, Stepped
from netlogo.behaviorspace.reading import choose, experiments_of, read_experiments
from netlogo.behaviorspace.run_result import RunResult
from netlogo.behaviorspace.runner import Options, code_errors
from netlogo.behaviorspace.session import Outputs, Summary, run_experiment

__all__ = [
    "Enumerated",
    "Experiment",
    "ExperimentError",
    "Options",
    "Outputs",
    "RunResult",
    "Stepped",
    "Summary",
    "choose",
    "code_errors",
    "experiments_of",
    "read_experiments",
    "run_experiment",
]
