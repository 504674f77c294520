"""The `time` extension."""
