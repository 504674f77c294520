"""Tests of `microsim.street`."""
