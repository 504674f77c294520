"""A made-up force of four areas and two districts: what a rehearsal tells a model that wants to know."""

from typing import Any

from bridge.police.supply import Given

CODES = ("E02002330", "E02002331", "E02002332", "E02002333")
"""The four corners of a square of 2 km."""
SHIFTS = ("early", "late", "night")


def given() -> Given:
    """The rows of every procedure of `contract.GIVEN` but `receive-reference`."""
    places = [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0), (2.0, 2.0)]
    areas = [[code, x, y, 4.0, 8000.0, True] for code, (x, y) in zip(CODES, places, strict=True)]
    travel: list[Any] = [
        [[float(at), *[float(other) for other in range(4) if other != at]], [2.0, 4.0, 4.0, 6.0]]
        for at in range(4)
    ]
    stops = [[0.0, 10.0, 15.0], [1.0, 60.0, 15.0]]
    return {
        "receive-areas": areas,
        "receive-neighbors": [[1.0, 2.0], [0.0, 3.0], [0.0, 3.0], [1.0, 2.0]],
        "receive-travel": [*travel, [1.37, 0.8]],
        "receive-shifts": [["early", 7.0, 17.0], ["late", 14.0, 24.0], ["night", 22.0, 31.0]],
        "receive-districts": ["south", "south", "north", "north"],
        "receive-stations": [["south", 0.0], ["north", 2.0]],
        "receive-units": [[name, shift, 2.0, 1.0] for name in ("south", "north") for shift in SHIFTS],
        "receive-investigators": [[shift, 2.0] for shift in SHIFTS],
        "receive-routes": [["south", "early", 0.0, 1.0, stops]],
        "receive-risk": [0.4, 0.3, 0.2, 0.1],
    }
