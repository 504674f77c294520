"""Tests of `microsim.sampling`."""
