"""Tests of `netlogo.compiler`."""
