"""Tests of `bridge.coupling`."""
