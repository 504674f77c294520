"""Coupled runs whose demand service somebody else runs, behind keys."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge.cli import read_env
from bridge.cli.run_commands.run import command
from bridge.cli.service_commands.keys import new
from bridge.errors import DemandLost, ScenarioError
from bridge.record.record import read_manifest
from bridge.scenario.models import HOURLY

FILES = ("crimes.parquet", "ticks.parquet", "loading.parquet", "summary.json")
DAYS = ["--area", "Calderdale", "--end", "2018-07-03", "-q", "--model", HOURLY]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    assert CliRunner().invoke(new, ["server", "alice", "--to", str(folder)]).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def endpoint(keys: Path) -> Iterator[str]:
    """`crims serve` as its users start it."""
    serve = [sys.executable, "-m", "bridge.cli", "serve", "--endpoint", "tcp://127.0.0.1:*"]
    locks = ["--keys", str(keys / "server.secret"), "--clients", str(keys / "allowed")]
    with subprocess.Popen([*serve, *locks], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield process.stderr.readline().split()[-1]
        process.terminate()


def crims_run(*options: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in options])


def test_a_run_with_a_service_elsewhere_gives_the_bytes_of_a_local_one(
    endpoint: str, keys: Path, tmp_path: Path
) -> None:
    locks = ["--server-key", keys / "server.public", "--key", keys / "alice.secret"]
    there = crims_run(*DAYS, "--out", tmp_path / "there", "--endpoint", endpoint, *locks)
    here = crims_run(*DAYS, "--out", tmp_path / "here")
    assert (there.exit_code, here.exit_code) == (0, 0), (there.exception, here.exception)
    for name in FILES:
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes(), name
    assert read_manifest(tmp_path / "there").options.service_data == "default"


def test_what_the_service_does_not_know_is_its_own_message(
    endpoint: str, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRIMS_ENDPOINT", endpoint)
    monkeypatch.setenv("CRIMS_SERVER_KEY", str(keys / "server.public"))
    monkeypatch.setenv("CRIMS_KEY", str(keys / "alice.secret"))
    result = crims_run(*DAYS, "--out", tmp_path / "run", "--data", "defualt")
    assert isinstance(result.exception, ScenarioError)
    assert "did you mean 'default'" in str(result.exception)


def test_without_a_key_there_is_nothing(endpoint: str, tmp_path: Path) -> None:
    result = crims_run(*DAYS, "--out", tmp_path / "run", "--endpoint", endpoint, "--patience", 5)
    assert isinstance(result.exception, DemandLost)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--endpoint", "tcp://192.0.2.1:5557"], "expected keys for the service"),
        (["--endpoint", "tcp://127.0.0.1:1", "--key", "alice.secret"], "--server-key and --key together"),
        (["--endpoint", "tcp://127.0.0.1:1", "--lookup", "lookup.csv"], "leave out --lookup"),
    ],
)
def test_options_that_cannot_be_meant(options: list[str], message: str, tmp_path: Path) -> None:
    result = crims_run(*DAYS, "--out", tmp_path / "run", *options)
    assert isinstance(result.exception, ScenarioError)
    assert message in str(result.exception)


def test_settings_of_a_file_stand_behind_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRIMS_KEY", "mine")
    monkeypatch.delenv("CRIMS_ENDPOINT", raising=False)
    (tmp_path / ".env").write_text("CRIMS_KEY=other\nCRIMS_ENDPOINT=tcp://127.0.0.1:1\nPATH=/nowhere\n")
    path = os.environ["PATH"]
    read_env(tmp_path / ".env")
    try:
        assert (os.environ["CRIMS_KEY"], os.environ["CRIMS_ENDPOINT"]) == ("mine", "tcp://127.0.0.1:1")
        assert os.environ["PATH"] == path
    finally:
        del os.environ["CRIMS_ENDPOINT"]
