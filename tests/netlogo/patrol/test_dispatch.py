"""The patrol model: each rule of dispatch in a scene small enough to work out by hand.

Two districts of one area each, 10 km apart, a kilometre a minute, nothing inside an area.
"""

from __future__ import annotations

from typing import Any

import pytest

from netlogo import LogoError
from tests.netlogo.patrol.city import City, Row, area_rows, call, crime, travel_rows

AREAS: list[Row] = [["W", 0.0, 0.0, 1.0, 8000.0, True], ["E", 10.0, 0.0, 1.0, 8000.0, True]]


def two_districts(city: City, west: float, east: float, crew: float = 1.0, **settings: Any) -> None:
    city.build(
        AREAS,
        units=[["west", "always", west, crew], ["east", "always", east, crew]],
        districts=["west", "east"],
        travel=travel_rows(AREAS, 1.0, 0.0),
        settings=settings,
    )


def answered(city: City) -> dict[float, tuple[float, float]]:
    """Number of the incident -> unit and minute of arrival."""
    return {-number: (row["unit"], row["arrived"]) for number, row in city.incidents().items()}


@pytest.mark.parametrize(
    ("integrity", "second"), [("none", (2.0, 11.0)), ("relative", (2.0, 11.0)), ("absolute", (1.0, 30.0))]
)
def test_beat_integrity_says_whether_a_unit_leaves_its_district(
    city: City, integrity: str, second: tuple[float, float]
) -> None:
    two_districts(city, 1, 1, **{"beat-integrity": integrity})
    city.run(2, [call(1, 0, 0.0), call(2, 0, 1.0)])
    assert answered(city) == {1.0: (1.0, 0.0), 2.0: second}


def test_relative_integrity_prefers_the_own_unit_up_to_so_many_minutes(city: City) -> None:
    """Both units have been taken east: the third call goes to the east's own."""
    two_districts(city, 1, 1, **{"beat-integrity": "relative", "integrity-minutes": 20.0})
    city.run(3, [call(1, 1, 0.0), call(2, 1, 1.0, scene=5.0), call(3, 1, 32.0)])
    after = answered(city)
    assert after[2.0] == (1.0, 11.0)
    assert after[3.0] == (2.0, 32.0)


def test_nobody_comes_from_farther_than_the_bound_for_crossing(city: City) -> None:
    two_districts(city, 1, 1, **{"cross-district-minutes": 9.0})
    city.run(2, [call(1, 0, 0.0), call(2, 0, 1.0)])
    assert answered(city)[2.0] == (1.0, 30.0)


def test_a_reserve_is_kept_for_priority_1(city: City) -> None:
    two_districts(city, 2, 0, **{"reserve-share": 0.5})
    city.run(2, [call(1, 0, 0.0, 2), call(2, 0, 1.0, 2), call(3, 0, 2.0, 1)])
    assert answered(city) == {1.0: (1.0, 0.0), 3.0: (2.0, 2.0), 2.0: (2.0, 32.0)}  # when two are free again


def test_the_queue_is_by_priority_then_by_time(city: City) -> None:
    two_districts(city, 1, 0)
    city.run(
        3, [call(1, 0, 0.0), call(2, 0, 1.0, 3), call(3, 0, 2.0, 2), call(4, 0, 3.0, 1), call(5, 0, 4.0, 2)]
    )
    arrivals = answered(city)
    assert sorted(arrivals, key=lambda number: arrivals[number][1]) == [1, 4, 3, 5, 2]


def test_a_call_that_waited_too_long_counts_as_one_priority_higher(city: City) -> None:
    two_districts(city, 1, 0, **{"escalate-priority-minutes": 20.0})
    city.run(3, [call(1, 0, 0.0), call(2, 0, 1.0, 2), call(3, 0, 15.0, 1)])
    arrivals = answered(city)
    assert arrivals[2.0][1] < arrivals[3.0][1]


def test_an_emergency_may_call_a_unit_off_a_lower_priority(city: City) -> None:
    two_districts(city, 1, 0, **{"pre-empt?": True})
    city.run(2, [call(1, 0, 0.0, 3), call(2, 0, 10.0, 1, scene=5.0)])
    done = city.incidents()
    assert done[-2.0]["arrived"] == 10
    assert (done[-1.0]["arrived"], done[-1.0]["cleared"]) == (0, 35)  # 10 minutes done, 20 left
    assert city.metrics()["preemptions"] == 1


