"""A picture of a learned rhythm: each category by hour of the day, on working days and at weekends."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from common.files import write_aside
from microsim.drawing import GRID, MUTED, STYLE
from microsim.reference.known_names import CATEGORIES
from microsim.rhythm.learned_table import LearnedRhythm

FloatArray = npt.NDArray[np.float64]

COLUMNS = 4
KINDS = (("Monday to Friday", slice(0, 5), "#2563eb"), ("Saturday, Sunday", slice(5, 7), "#d97706"))


def draw_rhythm(learned: LearnedRhythm, path: Path) -> Path:
    """Draw lines of the learned weights, dots of what was observed and thin lines of what was known before.

    Args:
        path: by its ending `.png`, `.svg` or `.pdf`.
    """
    rows = -(-len(CATEGORIES) // COLUMNS)
    with matplotlib.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(13, 2.6 * rows + 0.8), layout="constrained")
        axes = np.atleast_2d(figure.subplots(rows, COLUMNS, sharex=True))
        for index, (name, ax) in enumerate(zip(CATEGORIES, axes.ravel(), strict=False)):
            _panel(ax, learned, index)
            ax.set_title(f"{name} ({learned.records[index]:,})", fontsize=9, loc="left")
        for ax in axes.ravel()[len(CATEGORIES) :]:
            ax.set_axis_off()
        handles, labels = axes[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower right", ncols=1)
        figure.suptitle(
            "Crimes by hour of the day, 1 = the week's average (number of records)", x=0.01, ha="left"
        )
        figure.supxlabel("hour of the day")
        kind = path.suffix[1:].lower()
        return write_aside(path, lambda part: figure.savefig(part, format=kind, dpi=110))


def _panel(ax: Axes, learned: LearnedRhythm, index: int) -> None:
    hours = np.arange(24) + 0.5
    for label, days, colour in KINDS:
        weights, known = (
            one[index].reshape(7, 24)[days].mean(axis=0) for one in (learned.weights, learned.known)
        )
        observed = learned.observed[index].reshape(7, 24)[days]
        seen = np.isfinite(observed).any(axis=0)
        ax.plot(hours, known, color=colour, linewidth=0.8, linestyle=":", label=f"{label}, known before")
        ax.plot(hours, weights, color=colour, linewidth=1.8, label=f"{label}, learned")
        if seen.any():
            dots = np.nanmean(observed[:, seen], axis=0)
            ax.plot(hours[seen], dots, ".", color=colour, markersize=4, label=f"{label}, observed")
    ax.axhline(1, color=MUTED, linewidth=0.5)
    ax.grid(axis="y", color=GRID)
    ax.set_xticks(range(0, 25, 6))
    ax.set_ylim(bottom=0)
