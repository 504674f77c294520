"""Experiments: grids of scenarios, run with replicates on one machine or many, and compared."""
