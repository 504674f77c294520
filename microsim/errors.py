"""Errors of the microsimulation, split by who can put them right.

Whoever keeps the files acts on `DataError` and `RateError`, whoever types a name acts on `UnknownNameError`.
All of them are `MicrosimError`, so that a caller needs to catch one thing.
"""

from __future__ import annotations


class MicrosimError(Exception):
    """Base of every error this package raises on purpose."""


class DataError(MicrosimError):
    """A file is missing, damaged or not laid out as expected; the message names file, row and column."""


class RateError(MicrosimError):
    """A rate, weight or loading factor is negative or not finite; the message names the first such one."""


class UnknownNameError(MicrosimError):
    """A force, area, category or offence that does not exist; the message lists the near matches."""


class DataWarning(UserWarning):
    """The data are usable but thinner than the model would like, for example months without any rows."""
