"""Turns errors into messages and exit codes: the one place that knows both.

The exit code says who can act on the error: the user, the author of the model, or us.
"""

import sys

from rich.console import Console

from bridge.errors import (
    BridgeError,
    ConservationError,
    ContractError,
    DemandLost,
    DemandRefused,
    EngineUnavailable,
    ProtocolError,
    RecordError,
    ScenarioError,
)

CODES: tuple[tuple[type[BridgeError], int], ...] = (
    (ScenarioError, 2),
    (RecordError, 3),
    (DemandRefused, 4),
    (ContractError, 5),
    (EngineUnavailable, 6),
    (DemandLost, 6),
    (ProtocolError, 6),
    (ConservationError, 7),
)
"""2 options, 3 run directory, 4 data, 5 model, 6 service or engine, 7 crimes lost or doubled."""
OPTIONS, DATA, MODEL = 2, 4, 5
INTERRUPTED = 130


def code(error: Exception) -> int | None:
    """The exit code of an expected error; None for one that is a fault of the program."""
    if isinstance(error, BridgeError):
        return next((number for kind, number in CODES if isinstance(error, kind)), 1)
    # Where a package was not imported, nobody can have raised its errors.
    errors = sys.modules.get("netlogo.errors")
    if errors is not None and isinstance(error, errors.NetLogoError):
        return MODEL
    planning = sys.modules.get("planning.errors")
    if planning is not None and isinstance(error, planning.PlanningError):
        return DATA if isinstance(error, planning.GeographyError | planning.StaffingError) else OPTIONS
    return None


MAPS = {"geopandas", "pyogrio", "pyproj"}
"""Packages of the extra `maps`, which a simulation does without."""


def lacking(error: ModuleNotFoundError) -> EngineUnavailable | None:
    """The sentence about a package of an extra that is not installed; None where it is another."""
    name = (error.name or "").partition(".")[0]
    if name not in MAPS:
        return None
    return EngineUnavailable(
        f"this needs the package {name}, which a simulation alone does without: "
        "pip install 'crims-bridge[maps]', or pip install --editable '.[maps]' in a checkout"
    )


def explain(error: Exception) -> None:
    """Write the error, and what was noted beside it, to standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]error:[/]", end=" ")
    console.print(str(error), markup=False)
    for note in getattr(error, "__notes__", ()):
        console.print(note, markup=False, style="dim")
