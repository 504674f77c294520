"""Tests of the allocation of officers."""
