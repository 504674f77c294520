"""The look that all pictures of this package share.

Colours and matplotlib settings are apart so that a chart and a map of one run look like they belong together.
"""

from __future__ import annotations

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
