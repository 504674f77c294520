"""How fast a road is: by its tagged limit, else by its class; in free flow, in ordinary traffic, with
lights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planning.arrays import Floats
from planning.roads.network import RoadNetwork
from planning.travel.distance import BLUE_LIGHT

KMH_PER_MPH = 1.609344

CLASSES: Mapping[str, tuple[float, float]] = {
    "motorway": (110.0, 110.0),
    "trunk": (80.0, 110.0),
    "primary": (56.0, 96.0),
    "secondary": (48.0, 80.0),
    "tertiary": (48.0, 80.0),
    "unclassified": (40.0, 64.0),
    "residential": (32.0, 48.0),
    "living_street": (16.0, 16.0),
    "road": (40.0, 64.0),
}
"""Km/h in free flow by OpenStreetMap's class: where no limit is tagged, and at most. An assumption, held
against the free-flow speeds of the Department for Transport (2019): cars average 69 mph on motorways, 50
mph on single carriageways of the national limit, 31 mph where the limit is 30 and 26 mph where it is 20, so
a tagged limit up to the class's greatest speed is driven at. A `_link` is as its class, at half the speed
where no
limit is
tagged."""

TRAFFIC = 1.43
"""Time in traffic over time in free flow: on England's local A roads a mile takes 142 s (25.3 mph), 43.1 s
of them delay against free flow (Department for Transport, year to March 2019)."""

JUNCTION_SECONDS = 3.0
"""Lost in free flow at each junction of three or more roads: an assumption (a signal costs 2 s in OSRM's
profile for cars, a turn some seconds more)."""


@dataclass(frozen=True)
class SpeedRules:
    """What turns a road network into minutes; each value can be replaced.

    Attributes:
        traffic: time in traffic over time in free flow.
        blue_light: speed of a response over speed in traffic.
        junction_seconds: lost at a junction, in free flow.
    """

    traffic: float = TRAFFIC
    blue_light: float = BLUE_LIGHT
    junction_seconds: float = JUNCTION_SECONDS

    def minutes(self, network: RoadNetwork) -> Floats:
        """Minutes of a response along each edge, and through the junction that it leads to."""
        driving = network.length_m / 1000 / network.kmh * 60
        waiting = np.where(network.junctions()[network.head], self.junction_seconds / 60, 0.0)
        return (driving + waiting) * self.traffic / self.blue_light


def drivable(highway: str) -> bool:
    """Whether a class of OpenStreetMap is a public road for cars."""
    return highway.removesuffix("_link") in CLASSES


def free_flow_kmh(highway: str, maxspeed: str | None) -> float:
    """Km/h of a road in free flow.

    Args:
        highway: a class for which `drivable` holds.
        maxspeed: OpenStreetMap's tag: `30 mph`, `50`, `GB:nsl_single`, or None; of several, the least.
    """
    usual, most = CLASSES[highway.removesuffix("_link")]
    limit = limit_kmh(maxspeed)
    if limit is not None:
        return min(limit, most)
    return usual / 2 if highway.endswith("_link") else usual


def limit_kmh(maxspeed: str | None) -> float | None:
    """A speed limit in km/h; None where the tag is missing or says no number."""
    if not maxspeed:
        return None
    national = {"gb:nsl_single": 60.0, "gb:nsl_dual": 70.0, "gb:motorway": 70.0}
    found = []
    for part in re.split(r"[;,|]", str(maxspeed).strip("[]")):
        text = part.strip(" '\"").lower()
        number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", text)
        if text in national:
            found.append(national[text] * KMH_PER_MPH)
        elif number and float(number[1]) > 0:
            found.append(float(number[1]) * (KMH_PER_MPH if number[2] == "mph" else 1.0))
    return min(found, default=None)
