"""Tests of `microsim.storage`."""
