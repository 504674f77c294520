"""`crims demand` on data of today: several sources and forces, months, tables, periods."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import DemandRefused, ScenarioError
from tests.microsim.conftest import crime, street_csv, write_month

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "demand"
COUNTS = "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Code,Number of Offences\n"


def month(folder: Path, name: str, number: int, slug: str = "durham", lsoa: str = "E01020634") -> Path:
    ids = (hashlib.sha256(f"{slug}{name}{row}".encode()).hexdigest() for row in range(number))
    rows = [crime(id=one, month=name, lsoa=lsoa) for one in ids]
    write_month(folder, street_csv(rows), name, slug)
    return folder


def demand(tmp_path: Path, *arguments: Any) -> tuple[pd.DataFrame, str]:
    out = tmp_path / "crimes.csv"
    result = CliRunner().invoke(crims, ["demand", *map(str, arguments), "--out", str(out)])
    if result.exception is not None:
        raise result.exception
    return pd.read_csv(out), result.output


def test_several_sources_the_later_counts(tmp_path: Path) -> None:
    old = month(month(tmp_path / "old", "2023-01", 10), "2023-02", 200)
    new = month(month(tmp_path / "new", "2023-02", 400), "2023-03", 400)
    crimes, output = demand(
        tmp_path,
        *("--force", "Durham", "--data", old, "--data", new),
        *("--start", "2023-02-01", "--end", "2023-03-01"),
    )
    assert "1 month supplied twice (2023-02)" in output
    assert 300 < len(crimes) < 500


def test_several_forces_in_one_call(tmp_path: Path) -> None:
    data = month(tmp_path / "data", "2023-01", 100)
    month(data, "2023-01", 100, "cleveland", "E01011949")
    month(data, "2023-01", 100, "kent", "E01024001")
    time = ("--start", "2023-01-01", "--end", "2023-02-01", "--data", data)
    two, _ = demand(tmp_path, "--force", "Durham", "--force", "Cleveland", *time)
    everyone, _ = demand(tmp_path, "--force", "all", *time)
    assert two["MSOA"].nunique() == 2
    assert everyone["MSOA"].nunique() == 3
    assert list(everyone["id"]) == list(range(1, len(everyone) + 1))
    assert everyone["time"].is_monotonic_increasing
    times = [list(one.loc[one["MSOA"] == "E02004297", "time"]) for one in (two, everyone)]
    assert times[0] == times[1]  # a force's crimes do not depend on the others


def test_months_are_chosen_and_the_period_is_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for number, name in ((500, "2020-04"), (100, "2021-04"), (100, "2022-04")):
        month(data, name, number)
    asked = ("--force", "Durham", "--data", data, "--start", "2024-04-01", "--end", "2024-05-01")
    crimes, output = demand(tmp_path, *asked, "--leave-out", "2020-03..2020-12")
    assert 60 < len(crimes) < 140
    assert "left out as asked: 2020-04" in output
    assert "begins 24 months after the last month that the rates were fitted on (2022-04)" in output
    crimes, _ = demand(tmp_path, *asked, "--fit-months", "2019-01..2020-12")
    assert len(crimes) > 400
    with pytest.raises(DemandRefused, match=r"expected months among 2020-04, 2021-04, 2022-04"):
        demand(tmp_path, *asked, "--fit-months", "2018-01..2018-12")


def test_areas_of_the_year_that_is_asked_for(tmp_path: Path) -> None:
    data = month(tmp_path / "data", "2024-01", 100, lsoa="E01035187")
    asked = ("--force", "Durham", "--data", data, "--start", "2025-01-01", "--end", "2025-02-01")
    new, _ = demand(tmp_path, *asked)
    old, output = demand(tmp_path, *asked, "--geography", "2011")
    assert set(new["MSOA"]) == {"E02007058"}
    assert not set(old["MSOA"]) & set(new["MSOA"])
    assert "areas of 2011: rows 100 in LSOAs that were merged" in output


@pytest.mark.parametrize("name", ["City of London", "London, City of [Note 6]", "City of London Police"])
def test_home_office_tables_of_any_spelling_and_year(tmp_path: Path, name: str) -> None:
    data = month(tmp_path / "data", "2023-01", 10, "city-of-london", "E01000001")
    rows = [crime(id=str(row), month="2023-02", lsoa="E01000001", type="Robbery") for row in range(300)]
    write_month(data, street_csv(rows), "2023-02", "city-of-london")
    lines = [f'2022/23,{quarter},"{name}",Robbery,34B,300' for quarter in range(1, 5)]
    lines += [f'2021/22,{quarter},"{name}",Robbery,34A,300' for quarter in range(1, 5)]
    lines += [f'2023/24,1,"{name}",Robbery,34A,300', "2022/23,1,Kent,Something new,99Z,5"]
    lines += ["2022/23,1,Kent,Bigamy,26,5", f'2022/23,1,"{name}",Something new,99Z,0']
    codes = [line for line in everything_once() if ",34" not in line]
    table = tmp_path / "counts.csv"
    table.write_text(COUNTS + "\n".join([*lines, *codes, ""]))
    asked = ("--force", "City of London", "--data", data, "--start", "2023-02-01", "--end", "2023-03-01")
    crimes, output = demand(tmp_path, *asked, "--home-office", table, "--keep-doubtful")
    robberies = Counter(crimes.loc[crimes["crime_category"] == "robbery", "code"])
    assert set(robberies) == {"34B"}
    assert "offences split as recorded in 2022/23" in output
    assert "2023/24 left out, it has 1 of 4 quarters" in output
    asked = (*asked, "--home-office", table, "--home-office-year", "2021/22", "--keep-doubtful")
    crimes, _ = demand(tmp_path, *asked)
    assert set(crimes.loc[crimes["crime_category"] == "robbery", "code"]) == {"34A"}


def everything_once() -> list[str]:
    """A count of every offence in the West Midlands, both years."""
    from microsim.offences.offences import read_offences

    return [
        f"{year},1,West Midlands,some offence,{code},1"
        for year in ("2021/22", "2022/23")
        for code in read_offences()["code"]
        if not code.startswith("(")
    ]


def test_an_offence_of_ones_own_table(tmp_path: Path) -> None:
    from microsim.storage.packaged_data import data_dir

    data = month(tmp_path / "data", "2023-01", 200)
    table = tmp_path / "counts.csv"
    codes = [line for line in everything_once() if ",28" not in line and ",29" not in line]
    table.write_text(COUNTS + "\n".join([*codes, "2022/23,1,Durham,Burglary of a boat,99Z,50", ""]))
    asked = ("--force", "Durham", "--data", data, "--start", "2023-01-01", "--end", "2023-02-01")
    asked = (*asked, "--home-office", table, "--keep-doubtful")
    with pytest.raises(DemandRefused, match=r"offence '99Z' .* as --offences"):
        demand(tmp_path, *asked)
    own = tmp_path / "offences.csv"
    own.write_text((data_dir() / "offences.csv").read_text() + "99Z,Burglary of a boat,burglary,400,yes\n")
    crimes, _ = demand(tmp_path, *asked, "--offences", own)
    assert set(crimes["code"]) == {"99Z"}


def test_an_outcome_of_ones_own_table(tmp_path: Path) -> None:
    rows = [crime(id=str(row), month="2023-01", lsoa="E01020634", outcome="Solved") for row in range(99)]
    data = tmp_path / "data"
    write_month(data, street_csv(rows), "2023-01", "durham")
    own = tmp_path / "outcomes.csv"
    own.write_text("outcome,suspect,decided\nSolved,yes,yes\n")
    asked = ("--force", "Durham", "--data", data, "--start", "2023-01-01", "--end", "2023-02-01")
    crimes, _ = demand(tmp_path, *asked, "--outcomes", own)
    assert crimes["suspect"].all()


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"there is no table of offences"):
        demand(tmp_path, "--offences", tmp_path / "nowhere.csv")


needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no shared cases at {CASES}")


@needs_cases
class TestSharedCases:
    def test_lsoas_of_2021_as_those_of_2011(self, tmp_path: Path) -> None:
        time = ("--force", "Durham", "--start", "2024-01-01", "--end", "2024-02-01")
        for name in ("lsoa2021", "lsoa2011-same-crimes"):
            crimes, _ = demand(tmp_path, *time, "--data", CASES / name)
            assert (crimes["MSOA"] == "E02004305").mean() == pytest.approx(0.9, abs=0.07)

    def test_authorities_of_2022(self, tmp_path: Path) -> None:
        time = ("--force", "Suffolk", "--start", "2024-01-01", "--end", "2024-02-01")
        source = ("--data", CASES / "lad22-suffolk", "--lookup", CASES / "lookup2021-suffolk.csv")
        crimes, output = demand(tmp_path, *time, *source)
        assert (crimes["MSOA"] == "E02006258").mean() == pytest.approx(0.1, abs=0.07)
        assert "another force" not in output

    def test_a_stub_of_a_month(self, tmp_path: Path) -> None:
        time = ("--force", "Greater Manchester", "--start", "2022-08-01", "--end", "2022-09-01")
        crimes, output = demand(tmp_path, *time, "--data", CASES / "stub-month")
        assert 240 < len(crimes) < 380
        assert "2021-08 (2 rows" in output

    @pytest.mark.parametrize(
        "table",
        ["b-city-of-london", "c-note", "d-new-code", "e-new-code-elsewhere", "i-partial-year"],
    )
    def test_home_office_tables(self, tmp_path: Path, table: str) -> None:
        data = CASES.parents[1] / "data" / "police-uk" / "city-of-london-2018-04-to-2020-03.zip"
        time = ("--force", "City of London", "--start", "2019-01-01", "--end", "2020-01-01")
        counts = ("--home-office", CASES / "home-office" / f"{table}.csv")
        crimes, output = demand(tmp_path, *time, "--data", data, *counts)
        assert set(crimes.loc[crimes["crime_category"] == "robbery", "code"]) == {"34B"}
        assert "offences split as recorded in 2023/24" in output

    def test_old_categories_make_no_trend(self, tmp_path: Path) -> None:
        time = ("--force", "City of London", "--start", "2015-07-01", "--end", "2015-08-01")
        crimes, _ = demand(tmp_path, *time, "--data", CASES / "old-categories", "--trend")
        assert 140 < len(crimes) < 260

    def test_open_cases(self, tmp_path: Path) -> None:
        time = ("--force", "City of London", "--start", "2024-01-01", "--end", "2024-02-01")
        crimes, _ = demand(tmp_path, *time, "--data", CASES / "open-cases")
        assert crimes["suspect"].mean() == pytest.approx(0.5, abs=0.07)

    def test_crimes_of_two_months(self, tmp_path: Path) -> None:
        time = ("--force", "City of London", "--start", "2024-01-01", "--end", "2024-03-01")
        crimes, output = demand(tmp_path, *time, "--data", CASES / "same-crime-two-months")
        assert 60 < len(crimes) < 150
        assert "100 rows that repeat one of an earlier month" in output
