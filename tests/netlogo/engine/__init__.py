"""Tests of `netlogo.engine`."""
