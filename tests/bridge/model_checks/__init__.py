"""Tests of `bridge.model_checks`."""
