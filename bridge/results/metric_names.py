"""Which metrics of a model mean what, by their names.

Tables, pictures and the progress bar ask here. A model that uses these names is shown fully; one that does
not is shown by the crimes and loading factors alone.
"""

import re
from collections.abc import Iterable, Mapping

from bridge.police.contract import CALLS_RECEIVED, INCIDENTS, RECEIVED

BACKLOG = "hours-backlog"
"""Person-hours of work that is known and not yet done."""
DEMANDED, DELIVERED = "hours-demanded", "hours-delivered"
"""Cumulative person-hours."""
UTILISATION = "utilisation"
"""`utilisation-<pool>`: share of the on-duty capacity in use, 0 to 1."""
ATTENDANCE = "attendance-hours"
"""`attendance-hours-<priority>`: mean hours from report to first attendance so far."""

CUMULATIVE = (RECEIVED, INCIDENTS, "incidents-closed", "attended", DEMANDED, DELIVERED)
"""What only grows, alone or as `<name>-<member>`."""
TOTALS = (
    CALLS_RECEIVED,
    "received-1",
    "received-2",
    "received-3",
    "dispatches",
    "crossed-district",
    "handovers",
    "preemptions",
    "free-unit-hours",
    "duty-unit-hours",
    "meal-unit-hours",
)
"""What only grows in a force on the map."""

UNITS = (
    (r"^free-response-hours\Z", "officer-hours"),
    (r"-unit-hours\Z", "unit-hours"),
    (rf"^{ATTENDANCE}-", "hours"),
    (rf"^({BACKLOG}|{DEMANDED}|{DELIVERED})(-|$)", "person-hours"),
    (rf"^{UTILISATION}(-|$)|-share$|^within-\d+-", "share, 0 to 1"),
    (r"^on-duty-", "officers"),
    (r"minutes", "minutes"),
    (
        rf"^({RECEIVED}|{CALLS_RECEIVED}|{INCIDENTS}|incidents|attended|waiting|ongoing|paused|received)(-|$)",
        "count",
    ),
)
"""Patterns of metrics' names, each with its unit; the first that fits counts."""


def grows(name: str) -> bool:
    """Whether a metric is a total since the model's setup."""
    return name in TOTALS or any(name == total or name.startswith(f"{total}-") for total in CUMULATIVE)


def unit(name: str) -> str | None:
    """The unit of a metric; None for one that the name does not tell."""
    return next((found for pattern, found in UNITS if re.search(pattern, name)), None)


def hyphenated(category: str) -> str:
    """A category inside a metric's name: `vehicle-crime`."""
    return re.sub(r"[^a-z0-9]+", "-", category.casefold()).strip("-")


def members(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Metrics `<prefix>-<member>`: member -> full name, in the model's order."""
    start = prefix + "-"
    return {name.removeprefix(start): name for name in names if name.startswith(start)}


def pools(names: Iterable[str]) -> dict[str, str]:
    """Pools of officers: pool -> its utilisation metric."""
    return members(names, UTILISATION)


def priorities(names: Iterable[str]) -> dict[str, str]:
    """Priorities of incidents: priority -> its attendance metric."""
    return members(names, ATTENDANCE)


def backlog(metrics: Mapping[str, float]) -> float | None:
    """Person-hours in backlog; None for a model that does not report them."""
    return metrics.get(BACKLOG)
