"""Tests of `microsim.validation`."""
