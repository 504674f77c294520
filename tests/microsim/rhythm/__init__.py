"""Tests of the learned rhythm."""
