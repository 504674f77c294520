"""Demand and supply in mosaik itself give what a coupled run gives."""

import runpy
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from bridge.demand.area_factors import AreaFactors
from bridge.errors import ScenarioError
from bridge.run.coupled_run import run
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from tests.conftest import ROOT

pytest.importorskip("mosaik")
EXAMPLE = ROOT / "examples" / "mosaik_coupling.py"
OPTIONS = {
    "areas": ["Calderdale"],
    "start": "2018-07-01",
    "end": "2018-07-01T06:00",
    "exchange": "2h",
    "model": Path(police_model(HOURLY)),
    "seed": 3,
    "settings": ["response-shift-3=3"],
}


@pytest.mark.filterwarnings("default")  # mosaik's own
def test_a_world_of_mosaik_gives_what_a_run_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = ModuleType("mosaik_coupling")
    monkeypatch.setitem(sys.modules, "mosaik_coupling", example)
    example.__dict__.update(runpy.run_path(str(EXAMPLE), run_name="mosaik_coupling"))
    found = example.couple(OPTIONS, 6)
    assert found["crimes-received"] > 0
    run(Scenario.of(**OPTIONS), tmp_path / "run")  # type: ignore[arg-type]
    alone = pd.read_parquet(tmp_path / "run" / "ticks.parquet").iloc[-1]
    assert found == {name: alone[name] for name in found}


def test_factors_travel_as_json_has_them() -> None:
    from bridge.mosaik.values import pack_loading, unpack_loading

    by_area = AreaFactors(("burglary",), ("E1", "E2"), np.array([[0.5, 2.0]]))
    assert unpack_loading([None, pack_loading({"burglary": 2.0}, by_area), {"burglary": 3}]) == (
        {"burglary": 6.0},
        by_area,
    )
    with pytest.raises(ScenarioError, match="expected category -> factor"):
        unpack_loading(["twice"])


def test_steps_are_hours() -> None:
    from bridge.mosaik.crime_demand import CrimeDemandSimulator

    with pytest.raises(ScenarioError, match="time_resolution=3600"):
        CrimeDemandSimulator().init("x", 1.0)
