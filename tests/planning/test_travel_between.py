"""Travel is computed once and kept by content."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planning.errors import GeographyError
from planning.geography.areas import Areas
from planning.geography.shipped import areas_by_code, msoas
from planning.roads.speeds import SpeedRules
from planning.travel.distance import DistanceRules
from planning.travel_between import travel_between, travel_key
from tests.planning.roads.conftest import grid as grid


@pytest.fixture
def leeds() -> Areas:
    """Areas around the made grid of streets."""
    every = msoas("2021")
    near = np.hypot(every.x_m - 429500, every.y_m - 433000) < 1500
    return areas_by_code([every.codes[at] for at in np.flatnonzero(near)])


def test_without_roads_it_goes_by_distance(leeds: Areas) -> None:
    assert "no roads were given" in travel_between(leeds).source


def test_a_second_time_reads_what_the_first_kept(leeds: Areas, grid: Path, tmp_path: Path) -> None:
    first = travel_between(leeds, grid, folder=tmp_path)
    (kept,) = (tmp_path / "travel").glob("*.npz")
    written = kept.stat().st_mtime_ns
    second = travel_between(leeds, grid, folder=tmp_path)
    assert kept.stat().st_mtime_ns == written
    assert (second.source, second.notes, second.codes) == (first.source, first.notes, first.codes)
    assert np.array_equal(second.minutes, first.minutes)
    assert np.array_equal(second.indices, first.indices)


def test_a_damaged_file_counts_as_absent(leeds: Areas, grid: Path, tmp_path: Path) -> None:
    first = travel_between(leeds, grid, folder=tmp_path)
    (kept,) = (tmp_path / "travel").glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(travel_between(leeds, grid, folder=tmp_path).minutes, first.minutes)


def test_every_input_changes_the_key(leeds: Areas, grid: Path) -> None:
    speeds, rules = SpeedRules(), DistanceRules()
    keys = {
        travel_key(leeds, grid, speeds, rules, None),
        travel_key(leeds, grid, replace(speeds, traffic=1.2), rules, None),
        travel_key(leeds, grid, speeds, replace(rules, detour=1.3), None),
        travel_key(leeds, grid, speeds, rules, 5),
        travel_key(leeds.take(range(2)), grid, speeds, rules, None),
        travel_key(replace(leeds, x_m=leeds.x_m + 1), grid, speeds, rules, None),
    }
    grid.write_text(grid.read_text() + " ")
    keys.add(travel_key(leeds, grid, speeds, rules, None))
    assert len(keys) == 7


def test_a_missing_file_of_roads_is_named(leeds: Areas, tmp_path: Path) -> None:
    with pytest.raises(GeographyError, match=r"none\.gpkg: expected a file of roads"):
        travel_between(leeds, tmp_path / "none.gpkg")
