"""A run's tables in other formats, read back by other programs."""

from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from bridge.errors import RecordError
from bridge.results.export import export_run
from bridge.run.coupled_run import run
from bridge.run.run_options import RunOptions
from bridge.scenario.scenario import Scenario
from tests.bridge.doubles import TallySupply


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = Scenario.of(areas=["Calderdale"], end="2018-07-02")
    options = RunOptions(make_supply=lambda _: TallySupply(), picture=False)
    return run(scenario, tmp_path_factory.mktemp("runs") / "run", options).folder


def test_every_table_is_a_file_or_a_sheet(folder: Path) -> None:
    crimes = pq.read_table(folder / "crimes.parquet").to_pandas()
    csv, xlsx = export_run(folder, ["csv", "xlsx"])[0::3][:1], folder / "export" / "run.xlsx"
    assert csv[0].name == "crimes.csv"
    again = pd.read_csv(csv[0], parse_dates=["time", "reported"])
    assert again["id"].tolist() == crimes["id"].tolist()
    assert (again["time"] == crimes["time"]).all()
    book = openpyxl.load_workbook(xlsx, read_only=True)
    assert book.sheetnames == ["crimes", "loading", "ticks"]
    rows = list(book["crimes"].values)
    assert rows[0][:2] == ("id", "MSOA")
    assert len(rows) == len(crimes) + 1


def test_a_geopackage_has_the_areas_with_their_crimes(folder: Path) -> None:
    (path,) = export_run(folder, ["gpkg"])
    areas = geopandas.read_file(path, layer="areas", engine="pyogrio")
    crimes = pq.read_table(folder / "crimes.parquet").to_pandas()
    assert areas["crimes"].sum() == len(crimes)
    assert areas.geometry.is_valid.all()
    assert str(areas.crs) == "EPSG:27700"


def test_only_a_complete_run_is_exported(tmp_path: Path) -> None:
    options = RunOptions(make_supply=lambda _: TallySupply(), picture=False, stopped=lambda: True)
    found = run(Scenario.of(areas=["Calderdale"], end="2018-07-02"), tmp_path / "run", options)
    with pytest.raises(RecordError, match="expected a complete run"):
        export_run(found.folder, ["csv"])
