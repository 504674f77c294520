"""Hotspots on points laid out by hand, and on the City of London."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from microsim import load_crimes
from microsim.errors import DataError, MicrosimError
from microsim.forecast.hotspots import age_weights, hotspots, squares
from microsim.street.street_crimes import CrimeData
from tests.microsim.conftest import crime, need_shared

HERE, THERE = {"Longitude": "-1.5000", "Latitude": "53.8"}, {"Longitude": "-1.4700", "Latitude": "53.8"}
"""About 2 km apart."""

Archive = Callable[..., Path]


def data(archive: Archive, lookup: Path, **months: list[dict[str, str]]) -> CrimeData:
    return load_crimes(archive(**months), "West Yorkshire", lookup)


def expected(crimes: CrimeData, value: float = 10.0) -> pd.Series:
    return pd.Series(value, index=crimes.areas.index)


def test_the_squares_share_out_what_the_areas_expect(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime(**HERE)] * 3 + [crime(lsoa="E01000004", **THERE)])
    found = hotspots(crimes, expected(crimes), number=None)
    assert found["expected"].sum() == pytest.approx(20)
    assert found["share"].iloc[-1] == pytest.approx(1)
    assert found.groupby("area")["expected"].sum().tolist() == pytest.approx([10, 10])


def test_the_densest_square_is_where_most_crimes_were(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime(**HERE)] * 2 + [crime(**THERE)] * 5)
    top = hotspots(crimes, expected(crimes), number=1).iloc[0]
    assert (top["longitude"], top["latitude"]) == pytest.approx((-1.47, 53.8), abs=0.001)
    assert top["per_km2"] == pytest.approx(top["expected"] / 0.01)


def test_near_repeats_weigh_what_is_recent(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime(**HERE)] * 3, m2018_08=[crime(**THERE)] * 2)
    plain, near = (
        hotspots(crimes, expected(crimes), near_repeat=wanted, number=1)["longitude"].iloc[0]
        for wanted in (False, True)
    )
    assert (plain, near) == pytest.approx((-1.5, -1.47), abs=0.001)


def test_a_kernel_narrower_than_a_square_keeps_each_point_at_home(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime(**HERE), crime(**THERE)])
    found = hotspots(crimes, expected(crimes), cell_metres=500, bandwidth_metres=1)
    assert found["expected"].tolist() == pytest.approx([5, 5])


def test_weights_by_age() -> None:
    age = np.array([0, 1, 12])
    assert age_weights(age, near_repeat=True) == pytest.approx([1, 0.187, 0.0188], rel=0.01)
    assert age_weights(age, near_repeat=False) == pytest.approx([1, 0.95, 0.54], rel=0.01)


def test_categories_without_a_point_are_refused(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime()])
    with pytest.raises(DataError, match="expected crimes of 'West Yorkshire' with a place"):
        hotspots(crimes, expected(crimes), categories=["drugs"])


def test_a_square_needs_a_size(archive: Archive, lookup: Path) -> None:
    crimes = data(archive, lookup, m2018_05=[crime()])
    with pytest.raises(MicrosimError, match="above 0 m, got 0 and 250"):
        hotspots(crimes, expected(crimes), cell_metres=0)


def test_hotspots_of_the_city_find_the_next_month() -> None:
    """Made of 23 months, the densest tenth of the squares holds far more than a tenth of the last month."""
    city = load_crimes(need_shared("police-uk/city-of-london-2018-04-to-2020-03.zip"), "City of London")
    before, after = city.select(city.months[:-1]), city.select(city.months[-1:])
    table = hotspots(before, expected(before, 700.0), number=None)
    top = squares(table.head(len(table) // 10))
    placed = after.table.dropna(subset=["longitude"])
    points = gpd.GeoSeries(gpd.points_from_xy(placed["longitude"], placed["latitude"]), crs="EPSG:4326")
    assert points.within(top.union_all()).mean() > 0.3
