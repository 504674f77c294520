"""Downloading the roads of some areas from OpenStreetMap through Overpass, by OSMnx."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from common.cache import default_folder
from common.files import write_aside
from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.roads.travel import MARGIN_M

SUFFIXES = (".graphml", ".gpkg")
OUTLINE_M = 200.0
"""The polygon that is asked for is simplified to this: servers refuse very long ones."""

TIMEOUT = 180
"""Seconds that a server may take for one answer."""


def fetch_roads(
    areas: Areas, path: Path, endpoint: str | None = None, cache: Path | None = None, timeout: int = TIMEOUT
) -> Path:
    """Download the public roads for cars inside the areas and `MARGIN_M` around, and save OSMnx's graph.

    OSMnx waits for a free place on the server, asks for large areas in parts and keeps every answer, so that
    a download that broke off goes on where it stopped.

    Args:
        path: `.graphml` or `.gpkg`; replaced only by a whole file.
        endpoint: address of an Overpass server, up to `/api`; OSMnx's own where None.
        cache: folder for the answers; the user's where None.
        timeout: seconds for one answer.

    Raises:
        GeographyError: OSMnx is not installed, the server refuses or is not there, or has no roads.
        OSError: the file cannot be written.
    """
    if path.suffix not in SUFFIXES:
        raise GeographyError(f"expected a file ending in {' or '.join(SUFFIXES)}, got {path.name!r}")
    try:
        import osmnx
    except ImportError as error:
        raise GeographyError(
            "downloading roads needs the package 'osmnx': pip install 'crims-bridge[roads]'"
        ) from error
    outline = areas.ground(MARGIN_M).simplify(OUTLINE_M)
    polygon = gpd.GeoSeries([outline], crs=areas.crs).to_crs("EPSG:4326").iloc[0]
    with _settings(osmnx, endpoint, cache or default_folder() / "overpass", timeout):
        graph = _asked(osmnx, polygon)
    save = (
        osmnx.save_graphml
        if path.suffix == ".graphml"
        else partial(osmnx.save_graph_geopackage, directed=True)
    )
    # OSMnx goes by the suffix, so the file that is written aside needs it as well.
    return write_aside(path, lambda part: _saved(save, graph, part, path.suffix))


def _saved(save: Any, graph: Any, part: Path, suffix: str) -> None:
    whole = part.with_name(part.name + suffix)
    try:
        save(graph, whole)
        whole.replace(part)
    finally:
        whole.unlink(missing_ok=True)


def _asked(osmnx: Any, polygon: shapely.Geometry) -> Any:
    """The graph of a polygon; what goes wrong becomes one sentence."""
    import requests

    try:
        graph = osmnx.graph_from_polygon(
            polygon, network_type="drive", retain_all=True, truncate_by_edge=True
        )
    except requests.RequestException as error:
        raise GeographyError(
            f"{osmnx.settings.overpass_url}: expected roads from an Overpass server, got no answer "
            f"({error}); try again later, or give the address of another server"
        ) from error
    except _refusals(osmnx) as error:
        raise GeographyError(
            f"{osmnx.settings.overpass_url}: expected roads from an Overpass server, got none ({error})"
        ) from error
    graph.graph.pop("created_date", None)  # the same answer gives the same file
    return graph


def _refusals(osmnx: Any) -> tuple[type[Exception], ...]:
    """OSMnx's errors about answers, and about a polygon without roads."""
    errors = osmnx._errors
    return (errors.InsufficientResponseError, errors.ResponseStatusCodeError, ValueError)


@contextmanager
def _settings(osmnx: Any, endpoint: str | None, cache: Path, timeout: int) -> Iterator[None]:
    """OSMnx's settings are global: set for the block, then as they were."""
    wanted: dict[str, Any] = {
        "cache_folder": str(cache),
        "use_cache": True,
        "requests_timeout": timeout,
        **({} if endpoint is None else {"overpass_url": endpoint.rstrip("/")}),
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    for name, value in wanted.items():
        setattr(osmnx.settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
