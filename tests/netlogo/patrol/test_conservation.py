"""The patrol model: nothing is lost, whatever the length of a tick and whether or not it is read."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.netlogo.patrol.city import City, Row, area_rows, call, crime, neighbor_rows

BUSY: dict[str, Any] = {
    "beat-integrity": "relative",
    "cross-district-minutes": 8.0,
    "reserve-share": 0.1,
    "officers-for-emergency": 2.0,
    "officers-for-serious": 3.0,
    "escalate-priority-minutes": 60.0,
    "escalate-standard-minutes": 120.0,
    "pre-empt?": True,
    "call-taking-minutes": 2.0,
    "mobilisation-minutes": 1.0,
    "time-spread": 0.6,
    "travel-spread": 0.3,
    "routine-travel-factor": 1.3,
    "crime-paperwork-minutes": 20.0,
    "call-paperwork-minutes": 5.0,
    "arrest-chance": 0.25,
    "arrest-minutes": 120.0,
    "overtime-minutes": 30.0,
    "meal-minutes": 30.0,
    "elasticity-violent": -0.34,
    "elasticity-property": -0.17,
    "hot-spot-elasticity": -0.15,
}
SHIFTS = [["early", 7.0, 17.0], ["late", 14.0, 24.0], ["night", 22.0, 31.0]]
CATEGORIES = ["burglary", "robbery", "violence and sexual offences", "anti-social behaviour"]
DAYS = 2


def demand(seed: int = 3, per_hour: int = 14) -> tuple[list[Row], list[Row]]:
    rng = random.Random(seed)
    calls: list[Row] = []
    crimes: list[Row] = []
    for number in range(1, per_hour * 24 * DAYS + 1):
        minute = rng.random() * 60 * 24 * DAYS
        area, grade, scene = rng.randrange(20), rng.choice([1, 2, 2, 3, 4]), rng.expovariate(1 / 35)
        if rng.random() < 0.5:
            calls.append(call(number, area, minute, grade, scene))
        else:
            crimes.append(
                crime(
                    number,
                    area,
                    minute,
                    grade,
                    scene,
                    rng.choice(CATEGORIES),
                    rng.random() < 0.4,
                    rng.choice([20, 150, 700, 1500]),
                    rng.choice(["yes", "no", "maybe"]),
                )
            )
    return calls, crimes


def build(city: City, **settings: Any) -> None:
    units = [
        [name, shift, number, crew]
        for name in ("west", "east")
        for shift, number, crew in (("early", 4.0, 1.0), ("late", 5.0, 1.0), ("night", 3.0, 2.0))
    ]
    city.build(
        area_rows(5, 4),
        units=units,
        districts=["west" if i % 5 < 2 else "east" for i in range(20)],
        shifts=SHIFTS,
        neighbors=neighbor_rows(5, 4),
        investigators=[["early", 3.0], ["late", 3.0]],
        settings={**BUSY, **settings},
        seed=7,
    )


def outcome(city: City) -> tuple[Any, ...]:
    return (
        city.report("report-metrics"),
        city.report("report-tables"),
        city.report("report-open-tables"),
        city.report("random 1000000"),
    )


def test_neither_the_length_of_a_tick_nor_the_map_changes_incidents_units_and_totals(city: City) -> None:
    calls, crimes = demand()
    outcomes = []
    for per_hour, map_is_shown in ((1.0, False), (12.0, False), (60.0, True)):
        build(city, **{"ticks-per-hour": per_hour, "show-map?": map_is_shown})
        city.run(24 * DAYS, calls, crimes)
        outcomes.append(outcome(city))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_hourly_totals_do_not_depend_on_the_length_of_a_tick(city: City) -> None:
    calls, crimes = demand()
    hours = []
    for per_hour in (1.0, 4.0):
        build(city, **{"ticks-per-hour": per_hour})
        hourly = []
        for hour in range(24):
            early = [[*r[:3], r[3] - 60 * hour, *r[4:]] for r in calls if 60 * hour <= r[3] < 60 * hour + 60]
            soon = [[*r[:3], r[3] - 60 * hour, *r[4:]] for r in crimes if 60 * hour <= r[3] < 60 * hour + 60]
            city.run(1, early, soon)
            hourly.append(city.report("report-metrics"))
        hours.append(hourly)
    assert hours[0] == hours[1]


def test_every_incident_is_waiting_under_way_or_over(city: City) -> None:
    calls, crimes = demand()
    build(city)
    city.run(24 * DAYS, calls, crimes)
    after = city.metrics()
    assert after["incidents-created"] == len(calls) + len(crimes)
    assert (after["crimes-received"], after["calls-received"]) == (len(crimes), len(calls))
    over = [row["id"] for row in city.tables()["incidents"]]
    still = [row[0] for row in city.report("last item 0 report-open-tables")]
    assert sorted([*over, *still]) == sorted(row[0] for row in [*calls, *crimes])
    states = city.report("[ state ] of incidents")
    assert states.count("waiting") == sum(after[f"waiting-{p}"] for p in (1, 2, 3)) > 0
    assert states.count("under way") == sum(after[f"ongoing-{p}"] for p in (1, 2, 3)) > 0
    assert after["incidents-open"] == len(states) - states.count("closed")
    assert after["preemptions"] > 0
    assert after["handovers"] > 0


def test_the_minutes_of_every_tour_add_up(city: City) -> None:
    calls, crimes = demand()
    build(city)
    city.run(24 * DAYS, calls, crimes)
    tours = city.tables()["tours"]
    tours += [
        dict(zip(columns, row, strict=True))
        for name, columns, rows in city.report("report-open-tables")
        if name == "tours"
        for row in rows
    ]
    assert len(tours) > 40
    for tour in tours:
        minutes = sum(tour[k] for k in ("patrolling", "travelling", "on-scene", "paperwork", "meal"))
        assert minutes == pytest.approx(tour["end"] - tour["start"])
    after = city.metrics()
    assert sum(t["end"] - t["start"] for t in tours) / 60 == pytest.approx(after["duty-unit-hours"])
    assert sum(t["patrolling"] for t in tours) / 60 == pytest.approx(after["free-unit-hours"])
    assert sum(t["meal"] for t in tours) / 60 == pytest.approx(after["meal-unit-hours"])


def test_the_stays_of_a_unit_add_up_to_its_tours(city: City) -> None:
    calls, crimes = demand()
    build(city)
    city.run(24 * DAYS, calls, crimes)
    statuses = ("patrolling", "travelling", "on-scene", "paperwork", "meal")
    tours: dict[tuple[float, str], float] = {}
    stays: dict[tuple[float, str], float] = {}
    for tables in (city.report("report-tables"), city.report("report-open-tables")):
        named = {name: (columns, rows) for name, columns, rows in tables}
        columns, rows = named["tours"]
        for row in rows:
            for status in statuses:
                key = (row[columns.index("unit")], status)
                tours[key] = tours.get(key, 0.0) + row[columns.index(status)]
        for number in (one for row in named["stays"][1] for one in row if one != ""):
            what, minutes = divmod(number, 2048)
            key = (what // (8 * 16384), statuses[int(what % 8)])
            stays[key] = stays.get(key, 0.0) + minutes
    assert tours.keys() >= stays.keys()
    for key, minutes in tours.items():
        assert stays.get(key, 0.0) == pytest.approx(minutes, abs=0.01), key


def test_patrol_minutes_by_area_are_those_of_the_units(city: City) -> None:
    calls, crimes = demand()
    build(city)
    city.run(24 * DAYS, calls, crimes)
    free = city.metrics()["free-unit-hours"] * 60
    assert sum(row["patrol-minutes"] for row in city.tables()["areas"]) == pytest.approx(free)


def test_a_free_unit_stands_in_one_area_and_is_counted_in_its_district(city: City) -> None:
    calls, _ = demand()
    build(city)
    for hour in range(24):
        city.run(1, [[*r[:3], r[3] - 60 * hour, *r[4:]] for r in calls if 60 * hour <= r[3] < 60 * hour + 60])
        free = city.report('sort [ unit-number ] of units with [ status = "patrolling" ]')
        assert free == city.report(
            "sort map [ u -> [ unit-number ] of u ] reduce sentence [ free-units ] of areas"
        )
        assert len(free) == city.report("free-count-all") == city.report("sum [ free-count ] of districts")
        assert city.report('count units with [ status != "off duty" ]') == city.report("duty-count")


def test_reading_changes_nothing(city: City) -> None:
    calls, crimes = demand()
    build(city)
    city.run(24, calls, crimes)
    unread = outcome(city)
    build(city)
    for hour in range(24):
        city.run(
            1,
            [[*r[:3], r[3] - 60 * hour, *r[4:]] for r in calls if 60 * hour <= r[3] < 60 * hour + 60],
            [[*r[:3], r[3] - 60 * hour, *r[4:]] for r in crimes if 60 * hour <= r[3] < 60 * hour + 60],
        )
        for reporter in ("metrics", "loading", "notes", "reference", "open-tables"):
            city.report(f"report-{reporter}")
    assert outcome(city) == unread
