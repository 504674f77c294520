"""The `matrix` extension."""
