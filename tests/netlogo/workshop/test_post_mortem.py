import pytest

from netlogo import Workspace
from netlogo.errors import LogoError
from netlogo.modelfile.model import ModelFile
from netlogo.workshop.post_mortem import shown

CODE = """turtles-own [ hat-size? ]
to go
  let far-off [ 1 2 ]
  create-turtles 1 [ set color red set heading 0 run "step 3" ]
  foreach far-off print
end
to step [ n ]
  let m n + 1
  foreach [ 1 0 ] [ k -> set hat-size? m / k ]
end
"""

TOLD = """Division by zero.

procedure STEP at code:9:42, turtle 0
    foreach [ 1 0 ] [ k -> set hat-size? m / k ]
                                           ^
    n = 3
    m = 4
    k = 0

the command line at command line:1:1, turtle 0
    far-off = [1 2]

procedure GO at code:4:50, turtle 0
    create-turtles 1 [ set color red set heading 0 run "step 3" ]
                                                   ^
    far-off = [1 2]

the command line at command line:1:1, observer

turtle 0
    who         = 0
    color       = 15
    heading     = 0
    xcor        = 0
    ycor        = 0
    shape       = "default"
    label       = ""
    label-color = 9.9
    breed       = turtles
    hidden?     = false
    size        = 1
    pen-size    = 1
    pen-mode    = "up"
    hat-size?   = 4"""


def failed(workspace: Workspace, command: str) -> LogoError:
    with pytest.raises(LogoError) as caught:
        workspace.command(command)
    return caught.value


def test_an_error_is_shown_with_all_values() -> None:
    workspace = Workspace(ModelFile(code=CODE))
    workspace.engine.keeps_state = True
    assert shown(workspace, failed(workspace, "go")) == TOLD
    assert shown(workspace, failed(workspace, 'error "other"')).startswith("other\n\nthe command line")


def test_without_being_asked_nothing_is_kept() -> None:
    workspace = Workspace(ModelFile(code=CODE))
    assert shown(workspace, failed(workspace, "go")) == "Division by zero."


def test_a_deep_recursion_is_cut() -> None:
    workspace = Workspace(ModelFile(code="to deep [ n ] if n = 0 [ show 1 / n ] deep n - 1 end"))
    workspace.engine.keeps_state = True
    told = shown(workspace, failed(workspace, "deep 200"))
    assert told.count("procedure DEEP") == 49
    assert "... 152 more" in told
