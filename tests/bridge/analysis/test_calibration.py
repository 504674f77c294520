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
from tests.bridge.analysis.made import made_experiment

pytest.importorskip("emcee")
pytest.importorskip("sklearn")


@pytest.fixture(scope="module", autouse=True)
def _few_steps() -> Iterator[None]:
    """Enough for two factors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibration, "STEPS", 240)
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
