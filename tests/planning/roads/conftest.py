"""A made road network: a grid of streets near Leeds, in each of the forms that are read."""

import json
from pathlib import Path
from typing import Any

import pytest

STREET = {"highway": "residential", "maxspeed": "30 mph"}
WEST, SOUTH, STEP = -1.56, 53.79, 0.002


def overpass(columns: int = 4, rows: int = 3, **tags: str) -> dict[str, Any]:
    """A grid of streets as Overpass would answer: node `10 * row + column`, one way a row and a column."""
    nodes = [
        {"type": "node", "id": 10 * y + x, "lon": WEST + x * STEP, "lat": SOUTH + y * STEP}
        for y in range(rows)
        for x in range(columns)
    ]
    lines = [[10 * y + x for x in range(columns)] for y in range(rows)]
    lines += [[10 * y + x for y in range(rows)] for x in range(columns)]
    ways = [
        {
            "type": "way",
            "id": at,
            "nodes": line,
            "tags": {**STREET, **tags},
        }
        for at, line in enumerate(lines, start=1)
    ]
    return {"version": 0.6, "elements": [*nodes, *ways]}


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """The grid as an Overpass answer."""
    path = tmp_path / "grid.json"
    path.write_text(json.dumps(overpass()))
    return path
