"""A sensitivity analysis as pyNetLogo's users write it: only the import is another."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netlogo import pynetlogo

OWN = Path(__file__).parents[2] / "bench" / "models" / "walkers.nlogo"
LIBRARY = Path("models", "Sample Models", "Biology", "Wolf Sheep Predation.nlogo")
REPORTERS = ["count sheep", "count wolves"]


def wolves_and_sheep() -> tuple[Path, dict[str, tuple[float, float]]]:
    """Wolf Sheep Predation where NetLogo is installed, with its sliders; else our own wolves and sheep."""
    installed = Path(os.environ.get("NETLOGO_HOME", "/nowhere"))
    for model in (installed / LIBRARY, installed / "app" / LIBRARY):
        if model.is_file():
            return model, {
                "grass-regrowth-time": (20.0, 40.0),
                "sheep-gain-from-food": (2.0, 8.0),
                "wolf-reproduce": (2.0, 8.0),
            }
    return OWN, {}


def test_indices_come_from_the_frame_of_a_sweep() -> None:
    salib = pytest.importorskip("SALib", reason="SALib is not installed")
    assert salib is not None
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    model, sliders = wolves_and_sheep()
    link = pynetlogo.NetLogoLink(gui=False)
    link.load_model(str(model))
    problem = {
        "num_vars": 1 + len(sliders),
        "names": ["random-seed", *sliders],
        "bounds": [[1, 100000], *map(list, sliders.values())],
    }
    points = sample.sample(problem, 4, calc_second_order=True, seed=1)
    results = pd.DataFrame(columns=REPORTERS, index=range(len(points)), dtype=float)
    for run, values in enumerate(points):
        for name, value in zip(problem["names"], values, strict=True):
            link.command(f"random-seed {value}" if name == "random-seed" else f"set {name} {value}")
        link.command("setup")
        counts = link.repeat_report(REPORTERS, 5)
        assert [len(counts[one]) for one in REPORTERS] == [6, 6]
        results.loc[run] = [np.mean(counts[one]) for one in REPORTERS]
    indices = analyse.analyze(problem, results["count sheep"].to_numpy(), calc_second_order=True, seed=1)
    assert results.notna().all(axis=None)
    assert results["count sheep"].nunique() > 1
    assert len(indices["ST"]) == problem["num_vars"]
