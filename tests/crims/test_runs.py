"""Runs from Python give what the command line gives, as frames."""

import gc
import re
from pathlib import Path

import pandas as pd
import pytest

import crims
from bridge.run import coupled_run
from tests.crims.conftest import SIX_HOURS


def test_a_run_is_that_of_the_same_scenario_to_the_byte(six_hours: crims.Run, tmp_path: Path) -> None:
    coupled_run.run(crims.Scenario.of(**SIX_HOURS, seed=3), tmp_path / "run")
    for name in ("crimes.parquet", "ticks.parquet", "loading.parquet"):
        assert (six_hours.folder / name).read_bytes() == (tmp_path / "run" / name).read_bytes()


def test_tables_are_frames_with_units(six_hours: crims.Run) -> None:
    assert len(six_hours.crimes) == six_hours.summary["crimes"] > 0
    assert six_hours.ticks.attrs["units"]["hours-backlog"] == "person-hours"
    assert six_hours.ticks.attrs["units"]["utilisation-response"] == "share, 0 to 1"
    assert six_hours.crimes.attrs["units"]["scene_minutes"] == "minutes"
    assert pd.api.types.is_datetime64_any_dtype(six_hours.ticks["time"])


def test_crimes_of_areas_come_with_their_outlines(six_hours: crims.Run) -> None:
    frame = six_hours.by_area()
    assert frame["crimes"].sum() == len(six_hours.crimes)
    assert frame.geometry.is_valid.all()
    assert frame.crs.to_epsg() == 27700
    one = frame.iloc[0]
    assert one["crimes_per_km2"] == pytest.approx(one["crimes"] / one.geometry.area * 1e6)


def test_options_and_sliders_count_instead_of_those_of_a_file_or_run(
    six_hours: crims.Run, tmp_path: Path
) -> None:
    again = crims.run(six_hours.folder, out=tmp_path / "run", seed=4, sliders={"response-shift-3": 3})
    assert again.scenario.seed == 4
    assert again.scenario.areas == six_hours.scenario.areas
    assert again.manifest.settings["response-shift-3"] == 3
    assert crims.Run(tmp_path / "run").summary == again.summary


def test_an_unknown_option_names_its_neighbour() -> None:
    with pytest.raises(crims.ScenarioError, match=r"unknown option 'staffing_facter'.*staffing_factor"):
        crims.run(staffing_facter=0.9)


def test_an_unknown_slider_is_refused_before_anything_runs() -> None:
    with pytest.raises(crims.ScenarioError, match="response-shift-3"):
        crims.run(**SIX_HOURS, sliders={"response-shift-33": 1})


def test_a_model_without_tables_of_its_own_says_so(six_hours: crims.Run) -> None:
    with pytest.raises(crims.RecordError, match="nonsense"):
        six_hours.table("nonsense")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(crims.RecordError, match="holds no run"):
        crims.Run(tmp_path)


def test_results_without_a_folder_go_with_the_run() -> None:
    found = crims.run(**SIX_HOURS)
    folder = found.folder
    assert folder.is_dir()
    del found
    gc.collect()
    assert not folder.exists()


def test_a_run_shows_itself(six_hours: crims.Run) -> None:
    shown = six_hours._repr_html_()
    assert "Calderdale" in shown
    assert "hours-backlog (mean, last)" in shown
    assert "police-supply-demand.nlogo" in shown


def test_a_workspace_shows_itself() -> None:
    workspace = crims.Workspace.from_code("to setup clear-all create-turtles 3 reset-ticks end")
    assert "not yet set up" in workspace._repr_html_()
    workspace.command("setup")
    before = workspace.snapshot()
    assert re.search("<th[^>]*>turtles</th><td[^>]*>3</td>", workspace._repr_html_())
    assert workspace.snapshot() == before
