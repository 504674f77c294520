"""The pictures of a validation, as SVG text to be put into a page.

Each `Picture` has a title, a caption and its SVG. Drawn without pyplot, so that nothing global is touched and
several threads may draw.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.dates import DateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from microsim.drawing import MUTED, STYLE, inline_svg
from microsim.reference.known_names import CATEGORIES
from microsim.reference.months import month_bounds
from microsim.validation.validation import HOUR_NAMES, WEEKDAY_NAMES, Comparison, Validation

FloatArray = npt.NDArray[np.float64]

OBSERVED, SIMULATED, PAST = "#c2410c", "#2563eb", "#9ca3af"
ON_LIGHT = "#111827"
"""Text on a coloured cell, whatever the page's own ink."""
RATIO_TICKS = (0.25, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4)
WIDTH = 9.0
"""Inches; the page scales the picture to its column."""


@dataclass(frozen=True)
class Picture:
    """One figure of the page."""

    title: str
    caption: str
    svg: str


def pictures(validation: Validation) -> list[Picture]:
    """Every picture that these data allow, in the order of the page."""
    found = [_draw("Month by month", _MONTHS, 3.6, lambda axes: _months(axes, validation))]
    found.append(_draw("By category", _CATEGORIES, 4.6, lambda axes: _ratios(axes, validation)))
    if len(validation.test_months) > 1:
        heat = validation.comparison("month by category")
        height = 1.2 + 0.32 * len(CATEGORIES)
        found.append(
            _draw("Category by month", _HEAT, height, lambda axes: _heat(axes, heat, validation.test_months))
        )
    if len(validation.comparison("area").labels) > 1:
        found.append(_draw("By area", _AREAS, 5.2, lambda axes: _areas(axes, validation.comparison("area"))))
    if cells := _cells(validation):
        found.append(_draw("Residuals of single cells", _CELLS, 3.6, lambda axes: _histogram(axes, cells)))
    if validation.timed:
        week = validation.comparison("period of the week")
        found.append(_draw("Through the week", _WEEK, 3.6, lambda axes: _week(axes, week)))
    else:
        found.append(
            _draw(
                "Through the week: assumed, not observed",
                _RHYTHM,
                5.4,
                lambda axes: _rhythm(axes, validation),
            )
        )
    return found


_MONTHS = "Crimes a month. The band holds 95% of the simulated months; grey months are those fitted on."
_CATEGORIES = (
    "Observed crimes over expected ones, all tested months together. Bars hold 95% of the simulations: "
    "a dot outside its bar is more than chance."
)
_HEAT = (
    "Standardised residuals, (observed - expected) / √expected. Beyond about ±2 is more than Poisson noise."
)
_AREAS = "One dot per area (MSOA), dark outside its simulated 95% interval. The band is that of chance alone."
_CELLS = "Standardised residuals of the single cells that expect one crime or more, beside a standard normal."
_WEEK = "Crimes in each eight-hour period of the week: timed records given by the user and simulated ones."
_RHYTHM = (
    "Simulated crimes in each eight-hour period of the week, 1 being the category's average. Street-level "
    "data have months only, so this rests on the rhythm table alone and cannot be checked here."
)


def _draw(title: str, caption: str, height: float, paint: Callable[[Axes], None]) -> Picture:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        paint(figure.add_subplot())
        return Picture(title, caption, inline_svg(figure, title))


