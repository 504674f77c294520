"""The police model on the embedded engine: every rule with a scenario small enough to work out by hand.

The force of these tests is empty, works full hours (capacity 1), crews single and starts at 08:00; each test
adds the officers and switches it needs. Hours of work are set where a test needs an exact number.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest

import netlogo
from netlogo import LogoError, Workspace

MODEL = Path(netlogo.__file__).parent / "models" / "police-supply-demand.nlogo"

CATEGORIES = [
    "anti-social behaviour",
    "bicycle theft",
    "burglary",
    "criminal damage and arson",
    "drugs",
    "other crime",
    "other theft",
    "possession of weapons",
    "public order",
    "robbery",
    "shoplifting",
    "theft from the person",
    "vehicle crime",
    "violence and sexual offences",
]

EMPTY_FORCE: dict[str, Any] = {
    "start-hour": 8.0,
    "start-weekday": 6.0,
    "start-date": "2018-07-01",
    "response-shift-1": 0.0,
    "response-shift-2": 0.0,
    "response-shift-3": 0.0,
    "investigation-shift-1": 0.0,
    "investigation-shift-2": 0.0,
    "investigation-shift-3": 0.0,
    "response-non-crime-share": 0.0,
    "investigation-non-crime-share": 0.0,
    "double-crew-by-day?": False,
    "double-crew-by-night?": False,
    "linear-response-hours?": True,
    "linear-investigation-hours?": False,
    "investigate-by-offence?": True,
    "elasticity-violent": -0.34,
    "elasticity-property": -0.17,
    "elasticity-other": 0.0,
    "reference-days": 7.0,
}

Crime = list[Any]
Build = Callable[..., "Police"]


class Police:
    """The model with the verbs of the tests."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.report = workspace.report
        self.command = workspace.command

    def set_up(self, settings: dict[str, Any], seed: int) -> None:
        for name, value in {**EMPTY_FORCE, **settings}.items():
            self.set(name, value)
        self.command(f"random-seed {seed}")
        self.command("setup")

    def set(self, name: str, value: Any) -> None:
        known = isinstance(value, (bool, str))
        self.workspace.set_global(name, value if known else float(value))

    def receive(self, *crimes: Crime) -> None:
        self.workspace.call("receive-crimes", [list(crimes)])

    def hour(self, *crimes: Crime) -> dict[str, float]:
        self.receive(*crimes)
        self.command("go")
        return self.metrics()

    def hours(self, count: int) -> dict[str, float]:
        self.command(f"repeat {count} [ go ]")
        return self.metrics()

    def metrics(self) -> dict[str, float]:
        return dict(self.report("report-metrics"))

    def loading(self) -> dict[str, float]:
        return dict(self.report("report-loading"))

    def of_incidents(self, expression: str) -> list[Any]:
        """The reporter's value for every open incident, in the order of their crimes."""
        pairs = self.report(f"[ (list crime-id {expression}) ] of incidents")
        return [value for _, value in sorted(pairs)]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.open(MODEL)


@pytest.fixture
def police(workspace: Workspace) -> Build:
    def build(seed: int = 1, **shorthand: Any) -> Police:
        settings = shorthand.pop("settings", {})
        for number, name in ((1, "early"), (2, "late"), (3, "night")):
            for pool in ("response", "investigation"):
                key = f"{pool}_{name}"
                if key in shorthand:
                    settings = {**settings, f"{pool}-shift-{number}": shorthand.pop(key)}
        if "start_hour" in shorthand:
            settings = {**settings, "start-hour": shorthand.pop("start_hour")}
        assert not shorthand
        model = Police(workspace)
        model.set_up(settings, seed)
        return model

    return build


def crime(
    number: int,
    severity: float = 100.0,
    suspect: bool = False,
    investigation: str = "no",
    category: str = "burglary",
    minute: float = 0.0,
) -> Crime:
    """The default is a crime of priority 3 that needs one hour of response and no investigation."""
    return [
        float(number),
        "E02002330",
        category,
        "28E",
        "Burglary",
        float(minute),
        suspect,
        float(severity),
        investigation,
    ]


# --- contract -----------------------------------------------------------------------------------------------


def test_contract_procedures_and_inputs(workspace: Workspace) -> None:
    assert {"setup", "go", "receive-crimes", "report-loading", "report-metrics"} <= set(workspace.procedures)
    assert set(workspace.interface_globals) == set(EMPTY_FORCE)


