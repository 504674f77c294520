"""Tests of `bridge.experiments.cluster`."""
