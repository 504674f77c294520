"""Tests of `bridge.police`."""