def test_metric_names_and_their_order_are_stable(police: Build) -> None:
    service = [
        "crimes-received",
        "incidents-created",
        "incidents-closed",
        "incidents-open",
        "hours-demanded",
        "hours-delivered",
        "hours-backlog",
        "hours-backlog-response",
        "hours-backlog-investigation",
        "utilisation-response",
        "utilisation-investigation",
        "on-duty-response",
        "on-duty-investigation",
        "free-response-hours",
        "visible-supply",
        "visible-supply-reference",
    ]
    by_priority = [
        f"{name}-{priority}"
        for priority in (1, 2, 3)
        for name in (
            "waiting",
            "ongoing",
            "paused",
            "waiting-response",
            "waiting-investigation",
            "attended",
            "attendance-hours",
        )
    ]
    by_category = [
        f"{name}-{category.replace(' ', '-')}"
        for category in CATEGORIES
        for name in ("crimes-received", "hours-demanded", "hours-delivered", "hours-backlog")
    ]
    assert [name for name, _ in police().report("report-metrics")] == service + by_priority + by_category


def test_loading_names_every_category(police: Build) -> None:
    assert police().loading() == dict.fromkeys(CATEGORIES, 1.0)


def test_unknown_category_is_an_error_that_names_it(police: Build) -> None:
    with pytest.raises(LogoError, match="bike crime"):
        police().receive(crime(1, category="bike crime"))


# --- triage and work ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "suspect", "priority"),
    [
        (2000, True, 1),
        (1000, False, 1),
        (999.9, True, 2),
        (500, False, 2),
        (499.9, False, 3),
        (100, False, 3),
        (99.9, True, 3),
        (99.9, False, 4),
    ],
)
def test_priority_by_severity_and_suspect(
    police: Build, severity: float, suspect: bool, priority: int
) -> None:
    assert police().report(f"priority-of {severity} {str(suspect).lower()}") == priority


def test_priority_4_is_resolved_in_the_same_hour_without_officers_or_work(police: Build) -> None:
    after = police().hour(crime(1, severity=12, investigation="yes"))
    assert (after["crimes-received"], after["incidents-created"], after["incidents-closed"]) == (1, 1, 1)
    assert (after["hours-demanded"], after["incidents-open"]) == (0, 0)


@pytest.mark.parametrize(
    ("severity", "suspect", "linear", "median"),
    [
        (1000, False, True, 5.0),
        (500, True, True, 5.0),
        (880, False, False, 4.0),
        (440, True, False, 4.0),
        (3080, False, False, 49.0),
    ],
)
def test_hours_are_the_ceiling_of_a_lognormal(
    police: Build, severity: float, suspect: bool, linear: bool, median: float
) -> None:
    draws = 4000
    call = f"drawn-hours {severity} {str(suspect).lower()} {str(linear).lower()}"
    hours = police(seed=3).report(f"n-values {draws} [ {call} ]")
    log_hours = NormalDist(math.log(median), 0.2)
    tails = [1.0, *(1 - log_hours.cdf(math.log(k)) for k in range(1, int(4 * median)))]
    mean = sum(tails)
    variance = sum((2 * k + 1) * tail for k, tail in enumerate(tails)) - mean**2
    assert all(value == int(value) >= 1 for value in hours)
    assert sum(hours) / draws == pytest.approx(mean, abs=4 * math.sqrt(variance / draws))


def test_investigation_hours_use_the_switch_of_their_pool(police: Build) -> None:
    """Severity 4400: 22 hours if linear, 100 if quadratic; 30 and more is 1.6 sd above and 6 sd below."""
    model = police(settings={"linear-investigation-hours?": True})
    model.receive(*(crime(i, severity=4400, investigation="yes") for i in range(20)))
    assert max(model.of_incidents("investigation-left")) < 22 * math.exp(5 * 0.2)
    assert sum(model.of_incidents("investigation-left")) / 20 == pytest.approx(22.9, abs=4)
    model = police(settings={"linear-investigation-hours?": False})
    model.receive(*(crime(i, severity=4400, investigation="yes") for i in range(20)))
    assert sum(model.of_incidents("investigation-left")) / 20 == pytest.approx(102.5, abs=19)


