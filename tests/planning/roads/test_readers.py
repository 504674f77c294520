"""The same streets in every form, and what is no form."""

import gzip
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from planning.errors import GeographyError
from planning.roads.readers import read_roads
from tests.planning.roads.conftest import SOUTH, WEST, overpass

BOX = (WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1)


def test_an_overpass_answer(grid: Path) -> None:
    network = read_roads(grid)
    assert len(network) == 12
    assert len(network.tail) == 2 * 17
    assert network.junctions().sum() == 8
    assert network.source.startswith("grid.json. Roads © OpenStreetMap contributors")


def test_a_packed_answer(grid: Path, tmp_path: Path) -> None:
    packed = tmp_path / "grid.json.gz"
    packed.write_bytes(gzip.compress(grid.read_bytes()))
    assert len(read_roads(packed)) == 12


def test_lines_of_a_geopackage_meet_at_the_same_place(grid: Path, tmp_path: Path) -> None:
    elements = json.loads(grid.read_text())["elements"]
    place = {one["id"]: (one["lon"], one["lat"]) for one in elements if one["type"] == "node"}
    ways = [one for one in elements if one["type"] == "way"]
    frame = gpd.GeoDataFrame(
        {"highway": [way["tags"]["highway"] for way in ways], "oneway": [None] * 6 + ["yes"]},
        geometry=[shapely.LineString([place[node] for node in way["nodes"]]) for way in ways],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "grid.gpkg")
    network = read_roads(tmp_path / "grid.gpkg")
    assert len(network) == 12
    assert len(network.tail) == 2 * 17 - 2  # the last column is one-way
    assert network.length_m.sum() == pytest.approx(read_roads(grid).length_m.sum(), rel=0.1)


def test_an_extract_in_xml(grid: Path, tmp_path: Path) -> None:
    pytest.importorskip("osmium")
    path = tmp_path / "grid.osm"
    path.write_text(as_xml(overpass()))
    network = read_roads(path)
    assert len(network) == 12
    assert len(network.tail) == 2 * 17
    assert len(read_roads(path, bounds=BOX)) == 12
    with pytest.raises(GeographyError, match="expected roads for cars, got none among 0 ways"):
        read_roads(path, bounds=(0.0, 0.0, 1.0, 1.0))


def test_an_extract_in_pbf(tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium")
    (tmp_path / "grid.osm").write_text(as_xml(overpass()))
    packed = tmp_path / "grid.osm.pbf"
    with osmium.SimpleWriter(str(packed)) as writer:
        for one in osmium.FileProcessor(str(tmp_path / "grid.osm")):
            writer.add(one)
    assert len(read_roads(packed).tail) == 2 * 17


def test_a_graph_of_osmnx_in_both_of_its_forms(grid: Path, tmp_path: Path) -> None:
    osmnx = pytest.importorskip("osmnx")
    (tmp_path / "grid.osm").write_text(as_xml(overpass()))
    graph = osmnx.graph_from_xml(tmp_path / "grid.osm")
    osmnx.save_graphml(graph, tmp_path / "grid.graphml")
    osmnx.save_graph_geopackage(graph, tmp_path / "grid.gpkg", directed=True)
    for name in ("grid.graphml", "grid.gpkg"):
        network = read_roads(tmp_path / name)
        assert network.length_m.sum() == pytest.approx(read_roads(grid).length_m.sum(), rel=1e-4)
        assert set(network.kmh.round(2)) == {48.0}


def as_xml(answer: dict[str, list[dict[str, object]]]) -> str:
    """An Overpass answer as OpenStreetMap's XML."""
    lines = ['<osm version="0.6">']
    lines += [
        f'<node id="{1000 + int(str(one["id"]))}" lon="{one["lon"]}" lat="{one["lat"]}"/>'
        for one in answer["elements"]
        if one["type"] == "node"
    ]
    for one in answer["elements"]:
        if one["type"] == "way":
            lines.append(f'<way id="{one["id"]}">')
            lines += [f'<nd ref="{1000 + node}"/>' for node in one["nodes"]]  # type: ignore[attr-defined]
            lines += [f'<tag k="{k}" v="{v}"/>' for k, v in one["tags"].items()]  # type: ignore[attr-defined]
            lines.append("</way>")
    return "\n".join([*lines, "</osm>"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{}", "expected an answer of Overpass in JSON with nodes and ways"),
        ("a.json", '{"elements": []}', "expected roads for cars, got none among 0 ways"),
        ("a.json.gz", "no gzip", "expected a readable file"),
        ("a.graphml", "<graphml", "expected a graph saved by OSMnx"),
        ("a.gpkg", "text", "expected a GeoPackage of roads"),
        ("a.osm.pbf", "text", "expected an extract of OpenStreetMap"),
        ("a.csv", "text", "expected roads as .graphml, .gpkg, .json, .osm.pbf"),
    ],
)
def test_what_is_no_file_of_roads(tmp_path: Path, name: str, content: str, message: str) -> None:
    pytest.importorskip("osmnx")
    pytest.importorskip("osmium")
    (tmp_path / name).write_text(content)
    with pytest.raises(GeographyError, match=message):
        read_roads(tmp_path / name)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(GeographyError, match="expected a file of roads, found none"):
        read_roads(tmp_path / "none.gpkg")
