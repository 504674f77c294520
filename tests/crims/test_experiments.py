"""Experiments and comparisons from Python are those of the command line."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crims
from bridge.experiments.compare import compare as compare_samples
from bridge.experiments.compare import read_sample
from bridge.experiments.execute import execute
from bridge.experiments.experiment_file import read_experiment
from bridge.experiments.store import Store
from tests.crims.conftest import SIX_HOURS

FILE = """
replicates = 2
[scenario]
areas = ["Calderdale"]
model = "police-supply-demand"
start = "2018-07-01"
end = "2018-07-01T06:00"
exchange = "2h"
[factors]
response-shift-3 = [3, 500]
"""


@pytest.fixture(scope="module")
def result(_own_cache: None) -> crims.ExperimentResult:
    return crims.experiment(factors={"response-shift-3": np.array([3, 500])}, replicates=2, **SIX_HOURS)


def test_an_experiment_is_that_of_the_same_file(result: crims.ExperimentResult, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(FILE)
    with Store.create(tmp_path / "e", read_experiment(tmp_path / "e.toml")) as store:
        execute(store)
    pd.testing.assert_frame_equal(result.runs, crims.ExperimentResult(tmp_path / "e").runs)
    assert list(result.runs["factor.response-shift-3"]) == [3, 3, 500, 500]
    assert result.runs.attrs["units"]["metrics.hours-backlog.mean"] == "person-hours"


def test_a_wrong_factor_is_refused_before_anything_runs() -> None:
    with pytest.raises(crims.ScenarioError, match="response-shift-33"):
        crims.experiment(factors={"response-shift-33": [1]}, **SIX_HOURS)
    with pytest.raises(crims.ScenarioError, match="expected high above low"):
        crims.experiment(factors={"response-shift-3": {"low": 2, "high": 1}}, design="lhs", **SIX_HOURS)


def test_without_factors_there_must_be_a_file() -> None:
    with pytest.raises(crims.ScenarioError, match="expected factors"):
        crims.experiment()


def test_a_comparison_is_a_frame_with_paired_intervals(result: crims.ExperimentResult) -> None:
    found = crims.compare(result, metrics=["crimes", "metrics.hours-backlog.mean"])
    first, second = read_sample(str(result.folder))
    expected = compare_samples(first, second, list(found["metric"])).differences
    assert list(found["difference"]) == [one.difference for one in expected]
    assert list(found["high"]) == [one.difference + one.half_width for one in expected]
    assert list(found["unit"]) == ["count", "person-hours"]
    assert list(found["pairs"]) == [2, 2]
    assert any("no burn-in" in one for one in found.attrs["warnings"])


def test_runs_are_compared_by_their_objects_or_folders(six_hours: crims.Run) -> None:
    found = crims.compare(six_hours, str(six_hours.folder), metrics=["crimes"])
    assert list(found["words"]) == ["none"]


def test_one_result_alone_is_no_comparison(six_hours: crims.Run) -> None:
    with pytest.raises(crims.ScenarioError, match="at least two"):
        crims.compare(six_hours)


def test_an_experiment_shows_itself(result: crims.ExperimentResult) -> None:
    assert "4 done, 0 failed" in result._repr_html_()