@pytest.mark.parametrize(
    ("start_hour", "day", "night", "crew"),
    [(21, True, False, 2), (22, True, False, 1), (6, False, True, 2), (7, False, True, 1)],
)
def test_crew_size_by_the_hour_of_the_report(
    police: Build, start_hour: int, day: bool, night: bool, crew: int
) -> None:
    switches = {"double-crew-by-day?": day, "double-crew-by-night?": night}
    model = police(start_hour=start_hour, settings=switches)
    model.receive(crime(1, severity=1000))
    assert model.of_incidents("crew-size") == [crew]
    assert model.metrics()["hours-demanded"] == crew  # priority 1: one hour of the whole crew


@pytest.mark.parametrize(
    ("by_offence", "severity", "investigation", "expected"),
    [
        (True, 200, "yes", True),
        (True, 1500, "no", False),
        (False, 999, "yes", False),
        (False, 1000, "no", True),
    ],
)
def test_need_of_an_investigation(
    police: Build, by_offence: bool, severity: float, investigation: str, expected: bool
) -> None:
    model = police(settings={"investigate-by-offence?": by_offence})
    model.receive(crime(1, severity=severity, investigation=investigation))
    assert [hours > 0 for hours in model.of_incidents("investigation-left")] == [expected]


def test_maybe_is_a_fair_coin(police: Build) -> None:
    model = police()
    model.receive(*(crime(i, investigation="maybe") for i in range(400)))
    needed = sum(hours > 0 for hours in model.of_incidents("investigation-left"))
    assert abs(needed - 200) < 4 * math.sqrt(400 / 4)


# --- response -----------------------------------------------------------------------------------------------


def test_one_responder_closes_three_hours_in_three_ticks(police: Build) -> None:
    model = police(response_early=1)
    model.receive(crime(1, minute=30))
    model.command("ask incidents [ set response-left 3 ]")
    assert model.hours(2)["ongoing-3"] == 1
    after = model.hours(1)
    assert (after["incidents-closed"], after["attended-3"], after["attendance-hours-3"]) == (1, 1, 0)
    assert model.report("length free-responders") == 1


@pytest.mark.parametrize(("share", "ticks"), [(0.0, 1), (0.5, 2), (0.75, 4), (0.9, 10)])
def test_an_hour_of_work_takes_one_over_capacity_ticks(police: Build, share: float, ticks: int) -> None:
    model = police(response_early=1, start_hour=7, settings={"response-non-crime-share": share})
    first = model.hour(crime(1))
    assert first["hours-delivered"] == pytest.approx(1 - share)
    if ticks > 1:
        assert model.hours(ticks - 1)["incidents-closed"] == 1
        assert model.metrics()["hours-delivered"] == pytest.approx(1)
    assert model.report("any? incidents") is False


def test_two_responders_halve_the_time_and_no_more_than_the_need_is_delivered(police: Build) -> None:
    model = police(response_early=2, settings={"double-crew-by-day?": True})
    model.receive(crime(1))
    model.command("ask incidents [ set response-left 3 ]")
    assert model.hours(1)["hours-delivered"] == 2
    after = model.hours(1)
    assert (after["hours-delivered"], after["incidents-closed"]) == (3, 1)


def test_emergencies_first_then_the_order_of_reports(police: Build) -> None:
    model = police(response_early=1)
    model.receive(crime(1), crime(2), crime(3, severity=500), crime(4, severity=1000))
    model.command("ask incidents [ set response-left 1 ]")
    left = [model.of_incidents("crime-id")]
    for _ in range(4):
        model.hours(1)
        left.append(model.of_incidents("crime-id"))
    assert left == [[1, 2, 3, 4], [1, 2, 3], [1, 2], [2], []]


def test_attendance_is_counted_from_the_minute_of_the_report(police: Build) -> None:
    """One responder: the second crime of 08:15 is attended at 09:00, the third, of 08:30, at 10:00."""
    model = police(response_early=1)
    model.hour(crime(1, minute=0), crime(2, minute=15), crime(3, minute=30))
    after = model.hours(2)
    assert after["attended-3"] == 3
    assert after["attendance-hours-3"] == pytest.approx((0 + 0.75 + 1.5) / 3)


def test_a_double_crew_comes_whole_or_not_at_all(police: Build) -> None:
    model = police(response_early=3, settings={"double-crew-by-day?": True})
    model.receive(crime(1), crime(2))
    model.command("ask incidents [ set response-left 4 ]")
    assert model.hours(1)["waiting-response-3"] == 1
    assert model.report("length free-responders") == 1
    assert model.hours(2)["ongoing-3"] == 1  # the first is done after two hours, then the second begins


