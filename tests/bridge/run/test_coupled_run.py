import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from msgspec import structs

from bridge.base.fingerprints import hash_input
from bridge.coupling.coupler import Exchange
from bridge.demand.service_process import ServiceProcess
from bridge.errors import DemandLost, DemandRefused, RecordError, ScenarioError
from bridge.police.reports import Loading
from bridge.police.supply import SupplyInfo
from bridge.record.record import read_manifest
from bridge.run.coupled_run import resume, run
from bridge.run.drive import Outcome
from bridge.run.run_options import RunOptions, Silent
from bridge.scenario.scenario import Scenario
from microsim.offences.rhythm import HOURS_OF_WEEK
from microsim.reference.known_names import CATEGORIES
from microsim.storage.packaged_data import HOME_OFFICE_2018, sample_path
from tests.bridge.doubles import TallySupply

FILES = ("crimes.parquet", "ticks.parquet", "loading.parquet", "summary.json")
OPTIONS = {"areas": ["Calderdale"], "end": "2018-07-03"}


def couple(folder: Path, transport: str = "inproc", **more: object) -> Outcome:
    scenario = Scenario.of(**OPTIONS, transport=transport)  # type: ignore[arg-type]
    return run(scenario, folder, RunOptions(make_supply=lambda _: TallySupply(), **more))  # type: ignore[arg-type]


