"""The look of the dashboard: colours that colour-blind people can tell apart, in light and dark."""

from dataclasses import dataclass
from typing import Any

from bridge.base.tiles import TileServer

SEQUENTIAL = (
    "#fff7bc", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04",
)  # fmt: skip
"""From little to much: ColorBrewer's YlOrBr, told apart by lightness alone."""
DIVERGING = ("#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b")
"""Below and above the middle: ColorBrewer's RdBu, turned round; safe with red-green blindness."""
LIGHT_SERIES = ("#0072b2", "#a84a00", "#00684d", "#9b3f7c", "#5c5200", "#1f2a37")
DARK_SERIES = ("#56b4e9", "#ff9e5e", "#2ccfa0", "#e59bc8", "#f0e442", "#e5e7eb")
"""After Okabe and Ito, as dark or as light as text in front of the page: at least 4.5 to 1."""
DISTRICTS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f", "#332288",
    "#117733", "#88ccee", "#aa4499", "#999933", "#ddcc77", "#882255", "#44aa99",
)  # fmt: skip
"""Okabe and Ito, then Tol's muted ones; districts have their names as well."""
DASHES = ("solid", "dashed", "dotted", "dotdash")
"""Lines are told apart without colours, too."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one theme."""

    name: str
    ink: str
    muted: str
    line: str
    page: str
    series: tuple[str, ...]
    missing: str
    """Areas without a value."""
    tiles: TileServer | None = None
    """What lies below maps."""


LOOKS = {
    "light": Look("light", "#1f2a37", "#57606c", "#d5d9df", "#ffffff", LIGHT_SERIES, "#e5e7eb"),
    "dark": Look("dark", "#e5e7eb", "#a8b0bb", "#3b4452", "#14181f", DARK_SERIES, "#2b323d"),
}


def dressed(figure: Any, look: Look) -> Any:
    """A Bokeh figure in a theme's colours, as wide as its place."""
    from bokeh.models import BasicTickFormatter, LinearAxis, NumeralTickFormatter

    figure.sizing_mode = "stretch_width"
    figure.background_fill_color = figure.border_fill_color = look.page
    figure.outline_line_color = None
    figure.min_border = 4
    figure.toolbar.logo = None
    figure.toolbar.autohide = True
    if figure.title is not None:
        figure.title.text_color = look.ink
        figure.title.text_font_size = "13px"
    for axis in figure.axis:
        axis.axis_line_color = axis.major_tick_line_color = look.muted
        axis.minor_tick_line_color = None
        axis.major_label_text_color = axis.axis_label_text_color = look.muted
        axis.axis_label_text_font_style = "normal"
    for axis in (*figure.xaxis, *figure.yaxis):
        if isinstance(axis, LinearAxis) and isinstance(axis.formatter, BasicTickFormatter):
            axis.formatter = NumeralTickFormatter(format="0,0.[0000]")
    for grid in figure.grid:
        grid.grid_line_color = look.line
    figure.xgrid.grid_line_color = None
    for legend in list(figure.legend):
        figure.center.remove(legend)  # it would lie on the lines
        figure.add_layout(legend, "above")
        legend.orientation, legend.ncols = "horizontal", 2 if len(legend.items) > 3 else len(legend.items)
        legend.padding, legend.margin, legend.spacing = 0, 0, 8
        legend.background_fill_color, legend.background_fill_alpha = look.page, 0.8
        legend.border_line_color = None
        legend.label_text_color = look.ink
        legend.label_text_font_size = "12px"
        legend.click_policy = "hide"
    return figure