def test_a_crew_is_never_larger_than_the_responders_on_duty(police: Build) -> None:
    model = police(response_early=1, settings={"double-crew-by-day?": True})
    assert model.hour(crime(1))["incidents-closed"] == 1


# --- shifts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "shifts"),
    [
        (0, [3]),
        (6, [3]),
        (7, [1]),
        (13, [1]),
        (14, [1, 2]),
        (16, [1, 2]),
        (17, [2]),
        (22, [2, 3]),
        (23, [2, 3]),
    ],
)
def test_shifts_on_duty_at_setup(police: Build, hour: int, shifts: list[int]) -> None:
    model = police(start_hour=hour, response_early=1, response_late=10, response_night=100)
    assert model.report("shifts-on-duty") == shifts
    assert model.metrics()["on-duty-response"] == sum(10 ** (shift - 1) for shift in shifts)


def test_shifts_change_over_a_day(police: Build) -> None:
    model = police(start_hour=0, response_early=1, response_late=10, response_night=100)
    on_duty = [model.hours(1)["on-duty-response"] for _ in range(24)]
    assert on_duty == [100] * 7 + [1] * 7 + [11] * 3 + [10] * 5 + [110] * 2
    assert model.hours(1)["on-duty-response"] == 100


def test_a_shift_comes_on_duty_in_random_order(police: Build) -> None:
    order = "map [ r -> [ who ] of r ] free-responders"
    first = police(seed=1, response_early=20).report(order)
    assert first != sorted(first)
    assert first != police(seed=2, response_early=20).report(order)


def test_handover_to_the_next_shift_loses_no_time(police: Build) -> None:
    model = police(start_hour=16, response_early=1, response_late=1)
    model.receive(crime(1))
    model.command("ask incidents [ set response-left 3 ]")
    crew_shift = "[ shift ] of first crew"
    model.hours(1)
    assert model.of_incidents(crew_shift) == [1]
    model.hours(1)
    assert model.of_incidents(crew_shift) == [2]
    assert model.hours(1)["incidents-closed"] == 1
    assert model.metrics()["attended-3"] == 1


def test_paused_when_nobody_is_left_and_resumed_before_the_waiting(police: Build) -> None:
    """The early shift leaves at 17:00 and is back at 07:00; one hour of three was done at 16:00."""
    model = police(start_hour=16, response_early=1)
    model.receive(crime(1))
    model.command("ask incidents [ set response-left 3 ]")
    model.hours(1)
    night = model.hour(crime(2))
    assert (night["paused-3"], night["waiting-3"]) == (1, 1)
    assert model.of_incidents("status") == ["paused", "waiting"]
    assert model.hours(13)["paused-3"] == 1  # up to 07:00
    morning = model.hours(1)
    assert (morning["ongoing-3"], morning["waiting-3"]) == (1, 1)
    assert model.hours(1)["incidents-closed"] == 1  # two hours at 07:00 and 08:00
    assert model.hours(1)["incidents-closed"] == 2


def test_understaffed_incident_goes_on_and_is_filled_up_when_somebody_is_free(police: Build) -> None:
    model = police(start_hour=16, response_early=1, response_late=2, settings={"double-crew-by-day?": True})
    model.receive(crime(1))
    model.command("ask incidents [ set response-left 9 ]")
    model.hours(1)
    assert model.of_incidents("map [ r -> [ shift ] of r ] crew") == [[1, 2]]
    model.hours(1)
    assert model.of_incidents("map [ r -> [ shift ] of r ] crew") == [[2, 2]]


def test_understaffed_incidents_without_replacement_keep_the_crew_they_have(police: Build) -> None:
    model = police(start_hour=16, response_early=2, response_late=2, settings={"double-crew-by-day?": True})
    model.receive(crime(1), crime(2))
    model.command("ask incidents [ set response-left 9 ]")
    model.command("set free-responders map [ place -> item place free-responders ] [ 0 2 1 3 ]")
    model.hours(1)
    assert model.of_incidents("map [ r -> [ shift ] of r ] crew") == [[1, 2], [1, 2]]
    assert model.hours(1)["ongoing-3"] == 2
    assert model.of_incidents("map [ r -> [ shift ] of r ] crew") == [[2], [2]]
    assert model.of_incidents("response-left") == [6, 6]  # 9 less 2 less 1


