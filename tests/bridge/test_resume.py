"""A run goes on only with the versions, inputs and options that it began with, and says what differs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bridge.errors import RecordError
from bridge.record import read_manifest
from bridge.run import resume, run
from bridge.scenario import Scenario
from tests.bridge.faults import world

Edit = Callable[[dict[str, Any]], None]


def once() -> Callable[[], bool]:
    """Says stop after the first exchange."""
    answers = iter([False, True])
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
    run(scenario, tmp_path / "run", stopped=once(), picture=False)
    return tmp_path / "run"


def refused(folder: Path, message: str) -> None:
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    with pytest.raises(RecordError, match=message):
        resume(folder, picture=False)
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
    assert resume(begun, picture=False).manifest.state == "complete"


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
    path.write_bytes(msgspec.json.encode(manifest))
    refused(begun, message)
    assert read_manifest(begun).state == "interrupted"
