"""Plans as files: what is written is read, and what is wrong is named."""

from pathlib import Path

import pytest

from planning.errors import PlanError
from planning.plan.files import read_plan, write_plan
from planning.plan.model import SHIFTS, Plan, Route, Shift, Stop, Units

PLAN = Plan(
    district={"a00": "West, old", "a01": "East"},
    units=(Units("West, old", "early", 3, 1), Units("East", "night", 2, 2)),
    shifts=(Shift("early", 7, 17), Shift("night", 22, 31)),
    stations={"East": "a01"},
    routes=(
        Route("East", "night", 0, 1, (Stop("a01", 10.0, 12.5),), ((-1.5, 53.8), (-1.6, 53.7))),
        Route("East", "night", 1, 1, (Stop("a00", 0.0, 15.0),)),
    ),
    made_by="crims plan officers --force Durham\nversion 1.0, seed 7",
)


def test_a_plan_comes_back_as_it_was(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path / "plan")
    assert read_plan(tmp_path / "plan") == PLAN


def test_every_csv_says_what_made_it(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path)
    lines = (tmp_path / "districts.csv").read_text().splitlines()
    assert lines == [
        "# made by crims plan officers --force Durham",
        "# version 1.0, seed 7",
        "area,district",
        'a00,"West, old"',
        "a01,East",
    ]


def test_districts_and_units_are_enough(tmp_path: Path) -> None:
    (tmp_path / "districts.csv").write_text("area,district\na00,West\n")
    (tmp_path / "units.csv").write_text("district,shift,units,crew\nWest,early,3,1\n")
    plan = read_plan(tmp_path)
    assert plan.shifts == SHIFTS
    assert plan.stations == {}
    assert plan.routes == ()


def test_an_older_plans_routes_are_removed(tmp_path: Path) -> None:
    write_plan(PLAN, tmp_path)
    write_plan(Plan(PLAN.district, PLAN.units, PLAN.shifts), tmp_path)
    assert read_plan(tmp_path).routes == ()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "districts.csv",
            "area,district\na,W\na,E\n",
            r"districts\.csv: row 3: expected area once, got 'a' again",
        ),
        ("districts.csv", "# made by me\narea,district\na,\n", "row 3, column 'district': expected a value"),
        ("districts.csv", "area,beat\na,W\n", r"row 1: expected a column 'district', got none"),
        (
            "units.csv",
            "district,shift,units,crew\nW,early,2.5,1\n",
            "row 2, column 'units': expected a whole",
        ),
        (
            "units.csv",
            "district,shift,units,crew\nW,early,2,3\n",
            "column 'crew': expected 1 or 2 officers, got 3",
        ),
        ("shifts.csv", "shift,start,end\nearly,7,40\n", r"shifts\.csv: row 2: expected a start before 24"),
        ("stations.csv", "district,area\nW,a\nW,b\n", "row 3: expected district once, got 'W' again"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    write_plan(PLAN, tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(PlanError, match=message):
        read_plan(tmp_path)


def test_no_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"expected the folder of a plan with districts\.csv and units\.csv"):
        read_plan(tmp_path / "none")
    with pytest.raises(PlanError, match=r"districts\.csv: expected a readable file"):
        read_plan(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"day": 0', '"day": "Monday"', r"routes\.geojson: expected routes as a GeoJSON collection"),
        ('"day": 1', '"day": 0', r"feature 2: expected one route of a unit on a shift and day"),
        ('"minutes": 12.5', '"minutes": -1', "feature 1, stop 1: expected a stop of some minutes"),
        ('"LineString"', '"Polygon"', "feature 1: expected a LineString"),
        ('"unit": 1', '"unit": 0', "expected a day from 0 and a unit from 1"),
    ],
)
def test_bad_routes_are_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    write_plan(PLAN, tmp_path)
    path = tmp_path / "routes.geojson"
    path.write_text(path.read_text().replace(before, after))
    with pytest.raises(PlanError, match=message):
        read_plan(tmp_path)
