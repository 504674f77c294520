"""Reads a NetLogo 6 model file: code, world, and the widgets that give the model globals, plots and monitors.

A `.nlogo` file is plain text in sections. A `ModelFile` keeps every section, also those that only NetLogo's
window or BehaviorSpace need.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from netlogo.compiler.front.lexer import Value, tokenize
from netlogo.compiler.front.program import WorldSize
from netlogo.compiler.front.source import Source
from netlogo.errors import NetLogoError
from netlogo.modelfile.system_dynamics import Diagram, read_section

SEPARATOR = "@#$#@#$#@"
_SECTIONS = (
    "code", "widgets", "info", "turtle_shapes", "version", "preview", "system_dynamics", "experiments",
    "hubnet", "link_shapes", "settings",
)  # fmt: skip


class ModelFileError(NetLogoError):
    """A model file is not what NetLogo 6 writes; the message names the file and the line or widget."""


@dataclass(slots=True)
class InterfaceGlobal:
    """A global that a widget makes: a slider, switch, chooser or input box.

    `minimum`, `maximum` and `step` of a slider are reporters as text; `choices` are those of a chooser;
    `input_type` is NetLogo's name of an input box's kind.
    """

    kind: str
    name: str
    default: Value
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    units: str = ""
    choices: list[Value] = field(default_factory=list)
    input_type: str = ""


@dataclass(slots=True)
class Pen:
    """A pen of a plot with its code."""

    name: str
    interval: float = 1.0
    mode: int = 0
    color: int = 0
    in_legend: bool = True
    setup: str = ""
    update: str = ""


@dataclass(slots=True)
class PlotWidget:
    """A plot with its code; ranges as at the start."""

    name: str
    x_axis: str = ""
    y_axis: str = ""
    x_min: float = 0.0
    x_max: float = 10.0
    y_min: float = 0.0
    y_max: float = 10.0
    autoplot: bool = True
    legend: bool = False
    setup: str = ""
    update: str = ""
    pens: list[Pen] = field(default_factory=list)


@dataclass(slots=True)
class Monitor:
    """A monitor: what it shows, and the reporter's text."""

    display: str
    code: str
    precision: int


@dataclass(slots=True)
class Button:
    """A button: what it shows, and the commands' text."""

    display: str
    code: str
    forever: bool


Widget: TypeAlias = "InterfaceGlobal | PlotWidget | Monitor | Button"


@dataclass(slots=True)
class ModelFile:
    """A model as it is stored. `has_output` says whether it has an output area; `shapes` and `link_shapes`
    are names; raw sections are in `sections`.
    """

    path: Path | None = None
    code: str = ""
    world: WorldSize = field(default_factory=WorldSize)
    globals: list[InterfaceGlobal] = field(default_factory=list)
    plots: list[PlotWidget] = field(default_factory=list)
    monitors: list[Monitor] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    has_output: bool = False
    shapes: list[str] = field(default_factory=list)
    link_shapes: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    diagram: Diagram | None = None

    @property
    def version(self) -> str:
        """The NetLogo version that wrote the file."""
        return self.sections.get("version", "").strip()

    @property
    def experiments(self) -> str:
        """The BehaviorSpace experiments as XML text, empty where there are none."""
        return self.sections.get("experiments", "").strip()


