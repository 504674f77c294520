"""The police model with the verbs of its tests, and the crimes they send: every rule has a scenario small
enough to work out by hand.

The force of these tests is empty, works full hours (capacity 1), crews single and starts at 08:00; each test
adds the officers and switches it needs. Hours of work are set where a test needs an exact number.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import netlogo
from netlogo import Workspace

MODEL = Path(netlogo.__file__).parent / "models" / "police-supply-demand.nlogo"

CATEGORIES = [
    "anti-social behaviour",
    "bicycle theft",
    "burglary",
    "criminal damage and arson",
    "drugs",
    "other crime",
    "other theft",
    "possession of weapons",
    "public order",
    "robbery",
    "shoplifting",
    "theft from the person",
    "vehicle crime",
    "violence and sexual offences",
]

EMPTY_FORCE: dict[str, Any] = {
    "start-hour": 8.0,
    "start-weekday": 6.0,
    "start-date": "2018-07-01",
    "response-shift-1": 0.0,
    "response-shift-2": 0.0,
    "response-shift-3": 0.0,
    "investigation-shift-1": 0.0,
    "investigation-shift-2": 0.0,
    "investigation-shift-3": 0.0,
    "response-non-crime-share": 0.0,
    "investigation-non-crime-share": 0.0,
    "double-crew-by-day?": False,
    "double-crew-by-night?": False,
    "linear-response-hours?": True,
    "linear-investigation-hours?": False,
    "investigate-by-offence?": True,
    "elasticity-violent": -0.34,
    "elasticity-property": -0.17,
    "elasticity-other": 0.0,
    "reference-days": 7.0,
}

Crime = list[Any]
Build = Callable[..., "Police"]


class Police:
    """The model with the verbs of the tests."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.report = workspace.report
        self.command = workspace.command

    def set_up(self, settings: dict[str, Any], seed: int) -> None:
        for name, value in {**EMPTY_FORCE, **settings}.items():
            self.set(name, value)
        self.command(f"random-seed {seed}")
        self.command("setup")

    def set(self, name: str, value: Any) -> None:
        known = isinstance(value, (bool, str))
        self.workspace.set_global(name, value if known else float(value))

    def receive(self, *crimes: Crime) -> None:
        self.workspace.call("receive-crimes", [list(crimes)])

    def hour(self, *crimes: Crime) -> dict[str, float]:
        self.receive(*crimes)
        self.command("go")
        return self.metrics()

    def hours(self, count: int) -> dict[str, float]:
        self.command(f"repeat {count} [ go ]")
        return self.metrics()

    def metrics(self) -> dict[str, float]:
        return dict(self.report("report-metrics"))

    def loading(self) -> dict[str, float]:
        return dict(self.report("report-loading"))

    def of_incidents(self, expression: str) -> list[Any]:
        """The reporter's value for every open incident, in the order of their crimes."""
        pairs = self.report(f"[ (list crime-id {expression}) ] of incidents")
        return [value for _, value in sorted(pairs)]


def crime(
    number: int,
    severity: float = 100.0,
    suspect: bool = False,
    investigation: str = "no",
    category: str = "burglary",
    minute: float = 0.0,
) -> Crime:
    """The default is a crime of priority 3 that needs one hour of response and no investigation."""
    return [
        float(number),
        "E02002330",
        category,
        "28E",
        "Burglary",
        float(minute),
        suspect,
        float(severity),
        investigation,
    ]
