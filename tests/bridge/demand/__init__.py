"""Tests of `bridge.demand`."""
