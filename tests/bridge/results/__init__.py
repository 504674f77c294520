"""Tests of `bridge.results`."""
