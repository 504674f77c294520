"""What lies below a map: nothing, or the tiles of a server that the user has named."""

from html import escape

import panel as pn
from bokeh.models import WMTSTileSource
from bokeh.plotting import figure

from bridge.ui.data.shapes import Shapes, in_web_mercator
from bridge.ui.style import Look


def grounded(shapes: Shapes, look: Look) -> Shapes:
    """The areas where they lie on the tiles, if there are any."""
    return shapes if look.tiles is None else in_web_mercator(shapes)


def lay_ground(chart: figure, look: Look) -> float:
    """Put the tiles below a chart; how opaque areas above them should be, 0 to 1.

    They are asked for when the page is loaded: one that waits for tiles that do not come would never be.
    """
    if look.tiles is None:
        return 1.0
    source = WMTSTileSource(url=look.tiles.url, attribution=escape(look.tiles.credit))
    pn.state.onload(lambda: chart.add_tile(source, level="underlay"))
    return 0.6
