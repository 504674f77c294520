"""Tests of `bridge.run`."""
