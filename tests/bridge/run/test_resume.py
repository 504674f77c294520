"""A run goes on only with the versions, inputs and options that it began with, and says what differs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from msgspec import structs

from bridge.cli.run_commands.run import command
from bridge.errors import RecordError
from bridge.record.record import read_manifest
from bridge.run.coupled_run import resume, run
from bridge.run.run_options import RunOptions
from bridge.scenario.scenario import Scenario
from tests.bridge.faults import small_run as world

Edit = Callable[[dict[str, Any]], None]


def after(exchanges: int) -> Callable[[], bool]:
    """Says stop after so many exchanges; it is asked once before the first."""
    answers = iter([*[False] * exchanges, True])
    return lambda: next(answers)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The run directory of a run that was stopped after its first exchange, beside its data and model."""
    world.make(tmp_path)
    model = tmp_path / "patrol.nlogo"
    model.write_text(world.MODEL.read_text())
    scenario = Scenario.of(
        areas=["Calderdale"],
        end="2018-07-02",
        exchange="8h",
        data=tmp_path / "data",
        lookup=tmp_path / "lookup.csv",
        model=model,
    )
    run(scenario, tmp_path / "run", RunOptions(stopped=after(1), picture=False))
    return tmp_path / "run"


def refused(folder: Path, message: str) -> None:
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    with pytest.raises(RecordError, match=message):
        resume(folder, RunOptions(picture=False))
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("patrol.nlogo", r"differs from its beginning: inputs 'patrol.nlogo' was '[0-9a-f]{64}', is '"),
        ("data/2018-07/2018-07-west-yorkshire-street.csv", "inputs 'street-level crimes' was"),
        ("lookup.csv", "inputs 'LSOA lookup' was"),
    ],
)
def test_another_input_is_refused(begun: Path, file: str, message: str) -> None:
    path = begun.parent / file
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines(keepends=True)[-1])
    refused(begun, message)
    path.write_bytes(whole)
    assert resume(begun, RunOptions(picture=False)).manifest.state == "complete"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda m: m["versions"].update(numpy="0.9"), "versions 'numpy' was '0.9', is '"),
        (lambda m: m["versions"].pop("pandas"), "versions 'pandas' was None, is '"),
        (
            lambda m: m["options"].update(seed=99),
            "streams 'abm' was [0-9]+, is [0-9]+; streams 'microsim'",
        ),
        (lambda m: m.update(engine="netlogo"), "engine was 'netlogo', is 'embedded'"),
        (lambda m: m["settings"].update(officers=9), "settings 'officers' was 9.*, is None"),
        (lambda m: m.update(areas=3), "areas was 3, is"),
    ],
)
def test_other_versions_and_options_are_refused(begun: Path, edit: Edit, message: str) -> None:
    path = begun / "run.json"
    manifest = msgspec.json.decode(path.read_bytes())
    edit(manifest)
    del manifest["checksum"]  # as of somebody who knows what they do
    path.write_bytes(msgspec.json.encode(manifest))
    refused(begun, message)
    assert read_manifest(begun).state == "interrupted"


@pytest.mark.parametrize("checkpoint", [0, 1])
@pytest.mark.parametrize("kind", ["sampled", "burn-in", "played back"])
def test_every_kind_of_run_goes_on(begun: Path, tmp_path: Path, kind: str, checkpoint: int) -> None:
    first = read_manifest(begun).options
    if kind == "burn-in":
        scenario = structs.replace(first, burn_in="16h")
    elif kind == "played back":
        whole = resume(begun, RunOptions(picture=False)).folder
        scenario = Scenario.of(
            crimes=whole / "crimes.parquet", model=world.MODEL, end="2018-07-02", exchange="4h"
        )
    else:
        scenario = structs.replace(first, seed=5)
    run(scenario, tmp_path / "whole", RunOptions(checkpoint=0, picture=False))
    run(scenario, tmp_path / "cut", RunOptions(stopped=after(2), checkpoint=checkpoint, picture=False))
    resume(tmp_path / "cut", RunOptions(stopped=after(0), checkpoint=checkpoint, picture=False))
    assert resume(tmp_path / "cut", RunOptions(picture=False)).manifest.resumed == 2
    for name in (*world.PARQUET, "summary.json"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_a_service_in_the_environment_is_not_meant_for_a_local_run(
    begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = CliRunner().invoke(command, ["--resume", str(begun), "-q", "--endpoint", "tcp://127.0.0.1:1"])
    assert "--endpoint for a run that takes its crimes from a service elsewhere" in str(typed.exception)
    monkeypatch.setenv("CRIMS_ENDPOINT", "tcp://127.0.0.1:1")
    monkeypatch.setenv("CRIMS_KEY", "absent.secret")
    result = CliRunner().invoke(command, ["--resume", str(begun), "-q"])
    assert result.exit_code == 0, result.exception
    assert read_manifest(begun).state == "complete"
