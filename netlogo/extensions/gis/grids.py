"""The primitives of `gis` for grids of numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import a_list, a_number, a_string, a_whole_number, failure
from netlogo.extensions.gis import rasters
from netlogo.extensions.gis.coverage import set_patch_variable
from netlogo.extensions.gis.placing import Placing
from netlogo.extensions.gis.values import RasterDataset, Vertex, envelope_in, raster
from netlogo.runtime.agents.base import Agent
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class Grids:
    """Grids in one world."""

    def __init__(self, world: World, placing: Placing) -> None:
        self.world = world
        self._placing = placing

    def patch_dataset(self, attribute: Any) -> RasterDataset:
        """A variable of the patches as a grid; NaN where it is no number."""
        import numpy as np

        topology = self.world.topology
        values = [getattr(patch, attribute, None) for patch in self.world.patches.items]
        numbers = [value if value.__class__ is float else math.nan for value in values]
        grid = np.array(numbers).reshape(topology.height, topology.width)
        return RasterDataset(grid, self._placing.world_envelope())

    def create_raster(self, width: Any, height: Any, envelope: Any) -> RasterDataset:
        """A grid of zeros."""
        import numpy as np

        size = a_whole_number(height), a_whole_number(width)
        if min(size) < 1:
            raise failure(f"expected a grid of at least one cell, got {size[1]} by {size[0]}")
        return RasterDataset(np.zeros(size), envelope_in(envelope))

    def width_of(self, dataset: Any) -> float:
        """How many columns a grid has."""
        return float(raster(dataset).width)

    def height_of(self, dataset: Any) -> float:
        """How many rows a grid has."""
        return float(raster(dataset).height)

    def raster_value(self, dataset: Any, column: Any, row: Any) -> float:
        """The number of a cell, counted from the upper left one."""
        found = raster(dataset)
        return float(found.grid[_cell(found, column, row)])

    def set_raster_value(self, dataset: Any, column: Any, row: Any, value: Any) -> None:
        """Change the number of a cell."""
        found = raster(dataset)
        found.grid[_cell(found, column, row)] = a_number(value)

    def minimum_of(self, dataset: Any) -> float:
        """The least number of a grid."""
        import numpy as np

        return float(np.nanmin(raster(dataset).grid))

    def maximum_of(self, dataset: Any) -> float:
        """The greatest number of a grid."""
        import numpy as np

        return float(np.nanmax(raster(dataset).grid))

    def sampling_method_of(self, dataset: Any) -> str:
        """How values between cells are found."""
        return raster(dataset).method

    def set_sampling_method(self, dataset: Any, method: Any) -> None:
        """Choose how: `NEAREST_NEIGHBOR`, `BILINEAR`, `BICUBIC` or `BICUBIC_2`."""
        if a_string(method).upper() not in rasters.METHODS:
            raise failure(f"Unknown interpolation type: {dump(method)}")
        raster(dataset).method = method.upper()

    def raster_sample(self, dataset: Any, place: Any) -> float:
        """The value at a place, a vertex or a turtle, or the mean over a patch or an envelope."""
        found, used = raster(dataset), self._placing
        if isinstance(place, Vertex):
            return _sample(found, place.place or (math.nan, math.nan))
        if isinstance(place, Agent) and place.kind == "patch":
            left, bottom, right, top = used.geometry(place).bounds
            return rasters.mean_within(found, (left, right, bottom, top))
        if isinstance(place, Agent) and place.kind == "turtle":
            turtle: Any = place
            return _sample(found, used.used.to_gis(turtle.xcor, turtle.ycor))
        if place.__class__ is list and len(place) == 2:
            return _sample(found, used.used.to_gis(a_number(place[0]), a_number(place[1])))
        if place.__class__ is list and len(place) == 4:
            return rasters.mean_within(found, envelope_in(place))
        if place.__class__ is list:
            raise failure("list argument must have 2 elements (for a point), or 4 elements (for an envelope)")
        raise failure(f"not a list, patch, turtle, or Vertex: {dump(place)}")

    def raster_world_envelope(self, dataset: Any, column: Any, row: Any) -> list[Any]:
        """The envelope in which each patch is a cell, from a cell in the upper left corner on."""
        found, topology = raster(dataset), self.world.topology
        left, top = a_whole_number(column), found.height - a_whole_number(row) - 1
        x, y = found.envelope[0], found.envelope[2]
        across, up = topology.width - 1, topology.height - 1
        return [
            x + found.cell_width * left,
            x + found.cell_width * (left + across + 1),
            y + found.cell_height * (top - up),
            y + found.cell_height * (top + 1),
        ]

    def resample(self, dataset: Any, envelope: Any, width: Any, height: Any) -> RasterDataset:
        """The grid over another envelope with other cells."""
        size = a_whole_number(width), a_whole_number(height)
        return rasters.resampled(raster(dataset), envelope_in(envelope), *size)

    def convolve(
        self, dataset: Any, rows: Any, columns: Any, numbers: Any, key_row: Any, key_column: Any
    ) -> RasterDataset:
        """Sums of neighbours times the numbers of a matrix whose key element lies on the cell."""
        import numpy as np

        height, width = a_whole_number(rows), a_whole_number(columns)
        if len(a_list(numbers)) != height * width:
            raise failure(
                f"Convolution matrix is {height} by {width}, so it must have exactly {height * width}"
                f" elements (currently has {len(numbers)})"
            )
        kernel = np.array([a_number(one) for one in numbers]).reshape(height, width)
        return rasters.convolved(raster(dataset), kernel, a_whole_number(key_row), a_whole_number(key_column))

    def apply_raster(self, dataset: Any, attribute: Any) -> None:
        """Give a patch variable the value of the grid in the middle of each patch."""
        topology = self.world.topology
        found = rasters.resampled(
            raster(dataset), self._placing.world_envelope(), topology.width, topology.height
        )
        for patch, value in zip(self.world.patches.items, found.grid.ravel().tolist(), strict=True):
            set_patch_variable(patch, attribute, value)


def _sample(dataset: RasterDataset, place: tuple[float, float]) -> float:
    import numpy as np

    return float(rasters.at_points(dataset, np.array([place[0]]), np.array([place[1]]))[0])


def _cell(dataset: RasterDataset, column: Any, row: Any) -> tuple[int, int]:
    place = a_whole_number(row), a_whole_number(column)
    if not (0 <= place[0] < dataset.height and 0 <= place[1] < dataset.width):
        raise failure("Coordinate out of bounds!")
    return place
