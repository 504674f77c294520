"""Outlines from files of several formats, and areas made from crime points."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from microsim import DataError, load_crimes
from microsim.sources.boundaries import Areas, approximate_areas, lsoa_points, read_boundaries
from tests.microsim.conftest import crime, need_shared

CODES = ["E02000101", "E02000102", "E02000103"]


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Three squares of one kilometre in a row near Leeds, one of them in two parts."""
    shapes = [box(430000 + 1000 * index, 433000, 431000 + 1000 * index, 434000) for index in range(3)]
    halves = [box(432000, 433000, 432500, 434000), box(432500, 433000, 433000, 434000)]
    codes = ["E02000101", "E02000102", "E02000103", "E02000103", "E02000900"]
    geometry = [*shapes[:2], *halves, box(0, 0, 1, 1)]
    return gpd.GeoDataFrame({"name": list("abcde"), "MSOA11CD": codes}, geometry=geometry, crs="EPSG:27700")


@pytest.mark.parametrize("name", ["areas.gpkg", "areas.geojson", "areas.shp", "areas.zip"])
def test_every_format_gives_the_same_outlines(tmp_path: Path, squares: gpd.GeoDataFrame, name: str) -> None:
    path = tmp_path / name
    if name == "areas.geojson":
        squares.to_crs("EPSG:4326").to_file(path)
    elif name == "areas.zip":
        squares.to_file(tmp_path / "areas.shz", driver="ESRI Shapefile")
        (tmp_path / "areas.shz").rename(path)
    else:
        squares.to_file(path)
    found = read_boundaries(path, CODES)
    assert list(found.shapes.index) == CODES
    assert found.shapes.area.tolist() == pytest.approx([1e6] * 3, rel=1e-3)
    assert found.missing == ()
    assert not found.approximate
    assert name in found.source


def test_areas_without_an_outline_are_listed(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    squares.to_file(tmp_path / "areas.gpkg")
    assert read_boundaries(tmp_path / "areas.gpkg", [*CODES, "E02009999"]).missing == ("E02009999",)


def test_a_file_of_other_areas_is_refused_with_its_columns(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    squares.to_file(tmp_path / "areas.gpkg")
    with pytest.raises(DataError, match=r"such as 'E02009999', got none in 'name', 'MSOA11CD'"):
        read_boundaries(tmp_path / "areas.gpkg", ["E02009999"])


def test_outlines_without_a_coordinate_system_are_refused(tmp_path: Path, squares: gpd.GeoDataFrame) -> None:
    squares.to_file(tmp_path / "areas.shp")
    (tmp_path / "areas.prj").unlink()
    with pytest.raises(DataError, match=r"coordinate reference system"):
        read_boundaries(tmp_path / "areas.shp", CODES)


@pytest.mark.parametrize(
    ("name", "content"), [("areas.zip", b"PK"), ("areas.geojson", b"{}"), ("areas.txt", b"")]
)
def test_what_is_no_boundary_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=rf"{name}: expected"):
        read_boundaries(tmp_path / name, CODES)


def test_a_missing_boundary_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found none"):
        read_boundaries(tmp_path / "absent.zip", CODES)


def test_the_points_of_an_lsoa_are_averaged(archive: Callable[..., Path], lookup: Path) -> None:
    rows = [crime(Longitude="-1.50", Latitude="53.80"), crime(Longitude="-1.54", Latitude="53.82")]
    rows += [crime(lsoa="", Longitude="", Latitude=""), crime(lsoa="E01000009")]
    points = lsoa_points(load_crimes(archive(m2018_07=rows), "West Yorkshire", lookup))
    assert points.index.tolist() == ["E01000001"]
    assert points.loc["E01000001", "MSOA"] == "E02000101"
    assert points.loc["E01000001", ["longitude", "latitude"]].tolist() == pytest.approx([-1.52, 53.81])


def grid(size: int = 4) -> pd.DataFrame:
    """Points on a grid; the western half belongs to one area, the eastern to another."""
    x, y = np.meshgrid(np.arange(size) * 0.02 - 1.6, np.arange(size) * 0.01 + 53.7)
    west = np.arange(size) < size // 2
    codes = np.where(np.tile(west, (size, 1)), CODES[0], CODES[1])
    return pd.DataFrame({"MSOA": codes.ravel(), "longitude": x.ravel(), "latitude": y.ravel()})


def test_approximate_areas_share_the_ground_without_overlap() -> None:
    found = approximate_areas(grid())
    west, east = found.shapes.geometry
    assert found.approximate
    assert "approximate, not boundaries" in found.source
    assert west.intersection(east).area < 1
    assert west.area == pytest.approx(east.area, rel=0.05)


def test_each_point_lies_in_its_own_area() -> None:
    points = grid()
    shapes = approximate_areas(points).shapes.to_crs("EPSG:4326")
    for code, x, y in zip(points["MSOA"], points["longitude"], points["latitude"], strict=True):
        assert shapes.geometry[code].contains(Point(x, y))


def test_a_single_point_still_has_an_area() -> None:
    assert approximate_areas(grid().iloc[:1]).shapes.area.tolist() == pytest.approx(
        [np.pi * 250**2], rel=0.02
    )


def test_without_points_there_are_no_areas() -> None:
    with pytest.raises(DataError, match=r"got none"):
        approximate_areas(grid().iloc[:0])


def test_areas_are_selected_by_code(squares: gpd.GeoDataFrame) -> None:
    areas = Areas(squares.set_index("MSOA11CD"), False, "")
    chosen = areas.select(["E02000101", "E02000777"])
    assert list(chosen.shapes.index) == ["E02000101"]
    assert chosen.missing == ("E02000777",)


def test_the_published_boundaries_hold_every_area_of_a_force() -> None:
    path = need_shared("geography/msoa-2011-ew-bsc-v2.zip")
    codes = load_crimes(None, "West Yorkshire").areas.index
    found = read_boundaries(path, list(codes))
    assert len(found.shapes) == 299
    assert found.shapes.area.sum() / 1e6 == pytest.approx(2029, rel=0.01)  # the county has 2,029 square km
