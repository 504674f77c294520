"""A model as it is stored, whichever version of NetLogo wrote it: code, world, widgets, sections."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from netlogo.compiler.front.lexer import Value, tokenize
from netlogo.compiler.front.program import WorldSize
from netlogo.compiler.front.source import Source
from netlogo.errors import NetLogoError
from netlogo.modelfile.system_dynamics import Diagram


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
    interface_xml: list[ET.Element] | None = None
    """The widgets of a `.nlogox` file; None for a `.nlogo` file, whose section `widgets` has them."""

    @property
    def version(self) -> str:
        """The NetLogo version that wrote the file."""
        return self.sections.get("version", "").strip()

    @property
    def experiments(self) -> str:
        """The BehaviorSpace experiments as XML text, empty where there are none."""
        return self.sections.get("experiments", "").strip()


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
