"""The tables of a forecast, what a fitted model takes from it, and its pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure

from microsim import fit, load_crimes
from microsim.errors import DataError, DataWarning
from microsim.forecast.forecast_table import (
    ALL,
    area_table,
    areas_over_all,
    force_table,
    forecast_months,
    forecast_rates,
    with_forecast,
)
from microsim.forecast.forecaster import Forecaster
from microsim.forecast.panel import Panel
from microsim.forecast.pictures import draw_areas, draw_months, picture_of
from microsim.reference.known_names import CATEGORIES
from microsim.sources.boundaries import GRID, Areas
from tests.microsim.conftest import crime, tiny_model

from .conftest import Make


@pytest.fixture
def panel(make_counts: Make) -> Panel:
    """Eighteen months of the 14 categories in the three areas of `tiny_model`."""
    panel = make_counts(np.full((18, len(CATEGORIES), 3), 8.0))
    areas = tuple(str(code) for code in tiny_model().areas.index)
    return replace(panel, categories=CATEGORIES, areas=areas)


@pytest.fixture
def model(panel: Panel) -> Forecaster:
    return Forecaster.fit(panel)


def test_months_follow_the_data(model: Forecaster) -> None:
    assert list(forecast_months(model, None, 2)) == ["2019-07", "2019-08"]
    assert list(forecast_months(model, "2019-12", 3)) == ["2019-12", "2020-01", "2020-02"]


def test_a_month_is_forecast_from_how_far_it_is(model: Forecaster) -> None:
    found = forecast_months(model, "2019-12", 1)["2019-12"]
    np.testing.assert_array_equal(found.mean, model.forecast(6).mean)


@pytest.mark.parametrize(
    ("first", "number", "message"),
    [
        ("2019-06", 1, "expected months after 2019-06, the last one known, got 2019-06"),
        ("2021-01", 8, "expected months up to 24 after 2019-06"),
    ],
)
def test_months_that_cannot_be_forecast(model: Forecaster, first: str, number: int, message: str) -> None:
    with pytest.raises(DataError, match=message):
        forecast_months(model, first, number)


def test_a_row_for_each_area_category_and_month(model: Forecaster) -> None:
    table = area_table(model, forecast_months(model, None, 2))
    assert len(table) == 2 * 14 * 3
    assert not table.duplicated(["area", "category", "month"]).any()
    quantiles = table[["q05", "q25", "q50", "q75", "q95"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert table["expected"].between(4, 16).all()


def test_the_table_of_the_force_has_the_sums_of_the_areas(model: Forecaster) -> None:
    found = forecast_months(model, None, 2)
    areas, force = area_table(model, found), force_table(model, found)
    by_month = force[force["category"] == ALL].set_index("month")["expected"]
    assert by_month.to_dict() == pytest.approx(areas.groupby("month")["expected"].sum().to_dict())


def test_a_fitted_model_has_the_forecast_in_its_months(model: Forecaster) -> None:
    fitted = tiny_model()
    found = forecast_months(model, "2019-09", 1)
    changed = with_forecast(fitted, found, model)
    np.testing.assert_allclose(changed.rates_of(2019, 9), found["2019-09"].mean * 365 / 30)
    np.testing.assert_array_equal(changed.rates_of(2019, 10), fitted.rates_of(2019, 10))


def test_a_model_of_other_areas_is_refused(model: Forecaster) -> None:
    other = Forecaster.fit(replace(model.panel, areas=("E02000001", "E02000002", "E02000003")))
    with pytest.raises(DataError, match="expected a forecast of every area of West Yorkshire, got none of"):
        with_forecast(tiny_model(), forecast_months(other, None, 1), other)


def test_lsoas_are_no_areas_of_a_fitted_model(model: Forecaster) -> None:
    other = Forecaster.fit(replace(model.panel, level="lsoa"))
    with pytest.raises(DataError, match="by MSOA"):
        with_forecast(tiny_model(), forecast_months(other, None, 1), other)


@pytest.mark.parametrize("picture", ["png", "svg"])
def test_same_forecast_same_picture(model: Forecaster, picture: str) -> None:
    table = force_table(model, forecast_months(model, None, 3))
    first, second = (picture_of(lambda: draw_months(model.panel, table), picture) for _ in range(2))
    assert first == second
    assert len(first) > 5000


def test_a_map_of_the_areas(model: Forecaster) -> None:
    mean, deviation = areas_over_all(list(forecast_months(model, None, 3).values()))
    codes = model.panel.areas
    shapes = gpd.GeoDataFrame(
        geometry=[shapely.box(1000 * i, 0, 1000 * i + 1000, 1000) for i in range(3)],
        index=list(codes),
        crs=GRID,
    )
    figure = draw_areas(mean, deviation, Areas(shapes, False, "Made up"), codes, "Testshire")
    assert [axes.get_xlabel() for axes in figure.axes[2:]] == [
        "expected crimes per km2",
        "90 % interval: plus or minus, % of expected",
    ]
    assert mean == pytest.approx(np.full(3, 8 * 14 * 3), rel=0.1)
    assert (deviation > np.sqrt(mean)).all()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(DataError, match="expected a picture format among png, svg, pdf, got 'gif'"):
        picture_of(Figure, "gif")


def test_rates_of_a_period_are_forecast_from_the_months_before_it(
    archive: Callable[..., Path], lookup: Path
) -> None:
    """A period inside the data must not know its own months: the last one has ten times the crimes."""
    months = {f"m2018_{month:02}": [crime()] * 20 for month in range(1, 9)}
    data = load_crimes(archive(**months, m2018_09=[crime()] * 200), "West Yorkshire", lookup)
    with pytest.warns(DataWarning, match="no data"):
        fitted = fit(data)
    period = datetime(2018, 9, 1), datetime(2018, 11, 1)
    changed = forecast_rates(fitted, data, *period)
    assert sorted(changed.forecast) == ["2018-09", "2018-10"]
    assert changed.rates_of(2018, 9).sum() * 30 / 365 == pytest.approx(20, rel=0.25)
    assert "rates of 2018-09 to 2018-10 are forecast from 8 months, 2018-01 to 2018-08" in changed.notes


def test_rates_are_forecast_from_the_months_that_were_fitted(
    archive: Callable[..., Path], lookup: Path
) -> None:
    months = {f"m2018_{month:02}": [crime()] * (200 if month > 8 else 20) for month in range(1, 13)}
    data = load_crimes(archive(**months), "West Yorkshire", lookup)
    with pytest.warns(DataWarning, match="no data"):
        fitted = fit(data, months=data.months[:8])
    changed = forecast_rates(fitted, data, datetime(2019, 1, 1), datetime(2019, 2, 1))
    assert changed.rates_of(2019, 1).sum() * 31 / 365 < 40
