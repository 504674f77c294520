"""Diagrams of the System Dynamics Modeler in both kinds of file; NetLogo 6.4.0 gives the same numbers."""

from pathlib import Path

import pytest

from netlogo import ModelFileError, Workspace
from netlogo.modelfile.system_dynamics import Diagram, read_section

SECTION = """
0.5
    org.nlogo.sdm.gui.AggregateDrawing 9
        org.nlogo.sdm.gui.StockFigure "attributes" "attributes" 1 "FillColor" "Color" 225 225 175 233 88 60 40
            org.nlogo.sdm.gui.WrappedStock "water" "full / 2" 1
        org.nlogo.sdm.gui.StockFigure "attributes" "attributes" 1 "FillColor" "Color" 225 225 175 279 275 60 40
            org.nlogo.sdm.gui.WrappedStock "spilt" "0" 0
        org.nlogo.sdm.gui.ReservoirFigure "attributes" "attributes" 1 "FillColor" "Color" 192 192 192 39 92 30 30
        org.nlogo.sdm.gui.RateConnection 3 69 107 145 107 221 107 NULL NULL 0 0 0
            org.jhotdraw.contrib.ChopDiamondConnector REF 5
            org.jhotdraw.standard.ChopBoxConnector REF 1
            org.nlogo.sdm.gui.WrappedRate "rain ;; \\"mm\\" an hour" "inflow"
                org.nlogo.sdm.gui.WrappedReservoir  REF 2 0
        org.nlogo.sdm.gui.RateConnection 3 305 108 396 109 487 110 NULL NULL 0 0 0
            org.jhotdraw.standard.ChopBoxConnector REF 1
            org.jhotdraw.standard.ChopBoxConnector REF 3
            org.nlogo.sdm.gui.WrappedRate "leak * water" "loss" REF 2 REF 4 0
        org.nlogo.sdm.gui.ConverterFigure "attributes" "attributes" 1 "FillColor" "Color" 120 188 182 29 174 50 50
            org.nlogo.sdm.gui.WrappedConverter "3" "rain"
        org.nlogo.sdm.gui.ConverterFigure "attributes" "attributes" 1 "FillColor" "Color" 120 188 182 29 174 50 50
            org.nlogo.sdm.gui.WrappedConverter "rain / 2" "leak"
        org.nlogo.sdm.gui.ConverterFigure "attributes" "attributes" 1 "FillColor" "Color" 120 188 182 29 174 50 50
            org.nlogo.sdm.gui.WrappedConverter "20" "full"
"""  # noqa: E501
ELEMENT = """
  <systemDynamics dt="0.5">
    <stock name="water" allowNegative="false" x="1" y="1">full / 2</stock>
    <stock name="spilt" allowNegative="true" x="1" y="1">0</stock>
    <reservoir x="1" y="1"></reservoir>
    <rate name="inflow" bivalent="false" startFigure="2" endFigure="0">rain ;; "mm" an hour</rate>
    <rate name="loss" bivalent="false" startFigure="0" endFigure="1">leak * water</rate>
    <converter name="rain" x="1" y="1">3</converter>
    <converter name="leak" x="1" y="1">rain / 2</converter>
    <converter name="full" x="1" y="1">20</converter>
  </systemDynamics>
"""
CODE = "to setup clear-all system-dynamics-setup end\nto go system-dynamics-go end\n"
VIEW = (
    "GRAPHICS-WINDOW\n0\n0\n0\n0\n-1\n-1\n6.0\n1\n10\n1\n1\n1\n0\n1\n1\n1\n"
    "-2\n2\n-2\n2\n1\n1\n1\nticks\n30.0\n"
)
WIDGETS = (
    '<widgets><view minPxcor="-2" maxPxcor="2" minPycor="-2" maxPycor="2" wrappingAllowedX="true"'
    ' wrappingAllowedY="true" patchSize="6.0"/></widgets>'
)


def write(folder: Path, kind: str, section: str = SECTION) -> Path:
    path = folder / f"tank.{kind}"
    if kind == "nlogo":
        path.write_text(
            "@#$#@#$#@\n".join([CODE, VIEW, "", "", "NetLogo 6.4.0\n", "", section.lstrip(), *[""] * 5])
        )
    else:
        path.write_text(f'<model version="NetLogo 7.0.0"><code>{CODE}</code>{WIDGETS}{ELEMENT}</model>')
    return path


@pytest.mark.parametrize("kind", ["nlogo", "nlogox"])
def test_stocks_follow_euler_s_method(tmp_path: Path, kind: str) -> None:
    workspace = Workspace.open(write(tmp_path, kind))
    workspace.command("setup")
    assert workspace.report("(list water spilt ticks dt)") == [10.0, 0.0, 0.0, 0.5]
    water, spilt = 10.0, 0.0
    for step in range(1, 4):
        workspace.command("go")
        loss = 1.5 * water * 0.5
        water, spilt = max(0.0, water + 3 * 0.5 - loss), spilt + loss
        assert workspace.report("(list water spilt ticks)") == [water, spilt, step * 0.5]
    assert workspace.report("(list inflow loss leak)") == [1.5, 0.75 * water, 1.5]


def test_both_files_hold_the_same_diagram(tmp_path: Path) -> None:
    models = [Workspace.open(write(tmp_path, kind)).model for kind in ("nlogo", "nlogox")]
    assert models[0].diagram == models[1].diagram
    assert read_section("\n") is None


def test_plots_have_a_pen_for_each_stock() -> None:
    diagram = read_section(SECTION)
    assert diagram is not None
    assert 'if plot-pen-exists? "spilt"' in diagram.code()


def test_constants_come_first_and_then_stocks_that_start_from_a_literal() -> None:
    diagram = read_section(SECTION)
    assert diagram is not None
    assert diagram.code().splitlines()[:6] == ["globals [", "  rain", "  full", "  spilt", "  water", "  dt"]


def test_what_is_no_diagram_is_refused(tmp_path: Path) -> None:
    for section in ("none\n", "0\n", '1.0\n org.nlogo.sdm.gui.WrappedStock "a"\n'):
        with pytest.raises(ModelFileError, match="system dynamics diagram"):
            Workspace.open(write(tmp_path, "nlogo", section))
    with pytest.raises(ValueError, match="longer than 0"):
        Diagram(-1.0)
