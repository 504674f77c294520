"""What `crims new-model` writes works as written, and nothing is overwritten."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.errors import ScenarioError
from bridge.model_checks.rehearsal import rehearse
from bridge.police.new_model import write_model


def test_the_written_test_passes_and_can_fail(tmp_path: Path) -> None:
    model, test, readme = write_model("night-Shift", tmp_path)
    names = ["night-Shift.nlogo", "test_night_shift.py", "README.md"]
    assert [path.name for path in (model, test, readme)] == names
    assert not any("{{" in path.read_text(encoding="utf-8") for path in (model, test, readme))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=test.parent, check=False)
    assert "4 passed" in done.stdout, done.stdout
    code = model.read_text(encoding="utf-8")
    model.write_text(code.replace("create-cases 1", "create-cases 2"), encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, cwd=test.parent, check=False)
    assert done.returncode == 1


def test_the_written_model_keeps_the_contract_and_answers(tmp_path: Path) -> None:
    found = rehearse(write_model("mine", tmp_path)[0])
    assert found.violations == []
    assert list(found.metrics) == ["crimes-received", "cases-open"]


def test_with_its_optional_parts_switched_on_it_keeps_the_contract(tmp_path: Path) -> None:
    model = write_model("mine", tmp_path)[0]
    text = model.read_text(encoding="utf-8")
    switched_on, number = re.subn(r"^; ", "", text, flags=re.MULTILINE)
    assert number > 30
    model.write_text(switched_on, encoding="utf-8")
    done = CliRunner().invoke(crims, ["check", str(model)])
    assert done.exit_code == 0, done.output
    found = rehearse(model)
    assert found.violations == []
    assert (found.ticks_per_hour, found.calls) == (4, 24)
    assert list(found.metrics) == ["crimes-received", "calls-received", "cases-open"]
    assert found.tables["closed"] > 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"README\.md' is there already"):
        write_model("mine", tmp_path)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["README.md"]
    (tmp_path / "other").touch()
    with pytest.raises(ScenarioError, match="other' is there already"):
        write_model("other", tmp_path)


@pytest.mark.parametrize("name", ["", "../mine", "my model", "1st", "a.nlogo"])
def test_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="letters, digits"):
        write_model(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_command_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(crims, ["new-model", "mine", "--in", str(tmp_path)])
    assert (done.exit_code, len(done.output.splitlines())) == (0, 4)
    assert isinstance(
        CliRunner().invoke(crims, ["new-model", "mine", "--in", str(tmp_path)]).exception, ScenarioError
    )
