"""The form of a run, and the processes that it starts."""

import time
from pathlib import Path

import pytest

from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import read_experiment
from bridge.run.scenario_file import option_types, read_scenario
from bridge.scenario.scenario import Scenario
from bridge.ui.data.catalog import entry_of
from bridge.ui.form import experiment_text, fields, scenario_text
from bridge.ui.jobs import Jobs

MODEL = "police-supply-demand"


def test_the_form_has_every_option_and_leaves_the_usual_out() -> None:
    assert {one.key for one in fields()} == set(option_types())
    usual = {one.key: one.default for one in fields()}
    assert scenario_text(usual) == "\n"


def test_what_is_filled_in_is_the_scenario_that_runs(tmp_path: Path) -> None:
    typed = {"areas": "Leeds, Bradford", "seed": "3", "staffing-factor": "0.9", "trend": "true"}
    (tmp_path / "s.toml").write_text(scenario_text(typed, "arrest-chance = 0.3\n"))
    wanted = Scenario.of(
        areas=["Leeds", "Bradford"], seed=3, staffing_factor=0.9, trend=True, settings=["arrest-chance=0.3"]
    )
    assert read_scenario(tmp_path / "s.toml") == wanted


def test_paths_start_where_the_server_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "s.toml").write_text(scenario_text({"plan": "plan", "calls": "none"}))
    found = read_scenario(tmp_path / "elsewhere" / "s.toml")
    assert (found.plan, found.calls) == (str(tmp_path / "plan"), "none")


@pytest.mark.parametrize(
    ("typed", "sliders", "match"),
    [
        ({"seed": "many"}, "", "seed: expected a number, got 'many'"),
        ({"start": "someday"}, "", "someday"),
        ({}, "arrest-chance", "expected sliders as name = value"),
        ({}, "arest-chance = 1", "did you mean 'arrest-chance'"),
    ],
)
def test_what_cannot_be_meant_is_said(typed: dict[str, str], sliders: str, match: str) -> None:
    with pytest.raises(ScenarioError, match=match):
        scenario_text(typed, sliders)


def test_factors_make_an_experiment(tmp_path: Path) -> None:
    scenario = scenario_text({"areas": "Leeds"}, "arrest-chance = 0.3")
    (tmp_path / "e.toml").write_text(experiment_text(scenario, "staffing-factor = [0.9, 1.0]", 3))
    found = read_experiment(tmp_path / "e.toml")
    assert (len(found.cells), found.replicates, found.scenario.areas) == (2, 3, ("Leeds",))
    with pytest.raises(ScenarioError, match="at least one factor"):
        experiment_text(scenario, "", 1)
    with pytest.raises(ScenarioError, match="expected factors as"):
        experiment_text(scenario, "staffing-factor = [", 1)


@pytest.mark.parametrize("name", ["", "  ", "/etc", "../up", ".hidden", "a/../../b", "a\nb"])
def test_a_job_writes_below_its_folder_only(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="expected a name for a folder"):
        Jobs(tmp_path).start(name, "\n")


def test_a_run_is_started_stopped_and_gone_on_with(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    text = scenario_text({"areas": "Calderdale", "model": MODEL, "end": "2018-07-20", "exchange": "1h"})
    job = jobs.start("small", text)
    with pytest.raises(ScenarioError, match=r"running already|is there already"):
        jobs.start("small", text)
    wait(lambda: (tmp_path / "small" / "journal.bin").exists() or job.state == "failed")
    assert job.state == "running", job.last_lines
    jobs.stop("small")
    wait(lambda: job.state != "stopping")
    assert entry_of(tmp_path, "small").state in ("interrupted", "complete")
    if entry_of(tmp_path, "small").state == "interrupted":
        again = jobs.resume("small")
        jobs.close()
        assert again.state in ("stopped", "done")


def wait(until: object, seconds: float = 90.0) -> None:
    """Poll until something holds."""
    deadline = time.monotonic() + seconds
    while not until():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
