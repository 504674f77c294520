"""Tests of `planning.staffing`."""
