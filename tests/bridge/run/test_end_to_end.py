"""Two days of one local authority, the packaged data and the real models, on both transports."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bridge.record.journal import MAGIC
from bridge.record.record import read_manifest
from bridge.run.coupled_run import RunOptions, resume, run
from bridge.run.drive import Outcome
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario

PARQUET = ("crimes.parquet", "ticks.parquet", "loading.parquet")


def couple(folder: Path, **options: object) -> Outcome:
    settings = {"areas": ["Calderdale"], "end": "2018-07-03", "model": police_model(HOURLY)} | options
    return run(Scenario.of(**settings), folder)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def inproc(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return couple(tmp_path_factory.mktemp("runs") / "inproc", exchange="6h")


def test_crimes_travel_whole(inproc: Outcome) -> None:
    crimes = pq.read_table(inproc.folder / "crimes.parquet").to_pandas()
    ticks = pq.read_table(inproc.folder / "ticks.parquet").to_pandas()
    assert len(ticks) == 48
    received = ticks["crimes-received"].iloc[-1]
    assert (
        received == ticks["incidents-created"].iloc[-1] == (crimes["reported"] < ticks["time"].iloc[-1]).sum()
    )
    assert 50 < received < len(crimes)
    assert list(crimes.columns) == [
        "id",
        "MSOA",
        "crime_category",
        "code",
        "description",
        "time",
        "suspect",
        "severity",
        "reported",
        "grade",
        "scene_minutes",
    ]


def test_crimes_are_received_in_the_hour_of_their_report(inproc: Outcome) -> None:
    crimes = pq.read_table(inproc.folder / "crimes.parquet").to_pandas()
    ticks = pq.read_table(inproc.folder / "ticks.parquet").to_pandas().set_index("time")
    so_far = [int((crimes["reported"] < end).sum()) for end in ticks.index]
    assert ticks["crimes-received"].tolist() == so_far


def test_both_transports_write_the_same_bytes(inproc: Outcome, tmp_path: Path) -> None:
    zmq = couple(tmp_path / "zmq", exchange="6h", transport="zmq")
    for name in PARQUET:
        assert (zmq.folder / name).read_bytes() == (inproc.folder / name).read_bytes(), name


def test_settings_reach_the_model(tmp_path: Path) -> None:
    outcome = couple(tmp_path / "run", settings=["response-shift-1=0"], end="2018-07-02")
    assert outcome.manifest.settings["response-shift-1"] == 0
    assert {"police-supply-demand.nlogo", "../includes/police.nls"} <= set(outcome.manifest.inputs)


def test_the_smallest_coupled_model(tmp_path: Path) -> None:
    outcome = couple(tmp_path / "run", model=police_model(HOURLY).with_name("schelling-demo.nlogo"))
    counts = outcome.manifest.counts
    assert counts["received"] + counts["unreported"] == counts["sampled"]  # type: ignore[operator]
    assert outcome.summary is not None
    assert any(spread.last != 1 for spread in outcome.summary.loading.values())


def test_ctrl_c_finishes_the_exchange_and_the_run_can_go_on(tmp_path: Path) -> None:
    options = [
        "--area",
        "Calderdale",
        "--end",
        "2018-07-04",
        "--exchange",
        "1h",
        "--quiet",
        "--model",
        HOURLY,
    ]
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    command = [sys.executable, "-m", "bridge.cli", "run"]
    subprocess.run([*command, *options, "--out", whole], check=True)
    process = subprocess.Popen([*command, *options, "--out", cut])
    deadline = time.monotonic() + 60
    journal = cut / "journal.bin"
    while not (journal.exists() and journal.stat().st_size > len(MAGIC)) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    manifest = read_manifest(cut)
    assert manifest.state == "interrupted"
    assert 0 < manifest.exchanges < 72
    subprocess.run([*command, "--resume", cut, "--quiet"], check=True)
    for name in PARQUET:
        assert (cut / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.fixture(scope="module")
def patrol(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return couple(tmp_path_factory.mktemp("runs") / "patrol", model=None)


def test_the_patrol_model_is_the_usual_one_and_hands_over_its_incidents(patrol: Outcome) -> None:
    assert "police-patrol.nlogo" in patrol.manifest.inputs
    assert {"incidents.parquet", "units.parquet", "calls.parquet"} <= patrol.manifest.results.keys()
    counts, response = patrol.manifest.counts, patrol.summary.response  # type: ignore[union-attr]
    assert counts["incidents"] == counts["received"] + counts["calls"]  # type: ignore[operator]
    incidents = pq.read_table(patrol.folder / "incidents.parquet").to_pandas()
    assert len(incidents) == counts["incidents"]
    assert incidents["id"].is_unique
    assert response is not None
    for priority, times in response.priorities.items():
        assert times.incidents == (incidents["priority"] == int(priority)).sum()
    crimes = pq.read_table(patrol.folder / "crimes.parquet").to_pandas().set_index("id")
    reported = incidents[incidents["id"] > 0].set_index("id")["reported"]
    assert (abs(reported - crimes["reported"].loc[reported.index]).dt.total_seconds() < 0.1).all()


def test_the_patrol_model_is_the_same_on_both_transports_and_after_a_resume(
    patrol: Outcome, tmp_path: Path
) -> None:
    zmq = couple(tmp_path / "zmq", model=None, transport="zmq")
    scenario = Scenario.of(areas=["Calderdale"], end="2018-07-03")
    asked = iter([False, True])
    run(scenario, tmp_path / "cut", RunOptions(checkpoint=1, stopped=lambda: next(asked)))
    resume(tmp_path / "cut")
    names = [name for name in patrol.manifest.results if name.endswith((".parquet", ".json"))]
    for name in names:
        whole = (patrol.folder / name).read_bytes()
        assert (zmq.folder / name).read_bytes() == whole, name
        assert (tmp_path / "cut" / name).read_bytes() == whole, name


def test_fewer_officers_are_slower(patrol: Outcome, tmp_path: Path) -> None:
    few = couple(tmp_path / "few", model=None, staffing_factor=0.3)
    times = [one.summary.response.priorities["3"].mean for one in (patrol, few)]  # type: ignore[union-attr]
    assert times[1] > times[0]  # type: ignore[operator]
    assert few.manifest.inputs["reference"] == patrol.manifest.inputs["reference"]
