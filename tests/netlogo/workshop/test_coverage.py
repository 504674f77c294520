"""coverage.py with the plugin, on a project of a stranger: the lines of NetLogo code that its tests reach."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.netlogo.behaviorspace.experiment_models import write_model

pytest.importorskip("coverage")

CODE = """__includes [ "steps/walk.nls" ]
globals [ g ]
to setup
  clear-all
  create-turtles 3
end

to go
  ask turtles [
    fd 1
    if xcor > 1000 [
      set g
        1
      die
    ]
    walk
  ]
end

to never
  show 1
end
"""
INCLUDED = """to walk
  ifelse g = 0
    [ rt 90 ]
    [ lt 90
      fd 1 ]
end
"""
TEST = """
def test_a_step(netlogo_model):
    netlogo_model("model.nlogo").command("go")

def test_an_include_alone(netlogo_code):
    model = netlogo_code("steps/walk.nls", code="globals [ g ]")
    model.command("create-turtles 1 [ set g 1 walk ]")
"""


def test_lines_of_netlogo_are_counted(tmp_path: Path) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "walk.nls").write_text(INCLUDED)
    rest = write_model(tmp_path).read_text().partition("@#$#@#$#@")[2]
    (tmp_path / "model.nlogo").write_text(f"{CODE}@#$#@#$#@{rest}")
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / ".coveragerc").write_text("[run]\nplugins = netlogo.workshop.coverage_plugin\nsource = .\n")

    def coverage(*arguments: str) -> None:
        made = subprocess.run(
            [sys.executable, "-m", "coverage", *arguments], cwd=tmp_path, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stdout + made.stderr

    coverage("run", "-m", "pytest", "-q", "test_it.py")
    coverage("json", "-o", "told.json")
    files = json.loads((tmp_path / "told.json").read_text())["files"]
    model, included = files["model.nlogo"], files[str(Path("steps") / "walk.nls")]
    assert model["executed_lines"] == [4, 5, 9, 10, 11, 16]
    assert model["missing_lines"] == [12, 14, 21]
    assert included["executed_lines"] == [2, 3, 4, 5]
    assert included["missing_lines"] == []
