"""Datasets in files: which reader and writer is for which ending, and where files may be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis import rasters
from netlogo.extensions.gis.placing import system_of
from netlogo.extensions.gis.values import RasterDataset, VectorDataset
from netlogo.extensions.gis.vector_files import (
    copied,
    geojson_text,
    read_geojson,
    read_shapefile,
    write_shapefile,
)
from netlogo.runtime.primitives.file_primitives import readable, writable
from netlogo.runtime.state.file_access import read_text, whole_file
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import pyproj

    from netlogo.extensions.gis.placing import Placing
    from netlogo.runtime.world import World

_JSON = (".json", ".geojson")


class Storing:
    """Loads and stores datasets for one world."""

    def __init__(self, world: World, placing: Placing) -> None:
        self._world = world
        self._placing = placing

    def load(self, name: str) -> VectorDataset | RasterDataset:
        """The dataset of a file; a `.prj` file beside it says in which coordinate system it is."""
        path = readable(self._world, name)
        ending = path.suffix.lower()
        system = self._system_beside(path)
        if ending == ".shp":
            return read_shapefile(path, lambda shape: self._placing.brought_over(shape, system))
        if ending in _JSON:
            import pyproj

            angles = pyproj.CRS.from_epsg(4326)  # the one of all GeoJSON
            return read_geojson(path, lambda shape: self._placing.brought_over(shape, angles))
        if ending in (".asc", ".grd"):
            found = rasters.read_ascii(path)
            used = self._placing.system
            if system is None or used is None or system == used:
                return found
            return rasters.reprojected(found, system, used)
        raise failure(f"unsupported file type {ending.removeprefix('.')}")

    def _system_beside(self, path: Path) -> pyproj.CRS | None:
        beside = path.with_suffix(".prj")
        if not beside.is_file():
            return None
        try:
            return system_of(read_text(beside, "replace"))
        except OSError as error:
            raise failure(f"cannot read {beside}: {error}") from error

    def store(self, dataset: Any, name: str) -> None:
        """Write a dataset, and its coordinate system beside it."""
        ending = Path(name).suffix.lower()
        if isinstance(dataset, RasterDataset):
            self._write(str(Path(name).with_suffix(".asc")), rasters.ascii_text(dataset))
        elif isinstance(dataset, VectorDataset) and ending in _JSON:
            self._write(name, geojson_text(dataset))
            return
        elif isinstance(dataset, VectorDataset):
            write_shapefile(dataset, self._beside(name), self._kept)
        else:
            raise failure(f"not a dataset {dump(dataset)}")
        if self._placing.system is not None:
            text = self._placing.system.to_wkt("WKT1_ESRI")
            self._write(str(Path(name).with_suffix(".prj")), text)

    def _beside(self, name: str) -> Any:
        return lambda ending: writable(self._world, str(Path(name).with_suffix(ending)))

    def _kept(self, file: Path, target: Path) -> None:
        with whole_file(target) as part:
            copied(file, part)

    def _write(self, name: str, text: str) -> None:
        target = writable(self._world, name)
        try:
            with whole_file(target) as part:
                part.write_text(text, encoding="utf-8")
        except OSError as error:
            raise failure(f"cannot write {target}: {error.strerror or error}") from error
