"""A `.nlogo` file that is code alone, as somebody saves it from a page."""

from pathlib import Path

import pytest

from netlogo import Workspace
from netlogo.modelfile.model import ModelFileError
from netlogo.modelfile.read_model import read_model


def test_code_alone_is_a_model_in_the_usual_world(tmp_path: Path) -> None:
    path = tmp_path / "mine.nlogo"
    path.write_text("to setup\n  clear-all\n  create-turtles 3\n  reset-ticks\nend\n")
    workspace = Workspace.open(path, seed=1)
    workspace.command("setup")
    assert workspace.report("(list count turtles count patches)") == [3, 33 * 33]


@pytest.mark.parametrize("text", ["", "globals [ a ]\n", "a letter to nobody", "to setup\n@#$#@#$#@\n"])
def test_what_has_no_procedure_or_lacks_sections_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.nlogo"
    path.write_text(text)
    with pytest.raises(ModelFileError, match="or code alone"):
        read_model(path)
