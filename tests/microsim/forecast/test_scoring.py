"""Rules, hotspot indices, rolling origins; and the model against every rule on real data."""

from __future__ import annotations

import numpy as np
import pytest

from microsim import load_crimes
from microsim.errors import DataError
from microsim.forecast.concentration import pai, pei, square_km
from microsim.forecast.forecaster import Forecaster
from microsim.forecast.panel import make_panel
from microsim.forecast.rules import RULES, Rule
from microsim.forecast.scoring import score
from tests.microsim.conftest import need_shared

from .conftest import Make

CITY = "police-uk/city-of-london-2018-04-to-2020-03.zip"
DURHAM = "police-uk/durham-2018-10-to-2019-02.zip"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mean of last three months", 14.0),
        ("last month", 15.0),
        ("same month last year", 5.0),
        ("plain mean", 8.5),
    ],
)
def test_rules_say_what_their_names_do(name: str, value: float) -> None:
    counts = np.arange(16, dtype=np.float64).reshape(16, 1, 1)
    used = np.arange(16) != 0
    used[8] = True
    expected = counts[used].mean() if name == "plain mean" else value
    assert RULES[name](counts, used, 2) == expected


def test_rules_pass_over_months_that_do_not_count() -> None:
    counts = np.arange(6, dtype=np.float64).reshape(6, 1, 1)
    used = np.array([True, True, True, True, False, False])
    assert RULES["last month"](counts, used, 1) == 3
    assert RULES["mean of last three months"](counts, used, 1) == 2


def test_a_rule_learns_how_far_it_errs() -> None:
    random = np.random.default_rng(1)
    rule = Rule("plain mean", 1, 2)
    means = np.full((2, 3000), 20.0)
    rule.learn(means, np.stack([random.poisson(20, 3000), random.negative_binomial(2, 2 / 22, 3000)]))
    counts, used = np.ones((1, 2, 1)), np.ones(1, dtype=bool)
    poisson, wide = rule.forecast(counts, used, None)[1]
    assert poisson > 100
    assert 1 < wide < 4


def test_hotspot_indices_by_hand() -> None:
    forecast, count, km2 = np.array([9.0, 1.0, 1.0]), np.array([6.0, 10.0, 4.0]), np.array([1.0, 1.0, 8.0])
    assert pai(forecast, count, km2, 0.1) == pytest.approx(0.3 / 0.1)
    assert pei(forecast, count, km2, 0.1) == pytest.approx(0.3 / 0.5)
    assert pai(forecast, count, km2, 0.05) == pytest.approx(0.15 / 0.05)


def test_sizes_of_areas_are_known_for_msoas_only() -> None:
    found = square_km(["E02000001"])
    assert found == pytest.approx(2.9, abs=0.1)
    assert square_km(["E02000001", "E01000001"]) is None


def test_too_few_months_are_refused(make_counts: Make) -> None:
    with pytest.raises(DataError, match="expected 13 months or more to score 1 months ahead with 12 before"):
        score(make_counts(np.ones((8, 14, 2))), (1,), min_months=12)


def test_early_and_late_origins_make_up_all(make_counts: Make) -> None:
    panel = make_counts(np.full((18, 2, 3), 4.0))
    table = score(panel, (1,)).table()
    model = table[(table["level"] == "area") & (table["forecaster"] == "model")].set_index("period")
    assert model.loc["early", "origins"] + model.loc["late", "origins"] == model.loc["all", "origins"] == 6


def test_same_seed_same_scores(make_counts: Make) -> None:
    panel = make_counts(np.full((15, 2, 3), 4.0))
    first, second = (score(panel, (1,)).cells for _ in range(2))
    assert first.equals(second)


@pytest.mark.parametrize(
    ("data", "force", "ahead"), [(CITY, "City of London", (1, 6)), (DURHAM, "Durham", (1,))]
)
def test_the_model_beats_every_rule(data: str, force: str, ahead: tuple[int, ...]) -> None:
    """Mean absolute error and CRPS by area, category and month; intervals hold what they say."""
    found = score(make_panel(load_crimes(need_shared(data), force)), ahead)
    table = found.table()
    table = table[(table["level"] == "area") & (table["period"] == "all")]
    for months in ahead:
        by_name = table[table["ahead"] == months].set_index("forecaster")
        for name in ("mae", "crps"):
            assert by_name[name].idxmin() == "model", f"{name}, {months} ahead: {by_name[name].to_dict()}"
        assert 0.85 <= by_name.loc["model", "within_90_large"] <= 0.95


def test_where_many_cells_decide_the_difference_is_certain() -> None:
    found = score(make_panel(load_crimes(need_shared(DURHAM), "Durham")), (1,)).differences()
    found = found[(found["level"] == "area") & (found["period"] == "all")]
    assert len(found) == 8
    assert (found["high"] < 0).all()


def test_months_far_apart_are_forecast_from() -> None:
    """The packaged sample: July of 2016, 2017 and 2018."""
    panel = make_panel(load_crimes(None, "West Yorkshire"))
    found = Forecaster.fit(panel).forecast(12)
    july = panel.counts[panel.used].sum(axis=(1, 2)).mean()
    assert found.force_mean.sum() == pytest.approx(july, rel=0.1)
