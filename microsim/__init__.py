"""Crime microsimulation: police.uk files become rates, and rates become sampled crimes.

Enter here: `load_crimes` reads a source, `fit` turns it into a `FittedModel`, `CrimeModel` samples it window
by window, `CannedCrimes` plays recorded crimes back with the same interface. Nothing in this package knows of
the police model or of the bridge.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from microsim.canned import CannedCrimes
from microsim.crimes import CrimeData, load_crimes
from microsim.errors import DataError, DataWarning, MicrosimError, RateError, UnknownNameError
from microsim.export import write_crimes
from microsim.fitted import FittedModel, fit
from microsim.names import CATEGORIES

if TYPE_CHECKING:
    from microsim.model import CrimeModel

__all__ = [
    "CATEGORIES",
    "CannedCrimes",
    "CrimeData",
    "CrimeModel",
    "DataError",
    "DataWarning",
    "FittedModel",
    "MicrosimError",
    "RateError",
    "UnknownNameError",
    "fit",
    "load_crimes",
    "write_crimes",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    # neworder brings scipy along and takes a second to import, which reading data or `--help` need not
    # wait for.
    if name == "CrimeModel":
        from microsim.model import CrimeModel

        return CrimeModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
