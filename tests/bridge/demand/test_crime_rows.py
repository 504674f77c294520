from datetime import datetime

import msgspec
import numpy as np
import pandas as pd
import pytest

from bridge.base.time_windows import Window
from bridge.demand.crime_rows import Crimes
from bridge.demand.texts import Texts
from bridge.errors import ProtocolError
from tests.bridge.doubles import handed_over, make_crimes


def frame(*times: str) -> pd.DataFrame:
    count = len(times)
    return pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "MSOA": ["E02000001"] * count,
            "crime_category": pd.Categorical(["drugs"] * count, categories=["robbery", "drugs"]),
            "code": ["92A"] * count,
            "description": ["Drugs"] * count,
            "time": pd.to_datetime(list(times)),
            "suspect": [True] * count,
            "severity": [20.0] * count,
        }
    )


def test_crimes_are_handed_over_in_their_hour(day: Window) -> None:
    hours = handed_over(make_crimes(day, 1, [0, 59, 60, 1439]))
    assert [len(one) for one in hours] == [2, 1] + [0] * 21 + [1]
    assert hours[1] == [[3.0, "E02000001", "burglary", "28A", "Burglary", 0.0, False, 438.0, "maybe"]]


def test_table_of_the_microsimulation(day: Window) -> None:
    crimes = Crimes.from_frame(frame("2018-07-01 00:05", "2018-07-01 23:59"), day, {"92A": "maybe"})
    assert crimes.minute.tolist() == [5, 1439]
    assert crimes.category.levels == ("drugs",)
    assert crimes.investigation.values() == ["maybe", "maybe"]


def test_unused_and_unsorted_levels_do_not_show() -> None:
    values = pd.Series(pd.Categorical(["b", "a", "b"], categories=["c", "b", "a"]))
    texts = Texts.of(values)
    assert texts.levels == ("a", "b")
    assert texts.codes.tolist() == [1, 0, 1]
    plain = Texts.of(values.astype(str))
    assert (plain.levels, plain.codes.tolist()) == (texts.levels, texts.codes.tolist())


def test_empty_table(day: Window) -> None:
    crimes = Crimes.from_frame(frame(), day, {})
    assert len(crimes) == 0
    assert handed_over(crimes) == [[]] * 24


@pytest.mark.parametrize("time", ["2018-06-30 23:59", "2018-07-02 00:00"])
def test_crime_outside_the_window(day: Window, time: str) -> None:
    with pytest.raises(ProtocolError, match="expected crimes within"):
        Crimes.from_frame(frame(time), day, {"92A": "no"})


def test_crimes_out_of_order(day: Window) -> None:
    with pytest.raises(ProtocolError, match="sorted by time"):
        make_crimes(day, 1, [9, 8])


def test_code_without_level(day: Window) -> None:
    message = make_crimes(day, 1, [1, 2]).to_message()
    levels = msgspec.structs.replace(message.levels, category=["burglary"])
    with pytest.raises(ProtocolError, match="'category': code 1 has no level"):
        Crimes.from_message(msgspec.structs.replace(message, levels=levels), day)


def test_times_are_minutes_after_the_start() -> None:
    crimes = make_crimes(Window(datetime(2018, 7, 1, 5), datetime(2018, 7, 1, 7)), 1, [61])
    assert crimes.times().tolist() == [datetime(2018, 7, 1, 6, 1)]


def test_hours_are_cut_out_and_joined_again(day: Window) -> None:
    crimes = make_crimes(day, 1, [0, 59, 60, 1439])
    hours = [crimes.hour(start) for start in day.hour_starts()]
    assert [len(one) for one in hours] == [2, 1] + [0] * 21 + [1]
    assert (hours[23].minute.tolist(), hours[23].code.levels) == ([59], ("92A",))
    assert Crimes.join(hours).to_message() == crimes.to_message()
