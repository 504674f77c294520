"""Tests of `microsim.model`."""
