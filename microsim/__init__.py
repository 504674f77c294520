"""Crime microsimulation: police.uk files become rates, and rates become sampled crimes.

Enter here: `load_crimes` reads a source, `fit` turns it into a `FittedModel`, `CrimeModel` samples it window
by window, `CannedCrimes` plays recorded crimes back with the same interface. Nothing in this package knows of
the police model or of the bridge.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING

from microsim.errors import DataError, DataWarning, MicrosimError, RateError, UnknownNameError
from microsim.reference.known_names import CATEGORIES

if TYPE_CHECKING:
    from microsim.model.canned import CannedCrimes
    from microsim.model.crime_model import CrimeModel
    from microsim.rates.fitted import FittedModel, fit
    from microsim.storage.export import write_crimes
    from microsim.street.street_crimes import CrimeData, load_crimes

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

# Imported on first use: neworder brings scipy along and pandas is no trifle either, and whoever needs only
# names, errors or files need not wait for them.
_HOMES = {
    "CannedCrimes": "microsim.model.canned",
    "CrimeData": "microsim.street.street_crimes",
    "CrimeModel": "microsim.model.crime_model",
    "FittedModel": "microsim.rates.fitted",
    "fit": "microsim.rates.fitted",
    "load_crimes": "microsim.street.street_crimes",
    "write_crimes": "microsim.storage.export",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
