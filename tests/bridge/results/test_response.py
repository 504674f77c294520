"""The response of a force on the map, from rows that one can work out by hand."""

import math

from bridge.police.table_columns import TableColumns
from bridge.results.report_tables import response_table
from bridge.results.response import ResponseBooks

COLUMNS = ("id", "district", "priority", "reported", "dispatched", "arrived", "crossed")
TOURS = ("district", "patrolling", "travelling", "on-scene", "paperwork", "meal")


def rows(*incidents: tuple[float, float, float | str, float | str, bool | str]) -> TableColumns:
    listed = [[float(number), "north", *one] for number, one in enumerate(incidents)]
    return TableColumns.of("incidents", COLUMNS, listed)


def test_times_by_priority_leave_out_those_still_waiting_and_say_how_many() -> None:
    books = ResponseBooks()
    books.add([rows((1.0, 0.0, 2.0, 10.0, False), (1.0, 5.0, 6.0, 25.0, True), (2.0, 0.0, "", "", ""))])
    books.add([rows((1.0, 30.0, "", "", ""), (4.0, 1.0, "", "", ""))])
    found = books.result()
    assert found is not None
    first = found.priorities["1"]
    assert (first.incidents, first.attended, first.waiting) == (3, 2, 1)
    assert math.isclose(first.share_waiting, 1 / 3, rel_tol=1e-8)
    assert (first.mean, first.median, first.percentile_90) == (15.0, 15.0, 19.0)
    assert (first.queueing, first.travel) == (1.5, 13.5)
    assert first.within == {"15": 0.5, "20": 1.0, "60": 1.0}
    assert first.crossed_district == 0.5
    assert (found.priorities["2"].mean, found.priorities["2"].share_waiting) == (None, 1.0)
    assert "4" not in found.priorities
    assert response_table(found).row_count == 3


def test_what_was_reported_in_the_burn_in_is_left_out() -> None:
    books = ResponseBooks(since=10.0)
    books.add([rows((1.0, 9.0, 10.0, 11.0, False), (1.0, 10.0, 11.0, 14.0, False))])
    found = books.result()
    assert found is not None
    assert (found.priorities["1"].incidents, found.priorities["1"].mean) == (1, 4.0)


def test_work_by_district() -> None:
    books = ResponseBooks()
    tours = [["north", 60.0, 30.0, 60.0, 30.0, 20.0], ["south", 180.0, 10.0, 40.0, 10.0, 0.0]]
    books.add([TableColumns.of("tours", TOURS, tours)])
    found = books.result()
    assert found is not None
    assert (found.districts["north"].hours, found.districts["north"].share) == (2.0, round(2 / 3, 9))
    assert math.isclose(found.workload_deviation or 0, 1 / 6, rel_tol=1e-6)
    assert found.districts["south"].utilisation == 0.25
    assert (found.utilisation, found.patrol_hours) == (round(180 / 420, 9), 4.0)


def test_other_tables_are_passed_over() -> None:
    books = ResponseBooks()
    books.add([TableColumns.of("incidents", ("id",), [[1.0]]), TableColumns.of("mine", ("id",), [[1.0]])])
    assert books.result() is None
