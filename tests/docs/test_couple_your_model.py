"""Every snippet of docs/couple-your-model.md is run, and its tables are compared with the code."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.model_checks.rehearsal import rehearse
from bridge.police.contract import CLOCK, CONTRACT, CRIME, GIVEN
from bridge.scenario.models import police_model
from netlogo.pytest_plugin import MakeModel
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "couple-your-model.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
NETLOGO = [text for kind, text in SNIPPETS if kind == "netlogo"]
COUPLED, CALENDAR, LOADING = NETLOGO
PROGRAMS = {"crims": [sys.executable, "-m", "bridge.cli"], "pytest": [sys.executable, "-m", "pytest", "-q"]}


def test_every_snippet_is_of_a_kind_that_is_run() -> None:
    assert sorted(kind for kind, _ in SNIPPETS) == ["netlogo"] * 3 + ["python"] + ["sh"] * 2


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The first snippet as a model file."""
    _, rest = police_model("schelling-demo").read_text(encoding="utf-8").split("@#$#@#$#@", 1)
    view = rest.strip("\n").split("\n\n")[0]
    path = tmp_path / "mine.nlogo"
    path.write_text(f"{COUPLED}@#$#@#$#@\n{view}\n@#$#@#$#@{rest.split('@#$#@#$#@', 1)[1]}", encoding="utf-8")
    return path


def test_the_shell_lines_run_with_the_model_and_its_test(mine: Path) -> None:
    assert len(COUPLED.splitlines()) == 15
    (python,) = [text for kind, text in SNIPPETS if kind == "python"]
    mine.with_name("test_mine.py").write_text(python, encoding="utf-8")
    lines = [line for kind, text in SNIPPETS if kind == "sh" for line in text.splitlines()]
    assert len(lines) == 3
    for line in lines:
        program, *arguments = line.split()
        done = subprocess.run(
            [*PROGRAMS[program], *arguments], cwd=mine.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert (mine.parent / "first-run" / "summary.json").is_file()


def test_the_calendar(netlogo_code: MakeModel) -> None:
    model = netlogo_code(code=CALENDAR, start_hour=22, start_weekday=6)
    assert [model.call("hour-of-day"), model.call("weekday")] == [22, 6]
    model.command("repeat 3 [ tick ]")
    assert [model.call("hour-of-day"), model.call("weekday")] == [1, 0]


def test_the_loading(mine: Path) -> None:
    code = COUPLED.replace("to-report report-loading report [] end\n", LOADING)
    mine.write_text(mine.read_text(encoding="utf-8").replace(COUPLED, code), encoding="utf-8")
    found = rehearse(mine)
    assert found.violations == []
    assert found.loading["burglary"] == 1.1


def test_a_model_that_a_window_drives_compiles(tmp_path: Path) -> None:
    """The indented snippet, with the procedures that it keeps of the first one."""
    snippet = re.search(r"^ {4}extensions \[ py \]\n(?:(?: {4}.*)?\n)*", TEXT, re.MULTILINE)
    assert snippet is not None
    kept = re.findall(r"^to(?:-report)? (?:receive-crimes|report-\w+).*?\bend$", COUPLED, re.M | re.S)
    assert len(kept) == 3
    (tmp_path / "live.nlogo").write_text("\n".join([snippet[0], *kept]), encoding="utf-8")
    shutil.copy(ROOT / "netlogo" / "includes" / "crims-bridge.nls", tmp_path)
    assert CliRunner().invoke(crims, ["netlogo", "check", str(tmp_path / "live.nlogo")]).exit_code == 0


def test_the_tables_are_those_of_the_code() -> None:
    assert re.findall(r"^\| (\d) \| `([^`]+)` \|", TEXT, re.MULTILINE) == [
        (str(k), name) for k, name in enumerate(CRIME)
    ]
    assert set(re.findall(r"^\| `to(?:-report)? ([\w-]+)", TEXT, re.MULTILINE)) == {*CONTRACT, *GIVEN}
    assert tuple(re.findall(r"^\| `(start-\w+)` \|", TEXT, re.MULTILINE)) == CLOCK
