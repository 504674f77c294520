"""The System Dynamics Modeler's part of a model: stocks, flows and variables, and the code made of them.

The code is the text of three procedures, of reporters for flows and variables and of their globals, to be
compiled with the model's own. It is made from the section of a `.nlogo` file or the element of a `.nlogox`
file.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from netlogo.errors import LogoError
from netlogo.runtime.maths.numbers import java_text
from netlogo.runtime.primitives.literals import read_literal

_TOKEN = re.compile(
    r"""
    (?P<end>\n) | "(?P<text>(?:[^"\\\n]|\\.)*)" | (?P<number>-?[\d.]+) | (?P<word>[^\W\d_][\w.-]*) | \s+ | .
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
_OLD_NAMES: Final = (
    (re.compile(r" *org\.nlogo\.sdm\.(Stock|Rate|Converter) "), r"org.nlogo.sdm.gui.Wrapped\1 "),
    (re.compile(r"org\.nlogo\.aggregate\.gui"), "org.nlogo.sdm.gui"),
)
"""How older versions called what is read here."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A quantity that flows change; `initial` is a reporter."""

    name: str
    initial: str
    non_negative: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes in a unit of time from one stock to another; a reservoir at either end has no name."""

    name: str
    expression: str
    source: str
    sink: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A named expression."""

    name: str
    expression: str

    @property
    def is_constant(self) -> bool:
        """Whether it is a literal, which is computed once."""
        return _is_literal(self.expression)


@dataclass(slots=True)
class Diagram:
    """A whole diagram with the time that one step takes."""

    dt: float
    stocks: list[Stock] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.dt > 0:
            raise ValueError(f"a step of {self.dt} instead of one that is longer than 0")

    def code(self) -> str:
        """The NetLogo code of the diagram: `system-dynamics-setup`, `-go`, `-do-plot`, and what they use."""
        stocks = sorted(
            (stock for stock in self.stocks if stock.name),
            key=lambda stock: (not _is_literal(stock.initial), stock.name.upper()),
        )
        flows = [flow for flow in self.flows if flow.name and flow.expression]
        variables = [variable for variable in self.variables if variable.name and variable.expression]
        constants = [variable for variable in variables if variable.is_constant]
        computed = [variable for variable in variables if not variable.is_constant]
        names = [*(constant.name for constant in constants), *(stock.name for stock in stocks), "dt"]
        setup = ["reset-ticks", f"set dt {java_text(self.dt)}"]
        setup += [f"set {constant.name} {constant.expression}" for constant in constants]
        setup += [f"set {stock.name} {stock.initial}" for stock in stocks]
        names_of_steps = [*(one.name for one in computed), *(one.name for one in flows)]
        go = [f"let local-{name} {name}" for name in names_of_steps]
        go += [_next_value(stock, flows) for stock in stocks]
        go += [f"set {stock.name} new-{stock.name}" for stock in stocks]
        go.append("tick-advance dt")
        plot = [
            f'if plot-pen-exists? "{stock.name}"'
            f' [ set-current-plot-pen "{stock.name}" plotxy ticks {stock.name} ]'
            for stock in stocks
        ]
        parts = [
            _block("globals [", names, "]"),
            _block("to system-dynamics-setup", setup),
            _block("to system-dynamics-go", go),
            *(_block(f"to-report {one.name}", [f"report ( {one.expression}\n  ) * dt"]) for one in flows),
            *(_block(f"to-report {one.name}", [f"report {one.expression}"]) for one in computed),
            _block("to system-dynamics-do-plot", plot),
        ]
        return "\n".join(parts)


def _block(first: str, lines: list[str], last: str = "end") -> str:
    return "".join(f"{line}\n" for line in (first, *(f"  {line}" for line in lines), last))


def _next_value(stock: Stock, flows: list[Flow]) -> str:
    """`let new-x ...`: the stock with what flows out and in."""
    terms = [stock.name]
    for flow in flows:
        terms += [f"- local-{flow.name}"] * (flow.source == stock.name)
        terms += [f"+ local-{flow.name}"] * (flow.sink == stock.name)
    value = f"( {' '.join(terms)} )"
    return f"let new-{stock.name} {f'max ( list 0 {value} )' if stock.non_negative else value}"


