"""Detroit in the patrol model: beats and precincts, priority-1 calls, and what is assumed of the rest.

The records have the priority-1 calls of two eight-hour windows of the week, with beat, minutes to dispatch
and minutes of travel. They have neither units nor other work; `Force` holds what is assumed of those.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from netlogo import Workspace
from tests.netlogo.patrol.city import MODEL, City, Row

BEATS = Path(__file__).parents[2] / "data" / "detroit_beats.csv"
WINDOW_HOURS = 8
WEEKDAY, WEEKEND = "weekday 08-16", "weekend 00-08"
SCENE_MINUTES, SCENE_LOG_SD = 45.0, 1.0
"""Minutes on the scene over all types (crime 51, health 41, traffic 55, quality of life 30.5), their spread
(of crime: mean 51, median 30.4)."""
GAP_HOURS = 2
"""Without calls, between two windows: what is in the queues is worked off."""
DETOUR = 1.27
"""Road over straight distance in a city of right angles: 4 / pi."""


@dataclass(frozen=True)
class Force:
    """What is assumed, and what was fitted on half of the dates of the weekday window in six precincts.

    Attributes:
        units: fitted: two-officer units on duty in the whole city, both windows.
        other_calls: assumed: calls of lower priority in an hour of the weekday window, in the whole city;
            about five for each of priority 1.
        night_calls: assumed: those of the weekend window as a multiple; urgent calls from 00 to 04 h at
            weekends are about double the weekday level.
        km_per_minute: fitted: speed on the road in the weekday window.
        night_speed: assumed: speed of the weekend window as a multiple of it.
        call_taking: fitted: mean minutes from the call until a unit can be sent.
        time_spread: fitted: log-sd of these.
        mobilisation: fitted: mean minutes from dispatch until the unit moves.
        travel_spread: fitted: log-sd of travel for a given distance.
        integrity: assumed: calls wait for the units of their precinct.
    """

    units: int = 94
    other_calls: float = 27.0
    night_calls: float = 2.0
    km_per_minute: float = 0.469
    night_speed: float = 1.4
    call_taking: float = 2.39
    time_spread: float = 1.09
    mobilisation: float = 1.33
    travel_spread: float = 0.424
    integrity: str = "absolute"


def beats() -> pd.DataFrame:
    """Beats by number: precinct, centre in km, km2."""
    return pd.read_csv(BEATS)


def work_shares(rows: pd.DataFrame) -> pd.Series:
    """Share of each precinct in the calls of the rows; one without rows gets the mean of the others."""
    counts = rows.groupby("precinct").size().reindex(sorted(beats().precinct.unique()))
    counts = counts.fillna(counts.mean())
    return counts / counts.sum()


def shared_out(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights, by largest remainder; at least 1 each."""
    exact = weights / weights.sum() * total
    found = np.maximum(1, np.floor(exact)).astype(int)
    for place in np.argsort(found - exact)[: max(0, total - found.sum())]:
        found[place] += 1
    return found


def _travel(table: pd.DataFrame, km_per_minute: float) -> list[object]:
    x, y = table.x_km.to_numpy(), table.y_km.to_numpy()
    km = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(km, 0.52 * np.sqrt(table.km2))
    minutes = km * DETOUR / km_per_minute
    order = np.argsort(minutes, axis=1, kind="stable")
    rows: list[object] = [
        [[float(i) for i in near], [float(m) for m in minutes[j, near]]] for j, near in enumerate(order)
    ]
    return [*rows, [DETOUR, km_per_minute]]


