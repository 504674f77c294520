"""Tests of `microsim.reference`."""
