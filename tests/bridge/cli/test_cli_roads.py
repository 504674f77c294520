"""`crims roads`: what it prints, writes and refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli import crims
from bridge.cli.exits import code
from bridge.errors import ScenarioError
from planning.errors import GeographyError, PlanError, UnknownAreaError
from tests.planning.roads.conftest import overpass
from tests.planning.roads.test_fetch import Overpass, server

__all__ = ["server"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers and travel are kept below the test's own folder."""
    monkeypatch.setenv("CRIMS_CACHE_DIR", str(tmp_path / "cache"))


def run(*arguments: str | Path) -> str:
    """What a command prints."""
    result = CliRunner().invoke(crims, ["roads", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_fetch_writes_a_file_that_info_reads(server: Overpass, tmp_path: Path) -> None:
    out = tmp_path / "roads.graphml"
    said = run(
        "fetch", "--force", "west-yorkshire", "--area", "leeds", "--out", out, "--endpoint", server.url
    )
    assert said.startswith("8 junctions, 3 km in ")
    assert len(server.queries) == 1
    shown = run("info", out, "--force", "West Yorkshire", "--area", "Leeds")
    assert "Roads © OpenStreetMap contributors" in shown
    assert "112 areas" in shown or "107 areas" in shown
    assert "note: no road of the network comes near" in shown


def test_info_of_polygons(tmp_path: Path) -> None:
    (tmp_path / "roads.json").write_text(json.dumps(overpass()))
    square = [[-1.57, 53.78], [-1.54, 53.78], [-1.54, 53.80], [-1.57, 53.80], [-1.57, 53.78]]
    feature = {
        "type": "Feature",
        "properties": {"code": "a"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    (tmp_path / "own.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    shown = run("info", tmp_path / "roads.json", "--polygons", tmp_path / "own.geojson")
    assert "1 areas; inside an area" in shown


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["--out", "a.gpkg"], ScenarioError, "expected --force or --polygons, got neither"),
        (
            ["--force", "Durham", "--area", "Leeds", "--out", "a.gpkg"],
            ScenarioError,
            "expected a local authority of these areas, got 'Leeds'",
        ),
        (["--force", "Durham", "--out", "a.csv"], GeographyError, "expected a file ending in"),
        (
            ["--force", "Durham", "--out", "a.gpkg", "--endpoint", "ftp://x"],
            ScenarioError,
            "expected --endpoint to begin with",
        ),
    ],
)
def test_wrong_options(arguments: list[str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        run("fetch", *arguments)


def test_errors_have_exit_codes() -> None:
    assert code(GeographyError("x")) == 4
    assert code(PlanError("x")) == code(UnknownAreaError("x")) == 2
