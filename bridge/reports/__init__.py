"""Reports to be sent by mail: one HTML file for a run, an experiment, a score of plans, a validation."""
