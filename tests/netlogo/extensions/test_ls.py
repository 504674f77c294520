"""Models within a model: each with its own world, its parent's limits, and errors that name it."""

from pathlib import Path

import pytest

from netlogo import LogoError, Workspace
from netlogo.modelfile.nlogo import SEPARATOR

CHILD = """globals [ size-of-it ]
to setup [ n ] clear-all create-turtles n [ set color red ] reset-ticks end
to grow create-turtles 1 tick end
to fail ask patch 0 0 [ set size-of-it 1 / count turtles with [ false ] ] end
to leave file-open "../left.txt" file-print 1 file-close end
"""
FIELDS = "0 0 10 10 -1 -1 10.0 1 10 1 1 1 0 1 1 1 -2 2 -2 2 0 0 1 ticks 30.0"
WINDOW = "\n".join(["GRAPHICS-WINDOW", *FIELDS.split(), ""])


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "home").mkdir()
    parts = [CHILD, WINDOW, "", "", "NetLogo 6.4.0\n", "", "", "", "", "", ""]
    (tmp_path / "home/child.nlogo").write_text(f"{SEPARATOR}\n".join(parts))
    code = "extensions [ ls ] globals [ made ]"
    workspace = Workspace.from_code(code, folder=tmp_path / "home", seed=1)
    workspace.command('ls:create-models 2 "child.nlogo"')
    workspace.command('(ls:create-models 1 "child.nlogo" [ id -> set made id ])')
    return workspace


def test_models_are_asked_and_report(ws: Workspace) -> None:
    assert ws.report("ls:models") == [0.0, 1.0, 2.0]
    assert ws.report("made") == 2.0
    ws.command("(ls:ask ls:models [ n -> setup n ] 3) ls:ask 1 [ grow grow ]")
    assert ws.report("[ count turtles ] ls:of ls:models") == [3.0, 5.0, 3.0]
    assert ws.report("ls:models ls:with [ count turtles > 3 ]") == [1.0]
    assert ws.report("(ls:report 0 [ a -> a + count turtles ] 10)") == 13.0
    assert ws.report("count turtles") == 0.0


def test_names_and_values_cross(ws: Workspace) -> None:
    ws.command('ls:let m 4 ls:ask 0 [ setup m ] ls:assign [ 0 1 ] size-of-it 7 ls:set-name 0 "first"')
    assert ws.report("[ count turtles + size-of-it ] ls:of 0") == 11.0
    assert ws.report("ls:name-of ls:models") == ["first", "child.nlogo", "child.nlogo"]
    assert ws.report("ls:uses-level-space? 0") is False
    ws.command("ls:close 1")
    assert ws.report("ls:models") == [0.0, 2.0]


def test_an_error_names_the_model(ws: Workspace) -> None:
    with pytest.raises(LogoError, match=r"Model 1 \(child.nlogo\) encountered an error: Division by zero."):
        ws.command("ls:ask 1 [ fail ]")
    with pytest.raises(LogoError, match="cannot report agents"):
        ws.report("[ turtles ] ls:of 0")


def test_the_same_seed_gives_the_same_models(ws: Workspace) -> None:
    drawn = []
    for _ in range(2):
        ws.command("ls:random-seed 9")
        drawn.append(ws.report("[ random 100000 ] ls:of ls:models"))
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 3


def test_a_child_is_confined_as_its_parent(ws: Workspace, tmp_path: Path) -> None:
    ws.confine([tmp_path / "home"])
    ws.command('ls:reset ls:create-models 1 "child.nlogo"')
    with pytest.raises(LogoError, match="may write files in"):
        ws.command("ls:ask 0 [ leave ]")
    assert not (tmp_path / "left.txt").exists()
