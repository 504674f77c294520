"""The look that all pictures of this package share.

Colours and matplotlib settings are apart so that a chart and a map of one run look like they belong together.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MUTED, GRID = "#1f2a37", "#6b7280", "#e5e7eb"
"""Text, secondary text and lines."""

STYLE: dict[str, object] = {
    "font.family": "sans-serif",
    "font.size": 10.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "crims",  # without it the ids inside an SVG differ from run to run
}
"""Settings for `matplotlib.rc_context`."""

THEMED = {INK: "--ink", MUTED: "--muted", GRID: "--line"}
"""Colours that a page may replace by a property of its style, as one for the night does."""


def inline_svg(figure: Figure, name: str) -> str:
    """A figure as SVG to be put into a page.

    Args:
        name: what makes the ids inside it differ from those of the page's other figures.

    Returns:
        An `svg` element as wide as its column, without a background, its text in the page's own ink.
    """
    text = io.StringIO()
    metadata = {"Date": None, "Creator": None}
    figure.savefig(text, format="svg", transparent=True, metadata=metadata)
    svg = text.getvalue()
    # Ids repeat from figure to figure; in one page they must not.
    prefix = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{prefix}-", svg[svg.index("<svg") :])
    for colour, variable in THEMED.items():
        svg = svg.replace(colour, f"var({variable}, {colour})")
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', 'width="100%" aria-hidden="true"', svg, count=1)
