"""Home Office tables: read strictly, bodies without territory left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsim import DataError
from microsim.homeoffice import packaged_counts, read_counts

HEADER = "Financial_Year,Force_Name,Offence_Description,Offence_Code,Number_of_Offences\n"


def table(tmp_path: Path, rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text(header + rows)
    return path


def test_fraud_bodies_and_the_railways_are_left_out(tmp_path: Path) -> None:
    rows = "1,Durham,Bigamy,26,3\n1,Action Fraud,Fraud,AF,9\n1,British Transport Police,Bigamy,26,1\n"
    assert read_counts(table(tmp_path, rows)).to_dict("records") == [
        {"force": "Durham", "code": "26", "description": "Bigamy", "count": 3}
    ]


def test_negative_counts_are_kept_as_published(tmp_path: Path) -> None:
    assert read_counts(table(tmp_path, "2017/18,Durham,Bigamy,26,-3\n"))["count"].tolist() == [-3]


def test_packaged_table_has_all_forces() -> None:
    counts = packaged_counts()
    assert counts["force"].nunique() == 43
    assert counts[counts["force"] == "West Yorkshire"]["count"].sum() == 265520


def test_a_count_that_is_no_number_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.csv: row 3, column 'Number_of_Offences': .* got '1.5'"):
        read_counts(table(tmp_path, "2017/18,Durham,Bigamy,26,1\n2017/18,Durham,Bigamy,26,1.5\n"))


def test_missing_column(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"expected a column 'Number_of_Offences', got none"):
        read_counts(table(tmp_path, "1,Durham,Bigamy,26,1\n", HEADER.replace("Number_of", "Count_of")))


def test_empty_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"counts.csv: .* but the file is empty"):
        read_counts(table(tmp_path, "", ""))


def test_no_territorial_force(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"expected offences of a territorial force, got those of \['CIFAS'\]"
    ):
        read_counts(table(tmp_path, "2017/18,CIFAS,Fraud,CIFAS,9\n"))