def _calls(
    other_calls: float, rows: pd.DataFrame, shares: pd.Series, usual: float, rng: np.random.Generator
) -> tuple[list[Row], set[float]]:
    """Calls of the windows of the rows, one window after the other with `GAP_HOURS` between, and the numbers
    of those that are rows.

    Precincts without rows get calls in proportion to their share, of the window's level; calls of lower
    priority follow the level of the window against the usual number of priority-1 calls of a window.
    """
    table = beats()
    places = {p: np.flatnonzero(table.precinct == p) for p in shares.index}
    where = {int(beat): i for i, beat in enumerate(table.beat)}
    present = sorted(rows.precinct.unique())
    calls: list[Row] = []
    recorded: set[float] = set()

    def add(place: int, minute: float, grade: int) -> float:
        scene = rng.lognormal(math.log(SCENE_MINUTES) - SCENE_LOG_SD**2 / 2, SCENE_LOG_SD)
        calls.append([-float(len(calls) + 1), float(place), "call", minute, float(grade), float(scene)])
        return float(calls[-1][0])

    for number, (_, window) in enumerate(rows.groupby(rows.call_time.dt.date)):
        start = 60.0 * number * (WINDOW_HOURS + GAP_HOURS)
        clock = window.call_time
        for beat, minute in zip(
            window.beat, clock.dt.hour % WINDOW_HOURS * 60 + clock.dt.minute, strict=True
        ):
            recorded.add(add(where[int(beat)], start + minute + rng.random(), 1))
        level = len(window) / shares[present].sum()
        for precinct in shares.index:
            missing = 0.0 if precinct in present else level * shares[precinct]
            other = other_calls * WINDOW_HOURS * level / usual * shares[precinct]
            for grade, mean in ((1, missing), (2, other / 2), (3, other / 2)):
                for _ in range(rng.poisson(mean)):
                    add(rng.choice(places[precinct]), start + 60 * WINDOW_HOURS * rng.random(), grade)
    return calls, recorded


class Detroit:
    """The model, to be run with different assumptions."""

    def __init__(self) -> None:
        self._city = City(Workspace.open(MODEL))

    def run(self, force: Force, rows: pd.DataFrame, known: pd.DataFrame, *, seed: int = 1) -> pd.DataFrame:
        """Responses to the calls of the rows: `precinct`, `dispatch_min`, `travel_min`.

        Args:
            force: what is assumed.
            rows: records of one part of the week.
            known: records of the weekday part that say how work and units are spread over precincts.
            seed: of the calls that are added, and of the model.
        """
        table = beats()
        shares = work_shares(known)
        usual = len(rows) / rows.call_time.dt.date.nunique() / shares[sorted(rows.precinct.unique())].sum()
        at_night = (rows.call_time.dt.hour < WINDOW_HOURS).all()
        speed = force.km_per_minute * (force.night_speed if at_night else 1.0)
        numbers = shared_out(force.units, shares.to_numpy())
        areas = [[str(r.beat), r.x_km, r.y_km, r.km2, 1.0, True] for r in table.itertuples()]
        self._city.build(
            areas,
            units=[[str(p), "always", float(n), 2.0] for p, n in zip(shares.index, numbers, strict=True)],
            districts=[str(p) for p in table.precinct],
            travel=_travel(table, speed),
            settings={
                "beat-integrity": force.integrity,
                "integrity-minutes": 5.0,
                "cross-district-minutes": 30.0,
                "officers-for-emergency": 4.0,
                "call-taking-minutes": force.call_taking,
                "time-spread": force.time_spread,
                "mobilisation-minutes": force.mobilisation,
                "travel-spread": force.travel_spread,
                "routine-travel-factor": 1.3,
                "call-paperwork-minutes": 5.0,
                "escalate-priority-minutes": 240.0,
                "escalate-standard-minutes": 1440.0,
            },
            seed=seed,
        )
        other_calls = force.other_calls * (force.night_calls if at_night else 1.0)
        calls, recorded = _calls(other_calls, rows, shares, usual, np.random.default_rng(seed))
        windows = rows.call_time.dt.date.nunique()
        self._city.run(windows * (WINDOW_HOURS + GAP_HOURS), calls)
        after = self._city.metrics()
        self.busy = 1 - after["free-unit-hours"] / after["duty-unit-hours"]
        done = [r for r in self._city.tables()["incidents"] if r["id"] in recorded]
        precinct = dict(zip(table.beat.astype(str), table.precinct, strict=True))
        return pd.DataFrame(
            {
                "precinct": [precinct[r["area"]] for r in done],
                "dispatch_min": [r["dispatched"] - r["reported"] for r in done],
                "travel_min": [r["arrived"] - r["dispatched"] for r in done],
            }
        )
