"""Turns errors into messages and exit codes: the one place that knows both.

Enters an expected exception; leaves a line on standard error and a number, by who can act on it.
"""

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
from netlogo.errors import NetLogoError

EXPECTED = (BridgeError, NetLogoError)

CODES: tuple[tuple[type[Exception], int], ...] = (
    (ScenarioError, 2),
    (RecordError, 3),
    (DemandRefused, 4),
    (ContractError, 5),
    (NetLogoError, 5),
    (EngineUnavailable, 6),
    (DemandLost, 6),
    (ProtocolError, 6),
    (ConservationError, 7),
)
"""2 options, 3 run directory, 4 data, 5 model, 6 service or engine, 7 crimes lost or doubled."""


def code(error: Exception) -> int:
    """The exit code of an expected error."""
    return next((number for kind, number in CODES if isinstance(error, kind)), 1)


def explain(error: Exception) -> int:
    """Write the error to standard error and return its exit code."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]error:[/]", end=" ")
    console.print(str(error), markup=False)
    return code(error)
