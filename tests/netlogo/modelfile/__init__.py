"""Tests of `netlogo.modelfile`."""
