"""The police model: priority, hours of work and crews."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest

from tests.netlogo.police.force import Build, crime


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
