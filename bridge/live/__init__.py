"""Runs that NetLogo's own window drives."""