def _months(axes: Axes, validation: Validation) -> None:
    month = validation.comparison("month")
    past = _dates(validation.fit_months)
    tested = _dates(validation.test_months)
    dotted = "o-" if _consecutive(validation.fit_months) else "o"
    if validation.held_out:
        axes.plot(past, validation.fit_totals, dotted, color=PAST, ms=5, lw=1.5, label="observed, fitted on")
    _band(axes, tested, month)
    dotted = "o-" if _consecutive(validation.test_months) else "o"
    axes.plot(tested, month.observed, dotted, color=OBSERVED, ms=6, lw=1.8, label="observed, tested")
    everything = np.concatenate([validation.fit_totals, month.observed, month.high])
    axes.set_ylim(0, 1.12 * float(everything.max()))
    axes.set_ylabel("crimes a month")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y")
    axes.legend(loc="lower center", ncols=4, bbox_to_anchor=(0.5, 1.0))
    axes.xaxis_date()
    axes.xaxis.set_major_formatter(DateFormatter("%b %Y"))  # type: ignore[no-untyped-call]
    times = np.union1d(past, tested)
    axes.set_xticks(times[:: max(1, len(times) // 8)])


def _band(axes: Axes, tested: FloatArray, month: Comparison) -> None:
    if len(tested) > 1 and _consecutive(month.labels):
        axes.fill_between(
            tested, month.low, month.high, color=SIMULATED, alpha=0.2, lw=0, label="simulated, 95%"
        )
        axes.plot(tested, month.expected, color=SIMULATED, lw=1.8, label="simulated, mean")
        return
    spread = [month.expected - month.low, month.high - month.expected]
    axes.errorbar(
        tested,
        month.expected,
        yerr=spread,
        fmt="_",
        ms=16,
        mew=2.5,
        color=SIMULATED,
        elinewidth=7,
        alpha=0.6,
        label="simulated, mean and 95%",
    )


def _dates(months: tuple[str, ...]) -> FloatArray:
    dates: FloatArray = date2num([month_bounds(month)[0] for month in months])  # type: ignore[no-untyped-call]
    return dates


def _consecutive(months: tuple[str, ...]) -> bool:
    bounds = [month_bounds(month) for month in months]
    return all(before[1] == after[0] for before, after in itertools.pairwise(bounds))


def _ratios(axes: Axes, validation: Validation) -> None:
    one = validation.comparison("category")
    kept = np.flatnonzero(one.expected > 0)
    order = kept[np.argsort(-one.expected[kept])]
    place = np.arange(len(order))
    ratio = one.observed[order] / one.expected[order]
    low, high = one.low[order] / one.expected[order], one.high[order] / one.expected[order]
    axes.barh(
        place, high - low, left=low, height=0.5, color=SIMULATED, alpha=0.28, lw=0, label="simulated, 95%"
    )
    axes.axvline(1, color=SIMULATED, lw=1.2)
    shown = np.maximum(ratio, 1 / 16)
    axes.plot(shown, place, "o", color=OBSERVED, ms=7, label="observed")
    axes.set_yticks(place, [one.labels[index] for index in order])
    axes.invert_yaxis()
    axes.set_xscale("log", base=2)
    bounds = np.concatenate([shown, low[low > 0], high])
    axes.set_xlim(min(0.8, 0.92 * bounds.min()), max(1.25, 1.08 * bounds.max()) * 1.25)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    left, right = axes.get_xlim()
    axes.set_xticks([tick for tick in RATIO_TICKS if left <= tick <= right])
    axes.set_xlabel("observed / expected (logarithmic)")
    for row, index in enumerate(order):
        text = f"{one.observed[index]:,.0f} / {one.expected[index]:,.0f}"
        axes.text(right, row, text, ha="right", va="center", fontsize=8.5, color=MUTED)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="lower center", ncols=2, bbox_to_anchor=(0.5, 1.0))


def _heat(axes: Axes, heat: Comparison, months: tuple[str, ...]) -> None:
    values = heat.residual.reshape(len(months), len(CATEGORIES)).T
    reach = float(np.clip(np.nanmax(np.abs(np.where(np.isfinite(values), values, np.nan))), 3, 10))
    image = axes.imshow(
        np.clip(values, -reach, reach), cmap="RdBu_r", norm=TwoSlopeNorm(0, -reach, reach), aspect="auto"
    )
    axes.set_xticks(range(len(months)), [f"{month_bounds(month)[0]:%b\n%Y}" for month in months])
    axes.set_yticks(range(len(CATEGORIES)), CATEGORIES)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    if len(months) <= 14:
        for row, column in np.ndindex(values.shape):
            value = values[row, column]
            colour = "white" if abs(value) > 0.62 * reach else ON_LIGHT
            text = f"{value:+.0f}".replace("-0", "0").replace("+0", "0") if np.isfinite(value) else "–"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)
    figure = axes.figure
    figure.colorbar(image, ax=axes, label="standardised residual", pad=0.015, aspect=30)


def _areas(axes: Axes, area: Comparison) -> None:
    largest = float(max(area.expected.max(), area.observed.max()))
    smallest = float(max(1.0, min(area.expected.min(), area.observed.min())))
    line = np.geomspace(smallest / 1.15, largest * 1.15, 200)
    spread = 1.96 * np.sqrt(line)
    axes.fill_between(
        line,
        np.maximum(line - spread, 0.3),
        line + spread,
        color=SIMULATED,
        alpha=0.2,
        lw=0,
        label="95% of Poisson counts",
    )
    axes.plot(line, line, color=SIMULATED, lw=1.2)
    outside = (area.observed < area.low) | (area.observed > area.high)
    for mask, alpha in ((~outside, 0.45), (outside, 0.9)):
        axes.plot(area.expected[mask], area.observed[mask], "o", ms=4.5, mew=0, color=OBSERVED, alpha=alpha)
    axes.plot(
        [], [], "o", ms=5, mew=0, color=OBSERVED, label=f"areas, {area.inside:.0%} within their interval"
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(line[0], line[-1])
    axes.set_ylim(line[0], line[-1])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("expected crimes")
    axes.set_ylabel("observed crimes")
    axes.grid()
    axes.legend(loc="upper left")


def _cells(validation: Validation) -> Comparison | None:
    names = [one.name for one in validation.comparisons if " by " in one.name]
    return validation.comparison(names[-1]) if names else None


def _histogram(axes: Axes, cells: Comparison) -> None:
    values = cells.residual[cells.expected >= 1]
    bins = [0.4 * edge for edge in range(-20, 21)]
    width = 0.4
    axes.hist(
        np.clip(values, -7.99, 7.99),
        bins,
        color=OBSERVED,
        alpha=0.75,
        label=f"{len(values):,} cells, {cells.name}",
    )
    line = np.linspace(-8, 8, 400)
    normal = len(values) * width * np.exp(-(line**2) / 2) / np.sqrt(2 * np.pi)
    axes.plot(line, normal, color=SIMULATED, lw=1.8, label="if the model were right")
    axes.set_xlabel("standardised residual (beyond ±8 counted at the edge)")
    axes.set_ylabel("cells")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y")
    axes.legend(loc="upper right")


def _week(axes: Axes, week: Comparison) -> None:
    place = np.arange(len(week.labels))
    axes.fill_between(
        place, week.low, week.high, step="mid", color=SIMULATED, alpha=0.2, lw=0, label="simulated, 95%"
    )
    axes.step(place, week.expected, where="mid", color=SIMULATED, lw=1.8, label="simulated, mean")
    axes.plot(place, week.observed, "o", color=OBSERVED, ms=6, label="observed")
    axes.set_xticks(place[1::3], WEEKDAY_NAMES)
    axes.set_ylim(0, 1.15 * float(max(week.observed.max(), week.high.max())))
    axes.set_ylabel("crimes")
    axes.grid(axis="y")
    axes.legend(loc="lower center", ncols=3, bbox_to_anchor=(0.5, 1.0))


def _rhythm(axes: Axes, validation: Validation) -> None:
    image = axes.imshow(validation.assumed, cmap="Blues", vmin=0, aspect="auto")
    axes.set_xticks(np.arange(21), [hours[:2] for hours in HOUR_NAMES] * 7, fontsize=8)
    axes.set_yticks(range(len(CATEGORIES)), CATEGORIES)
    axes.tick_params(length=0)
    for day in range(1, 7):
        axes.axvline(3 * day - 0.5, color="white", lw=2.5)
    for day, name in enumerate(WEEKDAY_NAMES):
        axes.text(3 * day + 1, -0.8, name, ha="center", va="bottom")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel("first hour of the period")
    figure = axes.figure
    figure.colorbar(image, ax=axes, label="times the category's average", pad=0.015, aspect=30)