class AfterFirst(Silent):
    """Does something once the first exchange is recorded."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act: Callable[[], None] | None = act

    def exchange(self, exchange: Exchange) -> None:
        act, self.act = self.act, None
        if act is not None:
            act()


class After:
    """Says stop once so many exchanges are recorded, at one question before the first and one after each."""

    def __init__(self, exchanges: int) -> None:
        self._left = exchanges

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0


@pytest.fixture(scope="module")
def inproc(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return couple(tmp_path_factory.mktemp("runs") / "inproc")


def test_a_run_leaves_a_complete_folder(inproc: Outcome) -> None:
    names = {one.name for one in inproc.folder.iterdir()}
    assert names == {*FILES, "run.json", "summary.png"}
    manifest = read_manifest(inproc.folder)
    assert (manifest.state, manifest.exchanges, manifest.error) == ("complete", 2, None)
    assert inproc.summary is not None
    counts = manifest.counts
    assert counts["sampled"] == inproc.summary.crimes
    assert counts["received"] == counts["incidents"] == counts["sampled"] - counts["unreported"]  # type: ignore[operator]
    assert inproc.summary.crimes > 50
    assert inproc.summary.hours == 48
    assert inproc.summary.loading["drugs"].last == 1
    assert manifest.peak_memory_mib["total"] > 10
    assert {"demand", "police model", "write the tables"} <= set(manifest.seconds)
    assert {"neworder", "pyarrow", "python"} <= set(manifest.versions)


def test_both_transports_write_the_same_bytes(inproc: Outcome, tmp_path: Path) -> None:
    zmq = couple(tmp_path / "zmq", "zmq")
    for name in FILES:
        assert (zmq.folder / name).read_bytes() == (inproc.folder / name).read_bytes(), name
    assert "demand service" in zmq.manifest.peak_memory_mib


def test_a_burn_in_is_run_and_left_out_of_the_results(inproc: Outcome, tmp_path: Path) -> None:
    scenario = Scenario.of(**OPTIONS | {"start": "2018-07-02"}, burn_in="1d")  # type: ignore[arg-type]
    burnt_in = run(scenario, tmp_path / "late", RunOptions(make_supply=lambda _: TallySupply()))
    assert burnt_in.manifest.exchanges == 2
    assert burnt_in.manifest.counts == inproc.manifest.counts
    assert "burn-in from 2018-07-01T00:00: run, but left out" in burnt_in.manifest.notes[-1]
    assert burnt_in.summary is not None
    assert (burnt_in.summary.hours, burnt_in.summary.exchanges) == (24, 1)
    second_day = [row for row in sampled(inproc.folder) if row["time"].day == 2]
    assert sampled(burnt_in.folder) == second_day
    whole, late = (pq.read_table(one.folder / "ticks.parquet").to_pylist() for one in (inproc, burnt_in))
    before = whole[23]
    for earlier, row in zip(whole[24:], late, strict=True):
        assert row["time"] == earlier["time"]
        assert row["crimes-received"] == earlier["crimes-received"] - before["crimes-received"]
    reported = [row for row in sampled(inproc.folder) if row["reported"].day == 2]
    assert late[-1]["crimes-received"] == len(reported)
    stopped = run(
        scenario, tmp_path / "again", RunOptions(make_supply=lambda _: TallySupply(), stopped=After(1))
    )
    assert stopped.manifest.simulated_until == scenario.start
    resume(stopped.folder, RunOptions(make_supply=lambda _: TallySupply()))
    for name in FILES:
        assert (stopped.folder / name).read_bytes() == (burnt_in.folder / name).read_bytes(), name


def sampled(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "crimes.parquet").to_pylist()
    return rows


def test_standing_loading_is_in_force_and_in_the_record(tmp_path: Path) -> None:
    scenario = Scenario.of(**OPTIONS, loading=["Violence and sexual offences=0", "drugs=30"])  # type: ignore[arg-type]
    by_transport = []
    for transport in ("inproc", "zmq"):
        folder = tmp_path / transport
        chosen = structs.replace(scenario, transport=transport)
        run(chosen, folder, RunOptions(make_supply=lambda _: TallySupply()))
        by_transport.append((folder / "crimes.parquet").read_bytes())
    assert by_transport[0] == by_transport[1]
    names = [row["crime_category"] for row in sampled(folder)]
    assert "violence and sexual offences" not in names
    assert names.count("drugs") > len(names) / 3
    manifest = read_manifest(folder)
    assert manifest.options.loading == {"Violence and sexual offences": 0, "drugs": 30}
    assert "loading of category 'drugs': 30" in manifest.notes


def test_a_home_office_table_of_ones_own(tmp_path: Path) -> None:
    published = sample_path(HOME_OFFICE_2018).read_text(encoding="utf-8-sig")
    own = tmp_path / "own.csv"  # without West Yorkshire's robberies of personal property
    own.write_text(
        "\n".join(
            line for line in published.splitlines() if not (",34B," in line and ",West Yorkshire," in line)
        )
    )
    for transport in ("inproc", "zmq"):
        scenario = Scenario.of(
            areas=["Calderdale"],
            end="2018-07-08",
            home_office=own,
            loading=["robbery=50"],
            transport=transport,  # type: ignore[arg-type]
        )
        folder = tmp_path / transport
        manifest = run(scenario, folder, RunOptions(make_supply=lambda _: TallySupply())).manifest
        codes = [row["code"] for row in sampled(folder) if row["crime_category"] == "robbery"]
        assert len(codes) > 50
        assert set(codes) == {"34A"}
        assert manifest.inputs["recorded offences"] == hash_input(own)


def test_a_rhythm_of_ones_own(tmp_path: Path) -> None:
    """All crimes between three and four in the afternoon, over both transports."""
    own = tmp_path / "rhythm.csv"
    rows = [[category, "", *(int(hour % 24 == 15) for hour in range(168))] for category in CATEGORIES]
    header = ["category", "code", *HOURS_OF_WEEK]
    own.write_text("\n".join(",".join(str(cell) for cell in row) for row in [header, *rows]))
    for transport in ("inproc", "zmq"):
        options = {**OPTIONS, "rhythm": own, "transport": transport}
        scenario = Scenario.of(**options)  # type: ignore[arg-type]
        folder = tmp_path / transport
        manifest = run(scenario, folder, RunOptions(make_supply=lambda _: TallySupply())).manifest
        assert {row["time"].hour for row in sampled(folder)} == {15}
        assert manifest.inputs["rhythm"] == hash_input(own)


def test_unknown_names_of_a_loading_have_near_matches(tmp_path: Path) -> None:
    scenario = Scenario.of(**OPTIONS, loading=["burglery=2"])  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match=r"got 'burglery'; did you mean 'burglary'"):
        run(scenario, tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply()))


def test_a_recorded_run_played_back_gives_the_same_crimes(inproc: Outcome, tmp_path: Path) -> None:
    played = []
    for transport in ("inproc", "zmq"):
        scenario = Scenario.of(
            crimes=inproc.folder / "crimes.parquet",
            end="2018-07-02",
            exchange="6h",
            transport=transport,  # type: ignore[arg-type]
        )
        outcome = run(scenario, tmp_path / transport, RunOptions(make_supply=lambda _: TallySupply()))
        played.append(sampled(outcome.folder))
    assert played[0] == played[1] == [row for row in sampled(inproc.folder) if row["time"].day == 1]
    first, second = outcome.manifest.notes
    assert first == "recorded crimes of crimes.parquet are played back as they are: loading has no effect"
    assert second.endswith("recorded crimes outside the time of the run: left out")
    assert "recorded crimes" in outcome.manifest.inputs


def test_recorded_crimes_of_an_unknown_offence(inproc: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "crimes.parquet"
    table = pq.read_table(inproc.folder / "crimes.parquet").to_pandas()
    table.loc[3, "code"] = "28X"
    table.to_parquet(path)
    with pytest.raises(DemandRefused, match=r"crimes.parquet: expected codes .* got '28X'; did you mean"):
        run(Scenario.of(crimes=path), tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply()))


def test_killing_the_demand_process_in_mid_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[ServiceProcess] = []

    class Watched(ServiceProcess):
        def __init__(self, *paths: Path | None) -> None:
            super().__init__(*paths)
            started.append(self)

    monkeypatch.setattr("bridge.run.coupled_run.ServiceProcess", Watched)
    killed = []

    def kill() -> None:
        killed.append(time.monotonic())
        os.kill(started[0].pid, signal.SIGKILL)

    with pytest.raises(DemandLost, match=r"killed by SIGKILL; its last words"):
        couple(tmp_path / "run", "zmq", observer=AfterFirst(kill))
    assert time.monotonic() - killed[0] < 5
    manifest = read_manifest(tmp_path / "run")
    assert (manifest.state, manifest.exchanges) == ("failed", 1)
    assert "SIGKILL" in (manifest.error or "")
    assert not (tmp_path / "run" / "crimes.parquet").exists()


def test_a_stopped_run_keeps_its_exchanges(tmp_path: Path) -> None:
    outcome = couple(tmp_path / "run", stopped=After(1))
    assert outcome.summary is None
    manifest = read_manifest(tmp_path / "run")
    assert (manifest.state, manifest.exchanges) == ("interrupted", 1)
    assert f"{manifest.simulated_until:%d %H}" == "02 00"


def test_a_folder_with_a_run_is_refused_before_anything_starts(inproc: Outcome) -> None:
    before = (inproc.folder / "run.json").read_bytes()
    with pytest.raises(RecordError, match="already holds a run"):
        couple(inproc.folder)
    assert (inproc.folder / "run.json").read_bytes() == before


def test_a_resumed_run_writes_the_bytes_of_an_undisturbed_one(inproc: Outcome, tmp_path: Path) -> None:
    couple(tmp_path / "run", stopped=After(1))
    (tmp_path / "run" / ".checkpoint.bin.part").write_bytes(b"left by a killed process")
    outcome = resume(tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply()))
    assert {one.name for one in outcome.folder.iterdir()} == {one.name for one in inproc.folder.iterdir()}
    assert (outcome.manifest.state, outcome.manifest.resumed) == ("complete", 1)
    for name in FILES:
        assert (outcome.folder / name).read_bytes() == (inproc.folder / name).read_bytes(), name


def test_a_run_does_not_go_on_with_another_model(tmp_path: Path) -> None:
    couple(tmp_path / "run", stopped=After(1))

    def other(_: Scenario) -> TallySupply:
        supply = TallySupply()
        supply.info = SupplyInfo(engine="tally", settings={"officers": 4.0}, inputs={"model": "ab"})
        return supply

    with pytest.raises(
        RecordError, match=r"settings 'officers' was 3.0, is 4.0; inputs 'model' was None, is 'ab'"
    ):
        resume(tmp_path / "run", RunOptions(make_supply=other))
    assert read_manifest(tmp_path / "run").state == "interrupted"


def test_a_model_that_comes_out_differently_is_noticed(tmp_path: Path) -> None:
    class Restless(TallySupply):
        def loading(self) -> Loading:
            return Loading({"burglary": 1.5}, {})

    couple(tmp_path / "run", stopped=After(1), checkpoint=0)
    with pytest.raises(RecordError, match=r"exchange 1, .* came out differently"):
        resume(tmp_path / "run", RunOptions(make_supply=lambda _: Restless()))


def test_a_run_stopped_before_its_first_exchange(inproc: Outcome, tmp_path: Path) -> None:
    couple(tmp_path / "run", stopped=lambda: True)
    manifest = read_manifest(tmp_path / "run")
    assert (manifest.state, manifest.exchanges) == ("interrupted", 0)
    resume(tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply()))
    for name in FILES:
        assert (tmp_path / "run" / name).read_bytes() == (inproc.folder / name).read_bytes(), name


def test_a_resumed_model_takes_up_its_checkpoint_and_runs_only_what_is_left(
    inproc: Outcome, tmp_path: Path
) -> None:
    couple(tmp_path / "run", stopped=After(1))
    supply = TallySupply()
    resume(tmp_path / "run", RunOptions(make_supply=lambda _: supply))
    assert (supply.hours, len(supply.rows)) == (48, 24)
    for name in FILES:
        assert (tmp_path / "run" / name).read_bytes() == (inproc.folder / name).read_bytes(), name
    assert not (tmp_path / "run" / "checkpoint.bin").exists()


def test_a_damaged_checkpoint_is_named_and_the_run_goes_on_without_it(
    inproc: Outcome, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    couple(tmp_path / "run", stopped=After(1))
    path = tmp_path / "run" / "checkpoint.bin"
    path.write_bytes(path.read_bytes()[:-1])
    supply = TallySupply()
    resume(tmp_path / "run", RunOptions(make_supply=lambda _: supply))
    assert "checkpoint.bin' is damaged" in caplog.text
    assert len(supply.rows) == 48
    for name in FILES:
        assert (tmp_path / "run" / name).read_bytes() == (inproc.folder / name).read_bytes(), name


def test_a_checkpoint_ahead_of_the_journal_is_passed_over(inproc: Outcome, tmp_path: Path) -> None:
    couple(tmp_path / "run", stopped=After(1))
    (tmp_path / "run" / "journal.bin").unlink()
    supply = TallySupply()
    resume(tmp_path / "run", RunOptions(make_supply=lambda _: supply))
    assert len(supply.rows) == 48
    assert (tmp_path / "run" / FILES[0]).read_bytes() == (inproc.folder / FILES[0]).read_bytes()


def test_a_complete_run_is_not_resumed_but_tidied(inproc: Outcome) -> None:
    names = {one.name for one in inproc.folder.iterdir()}
    for name in ("journal.bin", ".checkpoint.bin.part"):
        (inproc.folder / name).write_bytes(b"left by a process killed at the very end")
    with pytest.raises(RecordError, match="is complete"):
        resume(inproc.folder)
    assert {one.name for one in inproc.folder.iterdir()} == names


def test_a_full_disk_for_a_checkpoint_ends_no_run(
    inproc: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise RecordError("cannot write 'checkpoint.bin': No space left on device; no half file was left")

    monkeypatch.setattr("bridge.record.record.Checkpoint.write", full)
    outcome = couple(tmp_path / "run", checkpoint=1)
    assert "no checkpoint after exchange 1: cannot write" in caplog.text
    for name in FILES:
        assert (outcome.folder / name).read_bytes() == (inproc.folder / name).read_bytes(), name


def test_a_manifest_of_another_format_is_not_taken_up(tmp_path: Path) -> None:
    stopped = couple(tmp_path / "run", stopped=After(1))
    path = stopped.folder / "run.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 99'))
    with pytest.raises(RecordError, match="has format 99, this version reads format 1"):
        resume(stopped.folder)
