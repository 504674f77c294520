"""Errors of planning, split by who can put them right; all of them are `PlanningError`."""

from __future__ import annotations


class PlanningError(Exception):
    """Base of every error that this package raises on purpose."""


class GeographyError(PlanningError):
    """A file of areas or roads is missing, damaged or not laid out as expected; whoever keeps it acts."""


class UnknownAreaError(PlanningError):
    """A force, area or district that does not exist; the message lists near matches."""


class StaffingError(PlanningError):
    """A table of officers or a figure of the chain to units that cannot be used."""


class PlanError(PlanningError):
    """A plan that leaves out an area, is in pieces, names what is unknown, or is damaged."""
