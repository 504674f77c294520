"""Hotspots of a file on the real roads of the City of London."""

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from bridge.plans.inputs import Inputs, inputs_of
from bridge.plans.route_ground import ground_of, read_spots
from bridge.scenario.scenario import Scenario
from planning.errors import PlanError

BANK, GUILDHALL, LEEDS = (-0.0886, 51.5133), (-0.0920, 51.5158), (-1.55, 53.8)


@pytest.fixture(scope="module")
def city(shared_data: Path) -> Inputs:
    data = shared_data / "police-uk" / "city-of-london-2018-04-to-2020-03.zip"
    roads = shared_data / "roads" / "city-of-london" / "overpass-drive-2024-02-17.json.gz"
    return inputs_of(
        Scenario(start=datetime(2020, 3, 1), end=datetime(2020, 4, 1), force="City of London", data=str(data),
                 roads=str(roads))
    )  # fmt: skip


def spots(folder: Path, *features: tuple[tuple[float, float], float]) -> Path:
    path = folder / "spots.geojson"
    rows = [
        {
            "type": "Feature",
            "properties": {"expected": risk},
            "geometry": {"type": "Point", "coordinates": at},
        }
        for at, risk in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def test_ways_are_along_roads_and_longer_than_the_straight_line(city: Inputs, tmp_path: Path) -> None:
    ground = ground_of(city, spots(tmp_path, (BANK, 3.0), (GUILDHALL, 1.0)))
    ways = ground.ways_of([0, 1])
    line = np.array(ways.line(0, 1))
    metres = np.hypot(*(np.diff(line, axis=0) * [69_300, 111_250]).T).sum()
    straight = np.hypot(*((line[-1] - line[0]) * [69_300, 111_250]))
    assert len(line) > 3
    assert straight < metres < 3 * straight
    assert 0.5 < ways.minutes[0, 1] < 10
    assert ground.risk[0].sum() == pytest.approx(3 * ground.risk[1].sum())


def test_spots_elsewhere_and_bad_risks_are_refused(city: Inputs, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="expected hotspots in the areas, got none of 1 there"):
        read_spots(spots(tmp_path, (LEEDS, 1.0)), city.areas)
    with pytest.raises(PlanError, match="feature 2: expected a risk >= 0, got -1"):
        read_spots(spots(tmp_path, (BANK, 1.0), (BANK, -1.0)), city.areas)
    (tmp_path / "spots.geojson").write_text("[]")
    with pytest.raises(PlanError, match="expected a GeoJSON collection of hotspots"):
        read_spots(tmp_path / "spots.geojson", city.areas)


def test_segments_need_roads(city: Inputs) -> None:
    from dataclasses import replace

    with pytest.raises(PlanError, match="expected --roads FILE"):
        ground_of(replace(city, roads=None), segments=True)
