"""Tests of the police model."""
