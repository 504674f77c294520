"""Tests of `bridge.reports`."""
