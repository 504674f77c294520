"""Tests of the package `netlogo`."""
