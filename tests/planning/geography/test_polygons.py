"""Areas from polygons of the user's own."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from planning.errors import GeographyError, UnknownAreaError
from planning.geography.polygons import read_polygons


def feature(code: Any, left: float, **more: Any) -> dict[str, Any]:
    """A square of a hundredth of a degree near Leeds."""
    box = shapely.box(left, 53.8, left + 0.01, 53.81)
    return {
        "type": "Feature",
        "properties": {"code": code, **more},
        "geometry": shapely.geometry.mapping(box),
    }


def written(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def test_geojson_becomes_areas_in_the_order_of_codes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("b", -1.54, name="B town"), feature("a", -1.55))
    areas = read_polygons(path)
    assert areas.codes == ("a", "b")
    assert areas.neighbors == ((1,), (0,))
    assert set(areas.force) == {"West Yorkshire"}
    assert areas.km2 == pytest.approx([0.732, 0.732], abs=0.01)
    assert areas.crs == "EPSG:27700"


def test_pieces_of_one_code_are_joined(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("a", -1.55), feature("a", -1.50), feature("b", -1.54))
    areas = read_polygons(path)
    assert areas.codes == ("a", "b")
    assert areas.km2[0] == pytest.approx(2 * areas.km2[1], rel=0.01)


def test_only_the_codes_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("a", -1.55), feature("b", -1.54))
    assert read_polygons(path, codes=["b"]).codes == ("b",)
    with pytest.raises(UnknownAreaError, match="expected an area 'c', got none"):
        read_polygons(path, codes=["c"])


def test_a_line_is_refused_with_its_place(tmp_path: Path) -> None:
    line = feature("b", -1.5)
    line["geometry"] = {"type": "LineString", "coordinates": [[-1.5, 53.8], [-1.4, 53.8]]}
    path = written(tmp_path / "a.geojson", feature("a", -1.55), line)
    with pytest.raises(GeographyError, match=r"a.geojson: feature 2 \('b'\): expected a polygon, got a Line"):
        read_polygons(path)


def test_a_missing_code_is_refused_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("a", -1.55), feature(None, -1.5))
    with pytest.raises(GeographyError, match="feature 2, column 'code': expected a code, got none"):
        read_polygons(path)


def test_a_file_without_codes_says_what_it_has(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("a", -1.55))
    frame = gpd.read_file(path).rename(columns={"code": "colour"})
    frame.to_file(tmp_path / "b.gpkg")
    with pytest.raises(GeographyError, match="got none named code, area, id, name in 'colour'; name the"):
        read_polygons(tmp_path / "b.gpkg")
    assert read_polygons(tmp_path / "b.gpkg", column="colour").codes == ("a",)


def test_no_file_and_no_polygons(tmp_path: Path) -> None:
    with pytest.raises(GeographyError, match="expected an existing file ending in"):
        read_polygons(tmp_path / "none.geojson")
    (tmp_path / "text.geojson").write_text("hello")
    with pytest.raises(GeographyError, match=r"text\.geojson: expected a file of polygons"):
        read_polygons(tmp_path / "text.geojson")


def test_population_is_read_where_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", feature("a", -1.55, Population=1200))
    assert read_polygons(path).population.tolist() == [1200.0]
    path = written(tmp_path / "a.geojson", feature("a", -1.55, population=-5))
    with pytest.raises(GeographyError, match="area 'a', column 'population': expected a number >= 0, got -5"):
        read_polygons(path)


def test_lsoas_of_a_city(shared_data: Path) -> None:
    areas = read_polygons(shared_data / "geography" / "boundaries-2011" / "lsoa-E09000001.json")
    assert len(areas) == 6
    assert set(areas.force) == {"City of London"}
    assert areas.parts == 1


def test_beats_of_another_country_have_a_grid_of_their_own(shared_data: Path) -> None:
    areas = read_polygons(shared_data / "detroit" / "precincts.geojson")
    assert areas.crs == "EPSG:32617"
    assert areas.km2.sum() == pytest.approx(362, abs=1)
    assert set(areas.force) == {""}
