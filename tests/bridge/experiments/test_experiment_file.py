"""Experiment and scenario files: what they mean, and the one error of a wrong one."""

from pathlib import Path

import pytest

from bridge.errors import ScenarioError
from bridge.experiments.experiment_file import read_experiment
from bridge.run.scenario_file import check_sliders, options_of, read_scenario
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from tests.conftest import ROOT

SCENARIO = """model = "police-supply-demand"  # one week
areas = ["Calderdale"]
start = 2018-07-01
end = 2018-07-08
[sliders]
response-shift-1 = 100
"double-crew-by-day?" = true
[loading]
burglary = 1.5
"""
EXPERIMENT = """
scenario = "scenario.toml"
replicates = 2
first-seed = 7
[factors]
response-shift-2 = { from = 100, to = 300, step = 100 }
"loading:robbery" = [1, 2]
trend = [true]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scenario.toml").write_text(SCENARIO)
    (tmp_path / "experiment.toml").write_text(EXPERIMENT)
    return tmp_path


def test_a_scenario_is_that_of_the_same_options(folder: Path) -> None:
    assert read_scenario(folder / "scenario.toml") == Scenario.of(
        areas=["Calderdale"],
        model=police_model(HOURLY),
        start="2018-07-01",
        end="2018-07-08",
        settings=["response-shift-1=100", "double-crew-by-day?=true"],
        loading=["burglary=1.5"],
    )


def test_options_typed_beside_it_count(folder: Path) -> None:
    found = read_scenario(folder / "scenario.toml", {"seed": 9, "settings": ["response-shift-1=5"]})
    assert found.seed == 9
    assert found.settings == {"response-shift-1": "5", "double-crew-by-day?": "true"}


def test_the_options_of_a_scenario_make_it_again(folder: Path) -> None:
    found = read_scenario(folder / "scenario.toml")
    assert Scenario.of(**options_of(found)) == found


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("areas =", "ares =", r"scenario.toml:2: unknown key 'ares'; did you mean 'areas'"),
        ("2018-07-01", "5", "scenario.toml:3: start: expected a text, got 5"),
        (
            '["Calderdale"]',
            '"Leeds"',
            'scenario.toml:2: areas: expected a list of texts such as \\["Leeds"\\]',
        ),
        ("2018-07-08", "2018-06-08", "scenario.toml:4: expected an end after the start"),
        ("1.5", "-1", "scenario.toml:9: loading of 'burglary': expected a finite factor >= 0"),
        ("[sliders]", "[slider]", r"scenario.toml:5: unknown key 'slider'; did you mean 'sliders'\?"),
        (
            '"double-crew-by-day?"',
            "double-crew-by-day?",
            "scenario.toml:7:19: .*a name with \\? needs quotes",
        ),
        ("areas", "seed = -4\nareas", "scenario.toml:2: expected a seed from 0"),
        ("areas", "data = 'no.zip'\nareas", "scenario.toml:2: there is no data '.*no.zip'"),
        (
            "areas",
            "transport = 'zmk'\nareas",
            "scenario.toml:2: transport: expected 'inproc' or 'zmq', got 'zmk'",
        ),
    ],
)
def test_a_wrong_scenario_is_one_error_with_its_line(
    folder: Path, before: str, after: str, message: str
) -> None:
    path = folder / "scenario.toml"
    path.write_text(SCENARIO.replace(before, after, 1))
    with pytest.raises(ScenarioError, match=message):
        read_scenario(path)


def test_a_mistyped_slider_is_said_before_anything_runs() -> None:
    with pytest.raises(ScenarioError, match=r"'respons-shift-1'; did you mean 'response-shift-1'"):
        check_sliders(Scenario.of(settings=["respons-shift-1=3"], model=police_model(HOURLY)))


def test_an_experiment_has_its_cells_and_seeds(folder: Path) -> None:
    found = read_experiment(folder / "experiment.toml")
    assert len(found.cells) == 6
    scenario = found.scenario_of(3, 1)
    assert scenario.seed == 8
    assert scenario.settings["response-shift-2"] == "200"
    assert scenario.settings["response-shift-1"] == "100"
    assert scenario.loading == {"burglary": 1.5, "robbery": 2.0}
    assert scenario.trend


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("replicates", "replicas", "experiment.toml:3: unknown key 'replicas'; did you mean 'replicates'"),
        ("= 2\n", "= 0\n", "experiment.toml:3: replicates: expected a whole number from 1"),
        (
            "response-shift-2",
            "respons-shift-2",
            "experiment.toml:6: factor 'respons-shift-2': .*response-shift-2",
        ),
        ("to = 300", "to = 3000", "experiment.toml:6: factor 'response-shift-2': .*from 0 to 1000"),
        ("step = 100", "step = -1", "experiment.toml:6: factor 'response-shift-2': expected a step"),
        ("[1, 2]", "[1, 1]", "experiment.toml:7: factor 'loading:robbery': a value is given twice"),
        ("[1, 2]", "3", "experiment.toml:7: factor 'loading:robbery': expected a list"),
        (
            "[factors]",
            "[precision]\nmetric = 'crimes'\n[factors]",
            "experiment.toml:5: .*the key 'half-width'",
        ),
        ("[factors]", "design = 'grit'\n[factors]", "experiment.toml:5: design: expected 'grid'"),
    ],
)
def test_a_wrong_experiment_is_one_error_with_its_line(
    folder: Path, before: str, after: str, message: str
) -> None:
    path = folder / "experiment.toml"
    path.write_text(EXPERIMENT.replace(before, after, 1))
    with pytest.raises(ScenarioError, match=message):
        read_experiment(path)


def test_england_and_wales_has_every_force_once() -> None:
    from microsim.reference.forces import forces

    found = read_experiment(ROOT / "examples" / "england-and-wales.toml")
    assert sorted(cell["force"] for cell in found.cells) == sorted(one.name for one in forces())  # type: ignore[type-var]
    assert found.scenario.rates == "data-or-totals"


def test_rates_from_totals_take_no_data() -> None:
    with pytest.raises(ScenarioError, match="rates from totals take no data"):
        Scenario.of(rates="totals", trend=True)
