"""Features in files: shapefiles through GDAL (pyogrio), GeoJSON."""

from __future__ import annotations

import json
import logging
import math
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.extensions.base import failure
from netlogo.extensions.gis.values import Feature, VectorDataset
from netlogo.runtime.state.file_access import read_text
from netlogo.runtime.values import NOBODY, dump

if TYPE_CHECKING:
    pass

_LOG = logging.getLogger(__name__)
_SHAPE_TYPES = {
    "Point": "POINT", "MultiPoint": "POINT", "LineString": "LINE", "MultiLineString": "LINE",
    "LinearRing": "LINE", "Polygon": "POLYGON", "MultiPolygon": "POLYGON",
}  # fmt: skip
Place = Callable[[Any], Any]


def read_shapefile(path: Path, place: Place) -> VectorDataset:
    """The features of a shapefile, each brought over by `place`."""
    import pyogrio
    import shapely

    if not path.is_file():
        raise failure(f"shapefile {path} not found")
    if not path.with_suffix(".dbf").is_file() and not path.with_suffix(".DBF").is_file():
        raise failure(f"dbf file {path.with_suffix('.dbf')} not found")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that measures are dropped
            meta, _, shapes, columns = pyogrio.raw.read(str(path), datetime_as_string=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise failure(f"cannot read {path}: {error}") from error
    names = [str(name).upper() for name in meta["fields"]]
    geometries = shapely.from_wkb(shapes)
    kinds = {one.geom_type for one in geometries if one is not None}
    rows = [
        {name: _plain(column[i]) for name, column in zip(names, columns, strict=True)}
        for i in range(len(geometries))
    ]
    kind = _SHAPE_TYPES.get(next(iter(kinds), str(meta["geometry_type"]).split()[0]), "POINT")
    return _dataset(kind, names, list(geometries), rows, place, path.name)


def _plain(value: Any) -> Any:
    """A value of a table as NetLogo has it."""
    if value is None:
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "T" if value else "F"
    return float(value) if isinstance(value, int | float) else str(value)


def read_geojson(path: Path, place: Place) -> VectorDataset:
    """The features of a GeoJSON file, each brought over by `place`."""
    import shapely.geometry

    try:
        data = json.loads(read_text(path, encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise failure(f"Geojson file {path} not found") from error
    except (OSError, ValueError) as error:
        raise failure(f"Error parsing {path}") from error
    members = data.get("features", []) if data.get("type") == "FeatureCollection" else [data]
    geometries, rows = [], []
    for member in members:
        bare = member.get("type") != "Feature"
        shape = member if bare else member.get("geometry")
        if not isinstance(shape, dict) or shape.get("type") not in _SHAPE_TYPES:
            found = shape.get("type") if isinstance(shape, dict) else shape
            raise failure(f"{found} is not a supported geometry type in {path.name}")
        try:
            geometries.append(shapely.geometry.shape(shape))
        except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
            raise failure(f"Error parsing {path}: {error}") from error
        values = {} if bare else member.get("properties") or {}
        rows.append({name.upper(): _from_json(value) for name, value in values.items()})
    kinds = {_SHAPE_TYPES[one.geom_type] for one in geometries}
    if len(kinds) > 1:
        raise failure(
            f"Only homogenous FeatureCollections are supported; {path.name} has {' and '.join(kinds)}"
        )
    names = list(dict.fromkeys(name for row in rows for name in row))
    _fill(names, rows, path.name)
    return _dataset(next(iter(kinds), "POINT"), names, geometries, rows, place, path.name)


def _from_json(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, str) or value is None else json.dumps(value, separators=(",", ":"))


def _fill(names: list[str], rows: list[dict[str, Any]], file: str) -> None:
    """Give features what others have: 0 or an empty text."""
    missing = False
    for name in names:
        values = [row[name] for row in rows if row.get(name) is not None]
        default: Any = 0.0 if values and all(isinstance(value, float) for value in values) else ""
        for row in rows:
            missing = missing or name not in row
            if row.get(name) is None:
                row[name] = default
            elif default == "" and isinstance(row[name], float):
                row[name] = dump(row[name])
    if missing:
        _LOG.warning(
            "Not all the features in %s have the same set of properties. Default values (0 for numbers and"
            ' "" for strings) will be supplied where there are missing entries.',
            file,
        )


def _dataset(
    kind: str, names: list[str], geometries: list[Any], rows: list[dict[str, Any]], place: Place, file: str
) -> VectorDataset:
    """A dataset; points with a height keep it as the property `_Z`, other heights are dropped."""
    import shapely

    heights = any(one is not None and one.has_z for one in geometries)
    points = heights and all(one is None or one.geom_type == "Point" for one in geometries)
    if heights and not points:
        _LOG.warning("%s has features with heights; they are treated as 2D features.", file)
    if points:
        names = [*names, "_Z"]
    features = []
    for geometry, row in zip(geometries, rows, strict=True):
        if points:
            row["_Z"] = geometry.z if geometry is not None and geometry.has_z else 0.0
        flat = shapely.Point() if geometry is None else shapely.force_2d(geometry)
        features.append(Feature(kind, place(flat), row))
    return VectorDataset(kind, names, features)


def geojson_text(dataset: VectorDataset) -> str:
    """Features with their properties as GeoJSON."""
    import shapely.geometry

    features = [
        {
            "type": "Feature",
            "properties": {name: _to_json(feature.properties[name]) for name in dataset.names},
            "geometry": shapely.geometry.mapping(feature.geometry),
        }
        for feature in dataset.features
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _to_json(value: Any) -> Any:
    if value.__class__ is float:
        return int(value) if value.is_integer() else None if math.isnan(value) else value
    return None if value is NOBODY else value if isinstance(value, str) else dump(value)


def write_shapefile(
    dataset: VectorDataset, target: Callable[[str], Path], keep: Callable[[Path, Path], None]
) -> None:
    """Write features as the files of a shapefile.

    Args:
        dataset: what to write.
        target: the file to write for an ending such as ".shp".
        keep: moves a finished file to its target.
    """
    import numpy as np
    import pyogrio
    import shapely

    columns = []
    for name in dataset.names:
        values = [feature.properties[name] for feature in dataset.features]
        numbers = all(value.__class__ is float for value in values)
        columns.append(
            np.array(values) if numbers else np.array([dump(value) for value in values], dtype=object)
        )
    geometries = [feature.geometry for feature in dataset.features]
    kinds = {"POINT": "Point", "LINE": "LineString", "POLYGON": "Polygon"}
    several = any(one.geom_type.startswith("Multi") for one in geometries)
    if several and dataset.shape_type == "POINT":
        geometries = [shapely.MultiPoint([one]) if one.geom_type == "Point" else one for one in geometries]
    kind = "MultiPoint" if several and dataset.shape_type == "POINT" else kinds[dataset.shape_type]
    texts = np.array(shapely.to_wkb(geometries), dtype=object)
    names = _short(dataset.names)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "dataset.shp"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that the coordinate system is written by itself
                pyogrio.raw.write(
                    str(made), texts, columns, names, geometry_type=kind, driver="ESRI Shapefile",
                    crs=None, encoding="UTF-8",
                )  # fmt: skip
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, ValueError) as error:
            raise failure(f"cannot write the dataset: {error}") from error
        for file in Path(folder).iterdir():
            keep(file, target(file.suffix))


def _short(names: list[str]) -> list[str]:
    """Names of at most ten letters, each once, as the table of a shapefile has them."""
    taken: set[str] = set()
    short = []
    for name in names:
        word, number = name[:10], 0
        while word in taken:
            number += 1
            word = f"{name[: 10 - len(str(number))]}{number}"
        taken.add(word)
        short.append(word)
    return short


def copied(file: Path, part: Path) -> None:
    """Copy a finished file."""
    try:
        shutil.copyfile(file, part)
    except OSError as error:
        raise LogoError(f"{part}: {error.strerror or error}") from error
