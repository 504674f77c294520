"""Detroit: the pieces of the comparison, and the comparison itself where the records are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.detroit.comparison import parts, read_rows, side_by_side, summary, windows
from tests.detroit.simulation import WEEKDAY, WEEKEND, Detroit, Force, beats, shared_out, work_shares


def made_up_rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "shift_type": WEEKDAY,
            "call_time": pd.to_datetime(["2019-03-04 08:10", "2019-03-04 09:00", "2019-03-05 08:20"] * 2),
            "precinct": [2, 2, 3, 3, 2, 3],
            "beat": [201, 202, 301, 302, 201, 303],
            "dispatch_min": [1.0, 2.0, 3.0, 4.0, 20.0, 0.0],
            "travel_min": [5.0] * 6,
        }
    )


def test_beats_are_those_of_eleven_precincts() -> None:
    table = beats()
    assert (len(table), table.precinct.nunique()) == (131, 11)
    assert table.km2.sum() == pytest.approx(371.6, abs=0.5)


def test_units_are_shared_out_whole_and_everybody_gets_one() -> None:
    assert shared_out(10, np.array([6.0, 3.0, 1.0])).tolist() == [6, 3, 1]
    assert shared_out(10, np.array([100.0, 1.0, 1.0])).tolist()[1:] == [1, 1]


def test_precincts_without_rows_get_the_mean() -> None:
    shares = work_shares(made_up_rows())
    assert shares.sum() == pytest.approx(1.0)
    assert len(shares) == 11
    assert shares[9] == pytest.approx(shares[2])


def test_summary_counts_what_is_late() -> None:
    told = summary(made_up_rows())
    assert told["over 15 %"] == pytest.approx(100 / 6)
    assert told["mean"] == pytest.approx(10.0)
    assert "mean +0.0 %" in side_by_side(made_up_rows(), made_up_rows())


def test_the_model_answers_the_calls_of_the_rows() -> None:
    predicted = Detroit().run(Force(units=33, other_calls=3.0), made_up_rows(), made_up_rows())
    assert sorted(predicted.precinct) == [2, 2, 2, 3, 3, 3]
    assert (predicted.travel_min > 0).all()


def test_records_are_predicted_within_15_percent_and_5_points(shared_data: Path) -> None:
    """Of the weekday window what was not fitted on, then the other half of the week."""
    rows = read_rows(str(shared_data / "detroit" / "priority1-response-2019.csv.gz"))
    known, rest = parts(rows)
    detroit = Detroit()
    for observed in (rest, windows(rows)[WEEKEND]):
        one, two = summary(observed), summary(detroit.run(Force(), observed, known))
        assert two["mean"] == pytest.approx(one["mean"], rel=0.15)
        assert two["over 15 %"] == pytest.approx(one["over 15 %"], abs=5.0)
