from datetime import datetime

import pytest

from bridge.base.time_windows import Interval, Window, parse_moment, windows
from bridge.errors import ScenarioError


def cut(start: str, end: str, interval: str) -> list[str]:
    pieces = windows(parse_moment(start), parse_moment(end), Interval.parse(interval))
    return [f"{one.start:%m-%dT%H} {one.end:%m-%dT%H}" for one in pieces]


def test_days_are_clipped_to_the_end() -> None:
    assert cut("2018-07-01", "2018-07-02T06:00", "1d") == ["07-01T00 07-02T00", "07-02T00 07-02T06"]


def test_hours_run_over_midnight() -> None:
    assert cut("2018-07-01T20:00", "2018-07-02T08:00", "6h") == ["07-01T20 07-02T02", "07-02T02 07-02T08"]


def test_weeks_start_on_the_weekday_of_the_run() -> None:
    assert cut("2018-07-04", "2018-07-18", "1w") == ["07-04T00 07-11T00", "07-11T00 07-18T00"]


def test_months_do_not_drift_after_a_short_one() -> None:
    assert cut("2019-01-31", "2019-04-30", "1M") == [
        "01-31T00 02-28T00",
        "02-28T00 03-31T00",
        "03-31T00 04-30T00",
    ]


def test_month_over_the_turn_of_a_leap_year() -> None:
    assert [one.hours for one in windows(datetime(2019, 12, 1), datetime(2020, 3, 1), Interval(1, "M"))] == [
        744,
        744,
        696,
    ]


def test_day_of_the_change_of_clocks_has_24_hours() -> None:
    (day,) = windows(datetime(2018, 3, 25), datetime(2018, 3, 26), Interval(1, "d"))
    assert day.hours == 24


@pytest.mark.parametrize("text", ["", "1", "d", "0h", "745h", "32d", "2M", "1m", "1y", "-1d", "1.5h"])
def test_interval_rejects(text: str) -> None:
    with pytest.raises(ScenarioError, match="exchange interval") as caught:
        Interval.parse(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2018-06-31", "2018-06-30"),
        ("01/07/2018", "2018-07-01"),
        ("2018-7-1", "2018-07-01"),
        ("2018.13.01", "2018-01-13"),
        ("soon", "write it as"),
    ],
)
def test_unknown_date_lists_near_dates(text: str, near: str) -> None:
    with pytest.raises(ScenarioError, match=near):
        parse_moment(text)


def test_month_means_its_first_day() -> None:
    assert parse_moment("2018-07") == datetime(2018, 7, 1)


@pytest.mark.parametrize("text", ["2018-07-01T00:30", "2018-07-01T00:00+01:00"])
def test_moment_must_be_a_whole_local_hour(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"hour|time zone"):
        parse_moment(text)


def test_window_must_not_be_empty() -> None:
    with pytest.raises(ScenarioError, match="end after it starts"):
        Window(datetime(2018, 7, 1), datetime(2018, 7, 1))
