"""Ratios of speed, each against a rival in the same run: `make bench`."""
