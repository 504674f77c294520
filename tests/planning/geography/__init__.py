"""Tests of `planning.geography`."""
