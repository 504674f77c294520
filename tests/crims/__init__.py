"""The names that scripts and notebooks import."""
