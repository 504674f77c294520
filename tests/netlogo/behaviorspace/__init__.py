"""Tests of `netlogo.behaviorspace`."""
