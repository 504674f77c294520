"""Plots of a model with their code: what runs when, and what happens when it fails."""

from pathlib import Path

import pytest

from netlogo import HaltError, ModelFile, Workspace
from netlogo.modelfile.model import Pen, PlotWidget


def workspace_with(plot: PlotWidget, code: str = "") -> Workspace:
    return Workspace(ModelFile(code=code, plots=[plot]))


def test_a_plot_whose_code_fails_does_not_stop_the_model() -> None:
    pens = [Pen("bad", update="plot 1 / (ticks - ticks)"), Pen("good", update="plot ticks")]
    workspace = workspace_with(PlotWidget("p", pens=pens))
    workspace.command("reset-ticks tick tick")
    assert workspace.report("ticks") == 2.0
    assert [point.y for point in workspace.world.plots.plots[0].pens[1].points] == [0.0, 1.0, 2.0]
    (told,) = workspace.plot_errors.items()
    assert told[0] == "plot 'p' pen 'bad' update code"
    assert str(told[1]).startswith("Division by zero. (at command line:1:8, observer running /")


def test_stop_in_the_code_of_a_plot_skips_its_pens() -> None:
    workspace = workspace_with(PlotWidget("p", update="stop", pens=[Pen("one", update="plot 1")]))
    workspace.command("reset-ticks")
    assert workspace.world.plots.plots[0].pens[0].points == []


def test_the_time_limit_holds_in_plots_as_well() -> None:
    workspace = workspace_with(PlotWidget("p", update="loop [ ]"))
    with pytest.raises(HaltError):
        workspace.command("reset-ticks", max_seconds=0.1)


def test_exported_plots_have_the_file_s_colours_and_legend(tmp_path: Path) -> None:
    workspace = workspace_with(PlotWidget("p", legend=True, pens=[Pen("one", color=-612749)]))
    workspace.command(f'export-plot "p" "{tmp_path / "p.csv"}"')
    text = (tmp_path / "p.csv").read_text()
    assert '"0","10","0","10","true","""one""","true","1"' in text
    assert '"""one""","true","0","1","27","0"' in text
