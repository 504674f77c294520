"""`crims population`, and victims in `crims demand`, as a user calls them."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from bridge.cli.data_commands import demand, population
from bridge.errors import BridgeError, DemandRefused, ScenarioError
from tests.microsim.conftest import crime, street_csv, write_month


def call(*arguments: str) -> Result:
    return CliRunner().invoke(population.command, list(arguments))


def test_totals_alone_are_people_with_an_area(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    result = call("--force", "City of London", "--out", str(out))
    assert result.exit_code == 0, repr(result.exception)
    assert "people have an area and nothing else" in result.output
    assert "City of London, 2011: 7,375 people in 1 areas" in result.output
    assert set(pd.read_parquet(out)["area"]) == {"E02000001"}


def test_crimes_per_head(tmp_path: Path) -> None:
    out = tmp_path / "rates.csv"
    assert call("--per-head", str(out)).exit_code == 0
    table = pd.read_csv(out)
    assert len(table) == 14 * 299
    assert table["residents"].min() > 1000


def test_demand_draws_victims(tmp_path: Path) -> None:
    people, out = tmp_path / "people.parquet", tmp_path / "crimes.parquet"
    assert call("--out", str(people)).exit_code == 0
    period = ["--start", "2018-07-01", "--end", "2018-07-02", "--area", "Leeds"]
    result = CliRunner().invoke(demand.command, [*period, "--victims", str(people), "--out", str(out)])
    assert result.exit_code == 0, repr(result.exception)
    crimes, home = pd.read_parquet(out), pd.read_parquet(people).set_index("person")["area"]
    known = crimes.dropna(subset=["victim"])
    assert 0.3 < len(known) / len(crimes) < 1
    assert (home.loc[known["victim"]].astype(str).to_numpy() == known["MSOA"].astype(str).to_numpy()).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ([], ScenarioError, "expected --out, --per-head or --per-group, got none"),
        (["--out", "p.txt"], ScenarioError, "expected --out to end in .parquet or .csv, got 'p.txt'"),
        (["--fetch", "t", "--sex-age", "a.csv", "--out", "p.csv"], ScenarioError, "--fetch gets all tables"),
        (["--year", "2020", "--out", "p.csv"], DemandRefused, "expected a projection for 2020"),
    ],
)
def test_wrong_options(arguments: list[str], error: type[BridgeError], message: str) -> None:
    result = call(*arguments)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)


def test_several_forces_are_numbered_on(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    result = call("--force", "City of London", "--force", "Cleveland", "--out", str(out))
    assert result.exit_code == 0, repr(result.exception)
    people = pd.read_parquet(out)
    assert people["person"].is_unique
    assert "E02000001" in set(people["area"])
    assert "2 forces, 2011" in result.output


def test_rates_of_victims_of_ones_own(tmp_path: Path) -> None:
    table, census = tmp_path / "rates.csv", tmp_path / "census.csv"
    table.write_text(
        "category,sex,age_from,age_to,rate_percent,source\nburglary,female,16,130,2,mine\n"
        "burglary,male,16,130,0,mine\n"
    )
    rows = [f"E02000001,{sex},{age},10" for sex in ("male", "female") for age in range(86)]
    census.write_text("area,sex,age,count\n" + "\n".join(rows) + "\n")
    month = [crime(id=str(row), month="2018-07", lsoa="E01000001", type="Burglary") for row in range(50)]
    write_month(tmp_path / "data", street_csv(month), "2018-07", "city-of-london")
    people = ["--force", "City of London", "--sex-age", str(census)]
    groups, persons, crimes = (tmp_path / name for name in ("groups.csv", "people.parquet", "crimes.csv"))
    data = ["--data", str(tmp_path / "data")]
    written = ["--per-group", str(groups), "--out", str(persons), "--victim-rates", str(table)]
    result = call(*people, *data, *written)
    assert result.exit_code == 0, repr(result.exception)
    found = pd.read_csv(groups).query("category == 'burglary'")
    assert found.groupby("sex")["victims_per_year"].sum().round().to_dict() == {"female": 600, "male": 0}
    period = ["--start", "2018-07-01", "--end", "2018-08-01", "--out", str(crimes)]
    drawn = ["--force", "City of London", *data, "--victims", str(persons), "--victim-rates", str(table)]
    result = CliRunner().invoke(demand.command, [*drawn, *period])
    assert result.exit_code == 0, repr(result.exception)
    assert pd.read_csv(crimes)["victim_sex"].unique().tolist() == ["female"]
