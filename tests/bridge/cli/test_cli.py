import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from bridge.cli import main
from bridge.scenario.models import HOURLY


def crims(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command line and return its exit code."""
    monkeypatch.setattr("sys.argv", ["crims", *(str(one) for one in arguments)])
    try:
        with patch.dict(os.environ):  # what a command takes from .env ends with its process
            main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["run", "--start", "2018-06-31"], 2, "did you mean '2018-06-30'"),
        (["run", "--exchange", "2M"], 2, "at most '1M'"),
        (["run", "--transport", "zqm"], 2, "unknown transport 'zqm'; did you mean 'zmq'"),
        (["run", "--model", "no.nlogo"], 2, "there is no model 'no.nlogo'"),
        (["run", "--set", "officers"], 2, "slider=value"),
        (["demand", "--out", "crimes.xlsx"], 2, "to end in .csv or .parquet"),
        (["demand", "--out", "x.csv", "--force", "West Yorkshre"], 2, "'West Yorkshire'"),
        (["demand", "--out", "x.csv", "--area", "Leeeds"], 2, "'Leeds'"),
        (["run", "--model", HOURLY, "--set", "response-shfit-1=3"], 2, "did you mean 'response-shift-1'"),
        (["run", "--model", HOURLY, "--set", "response-shift-1=-3"], 2, "expected a number from 0 to"),
        (["run", "--set", "start-hour=3"], 2, "unknown slider"),
        (["run", "--area", "Lees"], 2, "'Leeds'"),
        (["run", "--resume", "x", "--seed", "2"], 2, "leave out --seed"),
        (["demand", "--out", "x.csv", "--burn-in", "2y"], 2, "a burn-in is a count of hours, days"),
        (["demand", "--out", "x.csv", "--loading", "Leds=2"], 2, "did you mean 'Leeds'"),
        (["run", "--crimes", "x.csv"], 2, "there is no file of crimes 'x.csv'"),
        (["run", "--resume", "x"], 3, "'x' holds no run"),
        (["serve", "--endpoint", "tcp://0.0.0.0:5557"], 2, "an address on this machine"),
        (["serve", "--data", "here"], 2, "NAME=PATH"),
        (["status", "nowhere"], 3, "there is no run in 'nowhere'"),
        (["rum"], 2, "No such command 'rum'"),
    ],
)
def test_user_errors_are_one_sentence(
    arguments: list[str],
    code: int,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert crims(monkeypatch, *arguments) == code
    said = capsys.readouterr().err
    assert text in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_help_lists_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert crims(monkeypatch, "--help") == 0
    assert "Run one coupled simulation." in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_demand_writes_the_same_file_for_the_same_seed(
    suffix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    for file in files:
        options = ("--area", "Calderdale", "--end", "2018-07-02", "--seed", 3, "--out", file)
        assert crims(monkeypatch, "demand", *options) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "crimes of" in capsys.readouterr().out


DAY = ("--area", "Calderdale", "--end", "2018-07-02")


def test_demand_writes_calls_beside_the_crimes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert crims(monkeypatch, "demand", *DAY, "--out", tmp_path / "alone.csv") == 0
    assert crims(monkeypatch, "demand", *DAY, "--calls", "--out", tmp_path / "x.csv") == 0
    assert (tmp_path / "x.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()
    calls = (tmp_path / "x-calls.csv").read_text().splitlines()
    assert calls[0] == "id,MSOA,type,reported,grade,scene_minutes"
    assert len(calls) > 10
    assert crims(monkeypatch, "demand", *DAY, "--calls", "none", "--out", tmp_path / "none.csv") == 0
    assert not (tmp_path / "none-calls.csv").exists()


def test_replicates_differ_and_the_first_is_the_run_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert crims(monkeypatch, "demand", *DAY, "--out", tmp_path / "one.csv") == 0
    assert crims(monkeypatch, "demand", *DAY, "--out", tmp_path / "many.csv", "--replicates", 3) == 0
    many = [(tmp_path / f"many-{number}.csv").read_bytes() for number in range(3)]
    assert many[0] == (tmp_path / "one.csv").read_bytes()
    assert len(set(many)) == 3


def test_burn_in_is_sampled_and_dropped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "crimes.csv"
    assert crims(monkeypatch, "demand", *DAY, "--out", out, "--burn-in", "2d") == 0
    lines = out.read_text().splitlines()[1:]
    assert lines
    assert all(",2018-07-01 " in line for line in lines)
    assert int(lines[0].partition(",")[0]) > 50  # ids count on from the burn-in


def test_factors_that_give_no_crimes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "crimes.csv"
    assert crims(monkeypatch, "demand", *DAY, "--out", out, "--loading", "Calderdale=0") == 0
    assert len(out.read_text().splitlines()) == 1


MODEL = """
globals [ n ]
to setup clear-all reset-ticks end
to go tick end
to-report receive-crimes [ crimes ] report 0 end
to-report report-metrics report [] end
@#$#@#$#@
GRAPHICS-WINDOW
0
0
100
100
-1
-1
13.0
1
10
1
1
1
0
1
1
1
-1
1
-1
1
0
0
1
ticks
30.0

@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
NetLogo 6.4.0
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
"""


def test_a_model_that_cannot_be_coupled_hears_all_its_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = tmp_path / "m.nlogo"
    model.write_text(MODEL)
    assert crims(monkeypatch, "run", "--model", model, "--out", tmp_path / "run") == 5
    said = capsys.readouterr().err
    assert "'receive-crimes' must be 'to receive-crimes [ crimes ]', not a reporter" in said
    assert "'to-report report-loading' is missing" in said
    assert not (tmp_path / "run").exists()


def test_an_error_in_the_model_has_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = tmp_path / "m.nlogo"
    model.write_text(MODEL.replace("to go tick end", "to go tikc end"))
    assert crims(monkeypatch, "run", "--model", model, "--out", tmp_path / "run") == 5
    assert "m.nlogo:3:7 in GO - did you mean TICK?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        (
            "bridge.cli.data_commands.data, bridge.cli.data_commands.demand, "
            "bridge.cli.data_commands.validate, bridge.cli.data_commands.map, "
            "bridge.cli.service_commands.serve_http",
            "numpy pandas pyarrow zmq neworder scipy matplotlib geopandas fastapi",
        ),
        (
            "microsim.model.crime_model, microsim.rates.fitted, bridge.demand.crime_rows",
            "scipy.signal matplotlib geopandas fastapi zmq.asyncio",
        ),
        (
            "bridge.cli.run_commands.run, bridge.police.deployment, microsim.street.street_crimes, "
            "netlogo.workspace, planning.geography.shipped",
            "asyncio cryptography pyarrow.dataset scipy matplotlib geopandas",
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_used(modules: str, heavy: str) -> None:
    check = f"import sys, {modules}; print(*sorted(set({heavy.split()!r}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
