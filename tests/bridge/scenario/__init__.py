"""Tests of `bridge.scenario`."""
