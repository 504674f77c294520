"""A run that people watch leaves the files of one that nobody watches, and says which sliders were moved."""

import time
from pathlib import Path

import pytest

from bridge.base.tiles import TileServer
from bridge.record.record import read_manifest
from bridge.run.coupled_run import run
from bridge.run.run_options import USUAL
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario
from bridge.window.police_map import GRADES
from bridge.window.watched_run import WatchedRun, to_be_watched
from tests.bridge.window.test_session import Seen, until

SCENARIO = Scenario.of(
    areas=["Calderdale"], start="2018-07-01", end="2018-07-03", exchange="6h", model=police_model(HOURLY)
)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(SCENARIO, tmp_path_factory.mktemp("alone") / "run").folder


def test_a_watched_run_leaves_the_same_files(alone: Path, tmp_path: Path) -> None:
    watched = WatchedRun(SCENARIO, tmp_path / "run")
    seen = Seen(watched)
    until(lambda: watched.outcome)
    until(lambda: seen.frames > 0 and seen.of("interface"))
    watched.close()
    assert "complete" in watched.outcome
    for name in ("crimes.parquet", "ticks.parquet", "loading.parquet"):
        assert (tmp_path / "run" / name).read_bytes() == (alone / name).read_bytes(), name


PATROL = Scenario.of(areas=["Calderdale"], start="2018-07-01", end="2018-07-02")


def test_the_patrol_model_is_watched_on_its_map_and_leaves_the_same_files(tmp_path: Path) -> None:
    folder = run(PATROL, tmp_path / "alone", USUAL).folder
    tiles = TileServer("http://tile.example/{z}/{x}/{y}", "© Example")
    watched = WatchedRun(to_be_watched(PATROL), tmp_path / "run", paused=True, tiles=tiles)
    seen = Seen(watched)
    until(lambda: seen.of("map"))
    [message] = seen.of("map")
    assert len(message["areas"]) == 27
    corners = [one for area in message["areas"] for ring in area["rings"] for one in ring]
    assert min(corners) > -10  # the view reaches from 0 to 80
    assert max(corners) < 90
    first, last = message["tiles"][0]["corners"], message["tiles"][-1]["corners"]
    assert first[0] < 5  # the tiles begin west and north of the areas, and end east and south of them
    assert first[1] > 75
    assert last[2] > 75
    assert last[5] < 15
    assert message["credit"] == "© Example"
    watched.do({"type": "button", "button": 0})
    until(lambda: watched.outcome)
    units = watched.workspace.report("[ who ] of units")
    watched.do({"type": "inspect", "who": int(units[0])})
    watched.do({"type": "inspect", "who": message["areas"][0]["who"]})
    until(lambda: len(seen.of("agent")) == 2)
    unit, area = (one["history"] for one in seen.of("agent"))
    assert unit["title"].startswith("unit ")
    assert {row[1] for row in unit["rows"]} & {"patrolling", "travelling", "on scene"}
    assert area["title"].startswith(f"area {message['areas'][0]['code']}")
    assert any(grade in row[2] for row in area["rows"] for grade in GRADES)
    watched.close()
    named = read_manifest(folder).results.keys() - {"summary.png"}
    assert {"incidents.parquet", "units.parquet", "ticks.parquet", "summary.json"} <= named
    for name in named:
        assert (tmp_path / "run" / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_scenario_that_sets_its_own_ticks_keeps_them() -> None:
    own = Scenario.of(settings=["ticks-per-hour=12"])
    assert to_be_watched(own).settings == {"ticks-per-hour": "12", "show-map?": "true"}
    assert to_be_watched(SCENARIO).settings == {}


def test_a_moved_slider_is_in_the_record(tmp_path: Path) -> None:
    watched = WatchedRun(SCENARIO, tmp_path / "run", paused=True)
    seen = Seen(watched)
    until(lambda: seen.of("interface"))
    watched.do({"type": "set", "name": "response-shift-1", "value": 123})
    until(lambda: any("response-shift-1" in one["values"] for one in seen.of("globals")))
    watched.do({"type": "button", "button": 0})
    until(lambda: watched.outcome)
    watched.close()
    [change] = read_manifest(tmp_path / "run").changes
    assert (change.name, change.value) == ("response-shift-1", 123.0)


def test_a_paused_run_stands_still_answers_reporters_and_stops_with_its_record(tmp_path: Path) -> None:
    watched = WatchedRun(SCENARIO, tmp_path / "run", paused=True)
    seen = Seen(watched)
    until(lambda: seen.of("interface") and watched.workspace.world.ticks == 1)
    time.sleep(0.3)
    assert watched.workspace.world.ticks == 1
    for text in ("ticks + 41", "set response-shift-1 0"):
        watched.do({"type": "line", "text": text})
    until(lambda: len(seen.of("output")) == 2)
    assert "42" in seen.of("output")[0]["text"]
    assert "reporters only" in seen.of("output")[1]["text"]
    watched.close()
    assert read_manifest(tmp_path / "run").state == "interrupted"
