import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bridge.cli.test_cli import crims
from tests.netlogo.behaviorspace.experiment_models import CODE, experiment, values, write_model


def test_run_sets_runs_and_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path)
    options = [
        "--ticks",
        2,
        "--set",
        "walkers=5",
        "--set",
        "mood=3",
        "--report",
        "count turtles",
        "--report",
        "ticks + mood",
    ]
    assert crims(monkeypatch, "netlogo", "run", model, *options) == 0
    assert capsys.readouterr().out == "count turtles = 5\nticks + mood = 5\n"


def test_run_is_repeated_by_its_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path)
    texts = []
    for seed in (1, 1, 2):
        crims(
            monkeypatch,
            "netlogo",
            "run",
            model,
            "--ticks",
            1,
            "--report",
            "[heading] of turtles",
            "--seed",
            seed,
        )
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] != texts[2]


def test_run_ends_when_go_stops_and_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path, code=CODE.replace("tick  end", "tick print ticks  end"))
    crims(monkeypatch, "netlogo", "run", model, "--ticks", 9, "--each-tick", "--report", "ticks")
    out, err = capsys.readouterr()
    assert out.splitlines() == ['"[step]","ticks"', '"0","0"', "1", '"1","1"', "2", '"2","2"', "3", '"3","3"']
    assert "go stopped after 3 steps" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--go", 'boom "oh no"'], "oh no (at walk.nlogo:4:19, observer running ERROR"),
        (["--go", "gone"], "Nothing named GONE has been defined"),
        (["--set", "walker=3"], "did you mean walkers"),
        (["--go", "loop [ ]", "--max-seconds", "0.2"], "the model was stopped after 0.2 seconds"),
    ],
)
def test_run_tells_an_error_in_one_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    model = write_model(tmp_path)
    assert crims(monkeypatch, "netlogo", "run", model, "--ticks", 1, *arguments) == 5
    err = capsys.readouterr().err
    assert message in err
    assert "Traceback" not in err


def test_check_shows_all_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path, code="to a  forwrd 1  end\nto b  bak 1  end\n")
    assert crims(monkeypatch, "netlogo", "check", model) == 5
    out = capsys.readouterr().out
    assert "FORWRD" in out
    assert "walk.nlogo:2:7" in out
    assert "2 errors" in out


def test_check_looks_into_experiments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert crims(monkeypatch, "netlogo", "check", write_model(tmp_path)) == 0
    assert (
        crims(monkeypatch, "netlogo", "check", write_model(tmp_path, experiment("<metric>tikcs</metric>")))
        == 5
    )
    assert "in metric 'tikcs' of experiment 'e'" in capsys.readouterr().out


def test_transpile_puts_netlogo_beside_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        crims(
            monkeypatch, "netlogo", "transpile", write_model(tmp_path, code="to a\n  create-turtles 3\nend\n")
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["# walk.nlogo", f"{'def p_a(me):':<72}  #    1  to a"]
    assert lines[2].endswith("#    2  create-turtles 3")


def test_experiment_writes_the_table_and_reports_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(
        tmp_path, experiment("<metric>ticks</metric>" + values("mood", "3", "4"), runMetricsEveryStep="false")
    )
    table = tmp_path / "t.csv"
    assert crims(monkeypatch, "netlogo", "experiment", model, "--table", table) == 5
    assert table.read_text().splitlines()[6:] == ['"[run number]","mood","[step]","ticks"', '"1","3","3","3"']
    assert "run 2 (mood 4): Value must be one of" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "expected --table"),
        (["--table", "-", "--name", "f"], 5, "there are ['e']"),
        (["--table", "nowhere/t.csv"], 2, "in a folder that exists"),
        (["--table", "-", "--min-pxcor", "0"], 2, "one of the four"),
    ],
)
def test_experiment_refuses_what_it_cannot_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    model = write_model(tmp_path, experiment("<metric>ticks</metric>"))
    assert crims(monkeypatch, "netlogo", "experiment", model, *arguments) == code
    assert message.replace("one of the four", "got 1 of the four") in capsys.readouterr().err


def test_ctrl_c_says_where_the_model_was(tmp_path: Path) -> None:
    model = write_model(tmp_path, code='to setup end\nto go\n  print "begun" loop [ ]\nend\n')
    command = [sys.executable, "-m", "bridge.cli", "netlogo", "run", str(model), "--ticks", "1"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted in walk.nlogo, line 3, after 0 steps\n"


def test_run_tells_of_plots_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path, code="to setup reset-ticks end to go tick end\n")
    text = model.read_text()
    plot = 'PLOT\n0\n0\n9\n9\nP\nt\ny\n0.0\n9.0\n0.0\n1.0\ntrue\nfalse\n"" "plot 1 / ticks"\nPENS\n\n'
    model.write_text(text.replace("@#$#@#$#@\n", f"@#$#@#$#@\n{plot}", 1))
    assert crims(monkeypatch, "netlogo", "run", model, "--ticks", 2, "--report", "ticks") == 0
    out, err = capsys.readouterr()
    assert out == "ticks = 2\n"
    assert "plot 'P' update code failed, and the model went on: Division by zero." in err


def test_an_experiment_goes_on_after_it_was_killed(tmp_path: Path) -> None:
    wait = CODE.replace("tick  end", "tick wait 0.01  end")
    inside = "<metric>[xcor] of turtle 0</metric>" + values("walkers", "1", "2")
    model = write_model(tmp_path, experiment(inside, repetitions=20, runMetricsEveryStep="false"), code=wait)
    options = ["netlogo", "experiment", str(model), "--seed", "1", "--processes", "2", "--table"]
    command = [sys.executable, "-m", "bridge.cli", *options]
    journal = tmp_path / "t.csv.journal"
    with subprocess.Popen(
        [*command, str(tmp_path / "t.csv")], stderr=subprocess.DEVNULL, start_new_session=True
    ) as killed:
        deadline = time.monotonic() + 60
        while not journal.exists() or len(journal.read_bytes().splitlines()) < 4:
            assert killed.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.killpg(killed.pid, signal.SIGKILL)
    assert not (tmp_path / "t.csv").exists()
    again = subprocess.run([*command, str(tmp_path / "t.csv")], capture_output=True, text=True, check=True)
    assert "of them by an earlier try" in again.stderr
    whole = [sys.executable, "-m", "bridge.cli", *options, str(tmp_path / "whole.csv"), "--processes", "1"]
    subprocess.run(whole, capture_output=True, check=True)
    tables = [(tmp_path / name).read_text().splitlines()[6:] for name in ("t.csv", "whole.csv")]
    assert tables[0] == tables[1]
    assert len(tables[0]) == 41


def test_profile_format_and_lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path)
    flame = tmp_path / "flame.svg"
    assert crims(monkeypatch, "netlogo", "profile", model, "--ticks", 2, "--flame", flame) == 0
    told = capsys.readouterr().out
    assert "procedure" in told
    assert "primitive" in told
    assert flame.read_text().startswith("<svg")
    assert crims(monkeypatch, "netlogo", "lint", model) == 5
    assert "boom is never called [unused]" in capsys.readouterr().out
    crims(monkeypatch, "netlogo", "format", model)
    capsys.readouterr()
    assert crims(monkeypatch, "netlogo", "format", "--check", model) == 0


def test_an_error_with_its_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path)
    options = ["--ticks", 1, "--go", "let far 0 show 1 / far", "--debug"]
    assert crims(monkeypatch, "netlogo", "run", model, *options) == 5
    assert "    far = 0\n" in capsys.readouterr().err
