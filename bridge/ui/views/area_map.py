"""A map of areas that can be selected: by click, by drawing a box, or from a list with the keyboard."""

from collections.abc import Callable, Sequence

import numpy as np
import panel as pn
from bokeh.models import (
    BoxSelectTool,
    ColorBar,
    ColumnDataSource,
    HoverTool,
    LinearColorMapper,
    TapTool,
    WheelZoomTool,
)
from bokeh.plotting import figure
from numpy.typing import NDArray

from bridge.ui.data.shapes import Shapes
from bridge.ui.parts import PARTS_CSS
from bridge.ui.style import DIVERGING, SEQUENTIAL, Look, dressed
from bridge.ui.views.ground import grounded, lay_ground

HEIGHT = 460


class AreaMap:
    """The areas of a run or a forecast in colours of one value."""

    def __init__(self, shapes: Shapes, look: Look, label: str = "Areas") -> None:
        """Draw the outlines; `show` gives them their colours."""
        self.shapes = shapes = grounded(shapes, look)
        empty = np.full(len(shapes.codes), np.nan)
        self.source = ColumnDataSource(
            {
                "xs": shapes.xs,
                "ys": shapes.ys,
                "code": shapes.codes,
                "name": shapes.names,
                "value": empty,
            }
        )
        self.mapper = LinearColorMapper(palette=SEQUENTIAL, low=0, high=1, nan_color=look.missing)
        self.figure = figure(height=HEIGHT, match_aspect=True, tools="pan,reset,save")
        self.figure.axis.visible = False
        self.figure.grid.visible = False
        opaque = lay_ground(self.figure, look)
        areas = self.figure.multi_polygons(
            "xs",
            "ys",
            source=self.source,
            fill_color={"field": "value", "transform": self.mapper},
            fill_alpha=opaque,
            line_color=look.page,
            line_width=0.5,
            selection_line_color=look.ink,
            selection_line_width=2,
            nonselection_fill_alpha=0.35 * opaque,
            nonselection_line_alpha=0.35,
        )
        wheel = WheelZoomTool()
        hover = HoverTool(
            renderers=[areas], tooltips=[("", "@name"), ("code", "@code"), ("value", "@value{0,0.[000]}")]
        )
        self.figure.add_tools(TapTool(renderers=[areas]), BoxSelectTool(renderers=[areas]), wheel, hover)
        self.figure.toolbar.active_scroll = wheel
        self._bar = ColorBar(
            color_mapper=self.mapper,
            location=(0, 0),
            height=10,
            background_fill_color=look.page,
            major_label_text_color=look.muted,
            title_text_color=look.ink,
            title_text_font_style="normal",
        )
        self.figure.add_layout(self._bar, "below")
        dressed(self.figure, look)
        self.list = pn.widgets.MultiSelect(
            name=label,
            options={f"{name} ({code})": code for code, name in zip(shapes.codes, shapes.names, strict=True)},
            size=6,
            stylesheets=[PARTS_CSS],
            sizing_mode="stretch_width",
        )
        self._told: list[Callable[[], None]] = []
        self._changing = False
        self.source.selected.on_change("indices", lambda _a, _o, new: self._selected(new))
        self.list.param.watch(lambda _: self._listed(), "value")

    @property
    def selected(self) -> tuple[str, ...]:
        """The codes that are selected; none means all."""
        return tuple(self.list.value)

    def select(self, codes: Sequence[str]) -> None:
        """Select areas; codes that are not there are passed over."""
        known = self.shapes.index
        self.list.value = [code for code in codes if code in known]

    def on_select(self, act: Callable[[], None]) -> None:
        """Call back after every change of the selection."""
        self._told.append(act)

    def show(
        self, values: NDArray[np.float64], title: str, scale: NDArray[np.float64], centre: float | None = None
    ) -> None:
        """Colour the areas.

        Args:
            scale: the values that the colours run over, such as those of all days; the outer 2 % on either
                side share the last colour.
            centre: the value in the middle of the colours, where there is one.
        """
        known = scale[np.isfinite(scale)]
        low, high = (float(np.quantile(known, share)) for share in (0.02, 0.98)) if len(known) else (0.0, 1.0)
        if centre is not None:
            reach = max(abs(high - centre), abs(centre - low), 0.01)
            low, high = centre - reach, centre + reach
        self.mapper.update(
            palette=SEQUENTIAL if centre is None else DIVERGING, low=low, high=high if high > low else low + 1
        )
        self._bar.title = title
        self.source.data["value"] = values

    def _selected(self, indices: Sequence[int]) -> None:
        if not self._changing:
            self._changing = True
            self.list.value = [self.shapes.codes[at] for at in indices]
            self._changing = False
            self._tell()

    def _listed(self) -> None:
        if not self._changing:
            self._changing = True
            self.source.selected.indices = [self.shapes.index[code] for code in self.list.value]
            self._changing = False
            self._tell()

    def _tell(self) -> None:
        for act in self._told:
            act()
