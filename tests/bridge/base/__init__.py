"""Tests of `bridge.base`."""
