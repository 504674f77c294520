from pathlib import Path

import msgspec
import pytest

from bridge.errors import ScenarioError
from bridge.scenario.scenario import Scenario, stream_seed


def test_defaults_are_a_month_of_days() -> None:
    scenario = Scenario.of()
    assert (scenario.force, scenario.exchanges, scenario.transport) == ("West Yorkshire", 31, "inproc")
    assert scenario.name == "west-yorkshire-2018-07-01-seed-1"


def test_streams_differ_between_names_and_seeds_and_never_change() -> None:
    assert Scenario.of(seed=1).streams() == {"microsim": 1279675902, "abm": 1190585946}
    assert len({stream_seed(seed, name) for seed in range(100) for name in ("microsim", "abm")}) == 200


def test_streams_fit_31_bits() -> None:
    assert all(0 <= stream_seed(seed, "abm") < 2**31 for seed in range(1000))


def test_json_round_trip() -> None:
    scenario = Scenario.of(areas=["Leeds"], exchange="6h", settings=["a=1"])
    assert msgspec.json.decode(msgspec.json.encode(scenario), type=Scenario) == scenario


def test_a_burn_in_has_windows_of_its_own_up_to_the_start() -> None:
    scenario = Scenario.of(start="2018-03-01T06:00", end="2018-03-02", exchange="1d", burn_in="1M")
    assert str(scenario.begin) == "2018-02-01 06:00:00"
    bounds = [window.end for window in scenario.windows()]
    assert scenario.start in bounds
    assert (len(bounds), bounds[-1]) == (scenario.exchanges, scenario.end) == (29, scenario.end)
    assert Scenario.of().begin == Scenario.of().start


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"end": "2018-07-01"}, "expected an end after the start 2018-07-01T00:00, got 2018-07-01T00:00"),
        ({"start": "2018-06-31"}, "unknown start date '2018-06-31'; did you mean '2018-06-30'"),
        ({"exchange": "2M"}, "at most '1M', got '2M'"),
        ({"burn_in": "13M"}, "a burn-in is at least '1h' and at most '12M', got '13M'"),
        ({"seed": -1}, "expected a seed"),
        ({"settings": ["officers"]}, "expected a setting as 'slider=value', got 'officers'"),
        ({"loading": ["burglary"]}, "expected a setting as 'name=factor', got 'burglary'"),
        ({"loading": ["burglary=-1"]}, "loading of 'burglary': expected a finite factor >= 0, got '-1'"),
        ({"loading": ["burglary=nan"]}, "expected a finite factor >= 0, got 'nan'"),
        ({"loading": ["drugs=1", "drugs=2"]}, "'drugs' is given twice"),
    ],
)
def test_rejects(options: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Scenario.of(**options)  # type: ignore[arg-type]


def test_loading_from_a_file_and_from_texts(tmp_path: Path) -> None:
    path = tmp_path / "loading.csv"
    path.write_text("name,factor,why\nLeeds,1.5,big\noffence:28A,0,\n")
    scenario = Scenario.of(loading=["drugs=2"], loading_file=path)
    assert scenario.loading == {"Leeds": 1.5, "offence:28A": 0.0, "drugs": 2.0}
    path.write_text("name;factor\nLeeds;1\n")
    with pytest.raises(ScenarioError, match=r"loading.csv: row 2: expected the columns 'name' and 'factor'"):
        Scenario.of(loading_file=path)


def test_recorded_crimes_are_told_from_data_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "crimes.csv"
    path.touch()
    assert Scenario.of(crimes=path).crimes == str(path)
    with pytest.raises(ScenarioError, match="played back with --crimes"):
        Scenario.of(data=path)
    with pytest.raises(ScenarioError, match="leave out --area, --trend"):
        Scenario.of(crimes=path, areas=["Leeds"], trend=True)
    with pytest.raises(ScenarioError, match=r"--crimes to end in .csv or .parquet"):
        Scenario.of(crimes=tmp_path)


def test_a_missing_file_lists_its_near_neighbours(tmp_path: Path) -> None:
    (tmp_path / "police.nlogo").touch()
    with pytest.raises(ScenarioError, match=r"there is no model .*did you mean 'police.nlogo'"):
        Scenario.of(model=tmp_path / "polise.nlogo")
