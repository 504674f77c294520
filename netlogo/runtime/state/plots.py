"""Plots as data: what pens have drawn, the ranges of the axes, and how these grow.

Points, ranges and histograms are kept as NetLogo keeps them, so that they can be exported or drawn. The setup
and update code of plots and pens are callables given by whoever compiled them.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from netlogo.runtime.maths.fdlibm import log
from netlogo.runtime.maths.mathematics import approximate

LINE, BAR, POINT = 0, 1, 2
BLACK = 0x000000

PlotCode = Callable[[], bool | None]
"""Runs setup or update code; True if `stop` ended it."""


@dataclass(slots=True)
class PlotPoint:
    """One point of a pen; colours are 0xRRGGBB."""

    x: float
    y: float
    is_down: bool
    color: int


@dataclass(slots=True)
class PlotPen:
    """A pen, its defaults and what it has drawn."""

    name: str
    default_color: int = BLACK
    default_interval: float = 1.0
    default_mode: int = LINE
    in_legend: bool = True
    temporary: bool = False
    x: float = 0.0
    color: int = BLACK
    interval: float = 1.0
    mode: int = LINE
    is_down: bool = True
    hidden: bool = False
    points: list[PlotPoint] = field(default_factory=list)
    setup: PlotCode | None = None
    update: PlotCode | None = None

    def __post_init__(self) -> None:
        self.color, self.interval, self.mode = self.default_color, self.default_interval, self.default_mode

    def soft_reset(self) -> None:
        """Forget the points and start at 0 again."""
        self.x = 0.0
        self.is_down = True
        self.points = []

    def hard_reset(self) -> None:
        """`soft_reset`, and back to the defaults; a temporary pen has none."""
        self.soft_reset()
        if not self.temporary:
            self.color, self.mode, self.interval = (
                self.default_color,
                self.default_mode,
                self.default_interval,
            )


class Plot:
    """One plot with its pens."""

    def __init__(
        self,
        name: str,
        pens: Iterable[PlotPen] = (),
        x_min: float = 0.0,
        x_max: float = 10.0,
        y_min: float = 0.0,
        y_max: float = 10.0,
        autoplot: bool = True,
        legend: bool = False,
    ) -> None:
        self.name = name
        self.pens = list(pens)
        self.defaults = (x_min, x_max, y_min, y_max, autoplot)
        self.legend_open = legend
        self.keeps_points = True
        """False: a pen has only its newest point, so that a long run nobody looks at needs no more memory."""
        self.setup: PlotCode | None = None
        self.update: PlotCode | None = None
        self.clear()

    def clear(self) -> None:
        """Back to the beginning: no points, no temporary pens, default ranges."""
        self.pens = [pen for pen in self.pens if not pen.temporary]
        self.current_pen = self.pens[0] if self.pens else None
        for pen in self.pens:
            pen.hard_reset()
        self.x_min, self.x_max, self.y_min, self.y_max, self.autoplot = self.defaults
        self.background: int = 0xFFFFFF

    def pen(self, name: str) -> PlotPen | None:
        """The pen of that name, whatever the case of its letters."""
        return next((pen for pen in self.pens if pen.name.lower() == name.lower()), None)

    def add_pen(self, name: str) -> PlotPen:
        """A new temporary pen."""
        pen = PlotPen(name, temporary=True)
        self.pens.append(pen)
        return pen

    def plot(self, pen: PlotPen, y: float) -> None:
        """Draw to the pen's next x."""
        if pen.points:
            pen.x += pen.interval
        self.plotxy(pen, pen.x, y)

    def plotxy(self, pen: PlotPen, x: float, y: float) -> None:
        """Draw to a point; the ranges grow if need be."""
        self._put(pen, x, y)
        if pen.is_down:
            self._perhaps_grow(pen, x, y)

    def _put(self, pen: PlotPen, x: float, y: float) -> None:
        pen.x = x
        if not self.keeps_points:
            pen.points.clear()
        pen.points.append(PlotPoint(x, y, pen.is_down, pen.color))
        if pen.is_down:
            self._perhaps_grow(pen, x, y)

    def _perhaps_grow(self, pen: PlotPen, x: float, y: float) -> None:
        if self.autoplot:
            if pen.mode == BAR:
                self._grow(x + pen.interval, y, True)
            self._grow(x, y, True)

    def _grow(self, x: float, y: float, extra_room: bool) -> None:
        wide, high = (1.25, 1.10) if extra_room else (1.0, 1.0)
        if x > self.x_max:
            room = (x - self.x_min) * wide
            self.x_max = _bound(self.x_min + room, room)
        if x < self.x_min:
            room = (self.x_max - x) * wide
            self.x_min = _bound(self.x_max - room, room)
        if y > self.y_max:
            room = (y - self.y_min) * high
            self.y_max = _bound(self.y_min + room, room)
        if y < self.y_min:
            room = (self.y_max - y) * high
            self.y_min = _bound(self.y_max - room, room)

    def histogram(self, pen: PlotPen, values: Iterable[float]) -> None:
        """Draw how many values fall into each interval of the x range."""
        bars = [0] * max(0, math.floor((self.x_max - self.x_min) / pen.interval))
        for value in values:
            bar = math.floor((value - self.x_min) / pen.interval)
            if 0 <= bar < len(bars):
                bars[bar] += 1
        pen.soft_reset()
        if self.autoplot:
            self._grow(self.x_min, float(max(bars, default=0)), False)
        for number, height in enumerate(bars):
            if height > 0:
                self._put(pen, self.x_min + number * pen.interval, float(height))


