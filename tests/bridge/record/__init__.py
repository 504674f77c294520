"""Tests of `bridge.record`."""
