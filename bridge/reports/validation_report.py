"""The page of a validation: simulated against observed crimes, misfit first."""

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np

from bridge.reports.page import Bullets, Part, Picture, Report, Section, Table, Text

if TYPE_CHECKING:
    from microsim.validation.stats import Test
    from microsim.validation.validation import Comparison, Validation

SHOWN = 25
"""Rows of a long table that are open at once, those with the largest residuals."""


def validation_report(validation: "Validation") -> Report:
    """The page of what `validate` found."""
    from microsim.validation.findings import SOURCE, reading, setting, verdict
    from microsim.validation.report_plots import pictures

    tests = [one.shape or one.level for one in validation.comparisons] + [validation.comparisons[0].level]
    good = all(test.p_value > 0.05 for test in tests)
    tone: Literal["neutral", "good", "bad"] = "neutral"
    if validation.held_out:
        tone = "good" if good else "bad"
    everything = (*validation.comparisons, *validation.timed)
    drawn = [Picture(one.title, one.caption, one.svg) for one in pictures(validation)]
    return Report(
        title=f"Is the model right? {validation.force}",
        subtitle=setting(validation),
        findings=verdict(validation),
        tone=tone,
        sections=[
            Section("Tests", list(_tests(validation))),
            Section("Pictures", drawn),
            Section("Counts", [part for one in everything for part in counts(one)]),
            Section("How to read this", [Bullets(reading(validation))]),
            Section("The data", [Bullets([*validation.notes, *validation.trend, SOURCE])]),
        ],
    )


def _tests(validation: "Validation") -> Iterator[Part]:
    yield Text(
        "Chi-square of the counts themselves (level) and of how their total splits (shape). Poisson: what "
        "chance alone gives. p: the share of simulations as far off as the observed counts; "
        f"{_p(1 / (1 + validation.replicates))} means none of them."
    )
    heads = ["cells", "number", "within 95%", "χ² level", "Poisson", "p", "χ² shape", "Poisson", "p"]
    rows = [
        [one.name, f"{len(one.labels):,}", f"{one.inside:.0%}", *_test(one.level), *_test(one.shape)]
        for one in (*validation.comparisons, *validation.timed)
    ]
    yield Table("Chi-square tests", heads, rows)
    own = validation.dispersion
    yield Table(
        "Dispersion, trend and totals taken out",
        ["", "cells", "variance / Poisson", "extra variation", "p"],
        [
            [
                "month × category × area",
                f"{own.cells:,}",
                f"{own.index:.2f}",
                f"{own.extra:.0%}",
                _p(own.p_value),
            ]
        ],
    )


def _test(test: "Test | None") -> list[str]:
    if test is None:
        return ["", "", ""]
    statistic = f"{test.statistic:,.0f}" if math.isfinite(test.statistic) else "∞"
    return [statistic, f"{test.expected:,.0f}", _p(test.p_value)]


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.0005 else "< 0.0005"


def counts(one: "Comparison") -> Iterator[Part]:
    """Observed, expected and simulated counts of one comparison; of a long one the worst cells first."""
    if len(one.labels) <= SHOWN:
        yield _table(one, range(len(one.labels)), f"By {one.name}")
        return
    order = np.argsort(-np.abs(np.nan_to_num(one.residual, posinf=1e9)), kind="stable")
    count = f"{len(one.labels):,}"
    yield _table(one, order[:SHOWN].tolist(), f"By {one.name}: the {SHOWN} cells furthest off, of {count}")
    if len(one.labels) <= 40 * SHOWN:
        yield _table(one, range(len(one.labels)), f"By {one.name}: all {count}", folded=True)


def _table(one: "Comparison", order: Iterable[int], caption: str, folded: bool = False) -> Table:
    rows, marked = [], set()
    for number, index in enumerate(order):
        if not one.low[index] <= one.observed[index] <= one.high[index]:
            marked.add((number, 5))
        expected = one.expected[index]
        rows.append(
            [
                one.labels[index],
                f"{one.observed[index]:,.0f}",
                f"{expected:,.1f}",
                f"{one.low[index]:,.0f} – {one.high[index]:,.0f}",
                f"{one.observed[index] / expected - 1:+.0%}" if expected > 0 else "–",
                f"{one.residual[index]:+.1f}" if math.isfinite(one.residual[index]) else "–",
            ]
        )
    heads = [one.name, "observed", "expected", "simulated 95%", "difference", "residual"]
    return Table(caption, heads, rows, folded=folded, marked=frozenset(marked))
