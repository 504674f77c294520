"""British local time as the data has it, whatever the calendar, the machine's time zone or its locale do."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bridge.run.coupled_run import run
from bridge.run.run_options import RunOptions
from bridge.scenario.scenario import Scenario
from tests.bridge.faults import small_run as world
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    world.make(folder)
    return folder


def scenario(data: Path, start: str, end: str, exchange: str = "6h") -> Scenario:
    return Scenario.of(
        areas=["Calderdale"],
        start=start,
        end=end,
        exchange=exchange,
        data=data / "data",
        lookup=data / "lookup.csv",
        model=world.MODEL,
    )


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2018-03-24", "2018-03-27", 3),  # clocks go forward on the 25th
        ("2018-10-27", "2018-10-30", 3),  # and back on the 28th
        ("2020-02-28", "2020-03-02", 3),  # a leap day
        ("2019-02-28", "2019-03-02", 2),  # and none
        ("2019-12-31", "2020-01-02", 2),
    ],
)
def test_every_day_has_24_hours_each_with_its_own_crimes(
    data: Path, tmp_path: Path, start: str, end: str, days: int
) -> None:
    run(scenario(data, start, end), tmp_path / "run", RunOptions(picture=False))
    first = datetime.fromisoformat(start)
    ticks = pq.read_table(tmp_path / "run" / "ticks.parquet").to_pylist()
    assert [row["time"] for row in ticks] == [first + timedelta(hours=k + 1) for k in range(24 * days)]
    crimes = pq.read_table(tmp_path / "run" / "crimes.parquet").to_pylist()
    assert {row["time"].date() for row in crimes} == {(first + timedelta(days=k)).date() for k in range(days)}
    received = [sum(crime["reported"] < row["time"] for crime in crimes) for row in ticks]
    assert [row["crimes-received"] for row in ticks] == received


def test_time_zone_and_locale_of_the_machine_do_not_matter(data: Path, tmp_path: Path) -> None:
    """A process on the other side of the world, whose files are ASCII unless somebody says otherwise."""
    chosen = scenario(data, "2018-03-24", "2018-03-27")
    run(chosen, tmp_path / "here", RunOptions(picture=False))
    options = [
        "--area",
        "Calderdale",
        "--data",
        chosen.data,
        "--lookup",
        chosen.lookup,
        "--model",
        chosen.model,
    ]
    period = ["--start", "2018-03-24", "--end", "2018-03-27", "--exchange", "6h", "--transport", "zmq"]
    far = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run(
        [
            sys.executable,
            "-m",
            "bridge.cli",
            "run",
            *map(str, options),
            *period,
            "--out",
            tmp_path / "far",
            "-q",
        ],
        env=os.environ | far,
        cwd=ROOT,
        check=True,
    )
    for name in (*world.PARQUET, "summary.json"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name
