"""Tests of `microsim.offences`."""
