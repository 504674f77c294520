"""Tests of `bridge.mosaik`."""
