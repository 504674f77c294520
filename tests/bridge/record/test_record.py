import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from bridge.base.time_windows import Interval, windows
from bridge.base.whole_files import FolderLock, aside, lock_owner, write_text
from bridge.coupling.coupler import Coupler, Exchange
from bridge.errors import RecordError
from bridge.record.journal import HEAD, MAGIC, MARK, Journal, read_journal
from bridge.record.record import Manifest, RunDirectory, read_manifest
from bridge.record.run_tables import Assembly
from bridge.scenario.scenario import Scenario
from tests.bridge.doubles import HourlyDemand, TallySupply

START, END = datetime(2018, 7, 1), datetime(2018, 7, 3)
FILES = ("crimes.parquet", "ticks.parquet", "loading.parquet")


def exchanges(interval: str = "1d") -> list[Exchange]:
    return list(Coupler(HourlyDemand(), TallySupply()).run(windows(START, END, Interval.parse(interval))))


def manifest() -> Manifest:
    scenario = Scenario.of(end="2018-07-03")
    return Manifest(
        options=scenario,
        streams=scenario.streams(),
        engine="tally",
        settings={},
        areas=1,
        versions={},
        inputs={},
        started="2020-01-01T00:00:00+00:00",
        simulated_until=START,
    )


def seen(exchange: Exchange) -> tuple[object, ...]:
    return (exchange.step, exchange.window, exchange.crimes.to_message(), exchange.metrics, exchange.loading)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.bin"
    journal = Journal(path)
    for exchange in exchanges():
        journal.append(exchange)
    journal.close()
    return path


def test_journal_gives_back_what_was_written(journal: Path) -> None:
    assert [seen(one) for one in read_journal(journal)] == [seen(one) for one in exchanges()]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-9] + b"!" + data[-8:]])
def test_an_incomplete_tail_is_cut_off_and_written_again(
    journal: Path, damage: Callable[[bytes], bytes]
) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(damage(whole))
    assert [one.step for one in read_journal(journal)] == [1]
    again = Journal(journal)
    again.append(exchanges()[1])
    again.close()
    assert journal.read_bytes() == whole


@pytest.mark.parametrize("zeros", [1, 8, 4096])
def test_zeros_after_a_power_cut_are_cut_off(journal: Path, zeros: int) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole + bytes(zeros))
    assert [one.step for one in read_journal(journal)] == [1, 2]
    Journal(journal).close()
    assert journal.read_bytes() == whole


def test_wherever_a_journal_is_cut_its_complete_records_stay(journal: Path) -> None:
    whole = journal.read_bytes()
    first = len(MAGIC) + HEAD + int.from_bytes(whole[len(MAGIC) + len(MARK) :][:4], "little")
    for length in {*range(len(MAGIC), len(whole), 23), first - 1, first, first + 1, len(whole) - 1}:
        journal.write_bytes(whole[:length])
        again = Journal(journal)
        again.close()
        assert again.records == (length >= first)
        assert journal.stat().st_size == (first if length >= first else len(MAGIC))


def test_damage_before_good_records_is_no_tail(journal: Path) -> None:
    whole = journal.read_bytes()
    first = len(MAGIC) + HEAD + int.from_bytes(whole[len(MAGIC) + len(MARK) :][:4], "little")
    for at in range(len(MAGIC), first, 7):  # the mark, the length, the checksum and the content
        journal.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(RecordError, match=r"damaged in record 1, at byte 16, and has good records"):
            list(read_journal(journal))
        with pytest.raises(RecordError, match="damaged"):
            Journal(journal)
        assert len(journal.read_bytes()) == len(whole)


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.bin"
    path.write_bytes(b"something else entirely")
    with pytest.raises(RecordError, match="not a journal"):
        Journal(path)


def assemble(folder: Path, steps: list[Exchange]) -> list[bytes]:
    folder.mkdir()
    with Assembly(folder, START) as assembly:
        for one in steps:
            assembly.append(one)
    return [(folder / name).read_bytes() for name in FILES]


def test_equal_exchanges_give_equal_bytes(tmp_path: Path) -> None:
    assert assemble(tmp_path / "one", exchanges()) == assemble(tmp_path / "two", exchanges())


def test_row_groups_do_not_depend_on_the_interval(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.record.run_tables.ROW_GROUP", 10)
    by_hour, by_day = assemble(tmp_path / "one", exchanges("1h")), assemble(tmp_path / "two", exchanges("1d"))
    assert by_hour[:2] == by_day[:2]


def test_tables_hold_the_run(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    assemble(tmp_path / "run", exchanges())
    crimes, ticks, loading = (pq.read_table(tmp_path / "run" / name).to_pylist() for name in FILES)
    assert crimes[1] == {
        "id": 2,
        "MSOA": "E02000001",
        "crime_category": "drugs",
        "code": "92A",
        "description": "Drugs",
        "time": datetime(2018, 7, 1, 1, 30),
        "suspect": True,
        "severity": 20.0,
        "reported": datetime(2018, 7, 1, 1, 30),
        "grade": 3,
        "scene_minutes": 30.0,
    }
    assert len(ticks) == 48
    assert ticks[0] == {"time": datetime(2018, 7, 1, 1), "crimes-received": 1.0, "incidents-created": 1.0}
    assert [(row["time"].day, row["factor"]) for row in loading if row["category"] == "burglary"] == [
        (1, 1.0),
        (2, 1.24),
        (3, 1.48),
    ]


def test_nothing_appears_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_text(target, "before")

    def fill_the_disk() -> None:
        with aside(target) as part:
            part.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(RecordError, match="No space left"):
        fill_the_disk()
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert target.read_text() == "before"


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        assert lock_owner(tmp_path) is not None
        with pytest.raises(RecordError, match="in use by a live run"):
            FolderLock(tmp_path)
    assert lock_owner(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_replaced_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    directory = RunDirectory.create(folder)
    directory.begin(manifest())
    directory.append(exchanges()[0])
    directory.end("interrupted")
    directory.release()
    with pytest.raises(RecordError, match=r"already holds a run \(interrupted\).*--overwrite"):
        RunDirectory.create(folder)
    again = RunDirectory.create(folder, overwrite=True)
    assert read_manifest(folder).exchanges == 1  # nothing is removed before the new run begins
    again.begin(manifest())
    again.release()
    assert read_manifest(folder).exchanges == 0


def test_a_folder_with_other_files_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(RecordError, match=r"holds other files, such as 'thesis.tex'"):
        RunDirectory.create(tmp_path, overwrite=True)


def test_a_run_that_never_began_leaves_no_folder(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path / "a" / "run")
    directory.release()
    assert list(tmp_path.iterdir()) == []


def test_manifest_round_trip(tmp_path: Path) -> None:
    directory = RunDirectory.create(tmp_path / "run")
    directory.begin(manifest())
    directory.release()
    assert read_manifest(tmp_path / "run") == manifest()


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds no run"):
        read_manifest(tmp_path)


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "victim").write_text("kept")
    (tmp_path / "run" / ".lock").symlink_to(tmp_path / "victim")
    with pytest.raises(RecordError):
        FolderLock(tmp_path / "run")
    assert lock_owner(tmp_path / "run") is None
    assert (tmp_path / "victim").read_text() == "kept"


def test_looking_at_a_lock_does_not_take_it(tmp_path: Path) -> None:
    assert lock_owner(tmp_path) is None
    with FolderLock(tmp_path):
        assert lock_owner(tmp_path) == os.getpid()
    (tmp_path / ".lock").write_text("17")
    assert lock_owner(tmp_path) is None
