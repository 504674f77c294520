"""The Python side of the live window, against a demand service in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bridge.base.time_windows import Interval, windows
from bridge.demand.crime_rows import Row
from bridge.demand.demand import LocalDemand
from bridge.demand.request import DemandRequest
from bridge.demand.service_process import ServiceProcess
from bridge.errors import ConservationError, ContractError, DemandLost, RecordError, ScenarioError
from bridge.live.link import Link
from bridge.live.live import LiveOptions, finish
from bridge.netlogo_adapter import Live
from bridge.record.record import read_manifest
from bridge.run.coupled_run import resume, run
from bridge.run.run_options import RunOptions
from bridge.scenario.models import HOURLY, police_model
from bridge.scenario.scenario import Scenario, stream_seed
from tests.bridge.doubles import TallySupply, handed_over

START, END = datetime(2018, 7, 1), datetime(2018, 7, 3)
TABLES = ("crimes.parquet", "ticks.parquet", "loading.parquet", "summary.json")
FILES = sorted([*TABLES, "run.json", "summary.png"])


@pytest.fixture(scope="module")
def service() -> Iterator[ServiceProcess]:
    process = ServiceProcess(None)
    yield process
    process.stop()


@pytest.fixture
def options(service: ServiceProcess, tmp_path: Path) -> LiveOptions:
    """Those of a window that records the smallest live model."""
    model = police_model(HOURLY).with_name("schelling-demo-live.nlogo")
    return LiveOptions(
        endpoint=service.endpoint,
        out=str(tmp_path),
        model=str(model),
        areas=("Leeds",),
        settings={"seed": 3.0},
    )


class Model:
    """What a model does in NetLogo, with the metrics and loading of `TallySupply`."""

    def __init__(self, live: Live, density: float = 80) -> None:
        self.live, self.density = live, density
        self.supply = TallySupply()
        self.ticks = 0
        live.connect("tcp://127.0.0.1:9", "West Yorkshire", "2018-07", 3, "6.4.0")
        live.begin([["density", density]])

    def go(self, hours: int) -> None:
        for _ in range(hours):
            self.supply.receive(self.live.next_hour(self.ticks), [])
            self.supply.tick()
            self.ticks += 1
            self.live.record(_pairs(self.supply.metrics()), [["density", self.density]])
            self.live.send_loading(_pairs(self.supply.loading().categories))


def _pairs(values: Mapping[str, float]) -> list[object]:
    return [[name, value] for name, value in values.items()]


def play(link: Link, loadings: Sequence[list[object]]) -> list[list[Row]]:
    """One hour for each list of loading factors."""
    rows = []
    for loading in loadings:
        rows.append(link.next_hour())
        link.send_loading(loading)
    return rows


def test_two_days_are_those_of_a_run_with_the_loading_of_the_day_before(service: ServiceProcess) -> None:
    link = Link(service.endpoint, seed=3)
    first: list[list[object]] = [[["burglary", 9]]] * 23 + [[["burglary", 3], ["drugs", 0]]]
    live = play(link, [*first, *[[]] * 24])
    link.close()
    spec = DemandRequest(force="West Yorkshire", start=START, end=END, seed=stream_seed(3, "microsim"))
    demand = LocalDemand(spec)
    days = zip(windows(START, END, Interval(1, "d")), ({}, {"burglary": 3.0, "drugs": 0.0}), strict=True)
    assert live == handed_over(*[demand.advance(window, loading) for window, loading in days])
    assert not any(crime[2] == "drugs" for hour in live[24:] for crime in hour)
    assert link.abm_seed == stream_seed(3, "abm")


def test_a_live_run_leaves_the_tables_of_a_run(options: LiveOptions, tmp_path: Path) -> None:
    live = Live(options)
    Model(live).go(48)
    assert live.state.endswith("recording into leeds-2018-07-01-seed-3-live")
    live.close()
    folder = tmp_path / "leeds-2018-07-01-seed-3-live"
    other = tmp_path / "run"
    scenario = Scenario.of(areas=["Leeds"], end="2018-07-03", seed=3)
    run(scenario, other, RunOptions(make_supply=lambda _: TallySupply()))
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert [(folder / name).read_bytes() for name in TABLES] == [
        (other / name).read_bytes() for name in TABLES
    ]
    manifest = read_manifest(folder)
    assert (manifest.state, manifest.exchanges, manifest.options.end) == ("complete", 2, END)
    assert manifest.versions["netlogo"] == "6.4.0"
    assert manifest.demand_seconds
    with pytest.raises(RecordError, match="is complete; there is nothing to resume"):
        resume(folder)


def test_moved_sliders_and_a_setup_in_mid_run_are_recorded(options: LiveOptions, tmp_path: Path) -> None:
    live = Live(options)
    first = Model(live)
    first.go(30)
    first.density = 60
    first.go(1)
    Model(live, density=60).go(1)
    live.close()
    one, two = (read_manifest(path) for path in sorted(tmp_path.iterdir()))
    assert (one.state, one.exchanges, one.simulated_until) == ("complete", 2, datetime(2018, 7, 2, 7))
    assert one.settings == {"density": 80.0}
    assert [(str(one.hour), one.name, one.value) for one in one.changes] == [
        ("2018-07-02 06:00:00", "density", 60.0)
    ]
    assert (two.state, two.settings, two.changes) == ("complete", {"density": 60.0}, [])


def test_a_link_that_was_not_used_is_kept_and_one_without_an_hour_leaves_nothing(
    options: LiveOptions, tmp_path: Path
) -> None:
    live = Live(options)
    asked = ("", "West Yorkshire", "2018-07", 3)
    live.connect(*asked)
    link = live.link
    live.connect(*asked)
    assert live.link is link
    assert (live.weekday, live.state) == (6, "connected: West Yorkshire from 2018-07-01T00:00, 107 areas")
    live.connect(*asked[:3], 4)
    assert live.link is not link
    live.close()
    assert list(tmp_path.iterdir()) == []
    assert live.state == "not connected"
    with pytest.raises(ScenarioError, match="press connect or setup"):
        live.next_hour(0)


def test_after_a_kill_whoever_comes_next_completes_the_record(options: LiveOptions, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom bridge.netlogo_adapter import Live\n"
        "from tests.bridge.live.test_netlogo_adapter import Model\n"
        "Model(Live()).go(25)\nprint('ready', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env={"PATH": "", **options.written()},
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert finish(tmp_path) == []
        process.send_signal(signal.SIGKILL)
    (folder,) = tmp_path.iterdir()
    with pytest.raises(RecordError, match="nobody can do again; the next 'crims gui"):
        resume(folder)
    assert finish(tmp_path) == [folder]
    manifest = read_manifest(folder)
    assert (manifest.state, manifest.simulated_until) == ("complete", datetime(2018, 7, 2, 1))
    counts = manifest.counts
    assert counts["sampled"] == counts["received"] + counts["unreported"]  # type: ignore[operator]
    assert counts["received"] == counts["incidents"] > 0  # type: ignore[operator]
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert finish(tmp_path) == []


def test_an_hour_that_was_halted_is_told(options: LiveOptions) -> None:
    live = Live(options)
    model = Model(live)
    model.go(1)
    assert live.next_hour(1) == live.next_hour(1)
    with pytest.raises(ScenarioError, match=r"the model is at hour 2, the crimes are at hour 1.*press setup"):
        live.next_hour(2)
    with pytest.raises(ContractError, match="crims-record before crims-send-loading"):
        live.send_loading([])
    model.supply.receive(live.next_hour(1), [])
    with pytest.raises(ConservationError, match="expected as many crimes received"):
        model.go(1)
    live.close()


def test_the_interface_that_was_asked_for_becomes_netlogo_code(options: LiveOptions) -> None:
    asked = {"force": 'a "b" \\c', "density": 70.5, "on?": True}
    live = Live(LiveOptions(out=options.out, model=options.model, settings=asked))
    assert live.startup_code == 'set force "a \\"b\\" \\\\c" set density 70.5 set on? true'
    assert live.settings_code.startswith('(list (list "force" force) (list "start-month" start-month)')
    assert (Live(LiveOptions()).startup_code, Live(LiveOptions()).settings_code) == ("", "[]")


def test_what_cannot_be_meant_is_told(service: ServiceProcess) -> None:
    with pytest.raises(ScenarioError, match="West Yorkshire"):
        Link(service.endpoint, force="West Yorkshre")
    with pytest.raises(ScenarioError, match=r"whole number from 0, got 1\.5"):
        Link(service.endpoint, seed=1.5)
    link = Link(service.endpoint)
    with pytest.raises(ContractError, match="report-loading"):
        link.send_loading([["burglary", True]])
    with pytest.raises(ContractError, match="unknown category 'burglry'"):
        link.send_loading([["burglry", 1]])
    with pytest.raises(ContractError, match="must include 'crimes-received'"):
        link.record([["crimes", 1]])
    link.close()
    link.close()


def test_without_a_service_the_message_says_how_to_start_it() -> None:
    with pytest.raises(DemandLost, match=r"crims serve --endpoint tcp://127\.0\.0\.1:9"):
        Link("tcp://127.0.0.1:9")
