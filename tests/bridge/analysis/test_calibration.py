"""A posterior that can be worked by hand, from an experiment's folder."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from bridge.analysis import calibration
from bridge.analysis.calibration import Posterior, Target, calibrate
from bridge.cli import crims
from bridge.errors import ScenarioError
from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import read_experiment
from bridge.experiments.store import Store, read_rows
from tests.bridge.analysis.made import made_experiment

pytest.importorskip("emcee")
pytest.importorskip("sklearn")


@pytest.fixture(scope="module", autouse=True)
def _few_steps() -> Iterator[None]:
    """Enough for two factors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "STEPS", 240)
        patch.setattr(calibration, "MOST_STEPS", 240)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """y = 10 a, z = 10 b: each target is about one factor."""
    return made_experiment(
        tmp_path_factory.mktemp("made"),
        lambda x: 10 * x[0],
        "lhs",
        40,
        [(0.0, 2.0), (0.0, 1.0)],
        z=lambda x: 10 * x[1],
    )


@pytest.fixture(scope="module")
def posterior(folder: Path) -> Posterior:
    return calibrate(folder, [Target("y", 8.0, 1.0)], [Target("z", 30.0)])


def test_the_posterior_is_the_normal_one_that_was_observed(posterior: Posterior) -> None:
    a, b = posterior.draws.T
    assert a.mean() == pytest.approx(0.8, abs=0.02)
    assert a.std() == pytest.approx(0.1, abs=0.02)
    assert b.std() == pytest.approx(1 / np.sqrt(12), abs=0.05)  # nothing was observed of it: still uniform


def test_what_was_held_out_is_told_from_what_was_fitted(posterior: Posterior) -> None:
    y, z = posterior.fits
    assert (y.held_out, y.inside) == (False, True)
    assert (z.held_out, z.inside) == (True, False)  # z cannot be 30
    assert y.covered > 0.8
    assert len(posterior.cells(5)) == 5


def test_the_command_writes_the_same_draws_and_says_what_does_not_agree(
    folder: Path, posterior: Posterior, tmp_path: Path
) -> None:
    arguments = ["calibrate", str(folder), "--target", "y=8+-1", "--held-out", "z=30", "--out", str(tmp_path)]
    found = CliRunner().invoke(crims, arguments, catch_exceptions=False)
    assert found.exit_code == 0
    assert "does not agree" in found.output
    np.testing.assert_array_equal(pd.read_parquet(tmp_path / "posterior.parquet"), posterior.draws)


@pytest.mark.parametrize("text", ["y", "y=", "y=a", "=3", "y=3+--1", "y=nan"])
def test_a_target_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="expected METRIC=VALUE"):
        Target.parse(text)


def test_a_grid_cannot_be_calibrated(tmp_path: Path) -> None:
    made = made_experiment(tmp_path, lambda x: x[0], "morris", 4, [(0.0, 1.0)])
    with pytest.raises(ScenarioError, match="got 'morris'"):
        calibrate(made, [Target("y", 1.0)])


def test_chance_is_that_of_the_replicates_and_not_of_the_cells(tmp_path: Path) -> None:
    """All cells share their seeds, so that y is as smooth as without chance; its runs differ by 2."""
    shifts = (-2.0, 0.0, 2.0)
    folder = made_experiment(tmp_path, lambda x: 10 * x[0], "lhs", 20, [(0.0, 2.0)], shifts=shifts)
    found = calibrate(folder, [Target("y", 10.0, 0.0)])
    assert found.draws.std() == pytest.approx(0.2 * np.sqrt(4 / 3), rel=0.15)
    assert not any("replicate" in one for one in found.warnings)
    (fit,) = found.fits
    assert fit.high - fit.low > 2 * 1.96 * 2


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hours of a part of a force, with burglary times 0.5 to 3 and whole numbers of officers."""
    folder = tmp_path_factory.mktemp("simulated")
    (folder / "e.toml").write_text(
        """
        design = "lhs"
        samples = 10
        [scenario]
        areas = ["Calderdale"]
        model = "police-supply-demand"
        start = 2018-07-01
        end = "2018-07-01T03:00"
        exchange = "3h"
        [factors]
        "loading:burglary" = { low = 0.5, high = 3.0, source = "made up" }
        response-shift-3 = { low = 3, high = 60, whole = true, source = "made up" }
        """
    )
    with Store.create(folder / "out", read_experiment(folder / "e.toml")) as store:
        execute(store)
    return folder / "out"


def test_the_check_runs_the_simulation_at_draws_with_new_seeds(simulated: Path) -> None:
    arguments = ["calibrate", str(simulated), "--target", "crimes=12+-3", "--check", "2"]
    found = CliRunner().invoke(crims, arguments, catch_exceptions=False)
    assert found.exit_code == 0
    assert "crimes: observed 12, 2 runs of the posterior from" in found.output
    assert "one replicate" in found.output
    rows = read_rows(simulated / "check")
    assert [row.error for row in rows] == [None, None]
    assert {row.seed for row in rows} == {2}
    assert all(isinstance(row.values["response-shift-3"], int) for row in rows)
    again = CliRunner().invoke(crims, arguments)
    assert "already holds an experiment" in str(again.exception)
