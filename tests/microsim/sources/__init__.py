"""Tests of `microsim.sources`."""
