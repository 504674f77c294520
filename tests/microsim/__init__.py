"""Tests of the package `microsim`."""
