"""The police model: who goes to which incident, and how long."""

from __future__ import annotations

import pytest

from tests.netlogo.police.force import Build, crime


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
