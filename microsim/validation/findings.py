"""A validation in sentences, misfit first, and as one JSON document."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np

from microsim.reference.months import month_bounds
from microsim.validation.stats import Test
from microsim.validation.validation import Comparison, Validation

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


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.0005 else "< 0.0005"


def _change(one: Comparison, index: int) -> str:
    expected = one.expected[index]
    return f"{one.observed[index] / expected - 1:+.0%}" if expected > 0 else "–"
