"""The drawing: pens, stamps, pictures, and what of it is seen and exported."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import netlogo
from netlogo.runtime.space import drawing

RED = (215, 50, 41)


def world(wrap: bool = False, folder: Path | None = None) -> netlogo.Workspace:
    """A world of 11 by 11 patches of 12 pixels."""
    return netlogo.Workspace.from_code(
        "", min_pxcor=-5, max_pxcor=5, min_pycor=-5, max_pycor=5, wrap_x=wrap, wrap_y=wrap, folder=folder
    )


def pixel(workspace: netlogo.Workspace, x: float, y: float) -> tuple[int, ...]:
    """The drawing in RGBA at a place of the world."""
    size = workspace.world.patch_size
    found = workspace.world.drawing.bitmap().getpixel((int((x + 5.5) * size), int((5.5 - y) * size)))
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    "move",
    [
        "setxy 3 0",
        "fd 3",
        "repeat 3 [ fd 1 ]",
        "jump 3",
        "move-to patch 3 0",
        "set xcor 3",
        "repeat 6 [ fd 0.5 ]",
    ],
)
def test_a_pen_draws_however_its_turtle_moves(move: str) -> None:
    workspace = world()
    workspace.command(f"crt 1 [ set heading 90 set color red set pen-size 6 pen-down {move} die ]")
    assert pixel(workspace, 1.5, 0) == (*RED, 255)
    assert pixel(workspace, 1.5, 1)[3] == 0


def test_a_raised_pen_leaves_nothing() -> None:
    workspace = world()
    workspace.command("crt 1 [ pen-down pen-up fd 3 setxy 1 1 move-to patch 2 2 ]")
    assert workspace.world.drawing.blank


def test_a_line_over_the_edge_comes_in_at_the_other_side() -> None:
    workspace = world(wrap=True)
    workspace.command(
        "crt 1 [ set heading 90 setxy 4 0 set color red set pen-size 6 pen-down fd 1 fd 1 fd 1 ]"
    )
    assert [pixel(workspace, x, 0)[3] for x in (5, -5.3, 2)] == [255, 255, 0]


def test_where_a_turtle_cannot_go_it_does_not_draw() -> None:
    workspace = world()
    workspace.command("crt 1 [ set heading 90 setxy 5 0 pen-down jump 2 ]")
    assert workspace.world.drawing.blank


def test_erasing_takes_away_what_is_under_it() -> None:
    workspace = world()
    workspace.command("crt 1 [ set heading 90 set pen-size 6 pen-down fd 4 set pen-size 14 pen-erase bk 2 ]")
    assert [pixel(workspace, x, 0)[3] for x in (1, 3)] == [255, 0]


def test_a_stamp_stays_when_its_turtle_has_gone() -> None:
    workspace = world()
    workspace.command("crt 1 [ set heading 0 set color red set size 5 stamp die ]")
    assert pixel(workspace, 0, 0.5) == (*RED, 255)
    workspace.command("crt 1 [ set heading 0 set size 5 stamp-erase ]")
    assert pixel(workspace, 0, 0.5)[3] == 0


def test_a_link_stamps_its_line() -> None:
    workspace = world()
    workspace.command(
        "crt 2 [ setxy who * 4 0 ] ask turtle 0 [ create-link-with turtle 1 [ set thickness 0.5 stamp ] ]"
    )
    assert pixel(workspace, 2, 0)[3] == 255


@pytest.mark.parametrize("clearing", ["clear-drawing", "clear-all", "resize-world -3 3 -3 3"])
def test_clearing_takes_everything_away(clearing: str) -> None:
    workspace = world()
    workspace.command(f"crt 1 [ pen-down fd 3 ] {clearing}")
    assert workspace.world.drawing.blank
    assert np.asarray(workspace.world.drawing.bitmap()).max() == 0


def test_a_picture_lies_in_the_middle_of_the_drawing(tmp_path: Path) -> None:
    Image.new("RGB", (40, 20), RED).save(tmp_path / "wide.png")
    workspace = world(folder=tmp_path)
    workspace.command('import-drawing "wide.png"')
    assert [pixel(workspace, 0, y) for y in (2.4, -2.4)] == [(*RED, 255)] * 2
    assert [pixel(workspace, 0, y)[3] for y in (4, -4)] == [0, 0]


def test_an_exported_view_shows_patches_drawing_and_turtles(tmp_path: Path) -> None:
    workspace = world(folder=tmp_path)
    workspace.command("ask patches [ set pcolor blue ]")
    workspace.command("crt 1 [ set color red set pen-size 8 pen-down setxy 4 4 set color lime set size 4 ]")
    workspace.command('export-view "view.png"')
    view = Image.open(tmp_path / "view.png")
    found = [view.getpixel((int((x + 5.5) * 12), int((5.5 - y) * 12))) for x, y in ((-4, 4), (1, 1), (4, 4))]
    assert found == [(52, 93, 169), RED, (44, 209, 59)]


def test_old_marks_live_on_in_the_bitmap_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST", 10)
    workspace = world()
    workspace.command("crt 1 [ set heading 90 set pen-size 6 pen-down repeat 30 [ fd 0.1 ] ]")
    shown = workspace.world.drawing
    assert shown.count == 30
    fresh, marks = shown.since(shown.epoch, 5)
    assert (fresh, [mark[0] for mark in marks]) == (True, ["picture"])
    assert len(shown.since(shown.epoch, 25)[1]) == 5
    assert pixel(workspace, 0.5, 0)[3] == 255


def test_a_viewer_gets_what_it_lacks_and_after_a_clearing_everything() -> None:
    workspace = world()
    workspace.command("crt 1 [ pen-down fd 1 fd 1 ]")
    shown = workspace.world.drawing
    epoch = shown.epoch
    fresh, marks = shown.since(epoch, 1)
    assert (fresh, len(marks)) == (False, 1)
    workspace.command("clear-drawing ask turtles [ fd 1 ]")
    assert shown.epoch != epoch
    fresh, marks = shown.since(epoch, 2)
    assert (fresh, len(marks)) == (True, 1)


def test_drawing_takes_no_random_numbers() -> None:
    values = []
    for pen in ("pen-up", "pen-down"):
        workspace = world(wrap=True)
        workspace.command(f"random-seed 3 crt 5 [ {pen} rt random 360 fd random-float 9 stamp ]")
        values.append(workspace.report("sort [ list xcor random-float 1 ] of turtles"))
    assert values[0] == values[1]
