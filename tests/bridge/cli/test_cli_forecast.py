"""`crims forecast`, `score` and `hotspots` as a user calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from bridge.cli.data_commands import demand
from bridge.cli.forecast_commands import forecast
from bridge.errors import BridgeError, DemandRefused, ScenarioError
from tests.microsim.conftest import crime, street_csv, write_month

Call = Callable[..., Result]
LSOAS = ("E01020634", "E01020635", "E01020636")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Sixteen months of Durham, about 40 crimes each."""
    random = np.random.default_rng(1)
    for month in pd.period_range("2018-01", "2019-04", freq="M"):
        rows = [
            crime(
                id=str(row),
                month=str(month),
                lsoa=LSOAS[row % 3],
                type="Burglary" if row % 2 else "Shoplifting",
                Longitude=str(-1.6 - row % 3 / 50),
                Latitude="54.78",
            )
            for row in range(random.poisson(40))
        ]
        write_month(tmp_path / "archive", street_csv(rows), str(month), "durham")
    return tmp_path / "archive"


@pytest.fixture
def call(source: Path) -> Call:
    def run(*arguments: str, fails: type[BridgeError] | None = None) -> Result:
        first = [one for one in arguments[:1] if one in ("score", "hotspots")]
        data = ["--force", "durham", "--data", str(source)]
        result = CliRunner().invoke(forecast.command, [*first, *data, *arguments[len(first) :]])
        if fails is None:
            assert result.exit_code == 0, result.output or repr(result.exception)
        else:
            assert isinstance(result.exception, fails), repr(result.exception)
        return result

    return run


def test_a_table_a_picture_and_a_map(call: Call, tmp_path: Path) -> None:
    table, picture, chart = (tmp_path / name for name in ("out/f.parquet", "out/m.png", "out/a.svg"))
    result = call("--months", "2", "--out", str(table), "--picture", str(picture), "--map", str(chart))
    found = pd.read_parquet(table)
    assert list(found["month"].unique()) == ["2019-05", "2019-06"]
    assert found.groupby("month")["expected"].sum().between(30, 50).all()
    assert picture.stat().st_size > 5000
    assert b"<svg" in chart.read_bytes()[:1000]
    assert "from 16 months, 2018-01 to 2019-04" in result.output


def test_from_a_month_inside_the_data_only_earlier_ones_are_used(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "f.csv"
    result = call("--from", "2019-01", "--months", "1", "--out", str(out))
    assert set(pd.read_csv(out)["month"]) == {"2019-01"}
    assert "from 12 months, 2018-01 to 2018-12" in result.output


def test_months_left_out_and_lsoas(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "f.parquet"
    result = call("--leave-out", "2018-03..2018-05", "--by", "lsoa", "--out", str(out))
    assert "from 13 months" in result.output
    assert set(pd.read_parquet(out)["area"]) == set(LSOAS)


@pytest.mark.parametrize(("option", "months"), [([], 16), (["--keep-doubtful"], 17)])
def test_a_month_that_cannot_be_whole_does_not_count(
    call: Call, source: Path, tmp_path: Path, option: list[str], months: int
) -> None:
    rows = [crime(id=f"a{row}", month="2019-05", lsoa=LSOAS[0]) for row in range(2)]
    write_month(source, street_csv(rows), "2019-05", "durham")
    out = tmp_path / "f.csv"
    result = call("--out", str(out), *option)
    assert f"from {months} months" in result.output
    assert pd.read_csv(out)["month"].iloc[0] == "2019-06"


def test_scores_as_text_and_as_json(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "score.json"
    result = call("score", "--ahead", "1", "--out", str(out))
    assert "origins with 12 months or more before them" in result.output
    assert "mean of last three months" in result.output
    found = json.loads(out.read_text())
    assert set(found) == {"scores", "differences", "pit", "hotspots"}
    assert {row["period"] for row in found["scores"]} == {"all", "early", "late"}


def test_hotspots_for_a_map(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "hotspots.geojson"
    result = call("hotspots", "--category", "Burglary", "--number", "5", "--near-repeat", "--out", str(out))
    features = json.loads(out.read_text())["features"]
    assert [feature["properties"]["rank"] for feature in features] == [1, 2, 3, 4, 5]
    assert "Durham, 2019-05: 5 squares of 100 m" in result.output.replace("\n", " ")


def test_hotspots_as_a_table_from_a_month_inside_the_data(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "hotspots.csv"
    call("hotspots", "--from", "2019-02", "--out", str(out))
    assert pd.read_csv(out)["share"].is_monotonic_increasing


def test_demand_takes_the_rates_of_the_forecast(source: Path, tmp_path: Path) -> None:
    out, options = (
        tmp_path / "crimes.csv",
        ["--force", "durham", "--data", str(source), "--start", "2019-05-01"],
    )
    call = [*options, "--end", "2019-07-01", "--rates", "forecast", "--out", str(out)]
    result = CliRunner().invoke(demand.command, call)
    assert result.exit_code == 0, repr(result.exception)
    assert "rates of 2019-05 to 2019-06 are forecast from 16 months, 2018-01 to 2019-04" in result.output
    assert 40 < len(pd.read_csv(out)) < 130


def test_a_trend_and_a_forecast_exclude_each_other(source: Path, tmp_path: Path) -> None:
    call = ["--data", str(source), "--rates", "forecast", "--trend", "--out", str(tmp_path / "c.csv")]
    result = CliRunner().invoke(demand.command, call)
    assert "a forecast has its own trend" in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ([], ScenarioError, "expected --out, --picture or --map, or a subcommand"),
        (["--out", "f.txt"], ScenarioError, "expected --out to end in .parquet or .csv, got 'f.txt'"),
        (["--from", "2018-01", "--out", "f.csv"], DemandRefused, "expected months of data before 2018-01"),
        (["--from", "soon", "--out", "f.csv"], DemandRefused, "'soon'"),
        (
            ["--leave-out", "2018-01..2019-04", "--out", "f.csv"],
            ScenarioError,
            "expected some month to be left",
        ),
        (["hotspots", "--category", "burglery", "--out", "f.csv"], ScenarioError, "did you mean 'burglary'"),
        (["score", "--min-months", "30"], DemandRefused, "expected 31 months or more"),
    ],
)
def test_wrong_options(call: Call, arguments: list[str], error: type[BridgeError], message: str) -> None:
    assert message in str(call(*arguments, fails=error).exception)


def test_several_forces_are_one_table_and_scored_apart(call: Call, source: Path, tmp_path: Path) -> None:
    for folder in sorted(source.iterdir()):
        rows = [crime(id=f"c{row}", month=folder.name, lsoa="E01011949") for row in range(30)]
        write_month(source, street_csv(rows), folder.name, "cleveland")
    out, scores = tmp_path / "f.parquet", tmp_path / "s.json"
    call("--force", "cleveland", "--months", "1", "--out", str(out))
    assert pd.read_parquet(out)["force"].unique().tolist() == ["Durham", "Cleveland"]
    call("--force", "all", "--months", "1", "--picture", str(tmp_path / "m.png"), fails=ScenarioError)
    call("score", "--force", "cleveland", "--ahead", "1", "--out", str(scores))
    assert list(json.loads(scores.read_text())) == ["Durham", "Cleveland"]
