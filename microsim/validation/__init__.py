"""Simulated crimes against observed ones."""