def read_model(path: str | Path) -> ModelFile:
    """Read a `.nlogo` file of NetLogo 6 or a `.nlogox` file of NetLogo 7.

    Raises:
        ModelFileError: there is no such file, or its sections or a widget cannot be read.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"expected a readable model file, got {str(path)!r} ({error})") from error
    if path.suffix.startswith(".nlogox"):
        from netlogo.modelfile.nlogox import read_xml_model

        return read_xml_model(path, text)
    parts = text.split(SEPARATOR)
    if len(parts) < 5:
        raise ModelFileError(
            f"expected a NetLogo 6 model with its sections between lines of {SEPARATOR},"
            f" got {len(parts)} section(s) in {str(path)!r}"
        )
    sections = {name: part.removeprefix("\n") for name, part in zip(_SECTIONS, parts, strict=False)}
    model = ModelFile(path, sections["code"], sections=sections)
    if not model.version.startswith(("NetLogo 6", "NetLogo 5")) or "3D" in model.version:
        raise ModelFileError(
            f"expected a two-dimensional model of NetLogo 6, got {model.version!r} in {str(path)!r}"
        )
    for block in sections["widgets"].strip("\n").split("\n\n"):
        lines = block.strip("\n").split("\n")
        if lines != [""]:
            _add_widget(model, lines)
    try:
        model.diagram = read_section(sections.get("system_dynamics", ""))
    except ValueError as error:
        raise ModelFileError(
            f"expected a system dynamics diagram as NetLogo 6 writes it in {str(path)!r}, got {error}"
        ) from error
    model.shapes = _shape_names(sections.get("turtle_shapes", ""))
    model.link_shapes = _shape_names(sections.get("link_shapes", ""))
    return model


def _add_widget(model: ModelFile, lines: list[str]) -> None:
    kind = lines[0].strip()
    try:
        if kind == "GRAPHICS-WINDOW":
            model.world = _world(lines)
        elif kind in _GLOBALS:
            model.globals.append(_GLOBALS[kind](lines))
        elif kind == "PLOT":
            model.plots.append(_plot(lines))
        elif kind == "OUTPUT":
            model.has_output = True
        elif kind == "MONITOR":
            model.monitors.append(Monitor(_optional(lines[5]), _unescape(lines[6]), int(lines[7])))
        elif kind == "BUTTON":
            model.buttons.append(Button(_optional(lines[5]), _unescape(lines[6]), lines[7] == "T"))
    except (IndexError, TypeError, ValueError) as error:
        raise ModelFileError(
            f"expected a {kind.lower()} widget as NetLogo 6 writes it, got {lines[:9]!r}"
            f" in {str(model.path)!r} ({error})"
        ) from error


def _world(lines: list[str]) -> WorldSize:
    """GRAPHICS-WINDOW: patch size in line 8, wrapping in 15 and 16, limits in 18 to 21."""
    return WorldSize(
        min_pxcor=int(lines[17]),
        max_pxcor=int(lines[18]),
        min_pycor=int(lines[19]),
        max_pycor=int(lines[20]),
        wrap_x=lines[14] == "1",
        wrap_y=lines[15] == "1",
        patch_size=float(lines[7]),
        frame_rate=float(lines[25]) if len(lines) > 25 else 30.0,
        tick_counter_label=_optional(lines[24]) if len(lines) > 24 else "ticks",
        show_tick_counter=lines[23] == "1" if len(lines) > 23 else True,
    )


def _slider(lines: list[str]) -> InterfaceGlobal:
    units = _optional(lines[12]) if len(lines) > 12 else ""
    return InterfaceGlobal("slider", lines[6], number(lines[9]), lines[7], lines[8], lines[10], units)


def _switch(lines: list[str]) -> InterfaceGlobal:
    return InterfaceGlobal("switch", lines[6], lines[7] == "0")


def _chooser(lines: list[str]) -> InterfaceGlobal:
    choices = read_list(f"[{lines[7]}]")
    return InterfaceGlobal("chooser", lines[6], choices[int(lines[8])], choices=choices)


def _input(lines: list[str]) -> InterfaceGlobal:
    kind, text = lines[9], _unescape(lines[6])
    value: Value = text
    if kind in ("Number", "Color"):
        value = number(text) if text else 0.0
    return InterfaceGlobal("input", lines[5], value, input_type=kind)


_GLOBALS = {"SLIDER": _slider, "SWITCH": _switch, "CHOOSER": _chooser, "INPUTBOX": _input}


def _plot(lines: list[str]) -> PlotWidget:
    plot = PlotWidget(_optional(lines[5]), _optional(lines[6]), _optional(lines[7]))
    plot.x_min, plot.x_max, plot.y_min, plot.y_max = (float(line) for line in lines[8:12])
    plot.autoplot, plot.legend = lines[12] == "true", lines[13] == "true"
    if len(lines) > 14:
        plot.setup, plot.update = (*_quoted(lines[14]), "", "")[:2]
    for line in lines[16:]:
        plot.pens.append(_pen(line))
    return plot


def _pen(line: str) -> Pen:
    """One line for a pen: name, interval, mode, colour, in legend or not, setup code, update code."""
    tokens: list[Any] = [token.value for token in tokenize(Source(line, "pen"))[:-1]]
    name, interval, mode, color, legend, *code = tokens
    setup, update = (*code, "", "")[:2]
    return Pen(str(name), float(interval), int(mode), int(color), bool(legend), str(setup), str(update))


def _quoted(line: str) -> list[str]:
    return [str(token.value) for token in tokenize(Source(line, "plot"))[:-1]]


def read_list(text: str) -> list[Value]:
    """A literal list as text: numbers, strings, booleans, nobody, and lists of them."""
    stack: list[list[Value]] = [[]]
    for token in tokenize(Source(text, "list"))[:-1]:
        if token.kind == "[":
            stack.append([])
        elif token.kind == "]":
            inner = stack.pop()
            stack[-1].append(inner)
        elif token.kind == "literal":
            stack[-1].append(token.value)
        else:
            raise ValueError(f"expected a literal value, got {token.text!r}")
    (outer,) = stack
    (value,) = outer
    if not isinstance(value, list):
        raise ValueError(f"expected a list, got {text!r}")
    return value


def number(text: str) -> float:
    """The number of a slider or an input box.

    Raises:
        ValueError: it is none, or beyond the largest.
    """
    value = math.nan if "_" in text else float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a number in NetLogo's range")
    return value


def _optional(line: str) -> str:
    return "" if line == "NIL" else line


def _unescape(line: str) -> str:
    if line == "NIL":
        return ""
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace('\\"', '"').replace("\0", "\\")


def _shape_names(section: str) -> list[str]:
    """Names of shapes: the first line of each block."""
    return [block.strip("\n").split("\n")[0] for block in section.strip("\n").split("\n\n") if block.strip()]
