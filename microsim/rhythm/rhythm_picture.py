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
    panels = _panels(learned)
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    with matplotlib.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(
            figsize=(3.2 * columns + 3.5 * (columns == 1), 2.6 * rows + 0.8), layout="constrained"
        )
        axes = np.atleast_1d(figure.subplots(rows, columns, sharex=True)).ravel()
        for (name, *tables), ax in zip(panels, axes, strict=False):
            _panel(ax, *tables)
            ax.set_title(name, fontsize=9, loc="left")
        for ax in axes[len(panels) :]:
            ax.set_axis_off()
        handles, labels = axes[0].get_legend_handles_labels()
        if len(panels) > 1:
            figure.legend(handles, labels, loc="lower right")
        else:
            figure.legend(handles, labels, loc="outside right lower")
        title = "Crimes by hour of the day, 1 = the week's average (number of records)"
        figure.suptitle(title, x=0.01, ha="left")
        figure.supxlabel("hour of the day")
        kind = path.suffix[1:].lower()
        return write_aside(path, lambda part: figure.savefig(part, format=kind, dpi=110))


def _panels(learned: LearnedRhythm) -> list[tuple[str, FloatArray, FloatArray, FloatArray]]:
    """Title, learned, known and observed rhythm of each category; one panel where there are none."""
    if learned.one_kind:
        means = (learned.weights.mean(axis=0), learned.known.mean(axis=0), learned.observed[0])
        return [(f"all records ({learned.records[0]:,})", *means)]
    rows = zip(CATEGORIES, learned.records, learned.weights, learned.known, learned.observed, strict=True)
    return [(f"{name} ({number:,})", *tables) for name, number, *tables in rows]


def _panel(ax: Axes, weights: FloatArray, known: FloatArray, observed: FloatArray) -> None:
    hours = np.arange(24) + 0.5
    for label, days, colour in KINDS:
        before, after = (one.reshape(7, 24)[days].mean(axis=0) for one in (known, weights))
        seen_days = observed.reshape(7, 24)[days]
        seen = np.isfinite(seen_days).any(axis=0)
        ax.plot(hours, before, color=colour, linewidth=0.8, linestyle=":", label=f"{label}, known before")
        ax.plot(hours, after, color=colour, linewidth=1.8, label=f"{label}, learned")
        if seen.any():
            dots = np.nanmean(seen_days[:, seen], axis=0)
            ax.plot(hours[seen], dots, ".", color=colour, markersize=4, label=f"{label}, observed")
    ax.axhline(1, color=MUTED, linewidth=0.5)
    ax.grid(axis="y", color=GRID)
    ax.set_xticks(range(0, 25, 6))
    ax.set_ylim(bottom=0)
