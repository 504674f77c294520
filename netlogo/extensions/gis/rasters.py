"""Grids of numbers: what lies at a place, other cells, sums over neighbours, and their files.

Between cells values are found as NetLogo's extension names it: the nearest cell's, or by two lines or two
cubic curves (with -0.5 or -1 as their parameter) between cells.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netlogo.extensions.base import failure
from netlogo.extensions.gis.placing import steps_between
from netlogo.extensions.gis.values import Envelope, RasterDataset
from netlogo.runtime.maths.numbers import number_text
from netlogo.runtime.state.file_access import read_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyproj

    Numbers = npt.NDArray[np.float64]

METHODS = ("NEAREST_NEIGHBOR", "BILINEAR", "BICUBIC", "BICUBIC_2")


def at_points(dataset: RasterDataset, x: Numbers, y: Numbers) -> Numbers:
    """The values at places, in the dataset's coordinates; NaN outside, and beside the edge where neighbours
    are needed.
    """
    import numpy as np

    across = (x - dataset.envelope[0]) / dataset.cell_width
    up = (y - dataset.envelope[2]) / dataset.cell_height
    outside = (across < 0) | (across > dataset.width) | (up < 0) | (up > dataset.height)
    across, up = np.where(outside, 0.0, across), np.where(outside, 0.0, up)
    column, row = np.floor(across).astype(int), np.floor(up).astype(int)
    found = _between(dataset, column, row, across - column, up - row)
    return np.where(outside, np.nan, found)


def _cell(dataset: RasterDataset, column: Any, row: Any) -> Numbers:
    """Values of cells, rows counted from the bottom; NaN for those that are not there."""
    import numpy as np

    there = (column >= 0) & (column < dataset.width) & (row >= 0) & (row < dataset.height)
    safe = np.where(there, column, 0), np.where(there, dataset.height - 1 - row, 0)
    return np.where(there, dataset.grid[safe[1], safe[0]], np.nan)


def _between(dataset: RasterDataset, column: Any, row: Any, right: Any, up: Any) -> Numbers:
    if dataset.method == "NEAREST_NEIGHBOR":
        return _cell(dataset, column, row)
    if dataset.method == "BILINEAR":
        low = _line(_cell(dataset, column, row), _cell(dataset, column + 1, row), right)
        high = _line(_cell(dataset, column, row + 1), _cell(dataset, column + 1, row + 1), right)
        between: Numbers = _line(low, high, up)
        return between
    bend = -0.5 if dataset.method == "BICUBIC" else -1.0
    rows = [
        _curve([_cell(dataset, column + i, row + j) for i in (-1, 0, 1, 2)], right, bend)
        for j in (-1, 0, 1, 2)
    ]
    curved: Numbers = _curve(rows, up, bend)
    return curved


def _line(low: Any, high: Any, share: Any) -> Any:
    return (high - low) * share + low


def _curve(values: list[Any], share: Any, bend: float) -> Any:
    """Cubic convolution (Keys 1981) of four values."""
    total = 0.0
    for value, far in zip(values, (share + 1, share, 1 - share, 2 - share), strict=True):
        near = (bend + 2) * far**3 - (bend + 3) * far**2 + 1
        outer = bend * far**3 - 5 * bend * far**2 + 8 * bend * far - 4 * bend
        total = total + value * (near * (far <= 1) + outer * (far > 1))
    return total


def mean_within(dataset: RasterDataset, envelope: Envelope) -> float:
    """The mean of all cells that an envelope touches; NaN where it touches none."""
    left = (envelope[0] - dataset.envelope[0]) / dataset.cell_width
    right = (envelope[1] - dataset.envelope[0]) / dataset.cell_width
    bottom = (envelope[2] - dataset.envelope[2]) / dataset.cell_height
    top = (envelope[3] - dataset.envelope[2]) / dataset.cell_height
    columns = _span(left, right, dataset.width)
    rows = _span(bottom, top, dataset.height)
    if columns is None or rows is None:
        return math.nan
    height = dataset.height
    total, count = 0.0, 0
    for row in range(*rows):
        for column in range(*columns):
            total += float(dataset.grid[height - row - 1, column])
            count += 1
    return total / count if count else math.nan


def _span(low: float, high: float, size: int) -> tuple[int, int] | None:
    """The cells between two places of which one at least is inside."""
    first, last = 0 <= low <= size, 0 <= high <= size
    if not first and not last:
        return None
    return (math.floor(low) if first else 0, math.ceil(high) if last else size)


def resampled(dataset: RasterDataset, envelope: Envelope, width: int, height: int) -> RasterDataset:
    """The values at the centres of the cells of another grid."""
    import numpy as np

    if width < 1 or height < 1:
        raise failure(f"expected a grid of at least one cell, got {width} by {height}")
    if (width, height) == (dataset.width, dataset.height) and envelope == dataset.envelope:
        return dataset
    left, right, bottom, top = envelope
    x = left + (np.arange(width) + 0.5) * ((right - left) / width)
    y = top - (np.arange(height) + 0.5) * ((top - bottom) / height)
    if dataset.method != "NEAREST_NEIGHBOR":  # values lie in the middle of their cells
        x, y = x - dataset.cell_width / 2, y - dataset.cell_height / 2
    across, down = np.meshgrid(x, y)
    return RasterDataset(at_points(dataset, across, down), envelope)


def convolved(dataset: RasterDataset, kernel: Numbers, key_row: int, key_column: int) -> RasterDataset:
    """Sums of neighbours times the kernel's numbers, whose columns run against the grid's as in NetLogo's
    library; NaN where a neighbour is missing.
    """
    import numpy as np

    rows, columns = kernel.shape
    edge = ((key_row, rows - 1 - key_row), (columns - 1 - key_column, key_column))
    if min(map(min, edge)) < 0:
        raise failure("the key element lies outside of the convolution matrix")
    padded = np.pad(dataset.grid, edge, constant_values=np.nan)
    total = np.zeros_like(dataset.grid)
    for j in range(rows):
        for i in range(columns):
            part = padded[j : j + dataset.height, i : i + dataset.width]
            total = total + np.float32(kernel[j, columns - 1 - i]) * part
    return RasterDataset(total, dataset.envelope)


def reprojected(dataset: RasterDataset, source: pyproj.CRS, target: pyproj.CRS) -> RasterDataset:
    """The grid in another coordinate system, with about as large cells, each with the value of its place."""
    import numpy as np

    left, right, bottom, top = dataset.envelope
    across, up = np.meshgrid(
        np.linspace(left, right, dataset.width + 1)[::2], np.linspace(bottom, top, dataset.height + 1)[::2]
    )
    x, y = steps_between(source, target)(across.ravel(), up.ravel())
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        raise failure("the dataset lies outside of the coordinate system in use")
    envelope = tuple(float(one) for one in (x[known].min(), x[known].max(), y[known].min(), y[known].max()))
    scale = min(dataset.width / (envelope[1] - envelope[0]), dataset.height / (envelope[3] - envelope[2]))
    width = max(1, int(scale * (envelope[1] - envelope[0])))
    height = max(1, int(scale * (envelope[3] - envelope[2])))
    xs = envelope[0] + (np.arange(width) + 0.5) * ((envelope[1] - envelope[0]) / width)
    ys = envelope[3] - (np.arange(height) + 0.5) * ((envelope[3] - envelope[2]) / height)
    back = steps_between(target, source)(*(grid.ravel() for grid in np.meshgrid(xs, ys)))
    found = at_points(dataset, *back).reshape(height, width)
    return RasterDataset(found, (envelope[0], envelope[1], envelope[2], envelope[3]))


# --- files ------------------------------------------------------------------------------------------------


def read_ascii(path: Path) -> RasterDataset:
    """An ESRI ASCII grid."""
    import numpy as np

    try:
        words = read_text(path, "replace").split()
    except FileNotFoundError as error:
        raise failure(f"ascii file {path} not found") from error
    except OSError as error:
        raise failure(f"cannot read {path}: {error}") from error
    head: dict[str, float] = {}
    at = 0
    try:
        while at + 1 < len(words) and words[at][:1].isalpha() and words[at].lower() != "nan":
            head[words[at].lower()] = float(words[at + 1])
            at += 2
        columns, rows, size = int(head["ncols"]), int(head["nrows"]), head["cellsize"]
        grid = np.array(words[at : at + columns * rows], dtype=np.float64).reshape(rows, columns)
    except (KeyError, ValueError) as error:
        raise failure(f"expected an ESRI ASCII grid in {path}: {error}") from error
    if "nodata_value" in head:
        grid[grid == head["nodata_value"]] = np.nan
    left = head["xllcorner"] if "xllcorner" in head else head.get("xllcenter", 0.0) - size / 2
    bottom = head["yllcorner"] if "yllcorner" in head else head.get("yllcenter", 0.0) - size / 2
    return RasterDataset(grid, (left, left + columns * size, bottom, bottom + rows * size))


def ascii_text(dataset: RasterDataset) -> str:
    """A grid as an ESRI ASCII grid."""
    size = min(dataset.cell_width, dataset.cell_height)
    head = {
        "NCOLS": dataset.width, "NROWS": dataset.height, "XLLCORNER": dataset.envelope[0],
        "YLLCORNER": dataset.envelope[2], "CELLSIZE": size, "NODATA_VALUE": "NaN",
    }  # fmt: skip
    lines = [f"{name} {value}" for name, value in head.items()]
    lines += [" ".join(map(_number, row)) for row in dataset.grid.tolist()]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else number_text(value)
