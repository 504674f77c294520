"""Patrol routes: which hotspots a unit stops at, in which order and when; and tours through given stops."""
