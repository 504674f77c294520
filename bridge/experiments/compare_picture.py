"""The picture of a comparison: each difference with its interval, as a share of the first sample's mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.experiments.compare import Comparison
from microsim.drawing import MUTED, STYLE

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(found: Sequence[Comparison], path: Path) -> None:
    """Draw `comparison_figure` to a file (PNG, whatever its name)."""
    comparison_figure(found).savefig(path, format="png", dpi=150)


def comparison_figure(found: Sequence[Comparison]) -> Figure:
    """One panel for each metric, a bar for each sample beside the first."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    metrics = list(dict.fromkeys(row.metric for one in found for row in one.differences))
    with mpl.rc_context(dict[Any, Any](STYLE)):
        figure = Figure(figsize=(8, 1 + (0.7 + 0.35 * len(found)) * len(metrics)))
        axes = figure.subplots(len(metrics), 1, squeeze=False)
        for axis, metric in zip(axes[:, 0], metrics, strict=True):
            rows = [
                (one.second.name, row) for one in found for row in one.differences if row.metric == metric
            ]
            for place, (_, row) in enumerate(rows):
                width = row.half_width if math.isfinite(row.half_width) else 0.0
                axis.errorbar(row.difference, place, xerr=width, fmt="o", capsize=3)
            axis.axvline(0, linewidth=0.8, color=MUTED)
            axis.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=7)
            axis.set_ylim(len(rows) - 0.5, -0.5)
            axis.set_title(f"{metric}: difference from {found[0].first.name}", fontsize=8, loc="left")
        figure.tight_layout()
    return figure
