"""Tests of `bridge.window`."""
