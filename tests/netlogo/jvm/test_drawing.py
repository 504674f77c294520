"""The drawing beside NetLogo's own: exported views of the same commands differ in few pixels."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import netlogo
from netlogo.jvm import Installation, JvmWorkspace
from tests.netlogo.jvm.conftest import model_text

MODEL = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"
CASES = {
    "lines": "crt 1 [ set color red set pen-size 4 pd set heading 30 fd 9 setxy 2 2 setxy -2 -2 die ]",
    "stamps": "crt 1 [ set color 15 set size 3 setxy 1 1 rt 45 stamp setxy -2 -2 set color 105 stamp ]",
    "erasing": "crt 1 [ set pen-size 12 pd setxy -2 2 setxy 2 -2 pe set pen-size 6 setxy -2 -2 die ]",
    "agents": "cro 5 [ fd 1.5 set size 1.4 ] ask turtles [ create-links-with other turtles ]",
}
DIFFERENT = 0.05
"""Share of pixels that may differ by more than a quarter of the scale: those at the edges of lines."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of 5 by 5 patches of 30 pixels, with NetLogo's usual shapes."""
    parts = model_text("").replace("\n6.0\n", "\n30.0\n", 1).split("@#$#@#$#@\n")
    parts[3] = MODEL.read_text().split("@#$#@#$#@\n")[3]
    path = tmp_path_factory.mktemp("drawing") / "model.nlogo"
    path.write_text("@#$#@#$#@\n".join(parts))
    return path


@pytest.fixture(scope="module")
def real(model: Path, installation: Installation) -> "JvmWorkspace":
    return JvmWorkspace(model, installation)


@pytest.mark.parametrize("name", CASES)
def test_it_is_painted_as_netlogo_paints_it(
    name: str, model: Path, real: JvmWorkspace, tmp_path: Path
) -> None:
    pictures = []
    for which, workspace in (("own", netlogo.Workspace.open(model)), ("real", real)):
        workspace.command(f"clear-all random-seed 1 ask patches [ set pcolor 2 ] {CASES[name]}")
        workspace.command(f'export-view "{tmp_path / which}.png"')
        pictures.append(np.asarray(Image.open(tmp_path / f"{which}.png").convert("RGB"), dtype=int))
    own, other = pictures
    assert own.shape == other.shape
    assert (np.abs(own - other).max(axis=2) > 64).mean() < DIFFERENT
    assert (np.abs(own - own[0, -1]).max(axis=2) > 64).mean() > DIFFERENT  # something was drawn
