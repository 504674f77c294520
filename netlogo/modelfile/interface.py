"""The interface of a model as its file lays it out: every widget with its place, for whoever draws it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from netlogo.modelfile.model import ModelFile

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget. Places are pixels from the left and the top of the interface tab."""

    kind: str
    """`view`, `button`, `slider`, `switch`, `chooser`, `input`, `monitor`, `plot`, `output` or `note`."""
    left: int
    top: int
    width: int
    height: int
    fields: Fields = field(default_factory=dict)
    """What differs by kind; of sliders, switches, choosers, inputs and plots only the name, whose details the
    model has.
    """


def widgets(model: ModelFile) -> list[Widget]:
    """The widgets of a model in the order of its file; one that cannot be read is left out."""
    if model.interface_xml is not None:
        found = [_from_xml(one) for one in model.interface_xml]
    else:
        blocks = model.sections.get("widgets", "").strip("\n").split("\n\n")
        found = [_from_lines(block.strip("\n").split("\n")) for block in blocks if block.strip()]
    return [one for one in found if one is not None]


def _from_lines(lines: list[str]) -> Widget | None:
    """A widget of a `.nlogo` file: its kind, four sides, then lines whose meaning is the kind's."""
    kind = _KINDS.get(lines[0].strip())
    if kind is None:
        return None
    try:
        left, top, right, bottom = map(int, lines[1:5])
        return Widget(kind, left, top, right - left, bottom - top, _LINES[kind](lines))
    except (IndexError, ValueError):
        return None


_KINDS = {
    "GRAPHICS-WINDOW": "view", "BUTTON": "button", "SLIDER": "slider", "SWITCH": "switch",
    "CHOOSER": "chooser", "INPUTBOX": "input", "MONITOR": "monitor", "PLOT": "plot", "OUTPUT": "output",
    "TEXTBOX": "note",
}  # fmt: skip


def _optional(line: str) -> str:
    return "" if line == "NIL" else line


def _text(line: str) -> str:
    if line == "NIL":
        return ""
    return line.replace("\\\\", "\0").replace("\\n", "\n").replace('\\"', '"').replace("\0", "\\")


def _view(lines: list[str]) -> Fields:
    return {"font": int(lines[9]) if len(lines) > 9 and lines[9].isdecimal() else 10}


def _button(lines: list[str]) -> Fields:
    return {
        "label": _optional(lines[5]),
        "code": _text(lines[6]),
        "forever": lines[7] == "T",
        "agents": _AGENTS.get(lines[10], "observer") if len(lines) > 10 else "observer",
        "key": _optional(lines[12]) if len(lines) > 12 else "",
        "needs_ticks": len(lines) > 15 and lines[15] == "0",
    }


_AGENTS = {"OBSERVER": "observer", "TURTLE": "turtles", "PATCH": "patches", "LINK": "links"}


def _slider(lines: list[str]) -> Fields:
    return {"name": lines[6], "vertical": len(lines) > 13 and lines[13] == "VERTICAL"}


def _input(lines: list[str]) -> Fields:
    return {"name": lines[5], "multiline": len(lines) > 8 and lines[8] == "1"}


def _monitor(lines: list[str]) -> Fields:
    return {
        "label": _optional(lines[5]),
        "code": _text(lines[6]),
        "precision": int(lines[7]),
        "font": int(lines[9]) if len(lines) > 9 else 11,
    }


def _output(lines: list[str]) -> Fields:
    return {"font": int(lines[5]) if len(lines) > 5 and lines[5].isdecimal() else 11}


def _note(lines: list[str]) -> Fields:
    return {
        "text": _text(lines[5]),
        "font": int(lines[6]),
        "color": float(lines[7]),
        "transparent": len(lines) > 8 and lines[8] == "1",
    }


_LINES = {
    "view": _view,
    "button": _button,
    "slider": _slider,
    "switch": lambda lines: {"name": lines[6]},
    "chooser": lambda lines: {"name": lines[6]},
    "input": _input,
    "monitor": _monitor,
    "plot": lambda lines: {"name": _optional(lines[5])},
    "output": _output,
    "note": _note,
}


def _from_xml(one: ET.Element) -> Widget | None:
    """A widget of a `.nlogox` file."""
    get = one.attrib
    try:
        left, top, width, height = (int(float(get[name])) for name in ("x", "y", "width", "height"))
        fields = _XML[one.tag](one)
    except (KeyError, ValueError):
        return None
    return Widget(one.tag, left, top, width, height, fields)


def _content(one: ET.Element) -> str:
    return one.text or ""


def _xml_button(one: ET.Element) -> Fields:
    get = one.attrib
    return {
        "label": get.get("display", ""),
        "code": _content(one),
        "forever": get.get("forever") == "true",
        "agents": _AGENTS.get(get.get("kind", "Observer").upper(), "observer"),
        "key": get.get("actionKey", ""),
        "needs_ticks": get.get("disableUntilTicks") == "true",
    }


_XML: dict[str, Callable[[ET.Element], Fields]] = {
    "view": lambda one: {"font": int(one.get("fontSize", "10"))},
    "button": _xml_button,
    "slider": lambda one: {"name": one.attrib["variable"], "vertical": one.get("direction") == "Vertical"},
    "switch": lambda one: {"name": one.attrib["variable"]},
    "chooser": lambda one: {"name": one.attrib["variable"]},
    "input": lambda one: {"name": one.attrib["variable"], "multiline": one.get("multiline") == "true"},
    "monitor": lambda one: {
        "label": one.get("display", ""),
        "code": _content(one),
        "precision": int(one.attrib["precision"]),
        "font": int(one.get("fontSize", "11")),
    },
    "plot": lambda one: {"name": one.get("display", "")},
    "output": lambda one: {"font": int(one.get("fontSize", "11"))},
    "note": lambda one: {"text": _content(one), "font": int(one.get("fontSize", "11")), "color": 0.0,
                         "transparent": True},
}  # fmt: skip
