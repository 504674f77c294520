"""Tests of `bridge.analysis`."""
