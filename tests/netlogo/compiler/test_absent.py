"""What is out of scope is refused when a model is compiled, with one sentence that says so."""

from pathlib import Path

import pytest

from netlogo import CompilerError, ModelFileError, ProgramError, Workspace
from netlogo.extensions import NAMES


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("to go hubnet-reset end", "HubNet needs NetLogo's own server and clients"),
        ("to go __hubnet-make-plot-narrowcast end", "HubNet needs NetLogo's own server and clients"),
        ('to go movie-start "a.mov" end', "movies are out of scope here"),
        ("to go crt 1 [ set zcor 3 ] end", "it is of NetLogo 3D"),
        ("to go ask turtles [ tilt-up 3 ] end", "it is of NetLogo 3D"),
        (
            "to setup system-dynamics-setup end",
            "it comes with a diagram of the System Dynamics Modeler, which this model has not",
        ),
        ("extensions [ sound ]", f"this engine has {', '.join(NAMES)}"),
        ('to go sound:play-note "a" end', "this engine has no extension sound"),
        ('to go show csv:from-row "a" end', "extensions [ csv ] at the top of the model brings it"),
    ],
)
def test_each_is_told_in_one_sentence(code: str, told: str) -> None:
    with pytest.raises(CompilerError) as caught:
        Workspace.from_code(code)
    assert told in str(caught.value)


def test_every_procedure_with_something_absent_is_told() -> None:
    with pytest.raises(ProgramError) as caught:
        Workspace.from_code("to a hubnet-reset end to b fd 1 end to c hubnet-reset end")
    assert [error.procedure for error in caught.value.errors] == ["A", "C"]


def test_names_of_3d_are_free_in_two_dimensions() -> None:
    workspace = Workspace.from_code("turtles-own [ pitch zcor ] to go crt 1 [ set pitch 3 set zcor 4 ] end")
    workspace.command("go")
    assert workspace.report("[pitch + zcor] of turtle 0") == 7.0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nlogox3d", '<model version="NetLogo 3D 7.0.0"><code></code></model>'),
        ("a.nlogo3d", "\n@#$#@#$#@\n".join(["", "", "", "", "NetLogo 3D 6.4.0", ""])),
    ],
)
def test_models_of_3d_are_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ModelFileError, match="expected a two-dimensional"):
        Workspace.open(tmp_path / name)
