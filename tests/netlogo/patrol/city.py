"""A made-up city for the tests of the patrol model: a grid of areas of 1 km2, districts, units and incidents.

The settings of `PLAIN` take away all that a test does not ask for: no delays, no spread, no paperwork,
arrests or meals, no feedback, and units go wherever they are nearest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import netlogo
from netlogo import Workspace

MODEL = Path(netlogo.__file__).parent / "models" / "police-patrol.nlogo"

PLAIN: dict[str, Any] = {
    "start-hour": 0.0,
    "start-weekday": 6.0,
    "start-date": "2018-07-01",
    "ticks-per-hour": 1.0,
    "show-map?": False,
    "beat-integrity": "none",
    "integrity-minutes": 5.0,
    "cross-district-minutes": 1000.0,
    "reserve-share": 0.0,
    "officers-for-emergency": 1.0,
    "officers-for-serious": 1.0,
    "escalate-priority-minutes": 1e6,
    "escalate-standard-minutes": 1e6,
    "pre-empt?": False,
    "backup-scene-share": 0.5,
    "call-taking-minutes": 0.0,
    "mobilisation-minutes": 0.0,
    "time-spread": 0.0,
    "travel-spread": 0.0,
    "routine-travel-factor": 1.0,
    "crime-paperwork-minutes": 0.0,
    "call-paperwork-minutes": 0.0,
    "arrest-chance": 0.0,
    "arrest-minutes": 0.0,
    "overtime-minutes": 0.0,
    "meal-minutes": 0.0,
    "patrol-mode": "random",
    "patrol-stay-min": 20.0,
    "patrol-stay-max": 40.0,
    "patrol-stop-min": 10.0,
    "patrol-stop-max": 15.0,
    "investigation-non-crime-share": 0.0,
    "linear-investigation-hours?": False,
    "investigate-by-offence?": True,
    "elasticity-violent": 0.0,
    "elasticity-property": 0.0,
    "elasticity-other": 0.0,
    "hot-spot-elasticity": 0.0,
    "diffusion-share": 0.3,
    "displacement-share": 0.1,
    "smoothing-days": 7.0,
    "smoothing-neighbors": 0.5,
    "effect-delay-days": 0.0,
    "map-shows": "patrol",
}
ALWAYS = [["always", 0.0, 24.0]]  # one shift round the clock
Row = list[Any]


def area_rows(width: int, height: int) -> list[Row]:
    spots = [(x, y) for y in range(height) for x in range(width)]
    return [[f"A{y * width + x}", float(x), float(y), 1.0, 8000.0, True] for x, y in spots]


def neighbor_rows(width: int, height: int) -> list[list[float]]:
    return [
        [
            float(b * width + a)
            for a, b in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
            if 0 <= a < width and 0 <= b < height
        ]
        for y in range(height)
        for x in range(width)
    ]


def travel_rows(areas: Sequence[Row], minutes_per_km: float = 1.5, inside: float = 1.0) -> list[Any]:
    """Straight distance; `inside` minutes within an area."""
    rows: list[Any] = []
    for j, there in enumerate(areas):
        pairs = sorted(
            (inside if i == j else minutes_per_km * math.dist(here[1:3], there[1:3]), i)
            for i, here in enumerate(areas)
        )
        rows.append([[float(i) for _, i in pairs], [float(m) for m, _ in pairs]])
    return [*rows, [1.0, 1.0 / minutes_per_km if minutes_per_km else 1.0]]


def call(number: int, area: int = 0, minute: float = 0.0, grade: int = 1, scene: float = 30.0) -> Row:
    return [-float(number), float(area), "welfare", float(minute), float(grade), float(scene)]


def crime(
    number: int,
    area: int = 0,
    minute: float = 0.0,
    grade: int = 2,
    scene: float = 30.0,
    category: str = "burglary",
    suspect: bool = False,
    severity: float = 438.0,
    investigation: str = "no",
) -> Row:
    return [
        float(number),
        float(area),
        category,
        float(minute),
        suspect,
        float(severity),
        investigation,
        float(grade),
        float(scene),
    ]


class City:
    """The model with the verbs of the tests."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.report = workspace.report
        self.command = workspace.command

    def build(
        self,
        areas: Sequence[Row],
        *,
        units: Sequence[Row],
        districts: Sequence[str] | None = None,
        shifts: Sequence[Row] = ALWAYS,
        travel: Sequence[Any] | None = None,
        neighbors: Sequence[Any] | None = None,
        stations: Sequence[Row] = (),
        investigators: Sequence[Row] = (),
        settings: dict[str, Any] | None = None,
        seed: int = 1,
    ) -> None:
        known = {**PLAIN, **(settings or {})}
        for name, value in known.items():
            self.workspace.set_global(name, value)
        self.command(f"random-seed {seed}")
        self.command("setup")
        self.send("areas", areas)
        if neighbors is not None:
            self.send("neighbors", neighbors)
        self.send("travel", travel if travel is not None else travel_rows(areas))
        self.send("shifts", shifts)
        self.send("districts", list(districts or ["all"] * len(areas)))
        self.send("stations", stations)
        self.send("units", units)
        self.send("investigators", investigators)

    def send(self, what: str, rows: Sequence[Any]) -> None:
        self.workspace.call(f"receive-{what}", [list(rows)])

    def tick(self, calls: Sequence[Row] = (), crimes: Sequence[Row] = ()) -> None:
        self.send("calls", calls)
        self.send("crimes", crimes)
        self.command("go")

    def metrics(self) -> dict[str, float]:
        return dict(self.report("report-metrics"))

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [dict(zip(columns, row, strict=True)) for row in rows]
            for name, columns, rows in self.report("report-tables")
        }

    def incidents(self) -> dict[float, dict[str, Any]]:
        """Incidents that are over and were not asked for yet, by number."""
        return {row["id"]: row for row in self.tables()["incidents"]}

    def run(self, hours: int, calls: Sequence[Row] = (), crimes: Sequence[Row] = ()) -> None:
        """`minute` of the rows counts from now; they are handed over tick by tick."""
        per_hour = int(self.workspace.get_global("ticks-per-hour"))
        count = hours * per_hour
        by_tick = [_by_tick(rows, count, 60 / per_hour) for rows in (calls, crimes)]
        first = self.report("ticks")
        for coming_calls, coming_crimes in zip(*by_tick, strict=True):
            self.tick(coming_calls, coming_crimes)
        assert self.report("ticks") == first + count


def _by_tick(rows: Sequence[Row], count: int, length: float) -> list[list[Row]]:
    """Rows by the tick of their report, with the minute after its start."""
    found: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        tick = int(row[3] // length)
        if tick < count:
            found[tick].append([*row[:3], row[3] - tick * length, *row[4:]])
    return found
