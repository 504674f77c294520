"""The patrol model on NetLogo itself: all values equal to those of the embedded engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from netlogo import Workspace
from netlogo.jvm import JvmWorkspace
from netlogo.jvm.finder import read_installation
from tests.netlogo.patrol.city import MODEL, City
from tests.netlogo.patrol.test_conservation import DAYS, build, demand, outcome

HOME = os.environ.get("NETLOGO_HOME")
RISK = [(i + 1) / 210 for i in range(20)]
SCENARIOS: list[dict[str, Any]] = [
    {"beat-integrity": "none"},
    {"beat-integrity": "relative", "ticks-per-hour": 12.0, "patrol-mode": "risk"},
    {"beat-integrity": "absolute", "show-map?": True},
]


def reference() -> list[list[Any]]:
    crimes = [float(1 + i % 5) for i in range(20)]
    return [
        ["patrol-minutes", [400.0 + i for i in range(20)]],
        ["free-minutes", 9000.0],
        ["utilisation", 0.6],
        ["work-shares", [0.2, 0.1, 0.1]],
        *([f"crimes-{group}", crimes] for group in ("violent", "property", "other")),
    ]


def play(workspace: Any, settings: dict[str, Any]) -> tuple[Any, ...]:
    city = City(workspace)
    calls, crimes = demand()
    build(city, **settings)
    city.send("risk", RISK)
    city.send("reference", reference())
    city.run(24 * DAYS, calls, crimes)
    return (*outcome(city), city.report("report-loading"), city.report("report-reference"))


@pytest.mark.skipif(not HOME, reason="NETLOGO_HOME is not set: no NetLogo to run this on")
def test_two_days_are_the_same_on_netlogo() -> None:
    pytest.importorskip("jpype")
    installation = read_installation(Path(str(HOME)), "NETLOGO_HOME")
    with JvmWorkspace(MODEL, installation) as real:
        embedded = Workspace.open(MODEL)
        for settings in SCENARIOS:
            assert play(embedded, settings) == play(real, settings)
