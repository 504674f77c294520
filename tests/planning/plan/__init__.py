"""Tests of `planning.plan`."""
