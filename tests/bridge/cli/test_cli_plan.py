"""`crims plan` on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge.cli import crims
from bridge.errors import ScenarioError
from common.paths import data_dir
from planning.plan.files import read_plan

PART = ("--area", "Calderdale", "--area", "Kirklees")


def run(*words: str) -> Result:
    return CliRunner().invoke(crims, ["plan", *words], catch_exceptions=False)


def test_trimet_is_one_line() -> None:
    table = str(data_dir() / "trimet_regions.csv")
    words = ["officers", "--table", table, "--weight", "severity", "--officers", "346", "--least", "0"]
    said = run(*words)
    assert said.exit_code == 0
    assert [line.split()[-1] for line in said.output.splitlines()[1:9]] == [
        "38", "3", "7", "10", "11", "56", "89", "132",
    ]  # fmt: skip


def test_districts_are_written_compared_and_drawn(tmp_path: Path) -> None:
    even, again = str(tmp_path / "even"), str(tmp_path / "again")
    for out in (even, again):
        assert run("districts", *PART, "--count", "4", "--tries", "3000", "--out", out).exit_code == 0
    assert len(read_plan(Path(even)).districts) == 4
    assert read_plan(Path(even)).made_by.startswith("crims plan districts")
    assert "the plans are the same" in run("compare", even, again).output
    picture = tmp_path / "even.png"
    assert "residents" in run("show", even, "--out", str(picture)).output
    assert picture.stat().st_size > 10_000


def test_officers_say_what_binds(tmp_path: Path) -> None:
    said = run("officers", *PART, "--most", "10", "--out", str(tmp_path / "plan"))
    assert "binds: at most 10 units" in said.output
    assert max(row.units for row in read_plan(tmp_path / "plan").units) == 10


def test_goals_and_shifts_answer() -> None:
    goals = run("officers", *PART, "--method", "goals", "--goal", "response=5", "--goal", "balance*0.5@2")
    assert "missed by" in goals.output
    assert "officers who begin" in run("officers", *PART, "--method", "shifts").output


def test_a_goal_that_cannot_be_meant_is_one_error() -> None:
    with pytest.raises(ScenarioError, match="expected a goal as NAME"):
        run("officers", *PART, "--method", "goals", "--goal", "response=soon")


def test_routes_are_written_for_the_model_devices_and_people(tmp_path: Path) -> None:
    pytest.importorskip("ortools", reason="OR-tools is not installed")
    out = tmp_path / "routes"
    words = ["routes", "--area", "Calderdale", "--days", "1", "--units", "1", "--out", str(out)]
    assert "3 routes" in run(*words).output
    assert {one.name for one in out.iterdir()} >= {"routes.geojson", "routes.gpx", "routes.md"}
    assert len(read_plan(out).routes) == 3
