"""Tests of plans made from a force's demand."""
