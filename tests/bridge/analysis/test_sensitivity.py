"""Indices of functions whose indices are known, by way of an experiment's folder."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.analysis.sensitivity import analyse
from bridge.errors import ScenarioError
from tests.bridge.analysis.made import made_experiment


def ishigami(x: list[float]) -> float:
    return math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])


def linear(x: list[float]) -> float:
    return 3 * x[0] - 4 * x[1]


def figures(folder: Path, method: str) -> dict[str, dict[str, float]]:
    return {one.factor: one.figures for one in analyse(folder, method, ["y"])}


def test_sobol_finds_the_known_indices_of_ishigami(tmp_path: Path) -> None:
    found = figures(made_experiment(tmp_path, ishigami, "saltelli", 512, [(-math.pi, math.pi)] * 3), "sobol")
    assert found["a"]["first"] == pytest.approx(0.3139, abs=0.06)
    assert found["b"]["first"] == pytest.approx(0.4424, abs=0.06)
    assert found["c"]["first"] == pytest.approx(0.0, abs=0.06)
    assert found["c"]["total"] == pytest.approx(0.2437, abs=0.06)


def test_morris_finds_the_slopes_over_the_whole_range(tmp_path: Path) -> None:
    found = figures(made_experiment(tmp_path, linear, "morris", 8, [(0.0, 2.0), (0.0, 1.0)]), "morris")
    assert found["a"]["mean"] == pytest.approx(6.0)
    assert found["b"]["mean"] == pytest.approx(-4.0)
    assert found["a"]["deviation"] == pytest.approx(0.0, abs=1e-9)


def test_regression_finds_standardised_coefficients(tmp_path: Path) -> None:
    found = figures(made_experiment(tmp_path, linear, "lhs", 64, [(0.0, 1.0), (0.0, 1.0)]), "regression")
    assert found["a"]["r2"] == pytest.approx(1.0)
    assert found["a"]["standardised"] / found["b"]["standardised"] == pytest.approx(-0.75, abs=0.02)


@pytest.mark.parametrize(("method", "wanted"), [("sobol", "saltelli"), ("morris", "morris")])
def test_a_method_says_which_design_it_needs(tmp_path: Path, method: str, wanted: str) -> None:
    folder = made_experiment(tmp_path, linear, "lhs", 8, [(0.0, 1.0), (0.0, 1.0)])
    with pytest.raises(ScenarioError, match=f"design '{wanted}', got 'lhs'"):
        analyse(folder, method, ["y"])


def test_cells_without_runs_are_said(tmp_path: Path) -> None:
    def fails(x: list[float]) -> float:
        return math.nan if x[0] < 0.2 else x[0]

    calls: Callable[[list[float]], float] = fails
    folder = made_experiment(tmp_path, calls, "lhs", 20, [(0.0, 1.0)])
    with pytest.raises(ScenarioError, match="4 of 20 have none"):
        analyse(folder, "regression", ["y"])
    with pytest.raises(ScenarioError, match="unknown metric 'z'"):
        analyse(folder, "regression", ["z"])
