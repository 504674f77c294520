"""Tests of `planning.roads`."""
