"""The record of a run: journal, checkpoints, tables, summary, picture."""
