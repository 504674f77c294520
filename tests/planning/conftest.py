"""Small worlds that several tests share."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from planning.geography.areas import Areas
from planning.geography.contiguity import adjoining

Squares = Callable[..., Areas]


def squares_of(columns: int, rows: int, side: float = 1000.0, authority: str = "E08000035") -> Areas:
    """A field of square areas named `a00`, `a01`, ... from the south-west, row by row; `side` in metres."""
    shapes = np.array(
        [
            shapely.box(x * side, y * side, (x + 1) * side, (y + 1) * side)
            for y in range(rows)
            for x in range(columns)
        ],
        dtype=object,
    )
    size = len(shapes)
    middle = shapely.centroid(shapes)
    return Areas(
        codes=tuple(f"a{at:02}" for at in range(size)),
        names=tuple(f"Area {at}" for at in range(size)),
        x_m=shapely.get_x(middle),
        y_m=shapely.get_y(middle),
        weighted=np.zeros(size, dtype=bool),
        km2=shapely.area(shapes) / 1e6,
        population=np.full(size, 1500.0),
        urban=np.ones(size, dtype=bool),
        rural_urban=("C1",) * size,
        authority=(authority,) * size,
        authority_name=("Leeds" if authority else "",) * size,
        force=("West Yorkshire",) * size,
        neighbors=tuple(map(tuple, adjoining(shapes))),
        outlines=shapes,
        source="made for a test",
    )


@pytest.fixture
def squares() -> Squares:
    """Makes a field of square areas."""
    return squares_of
