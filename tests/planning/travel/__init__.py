"""Tests of `planning.travel`."""
