"""Reads a NetLogo 7 model file (`.nlogox`, XML) into the same `ModelFile` as a `.nlogo` file gives.

The names of elements and attributes are those that NetLogo 7.0 writes; elements it does not know are left
alone, as NetLogo does.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from netlogo.compiler.front.lexer import Value
from netlogo.compiler.front.program import WorldSize
from netlogo.errors import CompilerError
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
from netlogo.modelfile.system_dynamics import read_element

_ESCAPED_END = "]]\ue000>"  # the end of a CDATA section inside one
_INPUT_TYPES = {
    "number": "Number", "color": "Color", "string": "String", "reporter": "String (reporter)",
    "command": "String (commands)",
}  # fmt: skip
_KEPT_AS_TEXT = {"info": "info", "previewCommands": "preview"}
_KEPT_AS_XML = {
    "experiments": "experiments",
    "systemDynamics": "system_dynamics",
    "hubNetClient": "hubnet",
    "turtleShapes": "turtle_shapes",
    "linkShapes": "link_shapes",
}


def read_xml_model(path: Path, text: str) -> ModelFile:
    """The model in the text of a `.nlogox` file.

    Raises:
        ModelFileError: the text is not XML, not a two-dimensional model, or a widget cannot be read.
    """
    try:
        root = ET.fromstring(text.strip())
    except ET.ParseError as error:
        raise ModelFileError(f"expected a NetLogo 7 model as XML, got {str(path)!r}: {error}") from error
    version = root.get("version", "")
    if root.tag != "model" or "3D" in version or root.find("widgets/view3d") is not None:
        raise ModelFileError(
            f"expected a two-dimensional <model> of NetLogo 7, got <{root.tag}> of {version!r}"
            f" in {str(path)!r}"
        )
    model = ModelFile(path, _text(root.find("code")), sections={"version": version})
    model.sections["code"] = model.code
    for element in root:
        if element.tag in _KEPT_AS_TEXT:
            model.sections[_KEPT_AS_TEXT[element.tag]] = _text(element)
        elif element.tag in _KEPT_AS_XML:
            model.sections[_KEPT_AS_XML[element.tag]] = ET.tostring(element, encoding="unicode")
    model.interface_xml = root.findall("widgets/*")
    for widget in root.iterfind("widgets/*"):
        try:
            _add_widget(model, widget)
        except (KeyError, ValueError, IndexError) as error:
            raise ModelFileError(
                f"expected a {widget.tag} as NetLogo 7 writes it, got {widget.attrib!r}"
                f" in {str(path)!r} ({error})"
            ) from error
    stored = root.find("systemDynamics")
    try:
        model.diagram = None if stored is None else read_element(stored)
    except (KeyError, ValueError) as error:
        raise ModelFileError(
            f"expected a system dynamics diagram as NetLogo 7 writes it in {str(path)!r}, got {error}"
        ) from error
    try:
        model.shapes = [one.attrib["name"] for one in root.iterfind("turtleShapes/shape")]
        model.link_shapes = [one.attrib["name"] for one in root.iterfind("linkShapes/shape")]
    except KeyError as error:
        raise ModelFileError(f"expected every shape with its name in {str(path)!r}") from error
    return model


def _add_widget(model: ModelFile, widget: ET.Element) -> None:
    kind, get = widget.tag, widget.attrib
    if kind == "view":
        model.world = _world(widget)
    elif kind in _GLOBALS:
        if get.get("variable"):
            model.globals.append(_GLOBALS[kind](widget))
    elif kind == "plot":
        model.plots.append(_plot(widget))
    elif kind == "output":
        model.has_output = True
    elif kind == "monitor":
        model.monitors.append(Monitor(get.get("display", ""), _text(widget), int(get["precision"])))
    elif kind == "button":
        model.buttons.append(Button(get.get("display", ""), _text(widget), _truth(widget, "forever")))


def _world(view: ET.Element) -> WorldSize:
    get = view.attrib
    return WorldSize(
        min_pxcor=int(get["minPxcor"]),
        max_pxcor=int(get["maxPxcor"]),
        min_pycor=int(get["minPycor"]),
        max_pycor=int(get["maxPycor"]),
        wrap_x=_truth(view, "wrappingAllowedX"),
        wrap_y=_truth(view, "wrappingAllowedY"),
        patch_size=float(get["patchSize"]),
        frame_rate=float(get.get("frameRate", "30")),
        tick_counter_label=get.get("tickCounterLabel", "ticks"),
        show_tick_counter=get.get("showTickCounter", "true") == "true",
    )


def _slider(widget: ET.Element) -> InterfaceGlobal:
    get = widget.attrib
    return InterfaceGlobal(
        "slider",
        get["variable"],
        number(get["default"]),
        get["min"],
        get["max"],
        get["step"],
        get.get("units", ""),
    )


def _switch(widget: ET.Element) -> InterfaceGlobal:
    return InterfaceGlobal("switch", widget.attrib["variable"], _truth(widget, "on"))


def _chooser(widget: ET.Element) -> InterfaceGlobal:
    choices = [_choice(one) for one in widget.iterfind("choice")]
    current = choices[int(widget.attrib["current"])]
    return InterfaceGlobal("chooser", widget.attrib["variable"], current, choices=choices)


def _choice(choice: ET.Element) -> Value:
    kind = choice.attrib["type"]
    if kind == "list":
        items = [_item(value.attrib["value"]) for value in choice.iterfind("value")]
        return items or read_list(_text(choice))
    if kind == "double":
        return float(choice.attrib["value"])
    if kind == "boolean":
        return _truth(choice, "value")
    if kind == "string":
        return choice.attrib["value"]
    raise ValueError(f"choice of type {kind!r}")


def _item(text: str) -> Value:
    """An item of a list as NetLogo 7 writes it: a string stands there without quotes."""
    try:
        (value,) = read_list(f"[{text}]")
    except (CompilerError, ValueError):
        return text
    return value


def _input(widget: ET.Element) -> InterfaceGlobal:
    kind = widget.attrib["type"]
    text = _text(widget)
    value: Value = (number(text) if text else 0.0) if kind in ("number", "color") else text
    return InterfaceGlobal("input", widget.attrib["variable"], value, input_type=_INPUT_TYPES[kind])


_GLOBALS = {"slider": _slider, "switch": _switch, "chooser": _chooser, "input": _input}


def _plot(widget: ET.Element) -> PlotWidget:
    get = widget.attrib
    return PlotWidget(
        get.get("display", ""),
        get.get("xAxis", ""),
        get.get("yAxis", ""),
        x_min=float(get["xMin"]),
        x_max=float(get["xMax"]),
        y_min=float(get["yMin"]),
        y_max=float(get["yMax"]),
        autoplot=_truth(widget, "autoPlotX") or _truth(widget, "autoPlotY"),
        legend=_truth(widget, "legend"),
        setup=_text(widget.find("setup")),
        update=_text(widget.find("update")),
        pens=[_pen(one) for one in widget.iterfind("pen")],
    )


def _pen(pen: ET.Element) -> Pen:
    get = pen.attrib
    return Pen(
        get["display"],
        float(get["interval"]),
        int(get["mode"]),
        int(get["color"]),
        _truth(pen, "legend"),
        _text(pen.find("setup")),
        _text(pen.find("update")),
    )


def _truth(element: ET.Element, name: str) -> bool:
    value = element.attrib[name]
    if value not in ("true", "false"):
        raise ValueError(f"{name}={value!r} instead of true or false")
    return value == "true"


def _text(element: ET.Element | None) -> str:
    return "" if element is None else (element.text or "").replace(_ESCAPED_END, "]]>")
