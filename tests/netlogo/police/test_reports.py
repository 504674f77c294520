"""The police model: metrics and the clock."""

from __future__ import annotations

import pytest

from tests.netlogo.police.force import Build, crime


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
