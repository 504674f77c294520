"""The shapes of a model file as plain figures, for whoever draws turtles and links."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from netlogo.modelfile.model import ModelFile

SIDE = 300
"""Shapes are drawn on a square of so many units."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A polygon, rectangle, circle or line."""

    kind: str
    points: tuple[float, ...]
    """x and y of every corner, of both ends, or of a circle the corner of its square and its width."""
    rgb: int
    filled: bool
    recolored: bool
    """Whether it takes the agent's colour instead of its own."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A turtle's shape."""

    name: str
    rotates: bool
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One of the lines that a link is drawn as."""

    offset: float
    dashes: tuple[float, ...]
    """Lengths on and off; (1, 0) is a whole line, (0, 1) none."""


@dataclass(frozen=True, slots=True)
class LinkShape:
    """How a link is drawn."""

    name: str
    curviness: float
    lines: list[LinkLine] = field(default_factory=list)


def turtle_shapes(model: ModelFile) -> list[Shape]:
    """The turtle shapes of a model; one that cannot be read has no figures."""
    section = model.sections.get("turtle_shapes", "")
    if section.lstrip().startswith("<"):
        return [_xml_shape(one) for one in ET.fromstring(section).iterfind("shape")]
    return [_shape(lines) for lines in _blocks(section)]


def link_shapes(model: ModelFile) -> list[LinkShape]:
    """The link shapes of a model."""
    section = model.sections.get("link_shapes", "")
    if section.lstrip().startswith("<"):
        return [_xml_link_shape(one) for one in ET.fromstring(section).iterfind("shape")]
    return [_link_shape(lines) for lines in _link_blocks(section)]


def _blocks(section: str) -> list[list[str]]:
    blocks = section.strip("\n").split("\n\n")
    return [lines for block in blocks if (lines := [one.strip() for one in block.split("\n") if one.strip()])]


def _shape(lines: list[str]) -> Shape:
    figures = []
    for line in lines[3:]:
        kind, *words = line.split()
        try:
            figures.append(_figure(kind.lower(), words))
        except (ValueError, IndexError):
            continue
    return Shape(lines[0], lines[1] == "true" if len(lines) > 1 else True, figures)


def _figure(kind: str, words: list[str]) -> Figure:
    rgb = int(words[0]) & 0xFFFFFF
    if kind == "line":
        return Figure(kind, tuple(map(float, words[2:6])), rgb, False, words[1] == "true")
    if kind not in ("polygon", "rectangle", "circle"):
        raise ValueError(kind)
    return Figure(kind, tuple(map(float, words[3:])), rgb, words[1] == "true", words[2] == "true")


def _link_blocks(section: str) -> list[list[str]]:
    """Each link shape is followed by its arrow head, a shape of its own, without a blank line between."""
    return _blocks(section)


def _link_shape(lines: list[str]) -> LinkShape:
    try:
        count = 2
        parts = []
        while count < len(lines) and len(words := lines[count].split()) >= 4:
            parts.append(LinkLine(float(words[0]), tuple(map(float, words[2:]))))
            count += 1
        return LinkShape(lines[0], float(lines[1]), parts)
    except (ValueError, IndexError):
        return LinkShape(lines[0], 0.0, [LinkLine(0.0, (1.0, 0.0))])


def _xml_shape(one: ET.Element) -> Shape:
    figures = []
    for part in one:
        get = part.attrib
        try:
            rgb = int(get.get("color", "0")) & 0xFFFFFF
            if part.tag == "polygon":
                points = tuple(float(p.attrib[axis]) for p in part.iterfind("point") for axis in ("x", "y"))
            elif part.tag == "circle":
                points = tuple(float(get[name]) for name in ("x", "y", "diameter"))
            else:
                points = tuple(float(get[name]) for name in ("startX", "startY", "endX", "endY"))
        except (KeyError, ValueError):
            continue
        filled, marked = (get.get(name) == "true" for name in ("filled", "marked"))
        figures.append(Figure(part.tag, points, rgb, filled, marked))
    return Shape(one.get("name", ""), one.get("rotatable", "true") == "true", figures)


def _xml_link_shape(one: ET.Element) -> LinkShape:
    parts = []
    for line in one.iterfind("lines/line"):
        dashes = tuple(float(dash.get("value", "0")) for dash in line.iterfind("dash"))
        parts.append(LinkLine(float(line.get("x", "0")), dashes))
    return LinkShape(one.get("name", ""), float(one.get("curviness", "0")), parts)
