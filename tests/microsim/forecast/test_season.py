"""The season's table, and days times season."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from microsim.errors import DataError
from microsim.forecast.season import MONTHS, exposure, read_season
from microsim.reference.known_names import CATEGORIES

HEADER = ",".join(("category", *MONTHS)) + "\n"


def test_the_table_has_every_category_with_a_mean_of_1() -> None:
    season = read_season()
    assert season.mean(axis=0) == pytest.approx(np.ones(len(CATEGORIES)))
    assert (season.std(axis=0) > 0).all()


def test_bicycles_are_stolen_in_summer_and_homes_burgled_in_winter() -> None:
    season = read_season()
    bicycle, burglary = CATEGORIES.index("bicycle theft"), CATEGORIES.index("burglary")
    assert season[6, bicycle] > 1.2 > 0.8 > season[0, bicycle]
    assert season[10, burglary] > 1.05 > 0.95 > season[6, burglary]


def test_a_leap_february_has_29_days() -> None:
    base = exposure(["2019-02", "2020-02"], np.ones((12, 1)))
    assert base[1] / base[0] == pytest.approx(29 / 28)


def test_a_category_without_a_row_has_no_season(tmp_path: Path) -> None:
    path = tmp_path / "season.csv"
    path.write_text(HEADER + "burglary," + ",".join(["2"] * 6 + ["1"] * 6) + "\n")
    season = read_season(path)
    assert season[0, CATEGORIES.index("burglary")] == pytest.approx(2 / 1.5)
    assert (season[:, CATEGORIES.index("drugs")] == 1).all()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["burglary" + ",1" * 12] * 2, "row 3: 'burglary' has a row already"),
        (["burglary,0" + ",1" * 11], "expected factors above 0"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, rows: list[str], message: str) -> None:
    path = tmp_path / "season.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    with pytest.raises(DataError, match=message):
        read_season(path)
