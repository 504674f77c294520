"""Exported worlds where NetLogo's files are odd: its own files of the same worlds had these rows."""

from pathlib import Path

import pytest

import netlogo
from netlogo.modelfile.model import PlotWidget


def exported(workspace: netlogo.Workspace, folder: Path) -> list[str]:
    workspace.command(f'export-world "{folder / "world.csv"}"')
    return (folder / "world.csv").read_text().splitlines()


def small(code: str = "", **options: object) -> netlogo.Workspace:
    world = {"min_pxcor": -2, "max_pxcor": 2, "min_pycor": -2, "max_pycor": 2}
    return netlogo.Workspace.from_code(code, **world, **options)  # type: ignore[arg-type]


def test_the_name_of_the_model_stands_in_the_second_line(tmp_path: Path) -> None:
    workspace = netlogo.Workspace.open(Path(__file__).parents[2] / "bench/models/walkers.nlogo")
    assert exported(workspace, tmp_path)[1] == '"walkers.nlogo"'


def test_of_plots_of_one_name_the_first_stands_twice(tmp_path: Path) -> None:
    workspace = small()
    for colour in (0, 105):
        workspace._plots.add([PlotWidget("same", pens=[])])
        workspace.command(f'set-current-plot "same" create-temporary-plot-pen "p" plot {colour}')
    rows = exported(workspace, tmp_path)
    assert [row for row in rows if row.startswith('"""p""","true"')] == ['"""p""","true","0","1","0","1"'] * 2


def test_a_variable_of_a_kind_and_of_a_breed_has_two_columns(tmp_path: Path) -> None:
    workspace = small("breed [cs c] turtles-own [x] cs-own [x y]")
    workspace.command("create-cs 1 crt 1")
    rows = [row for row in exported(workspace, tmp_path) if '"""up"""' in row]
    assert [row.partition('"""up""",')[2] for row in rows] == ['"0","0","0"', '"0",,']


def test_the_output_area_is_cut_into_cells(tmp_path: Path) -> None:
    workspace = small()
    workspace.command('repeat 25000 [ output-type "a" ]')
    rows = exported(workspace, tmp_path)
    at = rows.index('"OUTPUT"')
    assert rows[at + 1] == f'"""{"a" * 10_000},{"a" * 10_000}"""'
    assert rows[at + 2] == f'"""{"a" * 5_000}"""'


def test_an_array_in_an_array_is_lost_on_the_way(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    workspace = small("extensions [array] globals [g]")
    workspace.command("set g array:from-list (list 1 array:from-list [2 3])")
    exported(workspace, tmp_path)
    workspace.command(f'import-world "{tmp_path / "world.csv"}"')
    assert netlogo.to_text(workspace.report("g")) == "{{array: }}"
    assert "array 1 is left empty" in caplog.text


def test_an_array_in_a_table_comes_back(tmp_path: Path) -> None:
    workspace = small("extensions [array table] globals [g]")
    workspace.command("set g table:make table:put g 1 array:from-list [2 3]")
    exported(workspace, tmp_path)
    workspace.command(f'import-world "{tmp_path / "world.csv"}"')
    assert netlogo.to_text(workspace.report("g")) == "{{table: [[1 {{array: 2 3}}]]}}"


def test_code_of_a_plot_that_does_not_compile_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    workspace = small()
    workspace._plots.add([PlotWidget("bad", setup="nonsense", update="plot 1", pens=[])])
    workspace.command("reset-ticks tick")
    assert list(workspace.plot_errors) == ["plot 'bad' setup code"]
    assert "plot 'bad' setup code does not compile and is left out" in caplog.text


def test_a_drawing_and_what_the_observer_follows_come_back(tmp_path: Path) -> None:
    workspace = small()
    workspace.command("crt 1 [ set color red pd fd 2 ] follow turtle 0")
    rows = exported(workspace, tmp_path)
    before = workspace.world.drawing.bitmap()
    assert rows[rows.index('"DRAWING"') + 1] == '"12.0"'
    assert rows[rows.index('"DRAWING"') + 2].startswith('"data:image/png;base64,')
    assert rows[rows.index('"GLOBALS"') + 2].split(",")[4] == '"2"'
    other = small()
    other.command(f'import-world "{tmp_path / "world.csv"}"')
    assert other.world.drawing.bitmap().tobytes() == before.tobytes()
    assert (netlogo.to_text(other.report("subject")), other.world.perspective) == ("(turtle 0)", 2)


def test_an_empty_drawing_is_not_in_the_file(tmp_path: Path) -> None:
    workspace = small()
    workspace.command("crt 1 [ pd fd 1 ] clear-drawing")
    assert '"DRAWING"' not in exported(workspace, tmp_path)


def test_a_subject_that_died_is_nobody(tmp_path: Path) -> None:
    workspace = small()
    workspace.command("crt 1 watch turtle 0 ask turtle 0 [ die ]")
    rows = exported(workspace, tmp_path)
    assert rows[rows.index('"GLOBALS"') + 2].split(",")[4:6] == ['"0"', '"nobody"']


def test_a_drawing_that_is_no_picture_is_told(tmp_path: Path) -> None:
    workspace = small()
    workspace.command("crt 1 [ pd fd 1 ]")
    rows = exported(workspace, tmp_path)
    at = rows.index('"DRAWING"') + 2
    rows[at] = '"data:image/png;base64,AAAA"'
    (tmp_path / "bad.csv").write_text("\n".join(rows))
    with pytest.raises(netlogo.LogoError, match="the drawing is no picture"):
        workspace.command(f'import-world "{tmp_path / "bad.csv"}"')
