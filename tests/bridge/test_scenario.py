from pathlib import Path

import msgspec
import pytest

from bridge.errors import ScenarioError
from bridge.scenario import Scenario, stream_seed


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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"end": "2018-07-01"}, "expected an end after the start 2018-07-01T00:00, got 2018-07-01T00:00"),
        ({"start": "2018-06-31"}, "unknown start date '2018-06-31'; did you mean '2018-06-30'"),
        ({"exchange": "2M"}, "at most '1M', got '2M'"),
        ({"seed": -1}, "expected a seed"),
        ({"settings": ["officers"]}, "expected a setting as 'slider=value', got 'officers'"),
    ],
)
def test_rejects(options: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        Scenario.of(**options)  # type: ignore[arg-type]


def test_a_missing_file_lists_its_near_neighbours(tmp_path: Path) -> None:
    (tmp_path / "police.nlogo").touch()
    with pytest.raises(ScenarioError, match=r"there is no model .*did you mean 'police.nlogo'"):
        Scenario.of(model=tmp_path / "polise.nlogo")
