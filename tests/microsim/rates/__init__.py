"""Tests of `microsim.rates`."""
