"""What is known of a category's level beforehand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from microsim.errors import DataError
from microsim.forecast.level_priors import ALL, DRIFTS, SCATTERS, even_prior, grid, read_level_priors
from microsim.forecast.levels import Levels
from microsim.reference.known_names import CATEGORIES

COLUMNS = [f"{kind}_{i + 1}" for kind in ("drift", "scatter") for i in range(5)]
HEADER = ",".join(("category", *COLUMNS)) + "\n"


def test_chances_of_all_pairs_sum_to_1() -> None:
    prior = np.exp(read_level_priors([*CATEGORIES, ALL]))
    assert prior.shape == (len(DRIFTS) * len(SCATTERS), len(CATEGORIES) + 1)
    assert prior.sum(axis=0) == pytest.approx(1.0)
    assert len(set(prior[0])) == len(CATEGORIES) + 1


def test_robbery_scatters_more_than_violence_and_a_sum_least() -> None:
    robbery, violence, everything = (
        float(grid()[1].ravel() @ np.exp(read_level_priors([name])).ravel())
        for name in ("robbery", "violence and sexual offences", ALL)
    )
    assert robbery > violence
    assert robbery > everything


def test_a_category_without_a_row_has_the_mean(tmp_path: Path) -> None:
    path = tmp_path / "priors.csv"
    path.write_text(f"{HEADER}a,1,0,0,0,0,1,0,0,0,0\nb,0,0,0,0,1,0,0,0,0,1\n")
    a, b, other = np.exp(read_level_priors(["a", "b", "c"], path)).T
    assert other == pytest.approx((a + b) / 2)
    assert a[0] == pytest.approx(b[-1]) == pytest.approx(0.984, abs=0.01)
    assert (a > 0).all()


def test_a_steady_prior_gives_a_narrower_forecast() -> None:
    counts, base, used = np.full((2, 1), 400.0), np.ones((2, 1)), np.ones(2, dtype=bool)
    even = even_prior(1)
    steady = np.where((grid()[0] == DRIFTS[0]) & (grid()[1] == SCATTERS[0]), 0.0, -20.0)
    sizes = [Levels.fit(counts, base, used, one).forecast(2, 2, np.ones(1))[1][0] for one in (even, steady)]
    assert sizes[1] > 2 * sizes[0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["a" + ",1" * 10] * 2, "row 3: 'a' has a row already"),
        (["a" + ",0" * 5 + ",1" * 5], "expected chances above 0 in drift_1 to drift_5"),
        (["a,x" + ",1" * 9], "row 2, column 'drift_1': expected a number"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, rows: list[str], message: str) -> None:
    path = tmp_path / "priors.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    with pytest.raises(DataError, match=message):
        read_level_priors(["a"], path)
