"""`crims run FILE`: a scenario's file, with options beside it, and folders that are never in the way."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli.run_commands.run import command
from bridge.errors import ScenarioError
from bridge.record.record import read_manifest

FILE = """areas = ["Calderdale"]
start = 2018-07-01
end = "2018-07-01T02:00"
exchange = "1h"
model = "MODEL"
"""


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import netlogo

    monkeypatch.chdir(tmp_path)
    model = Path(netlogo.__file__).parent / "models" / "police-supply-demand.nlogo"
    path = tmp_path / "calderdale.toml"
    path.write_text(FILE.replace("MODEL", str(model)))
    return path


def crims_run(*words: str) -> BaseException | None:
    result = CliRunner().invoke(command, [*words, "-q", "--no-picture"])
    return None if result.exit_code == 0 else result.exception


def test_a_file_runs_into_a_folder_of_its_name_and_again_into_the_next(scenario: Path) -> None:
    assert crims_run(str(scenario)) is None
    assert crims_run(str(scenario), "--seed", "5", "--set", "response-shift-1=7") is None
    first, second = (read_manifest(Path("runs") / name).options for name in ("calderdale", "calderdale-2"))
    assert (first.seed, second.seed) == (1, 5)
    assert second.settings == {"response-shift-1": "7"}
    assert second.areas == ("Calderdale",)


def test_a_run_can_be_run_again_from_its_own_record(scenario: Path) -> None:
    assert crims_run(str(scenario)) is None
    assert crims_run("runs/calderdale/run.json", "--out", "again") is None
    for name in ("crimes.parquet", "ticks.parquet"):
        assert Path("again", name).read_bytes() == Path("runs/calderdale", name).read_bytes()


def test_a_mistyped_slider_is_said_first(scenario: Path) -> None:
    assert crims_run(str(scenario)) is None
    error = crims_run(str(scenario), "--out", "runs/calderdale", "--set", "respons-shift-1=7")
    assert isinstance(error, ScenarioError)
    assert "did you mean 'response-shift-1'" in str(error)
