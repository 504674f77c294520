"""Run directories are not escaped: by names in models, in scenarios, or in what a run is made from."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli.run_commands.run import command
from bridge.model_checks.rehearsal import rehearse
from bridge.police.new_model import write_model
from bridge.scenario.scenario import Scenario
from netlogo import LogoError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A coupled model that writes into a folder beside its own."""
    (tmp_path / "else").mkdir()
    path: Path = write_model("mine", tmp_path)[0]
    code = path.read_text(encoding="utf-8")
    write = '\nto go file-open "../else/found.txt" file-print "found" file-close'
    path.write_text(code.replace("\nto go", write, 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != code
    return path


def crims_run(model: Path, *more: str) -> BaseException | None:
    options = ["--area", "Calderdale", "--end", "2018-07-01T02:00", "--exchange", "1h", "--model", str(model)]
    result = CliRunner().invoke(command, [*options, "--out", str(model.parent / "run"), "-q", *more])
    return None if result.exit_code == 0 else result.exception


def test_a_model_writes_no_files_elsewhere(model: Path) -> None:
    error = crims_run(model)
    assert isinstance(error, LogoError)
    assert "may write files in" in str(error)
    assert list((model.parents[1] / "else").iterdir()) == []


def test_what_it_writes_beside_itself_lands_in_the_run(model: Path) -> None:
    model.write_text(model.read_text().replace("../else/found.txt", "click.py"))
    before = sorted(model.parent.iterdir())
    assert crims_run(model) is None
    assert sorted(model.parent.iterdir()) == sorted([*before, model.parent / "run"])
    assert (model.parent / "run" / "model-files" / "click.py").read_text() == "found\nfound\n"


def test_what_it_writes_while_it_is_set_up_stays(model: Path) -> None:
    code = model.read_text().replace(
        'file-open "../else/found.txt" file-print "found" file-close', 'file-print "go"'
    )
    setup = """  reset-ticks
  file-open "early.txt" file-print "early" file-close file-open "open.txt" file-print "set"
"""
    model.write_text(code.replace("  reset-ticks\n", setup, 1))
    assert crims_run(model) is None
    files = model.parent / "run" / "model-files"
    assert (files / "early.txt").read_text() == "early\n"
    assert (files / "open.txt").read_text() == "set\ngo\ngo\n"


def test_an_earlier_run_keeps_its_files_where_the_next_cannot_begin(model: Path) -> None:
    model.write_text(model.read_text().replace("../else/found.txt", "found.txt"))
    assert crims_run(model) is None
    before = {one: one.read_bytes() for one in (model.parent / "run").rglob("*") if one.is_file()}
    failing = model.with_name("failing.nlogo")
    failing.write_text(model.read_text().replace("  reset-ticks\n", '  reset-ticks error "no"\n', 1))
    assert isinstance(crims_run(model, "--overwrite", "--model", str(failing)), LogoError)
    assert {one: one.read_bytes() for one in (model.parent / "run").rglob("*") if one.is_file()} == before


def test_a_run_again_from_the_start_begins_its_files_anew(model: Path) -> None:
    model.write_text(model.read_text().replace("../else/found.txt", "found.txt"))
    for _ in range(2):
        assert crims_run(model, "--overwrite") is None
    assert (model.parent / "run" / "model-files" / "found.txt").read_text() == "found\nfound\n"


def test_a_check_leaves_nothing_behind(model: Path) -> None:
    model.write_text(model.read_text().replace("../else/found.txt", "found.txt"))
    before = sorted(model.parent.rglob("*"))
    assert not rehearse(model).violations
    assert sorted(model.parent.rglob("*")) == before
    model.write_text(model.read_text().replace("found.txt", "../else/found.txt"))
    assert "may write files in" in str(rehearse(model).violations[0])
    assert list((model.parents[1] / "else").iterdir()) == []


def test_a_model_writes_where_it_was_told_that_it_may(model: Path) -> None:
    there = model.parents[1] / "else"
    assert crims_run(model, "--writable", str(there)) is None
    assert (there / "found.txt").read_text() == "found\nfound\n"


@pytest.mark.parametrize("name", ["../../etc", "/etc/passwd", "..", "a\0b", "C:\\x", "Leeds/../.."])
def test_names_in_a_scenario_stay_in_the_name_of_its_folder(name: str) -> None:
    folder = Path("runs") / Scenario.of(areas=[name]).name
    assert folder.parent == Path("runs")
    assert folder.name.replace("-", "").isalnum()
