"""Density, legend and picture of a map, on squares of one kilometre."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from microsim import DataError
from microsim.maps import class_bounds, density, draw_map, map_bytes, period_text, places, round_length
from microsim.sources.boundaries import Areas

CODES = ["E02000101", "E02000102", "E02000103"]
AUTHORITIES = pd.Series(["Leeds", "Leeds", "Bradford"], index=CODES)


@pytest.fixture
def areas() -> Areas:
    """One, four and one square kilometres around the middle of Leeds."""
    shapes = [
        box(429000, 433000, 430000, 434000),
        box(430000, 432000, 432000, 434000),
        box(428000, 433000, 429000, 434000),
    ]
    frame = gpd.GeoDataFrame(index=pd.Index(CODES, name="MSOA"), geometry=shapes, crs="EPSG:27700")
    return Areas(frame, False, "Boundaries: by hand")


@pytest.fixture
def crimes() -> pd.DataFrame:
    return pd.DataFrame({"MSOA": ["E02000101"] * 3 + ["E02000102"] * 2 + ["E02000999"]})


def texts(figure: object) -> str:
    """Everything written on a figure."""
    return "\n".join(item.get_text() for item in figure.findobj(lambda one: hasattr(one, "get_text")))  # type: ignore[attr-defined]


def test_density_is_crimes_per_square_kilometre(crimes: pd.DataFrame, areas: Areas) -> None:
    assert density(crimes, areas).tolist() == [3.0, 0.5, 0.0]


def test_the_map_says_what_it_shows(crimes: pd.DataFrame, areas: Areas) -> None:
    shown = texts(draw_map(crimes, areas, AUTHORITIES, "A title", "A subtitle", "A source"))
    for expected in (
        "A title",
        "A subtitle",
        "A source",
        "Leeds",
        "km",
        "crimes per km²",
        "Boundaries: by hand",
    ):
        assert expected in shown
    assert "Not shown: 1 of the crimes" in shown
    assert "approximate" not in shown


def test_approximate_areas_are_labelled(crimes: pd.DataFrame, areas: Areas) -> None:
    guessed = Areas(areas.shapes, True, areas.source)
    assert "approximate areas" in texts(draw_map(crimes, guessed, AUTHORITIES, ""))


def test_a_map_of_nothing_is_refused(crimes: pd.DataFrame, areas: Areas) -> None:
    with pytest.raises(DataError, match="got none"):
        draw_map(crimes, areas.select([]), AUTHORITIES, "")


@pytest.mark.parametrize(("picture", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_pictures_repeat_byte_for_byte(
    crimes: pd.DataFrame, areas: Areas, picture: str, start: bytes
) -> None:
    first, second = (map_bytes(crimes, areas, AUTHORITIES, "A", picture=picture) for _ in range(2))
    assert first.startswith(start)
    assert first == second


def test_another_format_is_refused(crimes: pd.DataFrame, areas: Areas) -> None:
    with pytest.raises(DataError, match="png, svg, pdf, got 'bmp'"):
        map_bytes(crimes, areas, AUTHORITIES, "", picture="bmp")


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([0, 3, 40], [2, 5, 10, 20, 50]),
        ([0.7, 480], [0.5, 5, 10, 20, 50, 100, 200, 500]),  # the lowest classes are joined
        ([0, 0], [0.5, 1]),
        ([5], [5, 10]),
    ],
)
def test_the_classes_cover_all_densities(values: list[float], bounds: list[float]) -> None:
    assert class_bounds(np.array(values, dtype=float)) == pytest.approx(bounds)


@pytest.mark.parametrize(("metres", "length"), [(9999, 5000), (10000, 10000), (340, 200), (1.5, 1)])
def test_a_scale_bar_has_a_round_length(metres: float, length: float) -> None:
    assert round_length(metres) == length


def test_leeds_lies_in_the_north_of_england() -> None:
    leeds = places().set_index("name").geometry["Leeds"]
    assert (leeds.x, leeds.y) == pytest.approx((430000, 433500), abs=1500)


def test_a_period_is_named_by_its_months() -> None:
    times = pd.Series(pd.to_datetime(["2018-07-01", "2018-07-31"]))
    assert period_text(times) == "July 2018"
    assert period_text(times + pd.Timedelta(days=5)) == "July 2018 to August 2018"
