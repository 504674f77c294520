"""The forecast on counts made to be foretold."""

from __future__ import annotations

import numpy as np
import pytest

from microsim.errors import MicrosimError
from microsim.forecast import negative_binomial as nb
from microsim.forecast.forecaster import Forecaster
from microsim.forecast.shares import group_sum

from .conftest import Make

FLAT = np.ones((12, 2))


def steady(months: int = 24, areas: int = 6) -> np.ndarray:
    """Means of two categories, of 60 and 6 crimes a month in all, the first area with half of them."""
    share = np.array([0.5] + [0.5 / (areas - 1)] * (areas - 1))
    return np.array([60.0, 6.0])[None, :, None] * share * np.ones((months, 1, 1))


def test_every_origin_knows_its_own_past_only(make_counts: Make) -> None:
    panel = make_counts(steady())
    whole = Forecaster.fit(panel, FLAT).forecast(2, origin=13)
    part = Forecaster.fit(panel.until(panel.months[13]), FLAT).forecast(2)
    np.testing.assert_allclose(whole.mean, part.mean)
    np.testing.assert_allclose(whole.size, part.size)


def test_areas_add_up_to_the_force(make_counts: Make) -> None:
    found = Forecaster.fit(make_counts(steady()), FLAT).forecast()
    np.testing.assert_allclose(found.mean.sum(axis=1), found.force_mean)


def test_a_steady_series_is_found(make_counts: Make) -> None:
    found = Forecaster.fit(make_counts(steady(36)), FLAT).forecast()
    assert found.mean[0, 0] == pytest.approx(30, rel=0.12)
    assert found.force_mean == pytest.approx([60, 6], rel=0.15)


def test_a_level_that_jumps_is_met_in_two_months(make_counts: Make) -> None:
    means = steady(26)
    means[-2:] *= 2.5
    found = Forecaster.fit(make_counts(means), FLAT).forecast()
    assert found.force_mean[0] > 0.75 * 150


def test_the_season_is_carried_on(make_counts: Make) -> None:
    season = np.ones((12, 2))
    season[6:] = 2.0
    means = steady(18) * season[np.arange(18) % 12, :, None]
    found = Forecaster.fit(make_counts(means), season).forecast(ahead=8)  # the 26th month is a February
    assert found.force_mean[0] == pytest.approx(60, rel=0.3)


def test_months_that_do_not_count_change_nothing(make_counts: Make) -> None:
    used = np.ones(24, dtype=bool)
    used[10:14] = False
    counts = make_counts(steady(), used=used)
    wild = make_counts(steady(), used=used)
    wild.counts[10:14] = 1000
    np.testing.assert_array_equal(
        Forecaster.fit(counts, FLAT).forecast().mean, Forecaster.fit(wild, FLAT).forecast().mean
    )


def test_thin_areas_lean_on_their_parents(make_counts: Make) -> None:
    """The second category is too rare to tell the areas apart; all categories together can."""
    means = steady(12)
    means[:, 1] *= 0.05
    found = Forecaster.fit(make_counts(means), FLAT).forecast().mean
    assert found[1, 0] / found[1].sum() == pytest.approx(0.5, abs=0.1)


def test_uncertainty_grows_with_the_months_ahead(make_counts: Make) -> None:
    model = Forecaster.fit(make_counts(steady()), FLAT)
    sizes = [model.forecast(ahead).force_size[0] for ahead in (1, 6, 12)]
    assert sizes == sorted(sizes, reverse=True)


def test_counts_that_scatter_get_wide_intervals(make_counts: Make) -> None:
    random = np.random.default_rng(2)
    plain = Forecaster.fit(make_counts(steady()), FLAT).forecast()
    wild = Forecaster.fit(make_counts(steady() * random.gamma(4, 1 / 4, (24, 2, 6))), FLAT).forecast()
    assert wild.size[0, 0] < plain.size[0, 0]


def test_intervals_hold_what_they_say(make_counts: Make) -> None:
    random = np.random.default_rng(3)
    means = np.full((30, 2, 40), 12.0) * random.gamma(25, 1 / 25, (30, 2, 40))
    panel = make_counts(means)
    model = Forecaster.fit(panel, FLAT)
    inside = []
    for origin in range(12, 30):
        found = model.forecast(1, origin)
        low, high = (nb.quantile(found.mean, found.size, level) for level in (0.05, 0.95))
        inside.append((panel.counts[origin] >= low) & (panel.counts[origin] <= high))
    assert 0.88 < np.mean(inside) < 0.96


def test_a_force_of_one_area_has_the_force_for_its_area(make_counts: Make) -> None:
    found = Forecaster.fit(make_counts(steady(areas=2)[:, :, :1]), FLAT).forecast()
    np.testing.assert_allclose(found.mean[:, 0], found.force_mean)
    np.testing.assert_allclose(found.size[:, 0], found.force_size, rtol=1e-2)


def test_the_total_of_a_force_is_the_sum_of_its_categories(make_counts: Make) -> None:
    model = Forecaster.fit(make_counts(steady()), FLAT)
    mean, size = model.force_total(3)
    assert mean == pytest.approx(model.forecast(3).force_mean.sum())
    assert size > 0


@pytest.mark.parametrize("ahead", [0, 25])
def test_too_far_ahead_is_refused(make_counts: Make, ahead: int) -> None:
    with pytest.raises(MicrosimError, match="expected 1 to 24 months ahead"):
        Forecaster.fit(make_counts(steady()), FLAT).forecast(ahead)


def test_sums_by_parent() -> None:
    found = group_sum(np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([1, 0, 1, 0]))
    assert found.tolist() == [[10.0, 5.0]]
