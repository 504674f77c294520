"""Tests of the patrol model, police-patrol.nlogo."""