def test_officer_sliders_take_effect_when_the_shift_starts(police: Build) -> None:
    model = police(start_hour=20, response_night=5, investigation_night=3)
    model.set("response-shift-3", 2)
    model.set("investigation-shift-3", 4)
    assert model.hours(2)["on-duty-response"] == 0
    after = model.hours(1)
    assert (after["on-duty-response"], after["on-duty-investigation"]) == (2, 4)
    assert model.report("count responders") == 2


# --- investigation ------------------------------------------------------------------------------------------


def test_investigation_follows_the_response(police: Build) -> None:
    model = police(response_early=1, investigation_early=1)
    first = model.hour(crime(1, investigation="yes"))
    assert first["hours-demanded"] == 2
    assert (first["hours-delivered"], first["waiting-investigation-3"], first["waiting-3"]) == (1, 1, 1)
    second = model.hours(1)
    assert (second["hours-delivered"], second["incidents-closed"]) == (2, 1)
    assert model.report("length free-investigators") == 1


def test_an_investigator_divides_the_hour_equally(police: Build) -> None:
    model = police(response_early=3, investigation_early=1)
    model.hour(*(crime(i, investigation="yes") for i in (1, 2, 3)))
    model.command("ask incidents [ set investigation-left crime-id ]")  # 1, 2 and 3 hours
    model.hours(1)
    assert model.of_incidents("investigation-left") == pytest.approx([2 / 3, 5 / 3, 8 / 3])
    assert model.hours(2)["incidents-closed"] == 1  # the third hour ends the first case
    model.hours(1)
    assert model.of_incidents("investigation-left") == pytest.approx([0.5, 1.5])
    assert model.report("length [ caseload ] of one-of investigators") == 2


def test_new_cases_go_to_the_free_then_to_the_least_loaded(police: Build) -> None:
    model = police(response_early=7, investigation_early=3)
    model.hour(*(crime(i, investigation="yes") for i in range(7)))
    model.command("ask incidents [ set investigation-left 50 ]")
    model.hours(1)
    assert sorted(model.report("[ length caseload ] of investigators")) == [2, 2, 3]


def test_investigators_keep_their_cases_over_their_shifts(police: Build) -> None:
    """The case is taken at 16:00, rests from 17:00 although the late shift is free, and goes on at 07:00."""
    model = police(start_hour=15, response_early=1, investigation_early=1, investigation_late=1)
    model.command("set free-investigators sort free-investigators")
    model.hour(crime(1, investigation="yes"))
    model.command("ask incidents [ set investigation-left 2 ]")
    owner = "[ shift ] of lead"
    assert model.hours(1)["ongoing-3"] == 1
    assert model.of_incidents(owner) == [1]
    evening = model.hours(1)
    assert (evening["paused-3"], evening["utilisation-investigation"]) == (1, 0)
    assert model.of_incidents("investigation-left") == [1]
    assert model.hours(13)["paused-3"] == 1  # up to 07:00
    assert model.hours(1)["incidents-closed"] == 1


def test_cases_of_a_dismissed_investigator_wait_for_another(police: Build) -> None:
    model = police(start_hour=15, response_early=1, investigation_early=1)
    model.hour(crime(1, investigation="yes"))
    model.command("ask incidents [ set investigation-left 5 ]")
    model.hours(1)
    model.set("investigation-shift-1", 0)
    model.set("investigation-shift-2", 1)
    after = model.hours(15)  # to 08:00: the early shift started without its investigator
    assert (after["waiting-investigation-3"], after["paused-3"]) == (1, 0)
    assert model.of_incidents("status") == ["waiting"]
    assert model.hours(7)["ongoing-3"] == 1  # 14:00 was the first hour of the late shift's newcomer
    assert model.of_incidents("[ shift ] of lead") == [2]


# --- reports ------------------------------------------------------------------------------------------------


def test_utilisation_is_the_share_of_on_duty_officers_with_work(police: Build) -> None:
    model = police(response_early=4, settings={"response-non-crime-share": 0.5})
    after = model.hour(crime(1))
    assert (after["utilisation-response"], after["utilisation-investigation"]) == (0.25, 0)
    assert after["free-response-hours"] == 1.5


