"""One way to travel: by roads where a file is given, else by distance; computed once and kept by content."""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
import zlib
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pyproj

from common.cache import default_folder, key_of
from common.files import write_aside
from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.roads.readers import read_roads
from planning.roads.speeds import SpeedRules
from planning.roads.travel import MARGIN_M, travel_by_roads
from planning.travel.distance import DistanceRules, travel_by_distance
from planning.travel.matrix import Travel

log = logging.getLogger(__name__)

VERSION = "travel 1"
"""Part of every key; to be raised when the layout or the way of computing changes."""

DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file of the cache raises."""


def travel_between(
    areas: Areas,
    roads: Path | None = None,
    speeds: SpeedRules | None = None,
    rules: DistanceRules | None = None,
    kept: int | None = None,
    folder: Path | None = None,
) -> Travel:
    """Minutes of a response between areas.

    Args:
        roads: a file that `planning.roads.readers.read_roads` reads; by distance where None.
        speeds, rules: the defaults where None.
        kept: areas kept for each; by their number where None.
        folder: of the cache; `CRIMS_CACHE_DIR` or the user's where None. Only travel by road is kept, since
            travel by distance takes less time than reading it. A folder that cannot be written is only
            logged.

    Raises:
        GeographyError: the file cannot be read, or has no roads near the areas.
    """
    if roads is None:
        return travel_by_distance(areas, rules, kept)
    speeds, rules = speeds or SpeedRules(), rules or DistanceRules()
    key = travel_key(areas, roads, speeds, rules, kept)
    path = (folder or default_folder()) / "travel" / f"{key}.npz"
    held = _load(path, areas)
    if held is not None:
        return held
    network = read_roads(roads, areas.crs, _bounds(areas))
    travel = travel_by_roads(areas, network, speeds, rules, kept)
    try:
        write_aside(path, partial(_store, travel=travel))
    except OSError as error:
        log.warning("not caching travel of %s: %s", roads.name, error)
    return travel


def travel_key(areas: Areas, roads: Path, speeds: SpeedRules, rules: DistanceRules, kept: int | None) -> str:
    """Everything that travel by road is made of, as one hash.

    Raises:
        GeographyError: the file cannot be read.
    """
    try:
        with roads.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise GeographyError(f"{roads}: expected a file of roads ({error.strerror or error})") from error
    arrays = (areas.x_m, areas.y_m, areas.km2, areas.urban)
    settings = {"speeds": asdict(speeds), "rules": asdict(rules), "kept": kept, "crs": areas.crs}
    words = (*areas.codes, *areas.rural_urban, json.dumps(settings, sort_keys=True))
    return key_of([content, areas.ground().wkb, *(array.tobytes() for array in arrays), *words], VERSION)


def _bounds(areas: Areas) -> tuple[float, float, float, float]:
    """West, south, east, north of the areas and their margin, in degrees."""
    to_degrees = pyproj.Transformer.from_crs(areas.crs, "EPSG:4326", always_xy=True)
    return to_degrees.transform_bounds(*areas.ground(MARGIN_M).bounds)


def _store(path: Path, travel: Travel) -> None:
    words = json.dumps({"source": travel.source, "notes": travel.notes, "codes": travel.codes})
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            indices=travel.indices,
            minutes=travel.minutes,
            numbers=np.array([travel.detour, travel.km_per_minute]),
            words=np.frombuffer(words.encode(), dtype=np.uint8),
        )


def _load(path: Path, areas: Areas) -> Travel | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            words = json.loads(held["words"].tobytes())
            travel = Travel(
                codes=tuple(words["codes"]),
                indices=held["indices"],
                minutes=held["minutes"],
                detour=float(held["numbers"][0]),
                km_per_minute=float(held["numbers"][1]),
                source=str(words["source"]),
                notes=tuple(words["notes"]),
            )
    except DAMAGED as error:
        log.warning("leaving a damaged file of the cache aside: %s (%s)", path, error)
        return None
    fits = travel.codes == areas.codes and travel.indices.shape == travel.minutes.shape
    return travel if fits else None
