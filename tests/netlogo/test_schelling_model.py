"""The smallest coupled model keeps the contract, counts what it receives, and segregates like Schelling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import netlogo
from netlogo import Workspace

MODEL = Path(netlogo.__file__).parent / "models" / "schelling-demo.nlogo"

CRIMES: list[list[Any]] = [
    [1.0, "E02002330", "burglary", "28E", "Burglary Residential", 5.0, False, 465.0, "yes"],
    [2.0, "E02002331", "robbery", "34B", "Robbery of personal property", 40.0, True, 800.0, "yes"],
    [3.0, "E02002331", "burglary", "28E", "Burglary Residential", 59.0, False, 465.0, "yes"],
]


@pytest.fixture(scope="module")
def opened() -> Workspace:
    return Workspace.open(MODEL)


@pytest.fixture
def workspace(opened: Workspace) -> Workspace:
    for name, value in {"density": 80.0, "similar-wanted": 40.0, "loading-spread": 0.2}.items():
        opened.set_global(name, value)
    opened.command("random-seed 1")
    opened.command("setup")
    return opened


def metrics(workspace: Workspace) -> dict[str, float]:
    return dict(workspace.report("report-metrics"))


def test_contract_procedures(workspace: Workspace) -> None:
    assert {"setup", "go", "receive-crimes", "report-loading", "report-metrics"} <= set(workspace.procedures)


def test_crimes_are_counted(workspace: Workspace) -> None:
    workspace.call("receive-crimes", [CRIMES])
    workspace.call("receive-crimes", [[]])
    workspace.command("go")
    assert metrics(workspace)["crimes-received"] == 3


def test_one_loading_factor_for_the_categories_seen(workspace: Workspace) -> None:
    assert workspace.report("report-loading") == []
    workspace.call("receive-crimes", [CRIMES])
    factors = set()
    for _ in range(5):
        workspace.command("go")
        loading = dict(workspace.report("report-loading"))
        assert set(loading) == {"burglary", "robbery"}
        assert loading["burglary"] == loading["robbery"]
        assert 0.8 <= loading["robbery"] < 1.2
        assert loading == dict(workspace.report("report-loading"))
        factors.add(loading["robbery"])
    assert len(factors) == 5


def test_no_spread_leaves_the_rates_alone(workspace: Workspace) -> None:
    workspace.set_global("loading-spread", 0.0)
    workspace.call("receive-crimes", [CRIMES])
    workspace.command("go")
    assert workspace.report("report-loading") == [["burglary", 1], ["robbery", 1]]


def test_unhappy_households_move_until_neighbourhoods_are_of_one_kind(workspace: Workspace) -> None:
    before = metrics(workspace)
    households = workspace.report("count turtles")
    workspace.command("repeat 60 [ go ]")
    after = metrics(workspace)
    assert before["share-unhappy"] > 0.2
    assert after["share-unhappy"] < 0.02
    assert after["share-segregated"] > 4 * before["share-segregated"]
    assert workspace.report("count turtles") == households
    assert workspace.report("max [ count turtles-here ] of patches") == 1


def test_households_are_happy_with_the_wanted_share(workspace: Workspace) -> None:
    """One of three neighbours of its own colour: enough at 33 per cent, not at 34."""
    workspace.command("ask turtles [ die ]")
    workspace.command("ask patch 0 0 [ sprout 1 [ set color blue ] ]")
    workspace.command("ask patches at-points [ [ 1 0 ] [ -1 0 ] ] [ sprout 1 [ set color orange ] ]")
    workspace.command("ask patch 0 1 [ sprout 1 [ set color blue ] ]")
    for wanted, happy in ((33.0, True), (34.0, False)):
        workspace.set_global("similar-wanted", wanted)
        workspace.command("ask turtles [ judge-neighbours ]")
        assert workspace.report("[ happy? ] of one-of turtles-on patch 0 0") is happy


def test_same_seed_same_run(workspace: Workspace) -> None:
    def run() -> list[list[Any]]:
        workspace.command("random-seed 7")
        workspace.command("setup")
        workspace.command("repeat 10 [ go ]")
        households: list[list[Any]] = workspace.report("[ (list who xcor ycor color) ] of turtles")
        return sorted(households)

    assert run() == run()
