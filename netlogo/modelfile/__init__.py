"""Model files: `.nlogo`, `.nlogox` and their diagrams, as plain data."""
