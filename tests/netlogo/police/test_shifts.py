"""The police model: who is on duty, and what happens when a shift ends."""

from __future__ import annotations

import pytest

from tests.netlogo.police.force import Build, crime


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
