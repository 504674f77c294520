"""The record of a run while it goes on: manifest, journal, checkpoints, tables."""