def _bound(bound: float, room: float) -> float:
    """A limit rounded to about three digits of its range."""
    return approximate(bound, int(2.0 - math.floor(log(room) / log(10.0))))


class PlotManager:
    """All plots of a model, and which is the current one."""

    def __init__(self) -> None:
        self.plots: list[Plot] = []
        self.current: Plot | None = None

    def add(self, plot: Plot) -> Plot:
        """Take in a plot, which becomes the current one."""
        self.plots.append(plot)
        self.current = plot
        return plot

    def find(self, name: str) -> Plot | None:
        """The plot of that name, whatever the case of its letters."""
        return next((plot for plot in self.plots if plot.name.lower() == name.lower()), None)

    def clear_all(self) -> None:
        """Clear every plot."""
        for plot in self.plots:
            plot.clear()

    @property
    def has_code(self) -> bool:
        """Whether any plot or pen has setup or update code."""
        owners: list[Plot | PlotPen] = [*self.plots, *(pen for plot in self.plots for pen in plot.pens)]
        return any(owner.setup or owner.update for owner in owners)

    def state(self) -> list[Any]:
        """Everything that was drawn and set, as plain values; the code of plots and pens is the model's."""
        current = None if self.current is None else self.plots.index(self.current)
        return [current, [_plot_state(plot) for plot in self.plots]]

    def set_state(self, state: list[Any]) -> None:
        """Take up what `state` gave."""
        current, plots = state
        for plot, kept in zip(self.plots, plots, strict=True):
            _set_plot_state(plot, *kept)
        self.current = None if current is None else self.plots[current]

    def run(self, kind: str) -> None:
        """Run the "setup" or "update" code of all plots, and of their pens unless `stop` ended the plot's."""
        before = self.current
        for plot in self.plots:
            self.current = plot
            code: PlotCode | None = getattr(plot, kind)
            if code is not None and code():
                continue
            pen_before = plot.current_pen
            for pen in plot.pens[:]:
                pen_code: PlotCode | None = getattr(pen, kind)
                if not pen.temporary:
                    plot.current_pen = pen
                    if pen_code is not None:
                        pen_code()
            plot.current_pen = pen_before
        self.current = before


_PLOT_FIELDS = ("x_min", "x_max", "y_min", "y_max", "autoplot", "legend_open", "background")
_PEN_FIELDS = ("name", "temporary", "x", "color", "interval", "mode", "is_down", "hidden", "in_legend")


def _plot_state(plot: Plot) -> list[Any]:
    current = None if plot.current_pen is None else plot.pens.index(plot.current_pen)
    pens = [
        (
            [getattr(pen, name) for name in _PEN_FIELDS],
            array("d", [number for point in pen.points for number in (point.x, point.y)]).tobytes(),
            array("q", [point.color * 2 + point.is_down for point in pen.points]).tobytes(),
        )
        for pen in plot.pens
    ]
    return [[getattr(plot, name) for name in _PLOT_FIELDS], current, pens]


def _set_plot_state(plot: Plot, values: list[Any], current: int | None, pens: list[Any]) -> None:
    for name, value in zip(_PLOT_FIELDS, values, strict=True):
        setattr(plot, name, value)
    for number, (fields, places, looks) in enumerate(pens):
        if number == len(plot.pens):
            plot.add_pen(fields[0])
        pen = plot.pens[number]
        for name, value in zip(_PEN_FIELDS, fields, strict=True):
            setattr(pen, name, value)
        xy, marks = array("d", places), array("q", looks)
        pen.points = [
            PlotPoint(x, y, bool(mark & 1), mark >> 1)
            for x, y, mark in zip(xy[::2], xy[1::2], marks, strict=True)
        ]
    plot.current_pen = None if current is None else plot.pens[current]
