"""The published Police-Supply-Demand model, branch crims-integration, runs as it is.

`POLICE_SUPPLY_DEMAND` in the environment names a checkout of it; nothing of it is kept here.
"""

import os
import shutil
from pathlib import Path

import pytest

from netlogo import Workspace

CHECKOUT = os.environ.get("POLICE_SUPPLY_DEMAND", "")
MODEL = "event-response-with-shifts.nlogo"

pytestmark = pytest.mark.skipif(
    not (Path(CHECKOUT) / MODEL).is_file(), reason="POLICE_SUPPLY_DEMAND names no checkout of the model"
)


def test_it_answers_a_file_of_events_for_100_hours(tmp_path: Path) -> None:
    (tmp_path / "input-data").mkdir()
    for name in (MODEL, "input-data/CriMS-Sample.csv"):
        shutil.copy(Path(CHECKOUT) / name, tmp_path / name)
    workspace = Workspace.open(tmp_path / MODEL)
    workspace.allow(["shell"])
    workspace.command("random-seed 1")
    workspace.set_global("demand-events", "Flat-file")
    workspace.command("setup repeat 100 [ go-step ]")
    assert not workspace.plot_errors
    assert workspace.get_global("count-completed-events") == 7
    assert workspace.report("random 100000") == 41424  # as NetLogo 6.4.0 draws then
    workspace.command("close-files")
    trends = tmp_path / "model-output/Flat-file/resources1860/rep1/active-event-trends-file.csv"
    assert len(trends.read_text().splitlines()) == 101
