"""The report of a real run of the patrol model."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from bridge.cli.run_commands.report import command
from bridge.errors import RecordError, ScenarioError
from bridge.record.record import read_manifest
from bridge.reports.cautions import cautions, misfit_of
from bridge.reports.page import render
from bridge.reports.run_pictures import by_period, waits
from bridge.reports.run_report import read_summary, run_report
from bridge.run.scenario_file import read_scenario
from bridge.run.scenario_text import brief
from bridge.scenario.scenario import Scenario
from tests.bridge.reports.test_page import check_alone


@pytest.fixture(scope="module")
def page(patrol_run: Path) -> str:
    return render(run_report(patrol_run))


def test_it_says_what_was_asked_run_and_found_and_stands_alone(page: str, patrol_run: Path) -> None:
    check_alone(page)
    manifest = read_manifest(patrol_run)
    assert "400 crimes in 2 days" in page
    assert "staffing-factor" in page
    for digest in (*manifest.inputs.values(), *manifest.results.values()):
        assert digest in page
    for title in ("Response times", "Response to priorities 1 and 2", "Backlog", "Loading factors"):
        assert f"<h3>{title}</h3>" in page


def test_every_picture_has_words_and_those_with_values_their_numbers(page: str) -> None:
    pictures = page.count("<svg")
    assert pictures >= 6
    assert page.count('role="img" aria-label="') == pictures
    assert page.count("The numbers behind it") == pictures


def test_it_warns_of_the_start_of_waits_and_of_assumptions(patrol_run: Path) -> None:
    manifest, summary = read_manifest(patrol_run), read_summary(patrol_run)
    response = summary.response
    assert response is not None
    said = "\n".join(cautions(manifest, summary, patrol_run))
    waiting = {name: one.waiting for name, one in response.priorities.items() if one.waiting}
    assert waiting  # so few officers that someone waits
    for name, count in waiting.items():
        incidents = response.priorities[name].incidents
        assert f"{count:,} of {incidents:,} incidents of priority {name}" in said
    assert "no burn-in" in said
    assert "elasticity-violent = -0.34" in said
    assert "crims validate" in said


def test_a_changed_result_is_said(patrol_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(patrol_run, folder)
    (folder / "crimes.parquet").write_bytes(b"other")
    said = list(cautions(read_manifest(folder), read_summary(folder), folder))
    assert "Crimes.parquet is not the file that the run wrote." in said


def test_the_misfit_comes_from_the_validation(tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    numbers = {
        "force": "Durham", "error": 0.136, "dispersion": {"index": 2.5}, "test_months": ["2018-07"],
        "held_out": True,
    }  # fmt: skip
    path.write_text(json.dumps(numbers))
    [said] = misfit_of(path)
    assert "13.6% more crimes were observed than the model expects" in said
    path.write_text("{}")
    with pytest.raises(ScenarioError, match=r"expected the \.json that crims validate writes"):
        misfit_of(path)


def test_the_scenario_in_it_is_the_one_that_was_run(patrol_run: Path, tmp_path: Path) -> None:
    before = read_manifest(patrol_run).options
    (tmp_path / "scenario.toml").write_text(brief(before))
    assert read_scenario(tmp_path / "scenario.toml") == before


def test_sliders_and_loading_keep_all_their_digits(tmp_path: Path) -> None:
    before = Scenario.of(settings=["arrest-chance=0.123456789"], loading=["burglary=1.25"], areas=["Leeds"])
    (tmp_path / "scenario.toml").write_text(brief(before))
    assert read_scenario(tmp_path / "scenario.toml") == before


def test_days_become_weeks_where_there_are_many() -> None:
    hours = pd.date_range("2018-01-01 01:00", periods=24 * 100, freq="h")
    ticks = pd.DataFrame({"time": hours, "crimes-received": range(1, 2401), "utilisation-response": 0.5})
    by_week = by_period(ticks)
    assert by_week["crimes-received"].tolist()[:2] == [168.0, 168.0]
    assert by_week["crimes-received"].sum() == 2400
    assert set(by_week["utilisation-response"]) == {0.5}


def test_nobody_came_is_an_infinite_wait() -> None:
    reported = pd.Timestamp(2018, 7, 1)
    rows = pd.DataFrame({"reported": [reported] * 2, "arrived": [reported + pd.Timedelta(minutes=7), pd.NaT]})
    assert waits(rows).tolist() == [7.0, float("inf")]


def test_the_command_writes_it_beside_the_run(patrol_run: Path, tmp_path: Path) -> None:
    shutil.copytree(patrol_run, tmp_path / "leeds")
    found = CliRunner().invoke(command, [str(tmp_path / "leeds")], catch_exceptions=False)
    assert found.output == f"report in {tmp_path / 'leeds.html'}\n"
    with pytest.raises(RecordError, match="holds no run"):
        CliRunner().invoke(command, [str(tmp_path)], catch_exceptions=False)
