"""Reads a NetLogo 6 model file: code, world, and the widgets that give the model globals, plots and monitors.

A `.nlogo` file is plain text in sections. Every section is kept, also those that only NetLogo's window or
BehaviorSpace need.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from netlogo.compiler.front.lexer import Value, tokenize
from netlogo.compiler.front.program import WorldSize
from netlogo.compiler.front.source import Source
from netlogo.modelfile.model import (
    Button,
    InterfaceGlobal,
    ModelFile,
    ModelFileError,
    Monitor,
    Pen,
    PlotWidget,
    number,
    read_list,
)
from netlogo.modelfile.system_dynamics import read_section

SEPARATOR = "@#$#@#$#@"
_PROCEDURE = re.compile(r"^\s*to(?:-report)?\s+\S+.*^\s*end\b", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_SECTIONS = (
    "code", "widgets", "info", "turtle_shapes", "version", "preview", "system_dynamics", "experiments",
    "hubnet", "link_shapes", "settings",
)  # fmt: skip


def read_sections(path: Path, text: str) -> ModelFile:
    """Read the text of a `.nlogo` file; code alone is a model without widgets, in NetLogo's usual world.

    Raises:
        ModelFileError: its sections or a widget cannot be read.
    """
    parts = text.split(SEPARATOR)
    if len(parts) == 1 and _PROCEDURE.search(text):
        return ModelFile(path, text, sections={"code": text})
    if len(parts) < 5:
        raise ModelFileError(
            f"expected a NetLogo 6 model with its sections between lines of {SEPARATOR}, or code alone,"
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


def _optional(line: str) -> str:
    return "" if line == "NIL" else line


def _unescape(line: str) -> str:
    if line == "NIL":
        return ""
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace('\\"', '"').replace("\0", "\\")


def _shape_names(section: str) -> list[str]:
    """Names of shapes: the first line of each block."""
    return [block.strip("\n").split("\n")[0] for block in section.strip("\n").split("\n\n") if block.strip()]
