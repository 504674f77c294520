"""Offences: the table itself, and splitting a category by recorded counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsim import CATEGORIES, DataError
from microsim.offences.offences import category_index, offence_shares, read_offences
from microsim.reference.forces import find_force, forces
from microsim.sources.homeoffice import packaged_counts
from microsim.storage.packaged_data import data_dir

DURHAM = find_force("Durham")


def counts_of(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Counts with one recorded offence per category for another force, so that there is a fallback."""
    table = read_offences()
    first = table.drop_duplicates("category")["code"]
    everywhere = [("Kent", code, 1) for code in first if code != "(asb)"]
    frame = pd.DataFrame([*rows, *everywhere], columns=["force", "code", "count"])
    return frame.assign(description="some offence")


def share(counts: pd.DataFrame, code: str) -> float:
    shares, _ = offence_shares(counts, DURHAM, read_offences())
    return float(shares[list(read_offences()["code"]).index(code)])


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = (data_dir() / "offences.csv").read_text()
    assert old in text
    path = tmp_path / "offences.csv"
    path.write_text(text.replace(old, new, 1))
    return path


def test_every_category_has_offences_with_weights() -> None:
    table = read_offences()
    assert set(table["category"]) == set(CATEGORIES)
    assert (table["severity"] > 0).all()
    assert (np.diff(category_index(table)) >= 0).all()


def test_antisocial_behaviour_is_one_offence_of_weight_one() -> None:
    row = read_offences().iloc[0]
    assert tuple(row[["code", "severity", "investigation"]]) == ("(asb)", 1.0, "no")


@pytest.mark.parametrize(
    ("code", "severity"),
    [("1/4.1/4.10/4.2", 7973.393423), ("44", 15.17572799), ("10D", 53.0382391), ("37.2", 53.45003689)],
)
def test_published_weights(code: str, severity: float) -> None:
    table = read_offences().set_index("code")
    assert table.loc[code, "severity"] == severity


def test_every_code_of_the_packaged_counts_has_a_weight() -> None:
    assert set(packaged_counts()["code"]) <= set(read_offences()["code"])


def test_shares_by_hand() -> None:
    counts = counts_of(("Durham", "34A", 1), ("Durham", "34A", 2), ("Durham", "34B", 1))
    assert share(counts, "34A") == pytest.approx(0.75)
    assert share(counts, "34B") == pytest.approx(0.25)


def test_a_negative_total_counts_as_none() -> None:
    counts = counts_of(("Durham", "34A", -5), ("Durham", "34B", 4))
    assert share(counts, "34A") == 0
    assert share(counts, "34B") == 1


def test_a_correction_is_taken_off_before_flooring() -> None:
    counts = counts_of(("Durham", "34A", 5), ("Durham", "34A", -2), ("Durham", "34B", 1))
    assert share(counts, "34A") == pytest.approx(0.75)


def test_a_category_the_force_never_recorded_is_split_as_elsewhere() -> None:
    shares, notes = offence_shares(counts_of(("Durham", "34A", 1)), DURHAM, read_offences())
    assert "Durham recorded no offence of 'burglary': split as in all forces together" in notes
    assert len(notes) == 12  # all but robbery and anti-social behaviour
    assert shares.sum() == pytest.approx(14)


@given(st.lists(st.integers(-50, 500), min_size=2, max_size=2))
def test_shares_add_up_to_one(values: list[int]) -> None:
    counts = counts_of(("Durham", "34A", values[0]), ("Durham", "34B", values[1]), ("Kent", "34B", 100))
    table = read_offences()
    shares, _ = offence_shares(counts, DURHAM, table)
    assert np.bincount(category_index(table), weights=shares) == pytest.approx(np.ones(14))


def test_every_force_splits_every_category() -> None:
    table = read_offences()
    for force in forces():
        shares, _ = offence_shares(packaged_counts(), force, table)
        assert np.bincount(category_index(table), weights=shares) == pytest.approx(np.ones(14))


def test_a_counted_offence_without_weight_is_named() -> None:
    with pytest.raises(
        DataError, match=r"offence '99Z' \(some offence\) is counted for 'Durham' but has no severity"
    ):
        share(counts_of(("Durham", "99Z", 1)), "34A")


def test_an_offence_row_without_weight_is_named(tmp_path: Path) -> None:
    path = edited(tmp_path, "robbery,799.6288702", "robbery,")
    with pytest.raises(
        DataError, match=r"expected a severity weight for offence '34A' \(Robbery of business"
    ):
        read_offences(path)


@pytest.mark.parametrize("value", ["nan", "-1", "inf", "many"])
def test_bad_weights(tmp_path: Path, value: str) -> None:
    path = edited(tmp_path, "robbery,799.6288702", f"robbery,{value}")
    with pytest.raises(DataError, match=rf"column 'severity': expected a number >= 0, got '{value}'"):
        read_offences(path)


def test_duplicate_codes(tmp_path: Path) -> None:
    path = edited(tmp_path, "\n34B,", "\n34A,")
    with pytest.raises(DataError, match=r"expected each code once, got '34A' again"):
        read_offences(path)


def test_unknown_category(tmp_path: Path) -> None:
    path = edited(tmp_path, ",robbery,", ",robery,")
    with pytest.raises(DataError, match=r"expected a category, got 'robery'; did you mean 'robbery'\?"):
        read_offences(path)


def test_unknown_investigation(tmp_path: Path) -> None:
    path = edited(tmp_path, "799.6288702,yes", "799.6288702,perhaps")
    with pytest.raises(DataError, match=r"expected 'yes' or 'no' or 'maybe', got 'perhaps'"):
        read_offences(path)


def test_an_unclosed_quotation_is_not_shown_whole(tmp_path: Path) -> None:
    path = edited(tmp_path, "799.6288702,yes", '799.6288702,"yes')
    with pytest.raises(DataError, match=r"expected 'yes' or 'no' or 'maybe', got 'yes") as caught:
        read_offences(path)
    assert len(str(caught.value)) < 300


def test_antisocial_behaviour_cannot_be_left_out(tmp_path: Path) -> None:
    path = edited(tmp_path, "(asb),Anti-social behaviour,anti-social behaviour,1.0,no\n", "")
    with pytest.raises(DataError, match=r"expected one offence of category 'anti-social behaviour', got 0"):
        read_offences(path)
