"""Tests of the package `bridge`."""
