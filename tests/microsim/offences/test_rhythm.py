"""Rhythm: from a table to weights that average to 1 in every month."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from microsim import DataError, RateError
from microsim.offences.offences import read_offences
from microsim.offences.rhythm import HOURS_OF_WEEK, PERIODS, normalised, read_rhythm

OFFENCES = read_offences()
ROBBERY = list(OFFENCES["code"]).index("34A")
BURGLARY = list(OFFENCES["code"]).index("29A")


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "rhythm.csv"
    path.write_text("\n".join([",".join(["category", "code", *PERIODS]), *rows]) + "\n")
    return path


def row(category: str = "", code: str = "", weights: str = "1," * 20 + "22") -> str:
    return f"{category},{code},{weights}"


def test_default_profile_covers_every_offence_and_averages_to_about_one() -> None:
    weights = read_rhythm(OFFENCES)
    assert weights.shape == (len(OFFENCES), 168)
    assert weights.mean(axis=1) == pytest.approx(np.ones(len(OFFENCES)), abs=0.01)
    assert (weights.std(axis=1) > 0).all()


def test_normalised_by_hand() -> None:
    weights = np.ones((1, 168))
    weights[0, :8] = 22.0  # Monday night; 28 days have four of them: mean (4 * 22 + 80) / 84 = 2
    assert normalised(weights, 0, 28)[0, 7:9] == pytest.approx([11, 0.5])
    # 29 days from a Monday have five Monday nights among 87 periods: mean (5 * 22 + 82) / 87 = 192 / 87
    assert normalised(weights, 0, 29)[0, 8] == pytest.approx(87 / 192)
    assert normalised(weights, 1, 29)[0, 8] == pytest.approx(87 / 171)


@given(
    arrays(np.float64, (3, 168), elements=st.floats(0.01, 100)),
    st.integers(0, 6),
    st.integers(28, 31),
)
def test_weights_average_to_one_in_every_month(weights: np.ndarray, weekday: int, days: int) -> None:
    hours = (24 * weekday + np.arange(24 * days)) % 168
    assert normalised(weights, weekday, days)[:, hours].mean(axis=1) == pytest.approx(np.ones(3))


def test_a_row_of_21_periods_holds_for_their_hours(tmp_path: Path) -> None:
    weights = ",".join(str(number) for number in range(21))
    read = read_rhythm(OFFENCES, table(tmp_path, row("robbery", weights=weights)))[ROBBERY]
    assert read.tolist() == [number // 8 for number in range(168)]


def test_a_row_has_168_hours(tmp_path: Path) -> None:
    path = tmp_path / "rhythm.csv"
    header = ",".join(["category", "code", *HOURS_OF_WEEK])
    path.write_text(header + "\nrobbery,," + ",".join(str(number) for number in range(168)) + "\n")
    assert read_rhythm(OFFENCES, path)[ROBBERY].tolist() == list(range(168))


def test_an_offences_own_row_comes_before_its_categorys(tmp_path: Path) -> None:
    weights = read_rhythm(OFFENCES, table(tmp_path, row("Robbery"), row(code="34A", weights="3," * 20 + "3")))
    assert weights[ROBBERY].tolist() == [3.0] * 168
    assert weights[ROBBERY + 1, 160] == 22


def test_what_the_table_leaves_out_is_even(tmp_path: Path) -> None:
    assert read_rhythm(OFFENCES, table(tmp_path, row("robbery")))[BURGLARY].tolist() == [1.0] * 168


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [row("robery")],
            r"row 2, column 'category': expected a known category, got 'robery'; did you mean 'robbery'",
        ),
        ([row(code="99Z")], r"row 2, column 'code': expected a known code, got '99Z'"),
        ([row()], r"row 2: expected a category or a code, got '' and ''"),
        ([row("robbery", "34A")], r"expected a category or a code, got 'robbery' and '34A'"),
        ([row("robbery"), row("Robbery")], r"row 3: expected one row for 'robbery', got another"),
        (
            [row("robbery", weights="1," * 20 + "-1")],
            r"row 2, column 'sun_16': expected a number >= 0, got '-1'",
        ),
        ([row("robbery", weights="1," * 20 + "nan")], r"expected a number >= 0, got 'nan'"),
    ],
)
def test_bad_rows(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_rhythm(OFFENCES, table(tmp_path, *rows))


def test_weights_that_are_all_zero(tmp_path: Path) -> None:
    with pytest.raises(RateError, match=r"rhythm.csv: row 2: expected some weight above 0, got only 0"):
        read_rhythm(OFFENCES, table(tmp_path, row("robbery", weights="0," * 20 + "0")))
