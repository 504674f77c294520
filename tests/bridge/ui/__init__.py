"""Tests of `bridge.ui`."""
