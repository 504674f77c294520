"""Rates drawn from a forecast's uncertainty."""

from datetime import datetime

import numpy as np
import pytest

from bridge.plans.draws import demand_draws, relative_sd, spread_of
from bridge.plans.score import experiment_of
from bridge.scenario.scenario import Scenario

JULY = Scenario(
    start=datetime(2018, 7, 2), end=datetime(2018, 7, 4), areas=("Calderdale",), rates="forecast", seed=5
)


@pytest.fixture(scope="module")
def draws() -> tuple[dict[str, float], ...]:
    return demand_draws(JULY, 60)


def test_factors_have_the_mean_1_and_the_forecasts_variance(draws: tuple[dict[str, float], ...]) -> None:
    found = spread_of(JULY)
    assert found is not None
    categories, areas, level, share = found
    assert len(draws[0]) == len(categories) + len(areas) == 14 + 27
    factors = np.array([list(one.values()) for one in draws])
    assert factors.mean() == pytest.approx(1, abs=0.03)
    assert relative_sd(draws, "category") == pytest.approx(np.sqrt(level.mean()), rel=0.15)
    assert relative_sd(draws, "area") == pytest.approx(np.sqrt(share.mean()), rel=0.15)


def test_a_replicate_draws_from_its_own_seed(draws: tuple[dict[str, float], ...]) -> None:
    from msgspec.structs import replace

    assert demand_draws(replace(JULY, seed=6), 1)[0] == draws[1]
    assert draws[0] != draws[1]


def test_all_plans_of_a_replicate_meet_the_same_rates(draws: tuple[dict[str, float], ...]) -> None:
    experiment = experiment_of(JULY, [__file__, "."], 2, draws=draws)  # type: ignore[list-item]
    one, other = (experiment.scenario_of(cell, 1) for cell in (0, 1))
    assert one.loading == other.loading
    assert one.loading["category:burglary"] == draws[1]["loading:category:burglary"]
    assert experiment.scenario_of(0, 0).loading != one.loading


def test_without_a_forecast_there_is_nothing_to_draw() -> None:
    from msgspec.structs import replace

    assert demand_draws(replace(JULY, rates="mean"), 3) == ()
