"""What the dashboard shows, without a browser."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bridge.errors import RecordError, ScenarioError
from bridge.ui.data.catalog import entry_of, find_entries
from bridge.ui.data.comparisons import (
    differences_frame,
    front_of_score,
    means_frame,
    samples_of,
    scores_frame,
)
from bridge.ui.data.forecasts import areas_frame, find_scores, months_frame, read_forecast, read_scores
from bridge.ui.data.layers import layer_of
from bridge.ui.data.plans import districts_frame, plan_with_shapes, route_frame, route_names, units_frame
from bridge.ui.data.queues import queue_of
from bridge.ui.data.run_data import RunData, load_run
from bridge.ui.data.selection import (
    Filter,
    crimes_by_day,
    filtered,
    incidents_by_day,
    loading_by_day,
    page_of,
    pages,
    reached_curve,
    response_table,
)
from bridge.ui.data.shapes import geojson


@pytest.fixture(scope="module")
def run(patrol_run: Path) -> RunData:
    return load_run(patrol_run)


def test_everything_is_found_and_nothing_outside(results: Path) -> None:
    found = {one.name: one.kind for one in find_entries(results)}
    assert found == {
        "calderdale": "run",
        "staffing": "experiment",
        "score": "score",
        "plans/now": "plan",
        "plans/even": "plan",
        "forecast.parquet": "forecast",
    }
    with pytest.raises(ScenarioError, match="there is no"):
        entry_of(results, "../" + results.name)


def test_what_cannot_be_read_is_listed_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "run.json").write_text("{}")
    [found] = find_entries(tmp_path)
    assert (found.kind, found.state) == ("run", "unreadable")
    with pytest.raises(RecordError):
        load_run(tmp_path / "old")


def test_layers_have_every_incident_and_crime_once(run: RunData) -> None:
    incidents = run.incidents
    assert incidents is not None
    for name, count in (("crimes", len(run.crimes)), ("incidents", len(incidents))):
        by_day, whole = layer_of(run, name)
        assert by_day.shape == (len(run.days), len(run.shapes.codes))  # type: ignore[union-attr]
        assert whole.sum() == by_day.sum() == count


def test_the_response_of_an_area_is_the_median_of_its_waits(run: RunData) -> None:
    incidents, shapes = run.incidents, run.shapes
    assert incidents is not None
    assert shapes is not None
    some = incidents[(incidents["priority"] <= 2) & incidents["arrived"].notna()]
    code = some["area"].value_counts().index[0]
    wanted = some.loc[some["area"] == code, "wait"].median()
    assert layer_of(run, "response")[1][shapes.index[code]] == pytest.approx(wanted)


def test_the_queue_of_an_area_and_hour_is_counted_from_report_to_dispatch(run: RunData) -> None:
    incidents, shapes = run.incidents, run.shapes
    assert incidents is not None
    assert shapes is not None
    queue, attended = queue_of(run, "waiting"), incidents[incidents["priority"] < 4]
    hour, at = (int(one) for one in np.unravel_index(queue.argmax(), queue.shape))
    end = run.days[0] + pd.Timedelta(hours=hour + 1)
    waits = (attended["reported"] < end) & ~(attended["dispatched"] < end)
    assert queue[hour, at] == (waits & (attended["area"] == shapes.codes[at])).sum() > 0
    assert layer_of(run, "waiting")[0][hour // 24].sum() == pytest.approx(
        queue[hour // 24 * 24 :][:24].sum() / 24
    )


def test_open_incidents_are_those_reported_and_not_cleared(run: RunData) -> None:
    incidents = run.incidents
    assert incidents is not None
    end = run.days[0] + pd.Timedelta(days=1)
    wanted = ((incidents["reported"] < end) & ~(incidents["cleared"] < end)).sum()
    assert layer_of(run, "open")[0][0].sum() == wanted


def test_filters_add_up(run: RunData) -> None:
    everything = filtered(run, Filter())
    by_priority = [len(filtered(run, Filter(priorities=(one,)))) for one in (1, 2, 3, 4)]
    by_day = [len(filtered(run, Filter(day=day))) for day in range(len(run.days))]
    assert sum(by_priority) == len(everything) == sum(by_day)
    code = str(everything["area"].iloc[0])
    assert set(filtered(run, Filter(areas=(code,)))["area"]) == {code}
    assert filtered(run, Filter(waiting=True))["arrived"].isna().all()
    kind = str(everything["type"].iloc[0])
    assert set(filtered(run, Filter(text=kind.upper()))["type"]) == {kind}


def test_pages_hold_every_row_once_and_the_longest_wait_comes_first(run: RunData) -> None:
    rows = filtered(run, Filter())
    seen = [one for page in range(pages(rows)) for one in page_of(rows, page)["id"]]
    assert seen == rows["id"].tolist()
    first = page_of(rows, 0, "wait")
    assert first["arrived"].isna().iloc[0]  # nobody came: longer than any
    waits = page_of(rows[rows["arrived"].notna()], 0, "wait")["wait"]
    assert waits.is_monotonic_decreasing


def test_response_counts_those_not_reached_as_late(run: RunData) -> None:
    rows = filtered(run, Filter())
    table = response_table(rows).set_index("priority")
    for priority in (1, 2, 3):
        waits = rows.loc[rows["priority"] == priority, "wait"]
        assert table.loc[priority, "within 15"] == pytest.approx((waits <= 15).sum() / len(waits))
        curve = reached_curve(rows, priority, np.array([15.0, 60.0]))
        assert curve[0] == pytest.approx(table.loc[priority, "within 15"])
    assert response_table(pd.DataFrame())["incidents"].tolist() == [0, 0, 0]


def test_days_add_up_to_the_run(run: RunData) -> None:
    assert incidents_by_day(run, filtered(run, Filter())).to_numpy().sum() == len(filtered(run, Filter()))
    assert crimes_by_day(run).sum() == len(run.crimes)
    assert loading_by_day(run).tolist() == [1.0, 1.0]  # recorded crimes follow no loading


def test_areas_become_geojson_in_degrees(run: RunData) -> None:
    assert run.shapes is not None
    found = geojson(run.shapes, {"crimes": layer_of(run, "crimes")[1].tolist()})
    first = found["features"][0]
    assert first["properties"]["code"] == run.shapes.codes[0]
    longitude, latitude = (
        first["geometry"]["coordinates"][0][0][:2]
        if first["geometry"]["type"] == "Polygon"
        else (first["geometry"]["coordinates"][0][0][0])
    )
    assert (-3 < longitude < 0, 53 < latitude < 55) == (True, True)


def test_cells_are_compared_with_intervals(results: Path) -> None:
    samples = samples_of([results / "staffing"])
    means, differences = means_frame(samples, "crimes"), differences_frame(samples, "crimes")
    assert means["mean"].tolist() == pytest.approx([101.0, 111.1])
    [row] = differences.to_dict("records")
    assert row["difference"] == pytest.approx(10.1)
    assert row["low"] < 10.1 < row["high"]


def test_a_score_has_its_front(results: Path) -> None:
    found, measures = front_of_score(results / "score")
    frame = scores_frame(found, measures[0].column, measures[1].column).set_index("name")
    assert frame["front"].to_dict() == {"now": False, "even": True}
    assert frame.loc["even", "x"] == 9.5


def test_a_plan_beside_another_shows_what_moves(results: Path) -> None:
    now, shapes = plan_with_shapes(results / "plans" / "now")
    even, _ = plan_with_shapes(results / "plans" / "even")
    assert districts_frame(even, shapes, now)["moved"].sum() == 2
    assert units_frame(now).set_index("district")["early"].to_dict() == {"north": 2, "south": 1}


def test_a_route_has_times_of_day(results: Path) -> None:
    plan, shapes = plan_with_shapes(results / "plans" / "now")
    assert list(route_names(plan)) == ["north, early, day 1, unit 1"]
    stops = route_frame(plan, plan.routes[0], shapes)
    assert stops[["from", "until"]].to_numpy().tolist() == [["07:30", "07:45"], ["08:00", "08:15"]]


def test_forecasts_add_up_and_their_intervals_in_squares(results: Path) -> None:
    frame = read_forecast(results / "forecast.parquet")
    [area, *_] = areas_frame(frame, "2019-01").to_dict("records")
    assert area["expected"] == 20.0
    assert area["q95"] == pytest.approx(20 + np.sqrt(50))
    assert months_frame(frame, "drugs")["expected"].tolist() == [80.0, 80.0]
    assert find_scores(results) == [results / "score.json"]
    assert read_scores(results / "score.json")["MAE"].tolist() == [1.5]
    with pytest.raises(RecordError, match="no score"):
        read_scores(results / "calderdale" / "run.json")
