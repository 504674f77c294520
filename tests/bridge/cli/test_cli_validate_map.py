"""`crims validate` and `crims map` as a user calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from bridge.cli.data_commands import map as map_command
from bridge.cli.data_commands import validate as validate_command
from bridge.errors import BridgeError, DemandRefused, ScenarioError
from microsim.reference.geography import packaged_geography
from tests.microsim.conftest import crime, street_csv, write_month, write_wales

LSOAS = ("E01000001", "E01000002", "E01000003")
Call = Callable[..., Result]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two years of one month of the City of London, 30 and 60 crimes."""
    for month, number in (("2018-07", 30), ("2019-07", 60)):
        rows = [
            crime(
                id=str(row),
                month=month,
                lsoa=LSOAS[row % 3],
                Longitude=str(-0.09 - row / 1e4),
                Latitude="51.515",
            )
            for row in range(number)
        ]
        write_month(tmp_path / "archive", street_csv(rows), month, "city-of-london")
    return tmp_path / "archive"


@pytest.fixture
def crimes(tmp_path: Path) -> Path:
    path = tmp_path / "crimes.csv"
    pd.DataFrame(
        {"MSOA": "E02000001", "crime_category": ["burglary"] * 3 + ["drugs"], "time": "2019-07-01 09:00:00"}
    ).to_csv(path, index=False)
    return path


def validate(*options: object) -> Result:
    return CliRunner().invoke(validate_command.command, [str(one) for one in options], catch_exceptions=False)


def draw(*options: object) -> Result:
    return CliRunner().invoke(map_command.command, [str(one) for one in options], catch_exceptions=False)


def test_validate_writes_a_page_and_its_numbers(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages" / "city.html"
    shown = validate("--force", "city of london", "--data", source, "--replicates", 20, "--out", out).output
    assert "60 crimes were observed and 30 expected: 100.0% more" in shown.replace("\n", " ")
    assert out.read_text().startswith("<!doctype html>")
    assert json.loads(out.with_suffix(".json").read_text())["test_months"] == ["2019-07"]


def test_validate_takes_months_as_told(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "city.html"
    validate(
        "--force",
        "City of London",
        "--data",
        source,
        "--replicates",
        20,
        "--out",
        out,
        "--fit",
        "2019-07",
        "-q",
    )
    assert json.loads(out.with_suffix(".json").read_text())["error"] == pytest.approx(-0.5)


def test_validate_refuses_months_that_are_not_there(source: Path, tmp_path: Path) -> None:
    with pytest.raises(DemandRefused, match="2017-07"):
        validate(
            "--force", "City of London", "--data", source, "--fit", "2017-07", "--out", tmp_path / "a.html"
        )


def test_validate_writes_pages_only(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"end in \.html, got 'a\.txt'"):
        validate("--out", tmp_path / "a.txt")


def test_map_finds_the_force_and_draws_the_outlines_that_ship(source: Path, crimes: Path) -> None:
    shown = draw(crimes, "--data", source).output
    assert "4 crimes drawn" in shown
    assert "approximate" not in shown
    assert crimes.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_map_chooses_by_category(source: Path, crimes: Path, tmp_path: Path) -> None:
    out = tmp_path / "burglary.svg"
    assert "3 crimes drawn" in draw(crimes, "--data", source, "--category", "Burglary", "--out", out).output
    assert out.read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--category", "burglry"], "did you mean 'burglary'"),
        (["--month", "2019-08"], "leaves none"),
        (["--out", "map.txt"], "got 'map.txt'"),
        (["--force", "Citty of London"], "City of London"),
    ],
)
def test_map_refuses_what_cannot_be_meant(crimes: Path, options: list[str], words: str) -> None:
    with pytest.raises(BridgeError, match=words):
        draw(crimes, *options)


def test_map_needs_no_data_to_draw_a_force(crimes: Path) -> None:
    assert "4 crimes drawn" in draw(crimes).output


def test_a_welsh_force_needs_no_lookup_and_may_have_one(tmp_path: Path) -> None:
    source, lookup = write_wales(tmp_path)
    out = tmp_path / "wales.html"
    asked = ("--force", "South Wales", "--data", source, "--replicates", 20, "--out", out)
    assert "60 crimes were observed and 30 expected" in validate(*asked).output
    assert "60 crimes were observed and 30 expected" in validate(*asked, "--lookup", lookup).output
    crimes = tmp_path / "crimes.csv"
    pd.DataFrame({"MSOA": ["W02000380", "W02000381"]}).to_csv(crimes, index=False)
    assert "2 crimes drawn" in draw(crimes, "--data", source).output
    assert "2 crimes drawn" in draw(crimes, "--data", source, "--lookup", lookup).output


def test_map_refuses_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"run\.json"):
        draw(tmp_path)


def test_several_forces_have_a_page_each(source: Path, tmp_path: Path) -> None:
    for month in ("2018-07", "2019-07"):
        rows = [crime(id=f"d{row}", month=month, lsoa="E01020634") for row in range(40)]
        write_month(source, street_csv(rows), month, "durham")
    out = tmp_path / "page.html"
    validate("--force", "all", "--data", source, "--replicates", 20, "--out", out, "-q")
    assert {path.name for path in tmp_path.glob("page-*.html")} == {
        "page-city-of-london.html",
        "page-durham.html",
    }


def test_a_map_of_areas_of_2021_and_of_several_forces(tmp_path: Path) -> None:
    places = packaged_geography(2021).areas
    new = places[places["force"] == "Durham"].index.difference(packaged_geography(2011).areas.index)
    codes = [*new, *places[places["force"] == "Cleveland"].index[:2]]
    path = tmp_path / "crimes.csv"
    pd.DataFrame({"MSOA": codes, "crime_category": "burglary", "time": "2024-07-01 09:00:00"}).to_csv(path)
    one, both = tmp_path / "one.svg", tmp_path / "both.svg"
    drawn = CliRunner().invoke(map_command.command, [str(path), "--force", "durham", "--out", str(one)])
    assert drawn.exit_code == 0, repr(drawn.exception)
    assert "without an outline" not in drawn.output
    result = CliRunner().invoke(map_command.command, [str(path), "--force", "all", "--out", str(both)])
    assert result.exit_code == 0, repr(result.exception)
    assert "Cleveland, Durham: crimes" in both.read_text()
