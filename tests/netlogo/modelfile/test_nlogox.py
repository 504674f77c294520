from pathlib import Path

import pytest

from netlogo import ModelFileError, Workspace, read_model
from netlogo.behaviorspace import experiments_of

MODEL = """<?xml version="1.0" encoding="utf-8"?>
<model version="NetLogo 7.0.3" snapToGrid="true">
  <code><![CDATA[to setup clear-all crt n reset-ticks end ; a < b ]]\ue000> &]]></code>
  <widgets>
    <view x="1" y="1" width="9" height="9" minPxcor="-2" maxPxcor="3" minPycor="0" maxPycor="4"
      patchSize="8.5" wrappingAllowedX="false" wrappingAllowedY="true"
      fontSize="10" updateMode="1" showTickCounter="true"
      frameRate="30.0"></view>
    <slider x="0" y="0" width="9" height="9" variable="n" min="0" max="count patches" step="0.5" default="4.0"
      direction="Horizontal" units="head"></slider>
    <switch x="0" y="0" width="9" height="9" variable="on?" on="true"></switch>
    <chooser x="0" y="0" width="9" height="9" variable="pick" current="2">
      <choice type="string" value="a"></choice><choice type="double" value="2.0"></choice>
      <choice type="list"><value value="1"/><value value="b"/></choice>
      <choice type="boolean" value="false"></choice>
    </chooser>
    <input x="0" y="0" width="9" height="9" variable="words" type="string" multiline="true">one
two</input>
    <input x="0" y="0" width="9" height="9" variable="amount" type="number"
      multiline="false">1.5</input>
    <monitor x="0" y="0" width="9" height="9" precision="3" fontSize="11"
      display="all">count turtles</monitor>
    <button x="0" y="0" width="9" height="9" kind="Observer" forever="true"
      disableUntilTicks="false">go</button>
    <plot x="0" y="0" width="9" height="9" display="p" xMin="0.0" xMax="5.0" yMin="-1.0" yMax="1.0"
      autoPlotX="true" autoPlotY="true" legend="true">
      <setup></setup><update>plot 1</update>
      <pen display="q" interval="2.0" mode="1" color="-16777216" legend="false">
        <setup>set-plot-pen-color red</setup><update></update></pen>
    </plot>
    <note x="0" y="0" width="9" height="9" fontSize="11" markdown="false">nothing</note>
    <widget-of-the-future></widget-of-the-future>
  </widgets>
  <info>about</info>
  <turtleShapes><shape name="default" rotatable="true" editableColorIndex="0"></shape></turtleShapes>
  <linkShapes><shape name="default" curviness="0.0"></shape></linkShapes>
  <experiments><experiment name="e" repetitions="2" sequentialRunOrder="true" runMetricsEveryStep="false">
    <setup>setup</setup><metrics><metric>n</metric></metrics></experiment></experiments>
</model>
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "m.nlogox"
    path.write_text(MODEL, encoding="utf-8")
    return path


def test_code_world_and_sections(path: Path) -> None:
    model = read_model(path)
    assert model.code.endswith("a < b ]]> &")
    assert (model.world.min_pxcor, model.world.max_pycor, model.world.patch_size) == (-2, 4, 8.5)
    assert (model.world.wrap_x, model.world.wrap_y) == (False, True)
    assert (model.version, model.sections["info"], model.shapes) == ("NetLogo 7.0.3", "about", ["default"])


def test_globals_of_widgets(path: Path) -> None:
    slider, switch, chooser, words, amount = read_model(path).globals
    assert (slider.default, slider.maximum, slider.step, slider.units) == (
        4.0,
        "count patches",
        "0.5",
        "head",
    )
    assert switch.default is True
    assert (chooser.default, chooser.choices) == ([1.0, "b"], ["a", 2.0, [1.0, "b"], False])
    assert (words.default, words.input_type, amount.default) == ("one\ntwo", "String", 1.5)


def test_plots_monitors_and_buttons(path: Path) -> None:
    model = read_model(path)
    (plot,), (monitor,), (button,) = model.plots, model.monitors, model.buttons
    assert (plot.name, plot.x_max, plot.y_min, plot.update, plot.legend) == ("p", 5.0, -1.0, "plot 1", True)
    assert (plot.pens[0].name, plot.pens[0].mode, plot.pens[0].setup) == ("q", 1, "set-plot-pen-color red")
    assert (monitor.display, monitor.code, monitor.precision) == ("all", "count turtles", 3)
    assert (button.code, button.forever) == ("go", True)


def test_it_runs_and_has_its_experiments(path: Path) -> None:
    workspace = Workspace.open(path)
    workspace.command("setup")
    assert workspace.report("list count turtles count patches") == [4.0, 30.0]
    (one,) = experiments_of(workspace.model)
    assert (one.repetitions, one.metrics, one.every_step) == (2, ("n",), False)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</model>", "", "a NetLogo 7 model as XML"),
        ("<view ", "<view3d/><view ", "a two-dimensional <model>"),
        ('minPxcor="-2"', 'minPxcor="x"', "a view as NetLogo 7 writes it"),
        ('on="true"', 'on="yes"', "on='yes' instead of true or false"),
        ('current="2"', 'current="7"', "a chooser as NetLogo 7 writes it"),
    ],
)
def test_a_broken_file_is_refused(path: Path, old: str, new: str, message: str) -> None:
    path.write_text(MODEL.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelFileError, match=message):
        read_model(path)


def test_an_entity_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    laughs = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    kinds = f"<!DOCTYPE model [<!ENTITY l0 'hahahahahahahahahahahahahaha'>{''.join(laughs)}]>"
    bomb = f'{kinds}<model version="7"><code>&l9;</code></model>'
    (tmp_path / "bomb.nlogox").write_text(bomb, encoding="utf-8")
    with pytest.raises(ModelFileError, match="amplification"):
        read_model(tmp_path / "bomb.nlogox")
