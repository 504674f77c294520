"""Tests of `bridge.service`."""
