"""Docking: two sides compared tick by tick."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bridge.errors import ScenarioError
from bridge.model_checks.docking import Difference, Twins, dock, parse_seeds
from bridge.police.contract import OPTIONAL
from bridge.police.engines import NetLogoSupply
from bridge.police.reports import Loading
from bridge.police.supply import EmbeddedSupply
from bridge.scenario.scenario import Scenario
from tests.bridge.doubles import HourlyDemand, TallySupply

WHOLE_CONTRACT = Path(__file__).parents[1] / "police" / "whole_contract.nlogo"
TWO_DAYS = Scenario.of(start="2018-07-01", end="2018-07-03")


class Drifting(TallySupply):
    """As the other, but one metric is off from an hour on."""

    def metrics(self) -> dict[str, float]:
        return {**super().metrics(), "backlog": 1.0 if self.hours >= 30 else 0.0}


class Steady(TallySupply):
    def metrics(self) -> dict[str, float]:
        return {**super().metrics(), "backlog": 0.0}


class Milder(TallySupply):
    def loading(self) -> Loading:
        return Loading({"burglary": 1.0}, {})


def test_equal_sides_are_equal_in_every_value() -> None:
    found = dock(TWO_DAYS, 3, Twins(Steady(), Steady()), HourlyDemand)
    assert (found.seed, found.ticks, found.crimes, found.difference) == (3, 48, 48, None)
    assert found.compared == 48 * 3 + 2  # metrics of each tick, loading factors of each day


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Drifting, Difference(1, 30, "backlog", 0.0, 1.0)),
        (Milder, Difference(1, 1, "backlog", 0.0, None)),
    ],
)
def test_the_first_difference_is_told(other: Callable[[], TallySupply], expected: Difference) -> None:
    assert dock(TWO_DAYS, 1, Twins(Steady(), other()), HourlyDemand).difference == expected


def test_loading_factors_are_compared() -> None:
    found = dock(TWO_DAYS, 1, Twins(TallySupply(), Milder()), HourlyDemand).difference
    assert found is not None
    assert (found.tick, found.metric, found.second) == (24, "loading burglary", 1.0)


def test_both_sides_get_the_same_crimes_and_seed() -> None:
    one, two = TallySupply(), TallySupply()
    dock(TWO_DAYS, 5, Twins(one, two), HourlyDemand)
    assert one.rows == two.rows
    assert one.seed == two.seed == Scenario.of(seed=5).streams()["abm"]


def test_the_embedded_engine_equals_itself_on_a_coupled_model() -> None:
    model = Path(__file__).parents[3] / "netlogo" / "models" / "schelling-demo.nlogo"
    found = dock(TWO_DAYS, 1, Twins(EmbeddedSupply(model), EmbeddedSupply(model)), HourlyDemand)
    assert found.difference is None


@pytest.mark.parametrize(
    ("text", "seeds"), [("1..3", [1, 2, 3]), ("7", [7]), ("1, 3,7..8", [1, 3, 7, 8]), ("0..0", [0])]
)
def test_seeds_as_typed(text: str, seeds: list[int]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "1..", "5..1", "-1", "1..5000", "1.5"])
def test_seeds_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(ScenarioError, match="expected"):
        parse_seeds(text)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_whole_contract_is_the_same_on_netlogo(seed: int) -> None:
    """Areas, travel, plan, calls, minutes, grades, loading by area, ticks of a quarter of an hour."""
    if not os.environ.get("NETLOGO_HOME"):
        pytest.skip("NETLOGO_HOME is not set: no NetLogo to run this on")
    pytest.importorskip("jpype")
    scenario = Scenario.of(areas=["Calderdale"], end="2018-07-03", model=WHOLE_CONTRACT)
    with closing(NetLogoSupply(WHOLE_CONTRACT)) as real:
        twins = Twins(EmbeddedSupply(WHOLE_CONTRACT), real)
        found = dock(scenario, seed, twins)
        assert twins.needs.ticks_per_hour == 4
        assert real.info.takes == frozenset(OPTIONAL)
    assert (found.difference, found.ticks) == (None, 2 * 24 * 4)
    assert found.crimes > 0
