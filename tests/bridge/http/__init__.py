"""Tests of `bridge.http`."""
