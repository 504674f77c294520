"""Tests of `netlogo.runtime`."""
