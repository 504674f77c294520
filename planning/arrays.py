"""Names of the array types of this package."""

from __future__ import annotations

import numpy as np

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Labels = np.ndarray[tuple[int], np.dtype[np.int32]]
Positions = np.ndarray[tuple[int], np.dtype[np.int64]]
Indices = np.ndarray[tuple[int, int], np.dtype[np.int32]]
Shapes = np.ndarray[tuple[int], np.dtype[np.object_]]
