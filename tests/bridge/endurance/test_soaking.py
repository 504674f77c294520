import sys
from datetime import datetime
from pathlib import Path

import pytest

from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from tests.bridge.endurance.soaking import Mark, faults, soak


@pytest.mark.skipif(sys.platform != "linux", reason="reads memory from /proc")
def test_memory_and_files_do_not_grow_from_week_to_week(tmp_path: Path) -> None:
    scenario = Scenario.of(
        areas=["Calderdale"],
        model=police_model(HOURLY),
        start="2018-07-01",
        end="2018-08-12",
        settings=[
            f"{pool}-shift-{shift}=40" for pool in ("response", "investigation") for shift in (1, 2, 3)
        ],
    )
    marks = soak(scenario, tmp_path / "run", days=7)
    assert len(marks) == 6
    assert faults(marks) == []


def test_growth_is_told() -> None:
    def mark(month: int, memory: int, files: int) -> Mark:
        return Mark(datetime(2018, month, 1), 1.0, memory, files, 0.0)

    assert faults([mark(2, 100, 9), mark(3, 104, 9)]) == []
    told = faults([mark(2, 10**8, 9), mark(3, 106 * 10**6, 9), mark(4, 10**8, 10)])
    assert told == ["memory grew from 100.0 to 106.0 MB by 2018-03-01", "open files changed: [9, 9, 10]"]