def test_metrics_before_the_first_hour(police: Build) -> None:
    before = police(response_early=4).metrics()
    assert (before["on-duty-response"], before["utilisation-response"]) == (4, 0)


def test_hours_are_booked_under_the_category(police: Build) -> None:
    model = police(response_early=1)
    after = model.hour(crime(1, category="robbery"), crime(2, category="other theft"))
    assert after["hours-demanded-robbery"] == after["hours-demanded-other-theft"] == 1
    assert (after["hours-delivered-robbery"], after["hours-backlog-other-theft"]) == (1, 1)
    assert after["hours-demanded-burglary"] == 0


@pytest.mark.parametrize(
    ("date", "days", "expected"),
    [
        ("2018-07-01", 0, "2018-07-01"),
        ("2018-07-01", 31, "2018-08-01"),
        ("2018-12-31", 1, "2019-01-01"),
        ("2020-02-28", 1, "2020-02-29"),
        ("2019-02-28", 1, "2019-03-01"),
        ("2000-01-01", 366, "2001-01-01"),
    ],
)
def test_dates(police: Build, date: str, days: int, expected: str) -> None:
    assert police().report(f'date-after "{date}" {days}') == expected


def test_clock(police: Build) -> None:
    model = police(start_hour=23)
    assert model.report("clock-text") == "Sun 2018-07-01 23:00"
    model.hours(2)
    assert model.report("clock-text") == "Mon 2018-07-02 01:00"


# --- feedback -----------------------------------------------------------------------------------------------


def force_of_ten(police: Build, **settings: float) -> Police:
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    return police(
        start_hour=0,
        response_early=10,
        response_late=10,
        response_night=10,
        settings={"reference-days": 1, **named},
    )


def test_reference_supply_is_the_free_hours_of_a_day(police: Build) -> None:
    """29 hours of shifts, ten officers, half their time: 145 officer-hours a day."""
    model = force_of_ten(police, response_non_crime_share=0.5)
    after = model.hours(24)
    assert after["visible-supply"] == after["visible-supply-reference"] == 145
    assert set(model.loading().values()) == {1}


def test_loading_after_capacity_was_halved(police: Build) -> None:
    """A day at full and a day at half capacity: S = 0.75 S0; after a week at half S = 0.5 S0."""
    model = force_of_ten(police)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(24)
    loading = model.loading()
    assert loading["robbery"] == pytest.approx(0.75**-0.34)
    assert loading["burglary"] == pytest.approx(0.75**-0.17)
    assert loading["drugs"] == 1
    model.hours(6 * 24)
    assert model.loading()["violence and sexual offences"] == pytest.approx(0.5**-0.34)
    assert model.metrics()["visible-supply"] == 145


def test_loading_is_one_in_the_reference_period(police: Build) -> None:
    model = force_of_ten(police, reference_days=2)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(23)
    assert set(model.loading().values()) == {1}


@pytest.mark.parametrize(("elasticity", "bound"), [(-1.0, 2.0), (1.0, 0.5)])
def test_loading_is_clamped(police: Build, elasticity: float, bound: float) -> None:
    model = force_of_ten(police, elasticity_other=elasticity)
    model.hours(24)
    model.set("response-non-crime-share", 0.95)
    model.hours(5 * 24)  # S / S0 = (1 + 5 * 0.05) / 6 = 0.21
    assert model.loading()["drugs"] == bound


def test_loading_without_any_supply_left_is_at_the_bound(police: Build) -> None:
    model = force_of_ten(police, elasticity_property=0.3)
    model.hours(24)
    model.set("response-non-crime-share", 1.0)
    model.hours(7 * 24)
    loading = model.loading()
    assert (loading["robbery"], loading["burglary"], loading["drugs"]) == (2, 0.5, 1)


def test_loading_without_reference_supply_is_one(police: Build) -> None:
    model = police(settings={"reference-days": 1})
    model.hours(30)
    assert set(model.loading().values()) == {1}


def test_busy_responders_are_not_visible(police: Build) -> None:
    model = force_of_ten(police)
    assert model.hour(crime(1), crime(2), crime(3))["free-response-hours"] == 7


def test_one_category_can_have_its_own_elasticity(police: Build) -> None:
    model = force_of_ten(police)
    model.hours(24)
    model.set("response-non-crime-share", 0.5)
    model.hours(24)
    model.command('set-elasticity "drugs" -1')
    assert model.loading()["drugs"] == pytest.approx(1 / 0.75)
    assert model.loading()["public order"] == 1
    model.command('use-group-elasticity "drugs"')
    assert model.loading()["drugs"] == 1


