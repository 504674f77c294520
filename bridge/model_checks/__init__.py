"""Checks of a police model before it is used: a rehearsal, and one engine against the other."""
