"""Tests of `bridge.wire`."""
