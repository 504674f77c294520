"""Datasets of `gis` beyond what the language cases show: coordinate systems, the drawing, confinement."""

from pathlib import Path

import numpy as np
import pytest

from netlogo import LogoError, Workspace

pyproj = pytest.importorskip("pyproj")
pytest.importorskip("pyogrio")

SQUARE = (
    '{"type": "Feature", "properties": {"name": "hole"}, "geometry": {"type": "Polygon", "coordinates":'
    " [[[0, 50], [4, 50], [4, 54], [0, 54], [0, 50]], [[1, 51], [1, 53], [3, 53], [3, 51], [1, 51]]]}}"
)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    (tmp_path / "square.geojson").write_text(SQUARE)
    return Workspace.from_code(
        "extensions [ gis ] globals [ data ] patches-own [ v ]", folder=tmp_path, wrap_x=False, wrap_y=False
    )


def test_angles_are_projected(ws: Workspace, tmp_path: Path) -> None:
    system = pyproj.CRS.from_epsg(32631)  # metres, the meridian 3 degrees east of Greenwich in the middle
    (tmp_path / "utm.prj").write_text(system.to_wkt("WKT1_ESRI"))
    ws.command('gis:load-coordinate-system "utm.prj" set data gis:load-dataset "square.geojson"')
    left, right, bottom, top = ws.report("gis:envelope-of data")
    expected = pyproj.Proj(system)(0.0, 50.0)
    assert left == pytest.approx(expected[0], abs=0.01)
    assert right - left == pytest.approx(286_500, rel=0.01)
    assert top - bottom == pytest.approx(4 * 111_200, rel=0.01)
    x, y = ws.report("gis:project-lat-lon 52 2")
    assert max(abs(x), abs(y)) < 1


def test_a_hole_stays_empty_in_the_drawing(ws: Workspace) -> None:
    ws.command('set data gis:load-dataset "square.geojson" gis:set-drawing-color red gis:fill data 1')
    picture = np.array(ws.world.drawing.bitmap())
    middle = picture[picture.shape[0] // 2, picture.shape[1] // 2]
    side = picture[picture.shape[0] // 2, picture.shape[1] // 10]
    assert middle[3] == 0
    assert side[3] == 255
    assert side[0] > 200


def test_lines_and_grids_are_drawn(ws: Workspace) -> None:
    ws.command('set data gis:load-dataset "square.geojson" gis:draw data 2')
    drawn = ws.world.drawing.count
    ws.command(
        "set data gis:create-raster 2 2 [ 0 4 50 54 ] gis:set-raster-value data 0 0 5 gis:paint data 0"
    )
    assert ws.world.drawing.count > drawn == 2


def test_a_variable_that_gets_texts_from_a_dataset_is_no_number(ws: Workspace) -> None:
    ws.command('set data gis:load-dataset "square.geojson" gis:apply-coverage data "name" v')
    assert ws.report('count patches with [ v = "hole" ]') > 0
    with pytest.raises(LogoError, match="expected input to be a number"):
        ws.command('ask patches with [ v = "hole" ] [ set v v + 1 ]')


def test_a_confined_model_stores_in_its_folders_only(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    ws.confine([tmp_path / "out"])
    ws.command('set data gis:load-dataset "square.geojson" gis:store-dataset data "out/a"')
    assert {path.suffix for path in (tmp_path / "out").iterdir()} >= {".shp", ".shx", ".dbf"}
    before = sorted(tmp_path.rglob("*"))
    for name in ("b", "b.geojson"):
        with pytest.raises(LogoError, match="may write files in"):
            ws.command(f'gis:store-dataset data "{name}"')
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_of_gdals_own_reaches_no_network(ws: Workspace) -> None:
    with pytest.raises(LogoError, match="not found"):
        ws.command('set data gis:load-dataset "/vsicurl/http://127.0.0.1/a.shp"')
