"""Tests of `bridge.live`."""