def _is_literal(expression: str) -> bool:
    try:
        read_literal(expression.upper())
    except LogoError:
        return False
    return True


def read_section(text: str) -> Diagram | None:
    """The diagram in a section of a `.nlogo` file, None where it is empty.

    Raises:
        ValueError: the section is not what the System Dynamics Modeler writes.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    diagram = Diagram(float(lines[0]))
    stored = "".join(f"{line}\n" for line in lines[1:])
    for pattern, name in _OLD_NAMES:
        stored = pattern.sub(name, stored)
    _Section(stored).read(diagram)
    return diagram


_Word: TypeAlias = "tuple[str, str]"  # kind and text


class _Section:
    """Reads the drawing as its writer stored it: one object a line, references by the objects' numbers."""

    def __init__(self, text: str) -> None:
        self._words = self._split(text)
        self._line = 1
        self._at_line: dict[int, str] = {}

    def _split(self, text: str) -> Iterator[_Word]:
        for match in _TOKEN.finditer(text):
            if match.lastgroup == "text":
                yield "text", _ESCAPE.sub(lambda found: _unescaped(found[1]), match["text"])
            elif match.lastgroup:
                yield match.lastgroup, match[0]

    def _next(self, kind: str = "") -> _Word:
        word = next(self._words, None)
        if word is None or (kind and word[0] != kind):
            raise ValueError(f"a {kind or 'word'} missing in line {self._line + 1}, got {word and word[1]!r}")
        self._line += word[0] == "end"
        return word

    def _text(self) -> str:
        return self._next("text")[1]

    def read(self, diagram: Diagram) -> None:
        for kind, word in self._words:
            what = word.rpartition(".")[2] if kind == "word" else ""
            if what == "WrappedStock":
                stock = Stock(self._text(), self._text(), self._next("number")[1] == "1")
                diagram.stocks.append(stock)
                self._at_line[self._line] = stock.name
            elif what == "WrappedRate":
                expression, name = self._text(), self._text()
                diagram.flows.append(Flow(name, expression, *self._ends()))
            elif what == "WrappedConverter":
                expression, name = self._text(), self._text()
                diagram.variables.append(Variable(name, expression))
            self._skip_line(kind)

    def _skip_line(self, kind: str) -> None:
        """What only concerns the drawing."""
        while kind != "end":
            kind = next(self._words, ("end", ""))[0]
        self._line += 1

    def _ends(self) -> tuple[str, str]:
        """Source and sink of a flow: what was stored before is referred to, a new reservoir stands there."""
        if self._next() == ("word", "REF"):
            source = self._end()
            return source, self._end() if self._next() == ("word", "REF") else ""
        self._next()
        self._next()
        sink = self._end()
        return self._end(), sink

    def _end(self) -> str:
        return self._at_line.get(int(self._next("number")[1]) + 1, "")


def _unescaped(sign: str) -> str:
    return chr(int(sign, 8)) if sign.isdigit() else _ESCAPES.get(sign, sign)


def read_element(element: ET.Element) -> Diagram:
    """The diagram in the `systemDynamics` element of a `.nlogox` file.

    Raises:
        ValueError, KeyError: something is missing in it.
    """
    diagram = Diagram(float(element.attrib["dt"]))
    stocks = {str(place): one.attrib["name"] for place, one in enumerate(element) if one.tag == "stock"}
    for one in element:
        get, text = one.attrib, one.text or ""
        if one.tag == "stock":
            diagram.stocks.append(Stock(get["name"], text, get.get("allowNegative") == "false"))
        elif one.tag == "rate":
            ends = (stocks.get(get[end], "") for end in ("startFigure", "endFigure"))
            diagram.flows.append(Flow(get["name"], text, *ends))
        elif one.tag == "converter":
            diagram.variables.append(Variable(get["name"], text))
    return diagram