@pytest.mark.parametrize(
    ("crew", "severity", "units"), [(1.0, 100, 2), (2.0, 100, 1), (1.0, 1500, 4), (2.0, 1500, 2)]
)
def test_serious_calls_get_several_units(city: City, crew: float, severity: float, units: int) -> None:
    two_districts(city, 5, 0, crew, **{"officers-for-emergency": 2.0, "officers-for-serious": 4.0})
    city.run(2, crimes=[crime(1, 0, 0.0, 1, severity=severity)])
    assert city.incidents()[1.0]["units"] == units


def test_response_has_its_delays_and_paperwork_keeps_the_unit(city: City) -> None:
    settings = {"call-taking-minutes": 2.0, "mobilisation-minutes": 1.0, "call-paperwork-minutes": 7.0}
    two_districts(city, 1, 0, **settings, **{"routine-travel-factor": 2.0})
    city.run(3, [call(1, 1, 0.0, 1), call(2, 1, 1.0, 2)])
    done = city.incidents()
    assert [done[-1.0][k] for k in ("dispatched", "arrived", "cleared")] == [2, 13, 43]
    assert [done[-2.0][k] for k in ("dispatched", "arrived")] == [50, 51]  # it is there already


def test_an_arrest_takes_the_unit_to_its_station(city: City) -> None:
    two_districts(city, 1, 0, **{"arrest-chance": 1.0, "arrest-minutes": 60.0})
    city.run(1, crimes=[crime(1, 1, 0.0, 1, suspect=True, scene=20.0)])
    assert city.metrics()["units-free"] == 0
    city.run(1)
    assert city.metrics()["units-free"] == 1
    assert city.report('[ [ area-code ] of unit-area ] of one-of units with [ status = "patrolling" ]') == "W"


def test_who_would_stay_too_long_hands_over_at_the_end_of_the_shift(city: City) -> None:
    city.build(
        AREAS[:1],
        units=[["all", "early", 1.0, 1.0], ["all", "late", 1.0, 1.0]],
        shifts=[["early", 0.0, 2.0], ["late", 2.0, 4.0]],
        travel=travel_rows(AREAS[:1], 1.0, 0.0),
        settings={"overtime-minutes": 10.0},
    )
    city.run(4, [call(1, 0, 100.0, scene=29.0), call(2, 0, 118.0, scene=60.0)])
    tours = {row["unit"]: row for row in city.tables()["tours"]}
    assert tours[1.0]["end"] == 129  # nine minutes over
    city.build(
        AREAS[:1],
        units=[["all", "early", 1.0, 1.0], ["all", "late", 1.0, 1.0]],
        shifts=[["early", 0.0, 2.0], ["late", 2.0, 4.0]],
        travel=travel_rows(AREAS[:1], 1.0, 0.0),
    )
    city.run(4, [call(1, 0, 100.0, scene=40.0)])
    done = city.incidents()[-1.0]
    assert (done["arrived"], done["cleared"]) == (100, 140)  # 20 minutes by the first, 20 by the second
    assert city.metrics()["handovers"] == 1


def test_a_meal_takes_a_unit_off_the_road_once_in_a_tour(city: City) -> None:
    two_districts(city, 1, 0, **{"meal-minutes": 60.0})
    city.run(25)
    assert city.tables()["tours"][0]["meal"] == 60


def test_a_route_is_followed(city: City) -> None:
    areas = area_rows(4, 1)
    city.build(areas, units=[["all", "always", 1.0, 1.0]], settings={"patrol-mode": "route"})
    city.send("routes", [["all", "always", 0.0, 1.0, [[3.0, 0.0, 400.0], [1.0, 400.0, 1040.0]]]])
    city.run(24)
    minutes = {row["area"]: row["patrol-minutes"] for row in city.tables()["areas"]}
    assert minutes == pytest.approx({"A0": 0, "A1": 1040, "A2": 0, "A3": 400})


def test_patrol_by_risk_goes_where_the_risk_is(city: City) -> None:
    city.build(area_rows(4, 1), units=[["all", "always", 20.0, 1.0]], settings={"patrol-mode": "risk"})
    city.send("risk", [0.1, 0.2, 0.3, 0.4])
    city.run(24)
    minutes = [row["patrol-minutes"] / 28800 for row in city.tables()["areas"]]
    assert minutes == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.03)


def test_unknown_districts_and_shifts_are_named(city: City) -> None:
    with pytest.raises(LogoError, match='"nowhere"'):
        city.build(AREAS, units=[["nowhere", "always", 1.0, 1.0]])
    with pytest.raises(LogoError, match='"dawn"'):
        city.build(AREAS, units=[["all", "dawn", 1.0, 1.0]])


def test_without_areas_the_first_tick_says_what_is_missing(city: City) -> None:
    city.command("setup")
    with pytest.raises(LogoError, match="receive-areas"):
        city.command("go")
