"""Crime microsimulation: police.uk files become rates, and rates become sampled crimes.

Enter here: `load_crimes` reads a source, `fit` turns it into a `FittedModel`, `CrimeModel` samples it window
by window. Nothing in this package knows of the police model or of the bridge.
"""

from __future__ import annotations

import logging

from microsim.crimes import CrimeData, load_crimes
from microsim.errors import DataError, DataWarning, MicrosimError, RateError, UnknownNameError
from microsim.export import write_crimes
from microsim.fitted import FittedModel, fit
from microsim.model import CrimeModel
from microsim.names import CATEGORIES

__all__ = [
    "CATEGORIES",
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