# --- a random week ------------------------------------------------------------------------------------------


def random_hour(rng: random.Random, first_id: int) -> list[Crime]:
    return [
        crime(
            first_id + i,
            severity=rng.choice([5, 60, 150, 465, 800, 1200, 3000]),
            suspect=rng.random() < 0.3,
            investigation=rng.choice(["yes", "no", "maybe"]),
            category=rng.choice(CATEGORIES),
            minute=rng.randrange(60),
        )
        for i in range(rng.choice([0, 1, 3, 8]))
    ]


def run_week(model: Police, *, read: bool = True, seed: int = 5) -> Iterator[dict[str, float]]:
    rng = random.Random(seed)
    received = 0
    for _ in range(7 * 24):
        crimes = random_hour(rng, received)
        received += len(crimes)
        model.receive(*crimes)
        model.command("go")
        if read:
            yield model.metrics()
    yield model.metrics()


def small_force(police: Build, seed: int = 1) -> Police:
    """Too few officers for the random week, so that every queue is used."""
    return police(
        seed=seed,
        response_early=10,
        response_late=12,
        response_night=9,
        investigation_early=3,
        investigation_late=2,
        settings={
            "double-crew-by-night?": True,
            "response-non-crime-share": 0.3,
            "investigation-non-crime-share": 0.45,
        },
    )


COUNTED = """map [ d -> [ (list
  count incidents with [ my-desk = myself and status = "waiting" ]
  count incidents with [ my-desk = myself and status = "ongoing" ]
  count incidents with [ my-desk = myself and status = "paused" ]) ] of d ] desk-list"""


def test_nothing_is_lost_in_a_random_week(police: Build) -> None:
    model = small_force(police)
    for hour, after in enumerate(run_week(model)):
        assert after["crimes-received"] == after["incidents-created"]
        assert after["crimes-received"] == sum(
            after[f"crimes-received-{category.replace(' ', '-')}"] for category in CATEGORIES
        )
        assert after["incidents-open"] == model.report("count incidents")
        if hour % 5:
            continue
        left = model.report(
            "[ (list [ category-name ] of my-category (response-left + investigation-left)) ] of incidents"
        )
        for category in CATEGORIES:
            name = category.replace(" ", "-")
            needed = sum(hours for owner, hours in left if owner == category)
            booked = after[f"hours-demanded-{name}"] - after[f"hours-delivered-{name}"]
            assert booked == pytest.approx(needed, abs=1e-6)
            assert after[f"hours-backlog-{name}"] == pytest.approx(needed, abs=1e-6)
        assert after["hours-backlog"] == pytest.approx(sum(hours for _, hours in left), abs=1e-6)
        counts = [[after[f"{status}-{p}"] for status in ("waiting", "ongoing", "paused")] for p in (1, 2, 3)]
        assert counts == model.report(COUNTED)
    assert min(map(sum, zip(*counts, strict=True))) > 0


def test_every_officer_on_duty_is_in_one_place(police: Build) -> None:
    model = small_force(police)
    for _ in run_week(model):
        placed = model.report("sort [ who ] of (turtle-set free-responders [ crew ] of incidents)")
        assert placed == model.report("sort [ who ] of responders with [ on-duty? ]")
        assert len(placed) == model.report("length free-responders + sum [ length crew ] of incidents")
        placed = model.report("sort [ who ] of (turtle-set free-investigators busy-investigators)")
        assert placed == model.report("sort [ who ] of investigators with [ on-duty? ]")
        assert len(placed) == model.report("investigators-on-duty")


def test_same_seed_same_week_and_reading_changes_nothing(police: Build) -> None:
    *_, first = run_week(small_force(police))
    *_, unread = run_week(small_force(police), read=False)
    *_, other_seed = run_week(small_force(police, seed=2))
    assert first == unread
    assert first != other_seed


def test_closed_incidents_leave_nothing_behind(police: Build) -> None:
    model = police(response_early=5, investigation_early=5)
    model.hour(*(crime(i, investigation="maybe") for i in range(20)))
    assert model.hours(8)["incidents-open"] == 0
    assert model.report("count turtles") == 10 + len(CATEGORIES) + 3
