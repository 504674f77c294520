"""A complete run says of each of its files what it was, and a record that is not whole completes no run."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli.run_commands.verify import command
from bridge.errors import RecordError
from bridge.record.journal import MAGIC, Journal
from bridge.record.record import read_manifest
from bridge.run import coupled_run as runs
from bridge.run.run_options import RunOptions
from bridge.scenario.scenario import Scenario
from tests.bridge.doubles import TallySupply

SCENARIO = Scenario.of(areas=["Calderdale"], start="2018-07-01", end="2018-07-03", exchange="12h")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return runs.run(SCENARIO, tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply())).folder


def test_a_run_is_as_it_was_written(folder: Path) -> None:
    assert set(read_manifest(folder).results) == {
        one.name for one in folder.iterdir() if one.name != "run.json"
    }
    result = CliRunner().invoke(command, [str(folder)])
    assert result.exit_code == 0
    assert "as it was written" in result.output


@pytest.mark.parametrize("name", ["crimes.parquet", "ticks.parquet", "summary.json", "summary.png"])
def test_one_flipped_bit_of_any_file_shows(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    result = CliRunner().invoke(command, [str(folder)])
    assert isinstance(result.exception, RecordError)
    assert f"{name} is not the file that the run wrote" in result.output


def test_a_file_that_is_gone_shows(folder: Path) -> None:
    (folder / "ticks.parquet").unlink()
    assert "ticks.parquet is missing" in CliRunner().invoke(command, [str(folder)]).output


@pytest.mark.parametrize("record", ["first", "last"])
def test_a_journal_damaged_during_the_run_completes_nothing(
    record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    write = runs.drive.__globals__["write_run"]

    def damage_first(*args: object) -> object:
        path = folder / "journal.bin"
        content = bytearray(path.read_bytes())
        content[len(MAGIC) + 40 if record == "first" else -5] ^= 1
        path.write_bytes(content)
        return write(*args)

    monkeypatch.setattr("bridge.run.drive.write_run", damage_first)
    with pytest.raises(RecordError, match="is damaged"):
        runs.run(SCENARIO, folder, RunOptions(make_supply=lambda _: TallySupply()))
    assert read_manifest(folder).state == "failed"
    assert (folder / "journal.bin").exists()
    assert not (folder / "crimes.parquet").exists()


def test_a_record_with_fewer_crimes_than_were_sampled_completes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Journal.append
    monkeypatch.setattr(Journal, "append", lambda self, one: None if one.step == 2 else append(self, one))
    with pytest.raises(RecordError, match="4 exchanges that were recorded, found 3"):
        runs.run(SCENARIO, tmp_path / "run", RunOptions(make_supply=lambda _: TallySupply()))
