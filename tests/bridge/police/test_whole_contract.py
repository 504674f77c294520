"""The optional part of the contract, with a model that defines all of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bridge.base.time_windows import Interval, windows
from bridge.coupling.coupler import Coupler, Exchange
from bridge.errors import ContractError
from bridge.model_checks.rehearsal import rehearse
from bridge.police.contract import GIVEN
from bridge.police.made_up_force import CODES, given
from bridge.police.reports import read_loading, read_tables
from bridge.police.supply import EmbeddedSupply
from bridge.record.record import read_manifest
from bridge.run.coupled_run import RunOptions, resume, run
from bridge.scenario.scenario import Scenario
from netlogo import Workspace

MODEL = Path(__file__).with_name("whole_contract.nlogo")
DAYS = {"areas": ["Calderdale"], "end": "2018-07-04", "model": MODEL}


Set = Callable[..., EmbeddedSupply]


@pytest.fixture
def supply() -> Iterator[Set]:
    """Sets the model up, with a reference where one is given."""
    made = []

    def make(reference: list[list[Any]] | None = None) -> EmbeddedSupply:
        made.append(EmbeddedSupply(MODEL))
        more = {} if reference is None else {"receive-reference": reference}
        made[-1].setup(datetime(2018, 7, 1), 1, {**given(), **more})
        return made[-1]

    yield make
    for one in made:
        one.close()


def workspace(one: EmbeddedSupply) -> Workspace:
    return one._workspace  # type: ignore[no-any-return]


def test_the_model_is_told_of_the_force_in_order(supply: Set) -> None:
    one = supply([["patrol-minutes", [1.0, 2.0]]])
    assert [f"receive-{name}" for name in workspace(one).report("told")] == list(GIVEN)
    assert workspace(one).report("reference-sum") == 3


def test_what_it_needs(supply: Set) -> None:
    needs = supply().needs
    assert (needs.ticks_per_hour, needs.calls) == (4, True)
    assert needs.crime_items == ("id", "area-index", "minute", "grade", "scene-minutes")
    assert needs.call_items == ("id", "type", "minute")


def test_it_is_rehearsed() -> None:
    found = rehearse(MODEL)
    assert found.violations == []
    assert (found.ticks_per_hour, found.hours, found.calls) == (4, 48, 24)
    assert found.tables == {"seen": found.crimes + 1}


def test_each_tick_has_its_crimes_and_metrics_are_read_at_whole_hours(supply: Set) -> None:
    from bridge.model_checks.rehearsal import _CannedDemand

    one = supply()
    ends: list[tuple[datetime, float]] = []
    plan = windows(datetime(2018, 7, 1), datetime(2018, 7, 2), Interval(12, "h"))
    coupler = Coupler(_CannedDemand(), one)
    exchanges: list[Exchange] = list(
        coupler.run(plan, lambda end, _: ends.append((end, workspace(one).report("ticks"))))
    )
    assert ends[0] == (datetime(2018, 7, 1, 1), 4)
    assert len(ends) == 24
    rows = [row for exchange in exchanges for table in exchange.tables for row in table.rows()]
    assert len(rows) == coupler.counts.received + 1  # and one that is open at the end
    assert all(row[1] % 60 == 0 for row in rows)  # reported at whole hours, in ticks of 15 minutes
    assert coupler.counts.unreported > 0
    assert coupler.counts.calls == 12


def test_an_area_counts_more_than_its_category(supply: Set) -> None:
    from bridge.model_checks.rehearsal import _CannedDemand

    coupler = Coupler(_CannedDemand(), supply())
    list(coupler.run(windows(datetime(2018, 7, 1), datetime(2018, 7, 1, 6), Interval(6, "h"))))
    factors = coupler.area_loading
    assert factors is not None
    assert (factors.categories, factors.areas) == (("burglary", "drugs"), CODES)
    assert factors.factors.tolist() == [[0.5, 1.5, 1.5, 1.5], [1.0, 1.0, 1.0, 2.0]]


def test_a_run_is_the_same_on_both_transports_and_after_a_resume(tmp_path: Path) -> None:
    plain = RunOptions(picture=False)
    here = run(Scenario.of(**DAYS), tmp_path / "here", plain)
    run(Scenario.of(**DAYS, transport="zmq"), tmp_path / "there", plain)
    asked = iter([False, False, True])
    stopping = RunOptions(picture=False, checkpoint=1, stopped=lambda: next(asked))
    run(Scenario.of(**DAYS), tmp_path / "cut", stopping)
    assert read_manifest(tmp_path / "cut").state == "interrupted"
    resume(tmp_path / "cut", plain)
    for name in here.manifest.results:
        whole = (tmp_path / "here" / name).read_bytes()
        for other in ("there", "cut"):
            assert (tmp_path / other / name).read_bytes() == whole, (other, name)
    assert {"seen.parquet", "area-loading.parquet", "reference.json"} <= here.manifest.results.keys()
    assert here.manifest.notes[-1].startswith("reference: baseline of Calderdale, 01 July 2018 to 16 July")
    received = here.manifest.counts["received"]
    assert here.manifest.model_notes == {"crimes so far": received}
    seen = pq.read_table(tmp_path / "here" / "seen.parquet").to_pylist()
    assert len(seen) == received + 1  # type: ignore[operator]
    assert seen[-1] == {"id": 0.0, "minute": 0.0, "urgent": False, "how": "open"}
    assert {one["how"] for one in seen} == {"sent", None, "open"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([["burglary"]], r"expected \[category factor\] or \[category area factor\]"),
        ([["burglary", "E02002330", True]], "expected"),
        ([["burglary", "E02002330", 1.0], ["burglary", "E02002330", 2.0]], "once, got it again"),
    ],
)
def test_unusable_loading(value: list[Any], text: str) -> None:
    with pytest.raises(ContractError, match=text):
        read_loading(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([["crimes", ["id"], []]], "no table of the bridge has"),
        ([["../up", ["id"], []]], "small letters"),
        ([["mine", ["id"], [[1.0, 2.0]]]], "expected 1 values"),
        ([["mine", ["id", "id"], []]], "different names"),
        ([["mine", ["id"], [[[1.0]]]]], "numbers, strings and booleans"),
    ],
)
def test_unusable_tables(value: list[Any], text: str) -> None:
    with pytest.raises(ContractError, match=text):
        read_tables(value, "report-tables")
