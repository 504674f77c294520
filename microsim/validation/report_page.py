"""A validation as one self-contained HTML page and as one JSON document.

The page holds its pictures and its style, loads nothing, and says in words what the numbers mean, misfit
first.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from microsim.reference.months import month_bounds
from microsim.validation.report_plots import pictures
from microsim.validation.stats import Test
from microsim.validation.validation import Comparison, Validation

SHOWN = 25
"""Rows of a long table that are open at once, those with the largest residuals."""

CSS = """
:root { --ink: #1f2a37; --muted: #6b7280; --line: #e5e7eb; --bad: #c2410c; --good: #047857; }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: #fff;
       font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
h1 { font-size: 1.9rem; margin: 0 0 .25rem } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
p.sub, figcaption, .note { color: var(--muted) } p.sub { margin-top: 0 }
.verdict { border-left: 4px solid var(--bad); background: #fff7ed; padding: .75rem 1rem; margin: 1.25rem 0 }
.verdict.neutral { border-color: var(--muted); background: #f3f4f6 }
.verdict.good { border-color: var(--good); background: #ecfdf5 } .verdict p { margin: .3rem 0 }
.table { overflow-x: auto; margin-bottom: 1rem }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line);
         font-variant-numeric: tabular-nums; white-space: nowrap }
th { color: var(--muted); font-weight: 600 } th:first-child, td:first-child { text-align: left }
td.out { color: var(--bad); font-weight: 600 }
figure { margin: 0 } figure svg { height: auto; max-width: 100% }
summary { cursor: pointer; color: var(--muted); margin: .5rem 0 } li { margin: .15rem 0 }
"""


def html(validation: Validation) -> str:
    """The page."""
    title = f"Is the model right? {validation.force}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="sub">{escape(setting(validation))}</p>',
        _verdict(validation),
        "<h2>Tests</h2>",
        _tests(validation),
    ]
    for picture in pictures(validation):
        parts.append(f"<h2>{escape(picture.title)}</h2>")
        parts.append(f"<figure>{picture.svg}<figcaption>{escape(picture.caption)}</figcaption></figure>")
    everything = (*validation.comparisons, *validation.timed)
    parts += [f"<h2>Counts by {escape(one.name)}</h2>{_counts(one)}" for one in everything]
    parts += ["<h2>How to read this</h2>", _list(reading(validation)), "<h2>The data</h2>"]
    parts.append(_list([*validation.notes, *validation.trend, SOURCE]))
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


SOURCE = (
    "Crimes: data.police.uk, single online home of street-level crime data of England, Wales and Northern "
    "Ireland. Contains public sector information licensed under the Open Government Licence v3.0."
)


def verdict(validation: Validation) -> list[str]:
    """What was found, in sentences."""
    error = validation.error
    month = validation.comparisons[0]
    observed, expected = month.observed.sum(), month.expected.sum()
    level = (
        f"{abs(error):.1%} {'more' if error > 0 else 'fewer'} than" if abs(error) >= 0.0005 else "as many as"
    )
    found = [f"{observed:,.0f} crimes were observed and {expected:,.0f} expected: {level} the model says."]
    if validation.trend:
        found.append("The model carries on each category's trend, estimated from the fitted months alone.")
    elif validation.held_out:
        found.append(
            "The model repeats the months it was fitted on, without a trend, so a trend shows in full."
        )
    else:
        found.append(
            "The tested months were fitted on: this shows how well the model repeats its own data, not how "
            "well it predicts."
        )
    category = validation.comparison("category")
    worst = np.argsort(-np.abs(np.nan_to_num(category.residual, posinf=1e9)))[:3]
    outside = 1 - category.inside
    if outside > 0:
        named = ", ".join(f"{category.labels[index]} ({_change(category, int(index))})" for index in worst)
        found.append(
            f"{round(outside * len(category.labels))} of {len(category.labels)} categories lie outside the "
            f"simulated 95% interval; furthest off: {named}."
        )
    one = validation.dispersion
    found.append(
        f"With trend and means taken out, single cells vary {one.index:.2f} times as much as Poisson counts "
        f"(p {_p(one.p_value)})"
        + (f", as if their true means differed by {one.extra:.0%} from the model's." if one.extra else ".")
    )
    return found


def reading(validation: Validation) -> list[str]:
    """How the numbers are made, in sentences."""
    lines = [
        f"Expected: the model's exact mean. Interval: the middle 95% of {validation.replicates} independent "
        f"runs of seed {validation.seed}. Residual: (observed - expected) / √expected.",
        f"p-values are Monte-Carlo: the share of simulated tables at least as far off as the observed one; "
        f"the least possible here is {1 / (1 + validation.replicates):.4f} (twice that for the dispersion, "
        f"which is tested on both sides). Cells that expect less than one crime are put together.",
        "Level tests the counts; shape tests how the observed total splits into the cells, so that a trend "
        "common to all cells does not count.",
        "The interval holds the chance of the sampled crimes only, not the uncertainty of rates that were "
        "themselves estimated from few months: with one fitted month for each tested one, even a right model "
        "would show residuals about 1.4 times as wide, and a dispersion of about 2, where the prior does not "
        "smooth them.",
        f"{validation.unplaced:,} observed crimes of the tested months have no area; they count in month and "
        f"category and are shared among the areas as when rates are fitted.",
        f"The sampler itself: variance over mean across the runs is {validation.sampler:.3f} (Poisson: 1).",
    ]
    if not validation.timed:
        lines.append(
            "Weekday and period of the day cannot be observed in street-level data, which name the month "
            "only; give timed records of your own to compare them."
        )
    return lines


def document(validation: Validation) -> str:
    """Every number of the page as JSON; figures that are no number are null."""
    return json.dumps(
        {
            "force": validation.force,
            "fit_months": validation.fit_months,
            "test_months": validation.test_months,
            "held_out": validation.held_out,
            "replicates": validation.replicates,
            "seed": validation.seed,
            "error": _number(validation.error),
            "sampler_variance_to_mean": _number(validation.sampler),
            "dispersion": {key: _number(value) for key, value in vars(validation.dispersion).items()},
            "unplaced": validation.unplaced,
            "trend": validation.trend,
            "comparisons": [_json(one) for one in (*validation.comparisons, *validation.timed)],
            "notes": validation.notes,
        },
        indent=1,
        ensure_ascii=False,
    )


def _json(one: Comparison) -> dict[str, object]:
    arrays = {key: getattr(one, key) for key in ("observed", "expected", "low", "high", "residual")}
    return {
        "name": one.name,
        "inside_95": _number(one.inside),
        "level": _test_json(one.level),
        "shape": None if one.shape is None else _test_json(one.shape),
        "cells": [
            {"label": label, **{key: _number(float(values[index])) for key, values in arrays.items()}}
            for index, label in enumerate(one.labels)
        ],
    }


def _test_json(test: Test) -> dict[str, float | None]:
    return {key: _number(value) for key, value in vars(test).items()}


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def setting(validation: Validation) -> str:
    """What was fitted on and what was tested, in one sentence."""
    tested = "tested on" if validation.held_out else "compared with the same months,"
    return (
        f"Fitted on {_span(validation.fit_months)}, {tested} {_span(validation.test_months)}; "
        f"{validation.replicates} simulations."
    )


def _span(months: Sequence[str]) -> str:
    """Months in words: the ends where nothing is left out between them, else each."""
    names = [f"{month_bounds(month)[0]:%B %Y}" for month in months]
    first, last = month_bounds(months[0])[0], month_bounds(months[-1])[0]
    whole = (last.year - first.year) * 12 + last.month - first.month + 1 == len(months)
    return f"{names[0]} to {names[-1]}" if whole and len(months) > 2 else " and ".join(names)


def _verdict(validation: Validation) -> str:
    """The verdict in its colour: good or bad only where something was held out."""
    tests = [one.shape or one.level for one in validation.comparisons] + [validation.comparisons[0].level]
    good = all(test.p_value > 0.05 for test in tests)
    colour = ("good" if good else "bad") if validation.held_out else "neutral"
    lines = "".join(f"<p>{escape(line)}</p>" for line in verdict(validation))
    return f'<div class="verdict {colour}">{lines}</div>'


def _tests(validation: Validation) -> str:
    heads = ["cells", "number", "within 95%", "χ² level", "Poisson", "p", "χ² shape", "Poisson", "p"]
    rows = [
        [one.name, f"{len(one.labels):,}", f"{one.inside:.0%}", *_test(one.level), *_test(one.shape)]
        for one in (*validation.comparisons, *validation.timed)
    ]
    own = validation.dispersion
    figures = [f"{own.cells:,}", f"{own.index:.2f}", f"{own.extra:.0%}", _p(own.p_value)]
    meaning = (
        "Chi-square of the counts themselves (level) and of how their total splits (shape). Poisson: what "
        "chance alone gives. p: the share of simulations as far off as the observed counts; "
        f"{_p(1 / (1 + validation.replicates))} means none of them."
    )
    return (
        f'<p class="note">{meaning}</p>'
        + _table(heads, rows)
        + _table(
            ["trend and totals taken out", "cells", "variance / Poisson", "extra variation", "p"],
            [["dispersion of month × category × area", *figures]],
        )
    )


def _test(test: Test | None) -> list[str]:
    if test is None:
        return ["", "", ""]
    statistic = f"{test.statistic:,.0f}" if math.isfinite(test.statistic) else "∞"
    return [statistic, f"{test.expected:,.0f}", _p(test.p_value)]


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.0005 else "< 0.0005"


def _counts(one: Comparison) -> str:
    order = np.argsort(-np.abs(np.nan_to_num(one.residual, posinf=1e9)), kind="stable")
    if len(one.labels) <= SHOWN:
        return _count_table(one, range(len(one.labels)))
    text = f'<p class="note">The {SHOWN} cells furthest off, of {len(one.labels):,}.</p>'
    text += _count_table(one, order[:SHOWN])
    if len(one.labels) <= 40 * SHOWN:
        everything = _count_table(one, range(len(one.labels)))
        text += f"<details><summary>All {len(one.labels):,}</summary>{everything}</details>"
    return text


def _count_table(one: Comparison, order: Iterable[int]) -> str:
    rows = []
    for index in order:
        outside = not one.low[index] <= one.observed[index] <= one.high[index]
        residual = f"{one.residual[index]:+.1f}" if math.isfinite(one.residual[index]) else "–"
        rows.append(
            [
                one.labels[index],
                f"{one.observed[index]:,.0f}",
                f"{one.expected[index]:,.1f}",
                f"{one.low[index]:,.0f} – {one.high[index]:,.0f}",
                _change(one, index),
                ("!" if outside else "") + residual,
            ]
        )
    return _table([one.name, "observed", "expected", "simulated 95%", "difference", "residual"], rows)


def _change(one: Comparison, index: int) -> str:
    expected = one.expected[index]
    return f"{one.observed[index] / expected - 1:+.0%}" if expected > 0 else "–"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table; a cell that begins with `!` is marked."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<div class="table"><table><tr>{head}</tr>{body}</table></div>'


def _cell(text: str) -> str:
    return f'<td class="out">{escape(text[1:])}</td>' if text.startswith("!") else f"<td>{escape(text)}</td>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
